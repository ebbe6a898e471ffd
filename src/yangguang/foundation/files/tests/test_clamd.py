"""The ClamAV adapter against a small server that speaks the INSTREAM protocol."""

import socket
import struct
import threading
from pathlib import Path

import pytest

from yangguang.foundation.files.providers.base import ScannerUnavailable
from yangguang.foundation.files.providers.clamd import ClamdScanner


def serve_once(answer: bytes) -> tuple[str, list[bytes]]:
    listener = socket.create_server(("127.0.0.1", 0))
    got: list[bytes] = []

    def run() -> None:
        line, _ = listener.accept()
        with line, line.makefile("rb") as read:
            got.append(read.read(10))
            while size := struct.unpack(">I", read.read(4))[0]:
                got.append(read.read(size))
            line.sendall(answer)
        listener.close()

    threading.Thread(target=run, daemon=True).start()
    return f"tcp://127.0.0.1:{listener.getsockname()[1]}", got


def sample(tmp_path: Path) -> Path:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"x" * 300_000)
    return path


def test_clamd__clean_answer__is_clean_and_got_the_whole_file(tmp_path):
    address, got = serve_once(b"stream: OK\0")

    assert ClamdScanner(address).scan(sample(tmp_path)).is_clean
    assert got[0] == b"zINSTREAM\0"
    assert b"".join(got[1:]) == b"x" * 300_000


def test_clamd__finding__is_named(tmp_path):
    address, _ = serve_once(b"stream: Win.Test.EICAR_HDB-1 FOUND\0")

    assert ClamdScanner(address).scan(sample(tmp_path)).finding == "Win.Test.EICAR_HDB-1"


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b""])
def test_clamd__no_useful_answer__is_unavailable(tmp_path, answer):
    address, _ = serve_once(answer)

    with pytest.raises(ScannerUnavailable):
        ClamdScanner(address).scan(sample(tmp_path))


def test_clamd__nobody_listens__is_unavailable(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    with pytest.raises(ScannerUnavailable):
        ClamdScanner(f"tcp://127.0.0.1:{port}").scan(sample(tmp_path))
