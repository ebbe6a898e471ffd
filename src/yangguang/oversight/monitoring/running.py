"""
The engine at work: woken when an act waits for the log, it reads what the log has taken; else it looks every second.

It runs in a thread of the worker. Several workers may run it: the cursor's row lets one move at a time.
"""

import contextlib
import logging
import threading
from collections.abc import Iterator

import psycopg
from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection

from yangguang.foundation.acts.api import system_actor
from yangguang.kernel import clock
from yangguang.kernel.refusals import Refusal
from yangguang.oversight.monitoring.operations.following import keep_watch
from yangguang.oversight.monitoring.operations.ladder import climb_due

CHANNEL = "yangguang_acts"
REST_SECONDS = 1.0
CLOSE_SECONDS = 0.05  # how often to look while acts come in: the log takes them within a tenth of a second
CLOSE_LOOKS = 20
PATIENCE_SECONDS = (1, 2, 5, 10)
WATCH = system_actor("电子监察")
_log = logging.getLogger(__name__)


@contextlib.contextmanager
def watching() -> Iterator[None]:
    """Keep the engine running for the length of a block."""
    stopping = threading.Event()
    thread = threading.Thread(target=run_watch, args=(stopping,), name="monitoring", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join(timeout=5)


def run_watch(stopping: threading.Event) -> None:
    """Look again and again until told to stop; what goes wrong is written down and tried again."""
    failures = 0
    while not stopping.is_set():
        try:
            with _line() as line:
                while not stopping.is_set():
                    _attend(line, stopping)
                    failures = 0
        except (psycopg.OperationalError, DatabaseError, Refusal) as problem:
            failures += 1
            _log.warning("monitoring could not look: %s", problem)
            connection.close()
            stopping.wait(PATIENCE_SECONDS[min(failures, len(PATIENCE_SECONDS)) - 1])
    connection.close()


def _attend(line: "psycopg.Connection[tuple[object, ...]]", stopping: threading.Event) -> None:
    close_old_connections()
    keep_watch(actor=WATCH, now=clock.now())
    climb_due(actor=WATCH, now=clock.now())
    heard = False
    for _ in line.notifies(timeout=REST_SECONDS, stop_after=1):
        heard = True
    for _ in range(CLOSE_LOOKS if heard else 0):
        if stopping.wait(CLOSE_SECONDS):
            return
        keep_watch(actor=WATCH, now=clock.now())


@contextlib.contextmanager
def _line() -> "Iterator[psycopg.Connection[tuple[object, ...]]]":
    one = settings.DATABASES["default"]
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    given = {name: str(one[key]) for name, key in names.items() if one.get(key)}
    address = psycopg.conninfo.make_conninfo(
        **given, application_name="yangguang monitoring", **one.get("OPTIONS", {})
    )
    with psycopg.connect(address, autocommit=True) as line:
        line.execute(f"LISTEN {CHANNEL}")
        yield line
