"""
One command that runs everything as one group: database, pages, live events, background work.

The supervisor keeps the listening socket, starts the parts in order, starts a part again that ends unasked,
and ends all of them in order when told to. It stays small: Django is loaded only in its children, and all of
them end by themselves if it is killed.
"""

import contextlib
import errno
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from yangguang.config import bound_process, postgres
from yangguang.config.environment import ENV, validate
from yangguang.config.terminal import began, complain, in_columns, say
from yangguang.kernel.refusals import Refusal

SECONDS_TO_END = 6  # children that have not ended by then are killed; the whole stop stays under 8 seconds
SECONDS_TO_FIRST_PAGE = 60
MOST_FALLS = 2  # before the first page; a part that keeps falling then will not serve anyone
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0  # a part that ran this long starts again without a pause
YANGGUANG = [sys.executable, "-m", "yangguang.config.command"]
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class PortTaken(Refusal):
    """Another program listens on the port."""

    code = "config.port_taken"
    text = "端口 {port} 已被别的程序占用，没有启动。"
    remedy = "请换一个端口，例如：script/server --port {other}；或先停掉占用它的程序。"


class AddressRefused(Refusal):
    """The system does not let us listen there: no such address here, or a port kept for root."""

    code = "config.address_refused"
    text = "不能在 {host} 的端口 {port} 上提供服务：{reason}。"
    remedy = "请核对 YANGGUANG_HOST；1024 以下的端口只有 root 能用。"


class PreparationFailed(Refusal):
    """Migrations or the demo city did not get done; the reason stands above."""

    code = "config.preparation_failed"
    text = "数据库没有准备好（原因见上面的记录），没有启动服务。"
    remedy = "改正原因后重新启动即可，已完成的部分不会重做。"


class NoFirstPage(Refusal):
    """The web processes came up but no page did."""

    code = "config.no_first_page"
    text = "服务进程启动了，但没有给出首页，已停止。"
    remedy = "原因见上面的记录；也可以运行 yangguang check 查看缺什么。"


@dataclass
class Part:
    """One kind of child the group must always have."""

    name: str
    command: list[str]
    keep_open: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.0
    due: float = 0.0
    falls: int = 0

    def start(self, *arguments: str, keep_open: tuple[int, ...] = ()) -> None:
        """Start the child, the first time perhaps with arguments that a later start does not need."""
        self.process = bound_process.start([*self.command, *arguments], keep_open=self.keep_open + keep_open)
        self.started = time.monotonic()

    def attend(self) -> None:
        """Start the child again if it ended, each time after a longer pause."""
        now = time.monotonic()
        if self.process is not None and (status := self.process.poll()) is not None:
            self.pause = (
                0.5 if now - self.started > STEADY_SECONDS else min(max(0.5, self.pause * 2), LONGEST_PAUSE)
            )
            self.due, self.process, self.falls = now + self.pause, None, self.falls + 1
            complain(f"{self.name}意外结束（{status}），{self.pause:.1f} 秒后重新启动")
        if self.process is None and now >= self.due:
            self.start()


@dataclass
class Supervisor:
    """The group and its order of start and stop."""

    host: str
    port: int
    stopping: threading.Event = field(default_factory=threading.Event)
    parts: list[Part] = field(default_factory=list)
    cluster: postgres.Cluster | None = None

    def run(self) -> None:
        """
        Start everything, watch over it, and end it when told to.

        Refuses with PortTaken, AddressRefused, PreparationFailed, NoFirstPage, and those of `postgres`.
        """
        with self._signals(), self._listening() as listener:
            try:
                self._start(listener)
                while not self.stopping.wait(0.25):
                    self._attend()
            finally:
                self._stop()

    def _start(self, listener: socket.socket) -> None:
        if not ENV.database_url:
            self.cluster = postgres.Cluster(ENV.var)
            self.cluster.start(lambda told: say("数据库", told))
            os.environ["DATABASE_URL"] = self.cluster.address()
        say("数据库", "就绪")
        handle = listener.fileno()
        web = [*YANGGUANG, "web", "--fd", str(handle)]
        self.parts = [Part(f"网页进程 {number}", web, (handle,)) for number in range(1, ENV.workers + 1)]
        self.parts.append(Part("后台进程", [*YANGGUANG, "work"]))
        with self._first_at_the_gate() as open_gate:
            accounts = self._prepare()
            if not self.stopping.is_set():
                open_gate()
        if not self.stopping.is_set():
            self._await_first_page()
        if not self.stopping.is_set():
            self._announce(accounts)

    @contextlib.contextmanager
    def _first_at_the_gate(self) -> Iterator[Callable[[], object]]:
        """Let the first web process load while the database is prepared; it serves once the gate is opened."""
        waiting, opening = os.pipe()
        try:
            self.parts[0].start("--gate", str(waiting), keep_open=(waiting,))
            os.close(waiting)
            yield lambda: os.write(opening, b"!")
        finally:
            os.close(opening)  # closed without a word: the process at the gate ends

    def _prepare(self) -> list[dict[str, Any]]:
        """Migrate and build the demo city in a child, so that what it loads is gone afterwards."""
        with tempfile.TemporaryDirectory(prefix="yangguang-") as folder:
            answer = Path(folder) / "accounts.json"
            command = [*YANGGUANG, "prepare", "--accounts-to", str(answer), "--since", str(began())]
            child = bound_process.start(command)
            while child.poll() is None:
                if self.stopping.wait(0.05):
                    _end([child], 3)
                    return []
            if child.returncode != 0:
                raise PreparationFailed
            accounts: list[dict[str, Any]] = json.loads(answer.read_text(encoding="utf-8"))
            return accounts

    def _await_first_page(self) -> None:
        deadline = time.monotonic() + SECONDS_TO_FIRST_PAGE
        while not self.stopping.wait(0.05):
            if _page_answers(self.host, self.port):
                return
            self.parts[0].attend()
            if time.monotonic() > deadline or self.parts[0].falls > MOST_FALLS:
                raise NoFirstPage

    def _attend(self) -> None:
        if self.cluster is not None and not self.cluster.alive():
            if self.cluster.ours:
                complain("数据库意外结束，重新启动")
                self.cluster.stop()
            self.cluster.start()
        for part in self.parts:
            part.attend()

    def _announce(self, accounts: list[dict[str, Any]]) -> None:
        say("服务", f"已启动：{ENV.base_url}    停止：Ctrl-C")
        if accounts:
            print("\n演示账号（只在演示模式下有）：")
            for line in in_columns(
                [[one["role"], one["username"], one["password"], one["name"]] for one in accounts]
            ):
                print(f"  {line}")
            print(flush=True)

    def _stop(self) -> None:
        _end([part.process for part in self.parts if part.process is not None], SECONDS_TO_END)
        if self.cluster is not None:
            self.cluster.stop()
        say("服务", "已停止")

    @contextlib.contextmanager
    def _listening(self) -> Iterator[socket.socket]:
        """Take the port before anything else: nothing is prepared for a server that could not serve."""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind((self.host, self.port))
            except OSError as problem:
                if problem.errno == errno.EADDRINUSE:
                    raise PortTaken(port=self.port, other=self.port + 1) from problem
                raise AddressRefused(host=self.host, port=self.port, reason=problem.strerror) from problem
            yield listener

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        before = {number: signal.signal(number, self._on_signal) for number in STOP_SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _on_signal(self, number: int, frame: object) -> None:
        self.stopping.set()


def _end(children: list[subprocess.Popen[bytes]], patience: float) -> None:
    """Tell children to end, wait, then kill whoever is left."""
    for child in children:
        child.terminate()
    deadline = time.monotonic() + patience
    for child in children:
        try:
            child.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _page_answers(host: str, port: int) -> bool:
    local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - to compare, not to bind
    connection = http.client.HTTPConnection(local, port, timeout=2)
    try:
        connection.request("GET", "/", headers={"Host": ENV.allowed_hosts[0].lstrip(".*") or local})
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def serve(*, host: str, port: int) -> None:
    """
    Run the whole platform on one port until told to stop.

    Refuses with SettingRefused and whatever `Supervisor.run` refuses with.
    """
    os.environ["YANGGUANG_HOST"], os.environ["PORT"] = host, str(port)  # the children read the same table
    validate()
    Supervisor(host, port).run()
