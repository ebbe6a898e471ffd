"""
A really served group to measure: web processes and the worker on a port of their own, over a database filled in process.

The clients speak HTTP/1.1 over kept connections and do as little as possible themselves, since they share the cores.
"""

import contextlib
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.frame import django_ready, percentile, progress

LONGEST_START = 60


@dataclass(frozen=True)
class Site:
    """Where the group is served and which process leads it."""

    host: str
    port: int
    pid: int

    @property
    def address(self) -> str:
        """Its address."""
        return f"http://{self.host}:{self.port}"

    def web_processor_seconds(self) -> float:
        """Add up the processor time the web processes have taken so far."""
        ticks = 0
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                fields = (process / "stat").read_text().rpartition(")")[2].split()
                words = (process / "cmdline").read_bytes().split(b"\0")
                if int(fields[1]) == self.pid and b"web" in words:
                    ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def served(
    prepare: Callable[[], object], *, settings: str = "yangguang.config.settings", workers: int = 2
) -> Iterator[Site]:
    """Fill a fresh database with *prepare* and serve it with so many web processes."""
    os.environ["DJANGO_SETTINGS_MODULE"] = settings
    with tempfile.TemporaryDirectory(prefix="yangguang-bench-") as folder, django_ready() as url:
        var = Path(folder) / "var"
        os.environ["YANGGUANG_VAR"] = str(var)
        prepare()
        port = _free_port()
        environment = {
            **os.environ,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": settings,
            "YANGGUANG_WORKERS": str(workers),
            "PYTHONPATH": os.pathsep.join(filter(None, [os.getcwd(), *sys.path])),
        }
        command = [sys.executable, "-m", "yangguang.config.command", "serve", "--port", str(port)]
        log = Path(folder) / "server.log"
        with log.open("wb") as output:
            group = subprocess.Popen(
                command, env=environment, stdout=output, stderr=output, start_new_session=True
            )
        try:
            _await(f"http://127.0.0.1:{port}/", group, log)
            yield Site("127.0.0.1", port, group.pid)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(group.pid, signal.SIGTERM)
            group.wait(30)


@dataclass(frozen=True)
class Load:
    """What a round of requests gave: how many a second, and how long each took in milliseconds."""

    per_second: float
    times: tuple[float, ...]

    @property
    def p95(self) -> float:
        """The 95th percentile."""
        return percentile(list(self.times), 0.95)


def ask_for(
    site: Site,
    paths: list[str],
    *,
    seconds: float,
    clients: int = 4,
    accept: str = "text/html",
    cookie: str = "",
) -> Load:
    """Ask for the paths in turns from so many kept connections in one further process; every answer must be 200."""
    parent, child = multiprocessing.get_context("fork").Pipe()
    process = multiprocessing.get_context("fork").Process(
        target=_client, args=(child, site, paths, seconds, clients, accept, cookie)
    )
    process.start()
    count, passed, times = parent.recv()
    process.join()
    if count < 0:
        raise RuntimeError(times)
    return Load(count / passed, tuple(times))


def _client(
    out: Any, site: Site, paths: list[str], seconds: float, clients: int, accept: str, cookie: str
) -> None:
    """Keep one request under way on each connection and read answers as they come."""
    import selectors

    extra = f"Cookie: {cookie}\r\n" if cookie else ""
    requests = [
        f"GET {path} HTTP/1.1\r\nHost: {site.host}:{site.port}\r\nAccept: {accept}\r\n{extra}\r\n".encode()
        for path in paths
    ]
    chosen = selectors.DefaultSelector()
    began = time.perf_counter()
    asked = count = 0
    times: list[float] = []
    for _ in range(clients):
        connection = socket.create_connection((site.host, site.port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        chosen.register(connection, selectors.EVENT_READ, _Answer())
        connection.sendall(requests[asked % len(requests)])
        asked += 1
        time.sleep(0.02)  # a burst would all be taken by the one process that wakes up first
    began = time.perf_counter()
    while (now := time.perf_counter()) - began < seconds:
        for key, _ in chosen.select(1):
            answer: _Answer = key.data
            if not answer.take(key.fileobj.recv(1 << 18)):  # type: ignore[union-attr]
                continue
            if answer.status != b"200":
                out.send((-1, 0, f"{answer.status!r} for one of {paths[:3]}"))
                return
            now = time.perf_counter()
            times.append((now - answer.since) * 1000)
            count += 1
            key.data.begin()
            key.fileobj.sendall(requests[asked % len(requests)])  # type: ignore[union-attr]
            asked += 1
    out.send((count, time.perf_counter() - began, times))


class _Answer:
    """Reads one answer after another off a connection, by its content length or its chunks."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Await the next."""
        self.buffer = bytearray()
        self.wanted = -1
        self.is_chunked = False
        self.status = b""
        self.since = time.perf_counter()

    def take(self, piece: bytes) -> bool:
        """Take what has come; true when the answer is whole."""
        if not piece:
            raise ConnectionError("the server closed the connection")
        self.buffer += piece
        if not self.status:
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return False
            head = bytes(self.buffer[:end]).lower()
            self.status = head[9:12]
            if b"transfer-encoding: chunked" in head:
                self.is_chunked = True
            else:
                length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
                self.wanted = end + 4 + int(length)
        if self.is_chunked:
            return self.buffer.endswith(b"0\r\n\r\n")
        return len(self.buffer) >= self.wanted


def _await(url: str, group: subprocess.Popen[bytes], log: Path) -> None:
    progress("start the group")
    deadline = time.monotonic() + LONGEST_START
    while time.monotonic() < deadline and group.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=30) as answer:
            answer.read()
            return
        time.sleep(0.1)
    raise RuntimeError(f"no first page:\n{log.read_text(errors='replace')}")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
