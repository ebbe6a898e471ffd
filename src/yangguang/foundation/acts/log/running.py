"""
The sequencer at work: woken by the database when the first act waits, else looking for itself every second or so.

It runs in a thread of the worker. Several workers may run it: one of them holds the lock, the others look again later.
"""

import contextlib
import logging
import threading
import time
from collections.abc import Iterator

import psycopg
from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection

from yangguang.foundation.acts.log.availability import clear_alarms, raise_alarm
from yangguang.foundation.acts.log.sequencer import sequence_waiting
from yangguang.kernel import clock
from yangguang.kernel.refusals import Refusal

CHANNEL = "yangguang_acts"
POLL_SECONDS = 1.0
GATHER_SECONDS = 0.05  # a short while for acts that come together to be signed together
PATIENCE_SECONDS = (1, 2, 5, 10)
_log = logging.getLogger(__name__)


@contextlib.contextmanager
def sequencing() -> Iterator[None]:
    """Keep a sequencer running for the length of a block."""
    stopping = threading.Event()
    thread = threading.Thread(target=run_sequencer, args=(stopping,), name="sequencer", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join(timeout=5)


def run_sequencer(stopping: threading.Event) -> None:
    """Take what waits, again and again, until told to stop; what is refused becomes an alarm and is tried again."""
    failures = 0
    while not stopping.is_set():
        try:
            with _line() as line:
                while not stopping.is_set():
                    failures = 0 if attend() else failures + 1
                    _wait(line, stopping, failures)
        except (psycopg.OperationalError, DatabaseError) as problem:
            failures += 1
            _log.warning("the sequencer has no database: %s", problem)
            connection.close()
            stopping.wait(_patience(failures))
    connection.close()


def attend() -> bool:
    """Make one pass; tells whether the log is in order."""
    close_old_connections()
    now = clock.now()
    try:
        passed = sequence_waiting(now=now)
    except Refusal as refusal:
        raise_alarm(code=refusal.code, problem=refusal.message, now=now)
        return False
    if passed is not None:
        if passed.vanished:
            gone = "、".join(map(str, passed.vanished[:20]))
            problem = f"第 {gone} 条记录在入账以前被删除"
            raise_alarm(code="acts.act_vanished", problem=problem, now=now, is_blocking=False)
        clear_alarms(now=now)
    return True


def _wait(line: "psycopg.Connection[tuple[object, ...]]", stopping: threading.Event, failures: int) -> None:
    if failures:
        stopping.wait(_patience(failures))
        return
    for _ in line.notifies(timeout=POLL_SECONDS, stop_after=1):
        time.sleep(GATHER_SECONDS)


def _patience(failures: int) -> float:
    return PATIENCE_SECONDS[min(failures, len(PATIENCE_SECONDS)) - 1]


@contextlib.contextmanager
def _line() -> "Iterator[psycopg.Connection[tuple[object, ...]]]":
    one = settings.DATABASES["default"]
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    given = {name: str(one[key]) for name, key in names.items() if one.get(key)}
    address = psycopg.conninfo.make_conninfo(
        **given, application_name="yangguang sequencer", **one.get("OPTIONS", {})
    )
    with psycopg.connect(address, autocommit=True) as line:
        line.execute(f"LISTEN {CHANNEL}")
        yield line
