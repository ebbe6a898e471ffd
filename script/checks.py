"""
All checks and tests, one line per stage; called by script/test once the environment is prepared.

Every stage runs even if an earlier one failed; the answer is 1 if any did. The tests get a PostgreSQL
of their own: a throwaway one, or, with DATABASE_URL set, a fresh database on that server, so that runs side
by side never meet.
"""

import contextlib
import ctypes
import os
import platform
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from yangguang.config import bound_process, postgres

CHECKOUT = Path(__file__).resolve().parents[1]
PROGRAMS = Path(sys.executable).parent
# Outside verifiers of certificates and signatures; without them their tests are left out.
VERIFIERS = {"openssl": "openssl", "javac": "default-jdk-headless"}
CASTLE = ("libbcpkix-java", "/usr/share/java/bcpkix.jar")
PDF_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SOURCES = ("src", "tests", "bench", "script")


def main(arguments: list[str]) -> int:
    """Prepare the machine, run all stages, sum up."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(143))
    os.chdir(CHECKOUT)
    os.environ["PATH"] = f"{PROGRAMS}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    os.environ["DJANGO_SETTINGS_MODULE"] = "yangguang.config.settings"
    os.environ.pop("YANGGUANG_MODE", None)  # the tests describe the demo mode unless one says otherwise
    began = time.monotonic()
    failed = []
    if not _stage("浏览器、中文字体、PDF 库", prepare_machine):
        failed.append("准备")
    with database() as url:
        os.environ["DATABASE_URL"] = url
        for name, command, shown in stages(arguments):
            if not _stage(name, lambda command=command, shown=shown: run(command, shown=shown)):
                failed.append(name)
    print(
        f"\n共 {time.monotonic() - began:.0f} 秒。"
        + (f"没有通过：{'、'.join(failed)}" if failed else "全部通过。")
    )
    return 1 if failed else 0


def stages(arguments: list[str]) -> Iterator[tuple[str, list[str], bool]]:
    """List the stages: name, command, whether its output is shown while it runs."""
    present = [folder for folder in SOURCES if any((CHECKOUT / folder).rglob("*.py"))]
    tests = ["pytest", "-q", "-n", "2", "--dist", "worksteal"]
    if os.environ.get("YANGGUANG_WITHOUT_BROWSER") == "1":
        tests += ["-m", "not browser"]
    if arguments:  # somebody looks for one thing: only the tests, and all they say
        yield "pytest", [*tests, *arguments], True
        return
    yield "ruff check", ["ruff", "check", *present], False
    yield "ruff format", ["ruff", "format", "--check", *present], False
    yield "mypy", ["mypy", "src"], False
    yield "lint-imports", ["lint-imports"], False
    yield "migrations", ["python", "-m", "django", "makemigrations", "--check", "--dry-run"], False
    yield "pytest", tests, True


def run(command: list[str], *, shown: bool) -> str:
    """Run one program of the environment; gives what it said if it failed, else nothing."""
    full = [PROGRAMS / command[0], *command[1:]]
    child = bound_process.start(full, output=None if shown else subprocess.PIPE)
    try:
        said, _ = child.communicate()
    except BaseException:
        child.terminate()
        child.wait(10)
        raise
    if child.returncode == 0:
        return ""
    return (said or b"").decode("utf-8", errors="replace").rstrip() or f"（返回值 {child.returncode}）"


def _stage(name: str, work: Callable[[], str]) -> bool:
    began = time.monotonic()
    problem = work()
    print(f"{'没通过' if problem else '通过  '} {time.monotonic() - began:6.1f}s  {name}", flush=True)
    if problem:
        print(problem, flush=True)
    return not problem


@contextmanager
def database() -> Iterator[str]:
    """Give a database nobody else uses."""
    given = os.environ.get("DATABASE_URL", "")
    if not given:
        with postgres.throwaway() as url:
            yield url
        return
    name = f"yangguang_check_{os.getpid()}_{time.time_ns() % 10**6}"
    with psycopg.connect(given, autocommit=True) as connection:
        connection.execute(
            f"create database {name} template template0 encoding 'UTF8'"
            " lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'"
        )
    try:
        yield urlsplit(given)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(given, autocommit=True) as connection:
            left = connection.execute("select datname from pg_database where datname like %s", [f"%{name}%"])
            for (each,) in left.fetchall():
                connection.execute(f'drop database "{each}" with (force)')


def prepare_machine() -> str:
    """See that browser, Chinese font and PDF libraries are there, installing them where we may."""
    missing = [*missing_packages(), *missing_verifiers()]
    if missing and (prefix := installer()) is not None:
        print(f"安装 {' '.join(missing)} …", flush=True)
        apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
        _quietly([*apt, "update"])
        _quietly([*apt, "install", "-y", "--no-install-recommends", *missing])
    if not find_browser():  # where the package is only a pointer to a snap, as on Ubuntu
        _quietly([sys.executable, "-m", "playwright", "install", "chromium"])
    missing = missing_packages()
    if browser := find_browser():
        os.environ["YANGGUANG_CHROMIUM"] = browser
    if os.environ.get("YANGGUANG_WITHOUT_BROWSER") == "1" or not missing:
        return ""
    return (
        f"缺少：{' '.join(missing)}\n请安装：sudo apt-get install {' '.join(missing)}\n"
        "若确实不需要浏览器测试，可设 YANGGUANG_WITHOUT_BROWSER=1 后重新运行。"
    )


def missing_packages() -> list[str]:
    """Name the Debian packages that are missing."""
    missing = [] if find_browser() else ["chromium"]
    if not has_chinese_font():
        missing += ["fonts-noto-cjk"] if shutil.which("fc-list") else ["fontconfig", "fonts-noto-cjk"]
    missing += [package for package in PDF_PACKAGES if not has_library(package)]
    return missing


def missing_verifiers() -> list[str]:
    """Name the Debian packages of outside verifiers that are missing; wished for, not demanded."""
    missing = [package for program, package in VERIFIERS.items() if not shutil.which(program)]
    return missing if Path(CASTLE[1]).exists() else [*missing, CASTLE[0]]


def find_browser() -> str:
    """Find a Chromium that starts: on the machine, or the one Playwright keeps."""
    for name in (os.environ.get("YANGGUANG_CHROMIUM", ""), *BROWSERS):
        path = shutil.which(name) if name else None
        if path and subprocess.run([path, "--version"], capture_output=True, check=False).returncode == 0:
            return path
    kept = Path.home() / ".cache" / "ms-playwright"
    return next(
        (str(path) for path in sorted(kept.glob("chromium-*/chrome-linux*/chrome"), reverse=True)), ""
    )


def has_chinese_font() -> bool:
    """Whether fontconfig knows a font with Chinese."""
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False).stdout.strip())


def has_library(package: str) -> bool:
    """Whether the library of a Debian package can be loaded."""
    if platform.system() != "Linux":
        return True
    name = {"libpango-1.0-0": "libpango-1.0.so.0", "libpangoft2-1.0-0": "libpangoft2-1.0.so.0"}
    try:
        ctypes.CDLL(name.get(package, "libharfbuzz-subset.so.0"))
    except OSError:
        return False
    return True


def installer() -> list[str] | None:
    """What to put before apt-get: nothing as root, sudo if it needs no password; None if we may not."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ["sudo", "-n"]
    return None


def _quietly(command: list[str]) -> None:
    with contextlib.suppress(subprocess.TimeoutExpired):
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=900)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
