"""
One data folder and the server that runs on it.

Whoever holds the lock file runs the server and is the only one to stop it; any other process of the same
checkout borrows it, and may take over when the owner is gone.
"""

import contextlib
import fcntl
import hashlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg

from yangguang.config import bound_process
from yangguang.config.postgres import servers
from yangguang.config.postgres.refusals import DatabaseDidNotStart, SocketFolderTaken

ROLE = DATABASE = "yangguang"
PORT = 5432  # only part of the socket's name; said aloud because PGPORT of the caller would change it
LONGEST_SOCKET_PATH = 107  # sun_path on Linux, less the final zero byte
SHELTER = Path("/var/lib/yangguang")
START_SECONDS = 60
Progress = Callable[[str], None]


def silent(said: str) -> None:
    """Show nothing."""


class Cluster:
    """The embedded database of one folder: where it is, and whether we run it."""

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        """Belong to *folder*; not *durable* means a throwaway that may lose data on power cut."""
        self.folder, self.durable = folder, durable
        self.account = servers.server_account(folder / "pg")
        self.home = self._home()
        self.data = self.home / "pg"
        self.log = self.home / "postgresql.log"
        self.process: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None
        self._log_began = 0

    def _home(self) -> Path:
        """
        The folder that holds data, socket and log: ours, unless the server's account cannot get there.

        As root the server runs as somebody else, and a checkout under /root is closed to him. Opening parent
        folders would be wrong, so the data then lives in a shelter of its own.
        """
        if self.account is None or (self.folder / "pg" / "PG_VERSION").exists():
            return self.folder
        shelter = SHELTER / _digest(self.folder)
        existing = next(parent for parent in (self.folder, *self.folder.parents) if parent.exists())
        if (shelter / "pg" / "PG_VERSION").exists() or not servers.reaches(self.account, existing):
            return shelter
        return self.folder

    @property
    def socket(self) -> Path:
        """The folder of the socket: beside the data where the path is short enough, else a short one."""
        beside = self.home / "socket"
        if len(os.fsencode(beside / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET_PATH:
            return beside
        runtime = os.environ.get("XDG_RUNTIME_DIR", "")
        usable = os.geteuid() != 0 and bool(runtime) and os.access(runtime, os.W_OK)
        return Path(runtime if usable else "/tmp") / f"yg-{_digest(self.folder)}"  # noqa: S108 - owner is checked

    def address(self, database: str = DATABASE) -> str:
        """The connection address of one of its databases."""
        return f"postgresql://{ROLE}@/{database}?host={quote(str(self.socket), safe='')}&port={PORT}"

    def start(self, progress: Progress = silent) -> None:
        """
        Run the server, or borrow the one another process of this checkout runs.

        Refuses with NoDatabaseServer, OtherMajorVersion, SocketFolderTaken, DatabaseDidNotStart.
        """
        deadline = time.monotonic() + START_SECONDS
        while not self.take_over(progress):
            if self.answers():
                progress("数据库已由本项目的另一个进程运行，与它共用")
                return
            if time.monotonic() > deadline:
                raise DatabaseDidNotStart(reason="另一个进程占着它，却一直没有应答。", log=self.log)
            time.sleep(0.1)

    def take_over(self, progress: Progress = silent) -> bool:
        """Run the server if nobody else does; false where another live process holds the lock."""
        make_private_folder(self.folder)
        lock = (self.folder / "pg.lock").open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return False
        self._lock = lock
        try:
            self._run(progress)
        except BaseException:
            self.stop()
            raise
        return True

    def stop(self) -> None:
        """End the server if it is ours: first fast, then at once; both keep committed data."""
        process, self.process = self.process, None
        if process is not None:
            for order, patience in ((signal.SIGINT, 5), (signal.SIGQUIT, 2), (signal.SIGKILL, 2)):
                process.send_signal(order)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(patience)
                    break
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    @property
    def ours(self) -> bool:
        """Whether we run the server, or merely borrow it."""
        return self.process is not None

    def alive(self) -> bool:
        """Whether the server we run still runs; a borrowed one is its owner's care for as long as he lives."""
        return self.process.poll() is None if self.process is not None else self._owner_lives()

    def _owner_lives(self) -> bool:
        with (self.folder / "pg.lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def answers(self) -> bool:
        """Whether a connection succeeds now."""
        try:
            psycopg.connect(self.address("postgres"), connect_timeout=3).close()
        except psycopg.OperationalError:
            return False
        return True

    def _run(self, progress: Progress) -> None:
        server = servers.choose_server(self.data)
        make_private_folder(self.home)
        programs = server.programs
        if self.account and server.packaged and not servers.reaches(self.account, programs / "postgres"):
            programs = servers.copy_programs(server, self.home)
        if not (self.data / "PG_VERSION").exists():
            progress(f"建立数据库（PostgreSQL {server.major}）")
            self._create(programs)
        self._end_orphan()
        self._admit()
        self._open_socket_folder()
        deadline = time.monotonic() + START_SECONDS
        self.process = self._spawn(programs)
        while not self.answers():
            if time.monotonic() > deadline:
                raise DatabaseDidNotStart(reason="等了一分钟没有应答。", log=self.log)
            time.sleep(0.05)
            if self.process.poll() is not None:
                if "still in use" not in self._words():  # children of a killed server take a moment to notice
                    raise DatabaseDidNotStart(reason=self._last_words(), log=self.log)
                self.process = self._spawn(programs)
        self._create_database()

    def _create(self, programs: Path) -> None:
        draft = self.home / "pg.new"  # renamed when whole: an interrupted start leaves nothing half-made
        shutil.rmtree(draft, ignore_errors=True)
        self._make_server_folder(draft)
        command: list[str | Path] = [
            programs / "initdb",
            "-D",
            draft,
            f"--username={ROLE}",
            "--encoding=UTF8",
        ]
        command += ["--locale=C.UTF-8", "--auth-local=peer", "--auth-host=reject", "--no-instructions"]
        command += [] if self.durable else ["--no-sync"]
        if self._start(command).wait() != 0:
            raise DatabaseDidNotStart(reason=self._last_words(), log=self.log)
        draft.rename(self.data)

    def _admit(self) -> None:
        """Let in the accounts that work on this checkout, and root, who could become any of them."""
        people = {"root", pwd.getpwuid(os.geteuid()).pw_name, *([self.account.name] if self.account else [])}
        rules = {
            "pg_hba.conf": f"local all {ROLE} peer map=yangguang\n",
            "pg_ident.conf": "".join(f'yangguang "{name}" {ROLE}\n' for name in sorted(people)),
        }
        for name, content in rules.items():
            (self.home / name).write_text(content, encoding="utf-8")
            (self.home / name).chmod(0o644)

    def _open_socket_folder(self) -> None:
        with contextlib.suppress(FileExistsError):
            self._make_server_folder(self.socket)
        seen = self.socket.lstat()
        owner = self.account.uid if self.account else os.geteuid()
        if not stat.S_ISDIR(seen.st_mode) or seen.st_uid != owner or stat.S_IMODE(seen.st_mode) & 0o077:
            raise SocketFolderTaken(folder=self.socket)

    def _make_server_folder(self, folder: Path) -> None:
        folder.mkdir(mode=0o700)
        if self.account:
            os.chown(folder, self.account.uid, self.account.gid)

    def _spawn(self, programs: Path) -> subprocess.Popen[bytes]:
        quoted = str(self.socket).replace('"', '""')
        settings = {
            "listen_addresses": "",
            "port": str(PORT),
            "unix_socket_directories": f'"{quoted}"',
            "unix_socket_permissions": "0700",
            "hba_file": str(self.home / "pg_hba.conf"),
            "ident_file": str(self.home / "pg_ident.conf"),
            "timezone": "UTC",
            "log_timezone": "UTC",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        command: list[str | Path] = [programs / "postgres", "-D", self.data]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        return self._start(command)

    def _start(self, command: list[str | Path]) -> subprocess.Popen[bytes]:
        """Start one of the server's programs, where no PG* variable of the caller can lead it elsewhere."""
        environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"}
        with self.log.open("ab") as log:
            self._log_began = log.seek(0, os.SEEK_END)
            return bound_process.start(
                command,
                on_our_death=signal.SIGINT,
                account=self.account,
                environment=environment,
                output=log,
                folder=Path("/"),
            )

    def _end_orphan(self) -> None:
        """
        Clear the way where a server was left behind.

        A live one on our data (its owner was killed and it has not noticed yet) is told to end; a pid file
        whose number now belongs to some other program is removed.
        """
        pid_file = self.data / "postmaster.pid"
        if not pid_file.exists():
            return
        first = pid_file.read_text(encoding="utf-8", errors="replace").partition("\n")[0].strip()
        pid = int(first) if first.isdigit() else 0
        for order, patience in ((signal.SIGINT, 5), (signal.SIGQUIT, 5)):
            deadline = time.monotonic() + patience
            if self._is_server(pid):
                os.kill(pid, order)
            while self._is_server(pid) and time.monotonic() < deadline:
                time.sleep(0.05)
        if not self._is_server(pid):
            pid_file.unlink(missing_ok=True)

    def _is_server(self, pid: int) -> bool:
        """Whether *pid* is a live server on our data: it works inside its data folder."""
        if pid <= 1:
            return False
        if Path("/proc/self").exists():
            try:
                return Path(f"/proc/{pid}/cwd").readlink() == self.data.resolve()
            except OSError:
                return False
        told = subprocess.run(
            ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
        )
        return str(self.data) in told.stdout

    def _create_database(self) -> None:
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            known = connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone()
            if known is None:
                connection.execute(f"create database {DATABASE}")

    def _words(self) -> str:
        """What the program started last has said."""
        with self.log.open("rb") as log:
            log.seek(self._log_began)
            return log.read().decode("utf-8", errors="replace")

    def _last_words(self) -> str:
        lines = self._words().strip().splitlines()
        telling = [line for line in lines if "FATAL" in line or "error" in line.lower()]
        return (telling or lines or ["没有留下记录。"])[-1]


def address(var: Path) -> str:
    """Tell the address of the embedded database of a var folder, whether it runs or not."""
    return Cluster(var).address()


@contextlib.contextmanager
def running(cluster: Cluster, progress: Progress = silent) -> Iterator[str]:
    """Keep a cluster up for the length of a block and give its address."""
    cluster.start(progress)
    try:
        yield cluster.address()
    finally:
        cluster.stop()


@contextlib.contextmanager
def throwaway(*, durable: bool = False) -> Iterator[str]:
    """Give the address of a fresh cluster that is gone afterwards; for tests and benches."""
    folder = Path(tempfile.mkdtemp(prefix="yangguang-"))
    try:
        if os.geteuid() == 0:
            folder.chmod(0o711)  # the server's account must get through; what lies inside is closed by itself
        with running(Cluster(folder, durable=durable)) as url:
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def make_private_folder(folder: Path) -> None:
    """Make a folder closed to others; as root passable, since the database server runs as somebody else."""
    if not folder.exists():
        if not folder.parent.exists():
            make_private_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        folder.chmod(0o711 if os.geteuid() == 0 else 0o700)


def _digest(folder: Path) -> str:
    return hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:12]
