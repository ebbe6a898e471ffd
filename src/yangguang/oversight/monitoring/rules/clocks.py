"""
One limit that runs on a case: when it has to be looked at next, how it stands still and runs on.

The last day of a limit depends only on its length and the day it begins on; the table of days keeps the few hundred it has met.
"""

from typing import Any

from yangguang.oversight.monitoring.rules.days import MORNING, DayTable, day_of, midnight

NEVER = 1 << 62
FRESH, WARNED, OVER = 0, 1, 2


class Term:
    """What does not change while a limit runs: its kind, length, and who answers for it."""

    __slots__ = (
        "_days", "_ends", "basis", "is_least", "key", "kind", "length", "may_pause", "name", "post", "unit",
    )  # fmt: skip

    def __init__(
        self, kind: str, key: str, length: int, unit: str, *, name: str = "", post: str = "", basis: str = "",
        may_pause: bool = True, is_least: bool = False,
    ) -> None:  # fmt: skip
        """Keep what is said."""
        self.kind, self.key, self.length, self.unit = kind, key, length, unit
        self.name, self.post, self.basis, self.may_pause = name, post, basis, may_pause
        self.is_least = is_least
        self._days: DayTable | None = None
        self._ends: dict[int, tuple[int, int, int]] = {}

    def ends(self, days: DayTable, day: int) -> tuple[int, int, int]:
        """Give the last day, the instant to warn at (or the end, if it comes first) and the end."""
        if self._days is not days:
            self._days, self._ends = days, days.ends_of(self.length, self.unit)
        found = self._ends.get(day)
        if found is None:
            due = days.last_day(day, self.length, self.unit) if self.length else day  # 0: on the spot
            found = self._ends[day] = (due, *_instants(days, day, due))
        return found


def _instants(days: DayTable, start: int, due: int) -> tuple[int, int]:
    over = midnight(due + 1)
    return min(midnight(days.warn_day(start, due)) + MORNING, over), over


class Clock:
    """One limit on its way; `left` counts what is left while it stands still and is -1 while it runs."""

    __slots__ = ("due", "left", "length", "next_at", "stage", "start", "term")

    def __init__(self, term: Term, start: int, due: int, next_at: int, stage: int) -> None:
        """Begin."""
        self.term, self.start, self.due, self.next_at, self.stage = term, start, due, next_at, stage
        self.left = -1
        self.length = term.length

    @property
    def over_at(self) -> int:
        """Give the instant at which the last day has passed."""
        return midnight(self.due + 1) if self.term.unit != "h" or not self.length else self.next_at

    def _arm(self, days: DayTable, at: int) -> None:
        if self.term.is_least:
            return  # nothing is late; whether it has passed is asked when its end comes
        warn, over = _instants(days, self.start, self.due)
        self.stage = FRESH if at <= warn < over else WARNED
        self.next_at = warn if self.stage == FRESH else over

    def hold(self, days: DayTable, day: int) -> None:
        """Stand still: the day the pause begins on is not counted any more (行政许可法 第四十五条)."""
        before = max(day - 1, self.start)
        self.left = days.between(before, self.due) if self.term.unit == "wd" else self.due - before
        self.next_at = NEVER

    def release(self, days: DayTable, day: int) -> None:
        """Run on: the day the pause ends on counts again."""
        before = max(day - 1, self.start)
        if self.term.unit == "wd":
            self.due = days.last_workday(before, self.left)
        else:
            self.due = days.roll(before + self.left)
        self.left = -1
        self._arm(days, midnight(day))

    def extend(self, days: DayTable, more: int, at: int) -> None:
        """Add working days, also while it stands still."""
        self.length += more
        if self.left >= 0:
            self.left += more
        else:
            self.due = days.last_workday(self.due, more)
            self._arm(days, at)

    def recount(self, days: DayTable, at: int) -> None:
        """Count anew on a changed calendar; what is over stays over, a pause keeps what is left."""
        if self.stage != OVER and self.left < 0 and self.term.unit != "h":
            old, plain = self.due, self.term.ends(days, self.start)[0]
            if self.length == self.term.length and plain != old:
                self.due = plain
                self._arm(days, at)


def begin(term: Term, days: DayTable, day: int, at: int) -> Clock:
    """Let a limit run from an instant."""
    if term.is_least:
        return Clock(term, day, term.ends(days, day)[0], NEVER, WARNED)
    if term.unit == "h" and term.length:
        over = at + term.length * 3600
        return Clock(term, day, day_of(over), over, WARNED)
    due, warn, over = term.ends(days, day)
    if at <= warn < over:
        return Clock(term, day, due, warn, FRESH)
    return Clock(term, day, due, over, WARNED)


def as_list(clock: Clock) -> list[Any]:
    """Write a clock down; its term is found again by kind and key."""
    return [
        clock.term.kind, clock.term.key, clock.start, clock.due, clock.next_at, clock.stage, clock.left, clock.length,
    ]  # fmt: skip


def from_list(row: list[Any], term: Term) -> Clock:
    """Read it back."""
    clock = Clock(term, row[2], row[3], row[4], row[5])
    clock.left, clock.length = row[6], row[7]
    return clock
