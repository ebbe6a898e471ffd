"""
Reading the clock. Only edges (pages, jobs, commands) call `now`; everything else takes the instant as an
argument.

A context variable can fix or shift the clock, so that demo data, tests and drills run on a chosen day.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

_fixed: ContextVar[datetime | None] = ContextVar("yangguang_fixed_clock", default=None)


def now() -> datetime:
    """Read the current instant, in UTC."""
    return _fixed.get() or datetime.now(UTC)  # noqa: TID251 - this is the door the rule points to


def local(instant: datetime) -> datetime:
    """Show an instant on the wall clock of the city."""
    return instant.astimezone(SHANGHAI)


def today(instant: datetime) -> date:
    """Give the calendar day of an instant in the city."""
    return local(instant).date()


def end_instant(day: date) -> datetime:
    """Give 24:00 of a day in the city, when a period that ends on it is over (Civil Code art. 203)."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI) + timedelta(days=1)


@contextmanager
def fixed_at(instant: datetime) -> Iterator[datetime]:
    """Hold the clock still within the block."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    token = _fixed.set(instant.astimezone(UTC))
    try:
        yield instant
    finally:
        _fixed.reset(token)
