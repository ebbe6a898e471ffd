"""
Working days: the calendar the State Council announces each November, and counting on it.

Why our own adder: a period of days starts on the day after the event, whatever that day is (Civil Code art.
201), and public calendar libraries are off by one when the event falls on a rest day. What a deadline means
for a rule of law (pauses, extensions) is left to `foundation.deadlines`.
"""

import csv
import hashlib
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

WEEKDAY_NAMES = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
MAKE_UP = "调休上班"
ORDINARY_WORKDAY = "工作日"
START_DAY = "起算日不计入"
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayAccount:
    """One day of a count: whether it counted, as which number, and why."""

    day: date
    counted: bool
    number: int | None
    why: str


@dataclass(frozen=True, slots=True)
class DayOverride:
    """What a local notice says about one day (a typhoon day, a festival of the zone)."""

    is_workday: bool
    name: str


@dataclass(frozen=True, eq=False)
class WorkCalendar:
    """
    One version of the working calendar; immutable, so a stored version string means one set of days.

    `rest_days` holds the named holidays (weekends inside a holiday included, for their name); `make_up_days`
    the weekend days that are worked, with the holiday they make up for. Every other Saturday and Sunday
    rests.
    """

    version: str
    rest_days: Mapping[date, str]
    make_up_days: Mapping[date, str]
    covered_years: frozenset[int]
    local_workdays: Mapping[date, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Freeze the maps, so that nobody can change a calendar behind its version."""
        for name in ("rest_days", "make_up_days", "local_workdays"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def is_covered(self, year: int) -> bool:
        """Tell whether the holidays of the year are announced; if not, days fall back to Monday–Friday."""
        return year in self.covered_years

    def uncovered_years(self, start: date, end: date) -> tuple[int, ...]:
        """List the years of the span whose holidays are not announced yet, for the operator's warning."""
        return tuple(year for year in range(start.year, end.year + 1) if not self.is_covered(year))

    def is_workday(self, day: date) -> bool:
        """Tell whether public bodies work on the day."""
        if day in self.rest_days:
            return False
        return day.weekday() < 5 or day in self.make_up_days or day in self.local_workdays

    def add_workdays(self, start: date, n: int) -> date:
        """
        Give the last day of a period of *n* working days.

        The start day never counts (Civil Code art. 201). A negative *n* counts backwards, for duties that
        must be met so many working days before an event; the day of the event does not count either.
        """
        step = _ONE_DAY if n >= 0 else -_ONE_DAY
        day, left = start, abs(n)
        while left:
            day += step
            if self.is_workday(day):
                left -= 1
        return day

    def add_calendar_days(self, start: date, n: int, *, roll: bool = True) -> date:
        """
        Give the last day of a period of *n* calendar days, rolled off rest days.

        A last day on a statutory rest day moves to the next working day (Civil Code art. 203). Backward
        periods never roll: rolling would shorten the time the law gives. `roll=False` for periods that limit
        the body itself, such as a seizure.
        """
        day = start + timedelta(days=n)
        return self.roll_forward(day) if roll and n >= 0 else day

    def add_months(self, start: date, n: int, *, roll: bool = True) -> date:
        """
        Give the last day of a period of *n* months: the same day of the month, or the month's last day.

        Civil Code art. 202; rolled off rest days as in art. 203. Twelve months are a year.
        """
        months = start.year * 12 + start.month - 1 + n
        year, month = divmod(months, 12)
        day = date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
        return self.roll_forward(day) if roll and n >= 0 else day

    def roll_forward(self, day: date) -> date:
        """Give the day itself if it is worked, else the next working day."""
        while not self.is_workday(day):
            day += _ONE_DAY
        return day

    def workdays_between(self, a: date, b: date) -> int:
        """Count the working days after *a* up to and including *b*; negative when *b* lies before *a*."""
        if b < a:
            return -self.workdays_between(b, a)
        return sum(1 for day in days_after(a, b) if self.is_workday(day))

    def name_of(self, day: date) -> str:
        """Name the day as people do: the holiday, 周六, 调休上班, or 工作日."""
        if day in self.rest_days:
            return self.rest_days[day]
        if day in self.local_workdays:
            return self.local_workdays[day]
        if day in self.make_up_days:
            return MAKE_UP
        return ORDINARY_WORKDAY if day.weekday() < 5 else WEEKDAY_NAMES[day.weekday()]

    def reason_of(self, day: date) -> str:
        """Say why the day counts or not; for a make-up day with the holiday it pays for."""
        name = self.name_of(day)
        if name == MAKE_UP and day in self.make_up_days and day not in self.local_workdays:
            return f"{MAKE_UP}（{self.make_up_days[day]}）"
        return name

    def explain(self, start: date, end: date) -> list[DayAccount]:
        """
        Account for each day from the start day (which never counts) to *end*, numbering the working days.
        """
        accounts = [DayAccount(start, False, None, START_DAY)]
        number = 0
        for day in days_after(start, end):
            counted = self.is_workday(day)
            number += counted
            accounts.append(DayAccount(day, counted, number if counted else None, self.reason_of(day)))
        return accounts

    def with_overrides(
        self, overrides: Mapping[date, DayOverride], *, announced_years: Iterable[int] = ()
    ) -> "WorkCalendar":
        """
        Give a new calendar in which the listed days are as stated; its version names the change.

        *announced_years* marks years whose holidays the overrides state in full.
        """
        years = frozenset(announced_years)
        if not overrides and not years:
            return self
        rest, worked, local = dict(self.rest_days), dict(self.make_up_days), dict(self.local_workdays)
        for day, override in overrides.items():
            for days in (rest, worked, local):
                days.pop(day, None)
            (local if override.is_workday else rest)[day] = override.name
        return WorkCalendar(
            version=f"{self.version}+{_digest_of(_lines_of(overrides, years))}",
            rest_days=rest,
            make_up_days=worked,
            covered_years=self.covered_years | years,
            local_workdays=local,
        )


def days_after(a: date, b: date) -> Iterator[date]:
    """Walk the days of (a, b]."""
    for offset in range(1, (b - a).days + 1):
        yield a + timedelta(days=offset)


def _lines_of(overrides: Mapping[date, DayOverride], years: frozenset[int]) -> Iterator[str]:
    yield f"years {sorted(years)}"
    for day in sorted(overrides):
        yield f"{day} {overrides[day].is_workday} {overrides[day].name}"


def _digest_of(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:8]


@lru_cache(maxsize=1)
def state_council() -> WorkCalendar:
    """
    Give the calendar of the yearly notices of the General Office of the State Council, 2009–2026.

    The version ends in a digest of the table, so any change of a day changes the version.
    """
    text = files("yangguang.kernel.clock").joinpath("state_council.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    marked = {
        kind: {date.fromisoformat(row["day"]): row["holiday"] for row in rows if row["kind"] == kind}
        for kind in ("rest", "work")
    }
    years = frozenset(day.year for days in marked.values() for day in days)
    return WorkCalendar(
        version=f"CN{max(years)}-{_digest_of(text.splitlines())}",
        rest_days=marked["rest"],
        make_up_days=marked["work"],
        covered_years=years,
    )
