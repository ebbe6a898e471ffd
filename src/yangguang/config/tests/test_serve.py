"""The served group: one port, parts that come back, an end that leaves nothing behind."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

SOURCES = str(Path(__file__).resolve().parents[3])
PATIENCE = 180


class Served:
    """One `yangguang serve` on a var folder of its own."""

    def __init__(self, var: Path) -> None:
        self.var, self.port, self.log = var, free_port(), var.parent / "serve.log"
        self.process: subprocess.Popen[bytes] | None = None
        # Service mode, so that no demo city is built: the group is what is tested here.
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PORT")},
            "PYTHONPATH": SOURCES,
            "YANGGUANG_MODE": "service",
            "YANGGUANG_SECRET_KEY": "k" * 50,
            "YANGGUANG_VAR": str(var),
        }

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "yangguang.config.command", "serve", "--port", str(self.port)],
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def status(self, path: str = "/") -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()

    def descendants(self) -> dict[int, str]:
        """Everything below the supervisor, by process number, with its command line."""
        assert self.process is not None
        return below(self.process.pid)

    def told(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")


@pytest.fixture
def served() -> Iterator[Served]:
    with tempfile.TemporaryDirectory(prefix="yangguang test ") as name:
        if os.geteuid() == 0:
            Path(name).chmod(0o711)
        one = Served(Path(name) / "var")
        yield one
        if one.process is not None:
            with contextlib.suppress(ProcessLookupError):
                one.process.send_signal(signal.SIGTERM)
            one.process.wait(PATIENCE)


def test_serve__parts_then_supervisor_killed__comes_back_and_the_stop_leaves_nothing(served: Served) -> None:
    """One story, because the first start makes a database: parts come back, an orphaned group ends, the next start recovers."""
    served.start()
    until(lambda: served.status() == 200, served)
    until(lambda: any("command work" in line for line in served.descendants().values()), served)
    web = next(number for number, line in served.descendants().items() if "command web" in line)
    server = next(number for number, line in served.descendants().items() if "postgres -D" in line)
    assert served.process is not None

    os.kill(web, signal.SIGKILL)
    until(lambda: "意外结束" in served.told(), served)
    until(lambda: sum("command web" in line for line in served.descendants().values()) == 2, served)
    os.kill(server, signal.SIGKILL)
    until(lambda: "数据库意外结束" in served.told(), served)
    until(lambda: served.status() == 200, served)

    group = served.descendants()
    served.process.kill()
    served.process.wait()
    until(lambda: not any(alive(number) for number in group), served)
    served.start()
    until(lambda: served.status() == 200, served)

    group = served.descendants()
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(PATIENCE) == 0
    assert [line for number, line in group.items() if alive(number)] == []


def test_serve__told_to_stop_while_it_starts__ends_without_rest(served: Served) -> None:
    served.start()
    until(lambda: "就绪" in served.told(), served)
    group = served.descendants()
    assert served.process is not None

    served.process.send_signal(signal.SIGINT)

    served.process.wait(PATIENCE)
    assert [line for number, line in group.items() if alive(number)] == []
    assert "Traceback" not in served.told()


def test_serve__port_taken__is_refused_by_name_before_anything_is_prepared(served: Served) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", served.port))
        other.listen()
        served.start()
        assert served.process is not None

        assert served.process.wait(PATIENCE) == 1

    assert "config.port_taken" in served.told()
    assert not (served.var / "pg").exists()


def test_serve__unreachable_database__is_refused_without_traceback(served: Served) -> None:
    served.environment["DATABASE_URL"] = f"postgresql://nobody@127.0.0.1:{free_port()}/none"
    served.start()
    assert served.process is not None

    assert served.process.wait(PATIENCE) == 1
    assert "config.preparation_failed" in served.told()
    assert "config.database_unreachable" in served.told()
    assert "Traceback" not in served.told()


def until(happens: Callable[[], bool], served: Served) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < deadline, served.told()
        time.sleep(0.05)


def below(root: int) -> dict[int, str]:
    parents: dict[int, list[int]] = {}
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
            parents.setdefault(parent, []).append(int(process.name))
    found: dict[int, str] = {}
    waiting = list(parents.get(root, []))
    while waiting:
        number = waiting.pop()
        waiting += parents.get(number, [])
        with contextlib.suppress(OSError):
            found[number] = Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return found


def alive(number: int) -> bool:
    """Whether a process runs; one that is dead but not yet collected by its parent does not."""
    return os.path.exists(f"/proc/{number}/exe")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
