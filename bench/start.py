"""
From a clone to the first page, once more from a prepared checkout, and what the idle group weighs.

The package cache of this machine is used as it is: warm after the first run, as the claim says. The clone lies in a
path with spaces, and no Node answers on PATH, as on a newcomer's machine.
"""

import contextlib
import os
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from bench.frame import Figures, progress

CHECKOUT = Path(__file__).resolve().parents[1]
LONGEST_START = 600
IDLE_SECONDS = 5
INHERITED = ("PYTHONPATH", "VIRTUAL_ENV", "DATABASE_URL", "PORT")


def run(*, quick: bool) -> Figures:
    """Measure; *quick* changes nothing, since a start cannot be shortened."""
    with tempfile.TemporaryDirectory(prefix="yangguang bench ") as folder:
        if os.geteuid() == 0:
            Path(folder).chmod(0o711)
        clone = Path(folder) / "a clone"
        began = time.perf_counter()
        progress("clone and first start")
        subprocess.run(["git", "clone", "--quiet", str(CHECKOUT), str(clone)], check=True)
        with _served(clone) as (server, answered):
            first_page = answered - began
            progress("idle memory")
            time.sleep(IDLE_SECONDS)
            memory = idle_memory_mb(server.pid)
        progress("second start")
        began = time.perf_counter()
        with _served(clone) as (_, answered):
            second_start = answered - began
    return {
        "first_page_s": round(first_page, 2),
        "second_start_s": round(second_start, 2),
        "idle_memory_mb": round(memory, 1),
    }


def idle_memory_mb(root: int) -> float:
    """Sum the proportional set size of a process and all below it: shared pages count once."""
    below: dict[int, list[int]] = {}
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
            below.setdefault(parent, []).append(int(process.name))
    waiting, kilobytes = [root], 0
    while waiting:
        process_id = waiting.pop()
        waiting += below.get(process_id, [])
        with contextlib.suppress(OSError):
            lines = Path(f"/proc/{process_id}/smaps_rollup").read_text().splitlines()
            kilobytes += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return kilobytes / 1024


@contextlib.contextmanager
def _served(clone: Path) -> Iterator[tuple[subprocess.Popen[bytes], float]]:
    port = _free_port()
    environment = {name: value for name, value in os.environ.items() if name not in INHERITED}
    environment["PATH"] = _without_node(clone.parent)
    log = clone.parent / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [clone / "script" / "server", "--port", str(port)],
            env=environment,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        _await_page(f"http://127.0.0.1:{port}/", server, log)
        yield server, time.perf_counter()
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


def _without_node(folder: Path) -> str:
    """Give a PATH on which Node and its tools break off with an error, as if they were not there."""
    refusing = folder / "no node here"
    refusing.mkdir(exist_ok=True)
    for name in ("node", "npm", "npx"):
        (refusing / name).write_text("#!/bin/sh\nexit 127\n", encoding="ascii")
        (refusing / name).chmod(0o755)
    return os.pathsep.join((str(refusing), os.environ.get("PATH", os.defpath)))


def _await_page(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + LONGEST_START
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=60) as answer:
                answer.read()
                return
        except urllib.error.HTTPError as problem:
            if problem.code < 500:
                return
        except OSError:
            pass
        time.sleep(0.05)
    raise RuntimeError(f"no first page:\n{log.read_text(errors='replace')}")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
