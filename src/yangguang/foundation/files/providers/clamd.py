"""The real adapter: the INSTREAM command of a ClamAV daemon, over TCP or a local socket."""

import socket
import struct
from pathlib import Path
from urllib.parse import urlsplit

from yangguang.foundation.files.providers.base import ScannerUnavailable, Verdict

_PIECE = 1 << 17
_PATIENCE_SECONDS = 20.0


class ClamdScanner:
    """Asks a daemon at `tcp://host:port` or `unix:///path`."""

    def __init__(self, address: str) -> None:
        """Keep the address."""
        self.address = address

    def scan(self, path: Path) -> Verdict:
        """Send the file in pieces and read the one-line answer."""
        try:
            with self._connect() as line, path.open("rb") as handle:
                line.sendall(b"zINSTREAM\0")
                while piece := handle.read(_PIECE):
                    line.sendall(struct.pack(">I", len(piece)) + piece)
                line.sendall(struct.pack(">I", 0))
                answer = line.makefile("rb").read(4096).rstrip(b"\0\n").decode("utf-8", "replace")
        except OSError as problem:
            raise ScannerUnavailable(str(problem)) from problem
        return _verdict(answer)

    def _connect(self) -> socket.socket:
        parts = urlsplit(self.address)
        if parts.scheme == "unix":
            line = socket.socket(socket.AF_UNIX)
            line.settimeout(_PATIENCE_SECONDS)
            line.connect(parts.path)
            return line
        return socket.create_connection((parts.hostname or "", parts.port or 3310), _PATIENCE_SECONDS)


def _verdict(answer: str) -> Verdict:
    if answer.endswith("FOUND"):
        return Verdict(answer.removeprefix("stream: ").removesuffix(" FOUND")[:120])
    if answer.endswith("OK"):
        return Verdict()
    raise ScannerUnavailable(answer or "no answer")
