"""
The processes that take bids say how far they have decided what arrived, and how far their clock is from the database's.

Technical rows that carry no act: a closing reads them under the room's lock.
"""

import time
from uuid import UUID

from django.db import connection

_SEEN = """
INSERT INTO auction_door (uuid, kind, seen_us, clear_us, offset_us, doubt_us)
VALUES (%s, %s, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint, %s, %s, %s)
ON CONFLICT (uuid) DO UPDATE SET seen_us = excluded.seen_us, clear_us = excluded.clear_us,
    offset_us = excluded.offset_us, doubt_us = excluded.doubt_us
"""
_SWEEP = "DELETE FROM auction_door WHERE seen_us < (extract(epoch FROM clock_timestamp()) * 1000000)::bigint - 86400000000"


def measure_clock(tries: int = 5) -> tuple[int, int]:
    """Give how far the database's clock is ahead of this process's, and half the way there and back, in microseconds."""
    best = (0, 1 << 60)
    for _ in range(tries):
        before = time.time_ns() // 1000
        with connection.cursor() as cursor:
            cursor.execute("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint")
            (told,) = cursor.fetchone()
        after = time.time_ns() // 1000
        doubt = (after - before) // 2
        if doubt < best[1]:
            best = (told - (before + after) // 2, doubt)
    return best


def mark_door(*, door: UUID, kind: str, clear: int, offset: int, doubt: int) -> None:
    """Say that a process lives, and up to which arrival it has nothing left in hand."""
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, [door, kind, clear, offset, doubt])


def close_door(*, door: UUID) -> None:
    """Say that a process has ended with nothing in hand, and forget those of yesterday."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM auction_door WHERE uuid = %s", [door])
        cursor.execute(_SWEEP)


def last_seen(*, kind: str) -> int:
    """Tell when a kind of process last lived, by the database's clock; 0 if never."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(seen_us), 0) FROM auction_door WHERE kind = %s", [kind])
        return int(cursor.fetchone()[0])
