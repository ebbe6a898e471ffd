"""
Changing the working calendar: a local notice about one day, the announcement of a new year, the nightly
round.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from yangguang.foundation.acts.api import Actor, emit, note, operation
from yangguang.foundation.deadlines import permissions, queries
from yangguang.foundation.deadlines.events import CalendarChanged
from yangguang.foundation.deadlines.models import AnnouncedYear, CalendarOverride
from yangguang.foundation.deadlines.operations.clocks import hold_calendar, recompute_running
from yangguang.foundation.deadlines.operations.refusals import CalendarAlreadySays, YearAlreadyAnnounced
from yangguang.kernel.refusals import InvalidInput


@dataclass(frozen=True, slots=True)
class RefreshedClocks:
    """What a round over the running clocks found."""

    version: str
    moved: int

    @property
    def act_object(self) -> tuple[str, str]:
        """A round is written about under the calendar's version."""
        return "calendar", self.version


@operation(
    "deadlines.override_calendar",
    summary="调整工作日历",
    permission=permissions.may_override_calendar,
    subject="result",
    asks_factor=True,
)
def override_calendar(
    *, actor: Actor, now: datetime, day: date, is_workday: bool, name: str, basis: str
) -> CalendarOverride:
    """
    Say of one day that it rests or works, on the basis of a notice, and move every running clock by it.

    Refuses with InvalidInput, CalendarAlreadySays.
    """
    _refuse_blank(name=name, basis=basis)
    hold_calendar(alone=True)
    calendar = queries.current_calendar()
    if calendar.is_workday(day) == is_workday and calendar.name_of(day) == name:
        raise CalendarAlreadySays(day=day, name=name)
    row = CalendarOverride.objects.create(day=day, is_workday=is_workday, name=name, basis=basis, set_at=now)
    note(day=day.isoformat(), was=calendar.name_of(day), becomes=name, is_workday=is_workday, basis=basis)
    _move_clocks(now)
    return row


@operation(
    "deadlines.announce_year",
    summary="录入年度放假安排",
    permission=permissions.may_announce_year,
    subject="result",
    asks_factor=True,
)
def announce_year(
    *,
    actor: Actor,
    now: datetime,
    year: int,
    rest_days: Mapping[date, str],
    make_up_days: Mapping[date, str],
    basis: str,
) -> AnnouncedYear:
    """
    Enter the State Council's yearly notice: holidays and make-up workdays of the year, each with its
    holiday's name.

    Refuses with InvalidInput, YearAlreadyAnnounced.
    """
    _refuse_blank(basis=basis)
    strangers = sorted(day for day in (*rest_days, *make_up_days) if day.year != year)
    both = sorted(rest_days.keys() & make_up_days.keys())
    if strangers or both:
        days = "、".join(day.isoformat() for day in strangers or both)
        raise InvalidInput(fields={"days": f"{days} 不属于 {year} 年，或者既放假又上班，请核对。"})
    hold_calendar(alone=True)
    if queries.current_calendar().is_covered(year):
        raise YearAlreadyAnnounced(year=year)
    row = AnnouncedYear.objects.create(year=year, basis=basis, set_at=now)
    CalendarOverride.objects.bulk_create(
        [
            *(_row(day, name, basis, now, is_workday=False) for day, name in sorted(rest_days.items())),
            *(_row(day, name, basis, now, is_workday=True) for day, name in sorted(make_up_days.items())),
        ]
    )
    note(year=year, rest_days=len(rest_days), make_up_days=len(make_up_days), basis=basis)
    _move_clocks(now)
    return row


@operation(
    "deadlines.refresh_clocks",
    summary="核对在办时限",
    permission=permissions.may_refresh_clocks,
    subject="result",
)
def refresh_clocks(*, actor: Actor, now: datetime) -> RefreshedClocks:
    """Bring every running clock up to the current calendar, as each night after an update of the platform."""
    hold_calendar()
    moved = recompute_running(now)
    note(moved_clocks=moved)
    return RefreshedClocks(version=queries.current_calendar().version, moved=moved)


def _move_clocks(now: datetime) -> None:
    moved = recompute_running(now)
    version = queries.current_calendar().version
    note(calendar_version=version, moved_clocks=moved)
    emit(CalendarChanged(version=version, moved_clocks=moved, at=now))


def _row(day: date, name: str, basis: str, now: datetime, *, is_workday: bool) -> CalendarOverride:
    label = f"调休上班（{name}）" if is_workday else name
    return CalendarOverride(day=day, is_workday=is_workday, name=label, basis=basis, set_at=now)


def _refuse_blank(**values: str) -> None:
    labels = {"name": "请写明这一天的名称，例如“台风停工”。", "basis": "请写明依据的通知和文号。"}
    blank = {name: labels[name] for name, value in values.items() if not value.strip()}
    if blank:
        raise InvalidInput(fields=blank)
