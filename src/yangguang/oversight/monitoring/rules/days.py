"""
The working calendar as tables of whole numbers, so that counting days costs two look-ups and no loop.

A day is its ordinal (`date.toordinal`); an instant is whole seconds since 1970 in UTC. The city's clock is eight hours
ahead and has kept no summer time since 1991.
"""

from calendar import monthrange
from datetime import date
from functools import cache

from yangguang.kernel.clock import WorkCalendar

EPOCH = date(1970, 1, 1).toordinal()
AHEAD = 8 * 3600
DAY = 86400
MORNING = 8 * 3600  # nobody is reminded at midnight


def day_of(at: int) -> int:
    """Give the day of an instant on the city's calendar."""
    return (at + AHEAD) // DAY + EPOCH


def midnight(day: int) -> int:
    """Give the instant at which a day begins in the city."""
    return (day - EPOCH) * DAY - AHEAD


class DayTable:
    """One version of the calendar between two years; a day outside is refused with IndexError."""

    __slots__ = ("_count", "_ends", "_first", "_nth", "calendar", "version")

    def __init__(self, calendar: WorkCalendar, *, first_year: int, last_year: int) -> None:
        """Count the working days once."""
        self.calendar = calendar
        self.version = calendar.version
        self._first = date(first_year, 1, 1).toordinal()
        self._count: list[int] = []
        self._nth: list[int] = [self._first - 1]
        self._ends: dict[tuple[int, str], dict[int, tuple[int, int, int]]] = {}
        for ordinal in range(self._first, date(last_year + 1, 1, 1).toordinal()):
            if calendar.is_workday(date.fromordinal(ordinal)):
                self._nth.append(ordinal)
            self._count.append(len(self._nth) - 1)

    def ends_of(self, length: int, unit: str) -> dict[int, tuple[int, int, int]]:
        """Give what is known of limits of one length, by the day they begin on: last day, warning, end."""
        return self._ends.setdefault((length, unit), {})

    def count(self, day: int) -> int:
        """Give how many working days there are from the first day of the table up to and including this one."""
        return self._count[self._place(day)]

    def last_workday(self, start: int, days: int) -> int:
        """Give the last day of so many working days; the start does not count (民法典 第二百零一条)."""
        return self._nth[self._count[self._place(start)] + days] if days else start

    def roll(self, day: int) -> int:
        """Give the day itself if it is worked, else the next working day (民法典 第二百零三条)."""
        count = self._count[self._place(day)]
        return day if self._nth[count] == day else self._nth[count + 1]

    def between(self, start: int, end: int) -> int:
        """Count the working days after *start* up to and including *end*."""
        return self._count[self._place(end)] - self._count[self._place(start)]

    def last_day(self, start: int, length: int, unit: str) -> int:
        """Give the last day of a period that begins after *start*: wd, cd, mo or yr."""
        if unit == "wd":
            return self.last_workday(start, length)
        if unit == "cd":
            return self.roll(start + length)
        return self.roll(_months_later(start, length * (12 if unit == "yr" else 1)))

    def warn_day(self, start: int, due: int) -> int:
        """Give the day on which one working day is left; never the day the period begins on."""
        return max(self._nth[max(self._count[self._place(due)] - 1, 0)], start + 1)

    def _place(self, day: int) -> int:
        place = day - self._first
        if place < 0:
            raise IndexError(f"day {day} lies before the table of days")
        return place


def _months_later(start: int, months: int) -> int:
    day = date.fromordinal(start)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])).toordinal()


_tables: dict[tuple[str, int, int], DayTable] = {}


def table_of(calendar: WorkCalendar, *, first_year: int = 2019, last_year: int = 2032) -> DayTable:
    """Give the table of one version of the calendar, made once."""
    key = (calendar.version, first_year, last_year)
    if key not in _tables:
        _tables[key] = DayTable(calendar, first_year=first_year, last_year=last_year)
    return _tables[key]


@cache
def day_text(day: int) -> str:
    """Write an ordinal as a day, for the facts of a card."""
    return date.fromordinal(day).isoformat()
