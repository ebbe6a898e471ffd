"""
Periods are half-open: from the first day or instant, until one that no longer belongs to it, or for ever.

So neighbours touch without overlapping, and validity, posts, pauses and publication all use the same
arithmetic.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar

Moment = TypeVar("Moment", date, datetime)


@dataclass(frozen=True, slots=True)
class Period(Generic[Moment]):
    """A stretch of days or of instants, [start, until); `until` None is for ever. It may be empty."""

    start: Moment
    until: Moment | None = None

    def __post_init__(self) -> None:
        """Refuse a period that ends before it starts, and a mixture of days and instants."""
        if self.until is None:
            return
        if isinstance(self.start, datetime) != isinstance(self.until, datetime):
            raise TypeError("a period is of days or of instants, not of both")
        if self.until < self.start:
            raise ValueError("a period does not end before it starts")

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing lies in it."""
        return self.until is not None and self.until == self.start

    def contains(self, moment: Moment) -> bool:
        """Tell whether the day or instant lies in the period."""
        return self.start <= moment and (self.until is None or moment < self.until)

    def overlaps(self, other: "Period[Moment]") -> bool:
        """Tell whether some day or instant lies in both; neighbours do not overlap."""
        return self.intersect(other) is not None

    def intersect(self, other: "Period[Moment]") -> "Period[Moment] | None":
        """Give what lies in both, or none."""
        start = max(self.start, other.start)
        until = _earlier(self.until, other.until)
        return None if until is not None and until <= start else Period(start, until)

    def length(self, *, at: Moment | None = None) -> timedelta:
        """Measure the period; one for ever is measured up to *at*."""
        until = _earlier(self.until, at)
        if until is None:
            raise ValueError("a period for ever has no length")
        return max(until - self.start, timedelta(0))


def union(periods: Iterable[Period[Moment]]) -> list[Period[Moment]]:
    """Join overlapping and touching periods; give the rest in order, without empty ones."""
    joined: list[Period[Moment]] = []
    for period in sorted((one for one in periods if not one.is_empty), key=lambda one: one.start):
        last = joined[-1] if joined else None
        if last is None or (last.until is not None and last.until < period.start):
            joined.append(period)
        else:
            ends_never = last.until is None or period.until is None
            until = None if ends_never else max(last.until, period.until)  # type: ignore[type-var]
            joined[-1] = Period(last.start, until)
    return joined


def union_length(periods: Iterable[Period[Moment]], *, at: Moment | None = None) -> timedelta:
    """Measure how much time lies in any of the periods, each day or instant once."""
    return sum((period.length(at=at) for period in union(periods)), timedelta(0))


def _earlier(a: Moment | None, b: Moment | None) -> Moment | None:
    if a is None or b is None:
        return b if a is None else a
    return min(a, b)
