"""
The auctioneer: the one hand that moves rooms on, in a thread of the worker, on the moment; a job looks every minute besides.

It keeps its own heartbeat. When it comes back after an outage of the platform, the time is given back before anything is closed.
"""

import contextlib
import logging
import threading
import time
import uuid
from collections.abc import Iterator
from datetime import timedelta

from django.db import Error, close_old_connections, connection

from yangguang.capabilities.auction import api
from yangguang.foundation.jobs import api as jobs
from yangguang.kernel import clock
from yangguang.kernel.refusals import Refusal

KIND = "auctioneer"
LONGEST_WAIT = 1.0
SHORTEST_WAIT = 0.05
_log = logging.getLogger(__name__)


@contextlib.contextmanager
def attending() -> Iterator[None]:
    """Keep an auctioneer at work for the length of a block."""
    stopping = threading.Event()
    thread = threading.Thread(target=run_auctioneer, args=(stopping,), name="auctioneer", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join(timeout=5)


def run_auctioneer(stopping: threading.Event) -> None:
    """Move rooms on until told to stop; a database that is away is waited for."""
    me = uuid.uuid4()
    while not stopping.is_set():
        try:
            close_old_connections()
            stopping.wait(attend_rooms(me))
        except Error as problem:  # also a line that the server closed
            _log.warning("the auctioneer has no database: %s", problem)
            connection.close()
            stopping.wait(1)
    connection.close()  # the last heartbeat stays: also an intended stop is an outage for who wants to bid


def attend_rooms(me: uuid.UUID) -> float:
    """Make one round and say how long to wait for the next."""
    offset, doubt = api.measure_clock(1)
    at = time.time_ns() // 1000 + offset
    seen = api.last_seen(kind=KIND)
    if seen and at - seen > 5 * api.SECOND:
        _give_back(since=seen, at=at)
    api.mark_door(door=me, kind=KIND, clear=at, offset=offset, doubt=doubt)
    move_due(at=at)
    following = api.find_next_due()
    if following is None:
        return LONGEST_WAIT
    return min(LONGEST_WAIT, max(SHORTEST_WAIT, (following - at) / api.SECOND))


def move_due(*, at: int) -> None:
    """Move every room on whose phase has run out; one that refuses does not hold up the others."""
    for session in api.list_due(at=at)[:200]:
        if not api.is_clear(end=session.ends_us, at=at, grace_ms=session.parameters["closing_grace_ms"]):
            continue  # some door still holds a bid that came before the end
        try:
            api.move_on(actor=api.BATCH, now=api.instant(at), session=session)
        except Refusal as refusal:
            _log.error("room %s did not move on: %s", session.number, refusal)


def _give_back(*, since: int, at: int) -> None:
    for session in api.list_sessions(is_over=False):
        if not session.is_paused and session.phase != "waiting":
            api.give_back_outage(actor=api.BATCH, now=api.instant(at), session=session, since=since)


@jobs.every(cron="* * * * *", name="auction.move_on")
def move_on_each_minute(timestamp: int) -> None:
    """Look after rooms even where no auctioneer runs, a little after the moment."""
    now = clock.now()
    move_due(at=api.micros(now - timedelta(seconds=2)))
