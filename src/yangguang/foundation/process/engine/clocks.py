"""
When a step is due and when a timer fires, on the platform's working calendar.

The calendar is asked for at most twice a minute: every step needs it, it changes about once a year.
"""

import re
import time
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from typing import Any

from yangguang.foundation.deadlines.api import current_calendar
from yangguang.foundation.decisions.api import ExpressionRefused, compile_expression
from yangguang.foundation.process.bpmn import StepLimit, TimerDefinition
from yangguang.foundation.process.rules import TimerUnreadable
from yangguang.kernel.clock import SHANGHAI, local, today
from yangguang.kernel.clock.workdays import WorkCalendar

_KEPT_SECONDS = 30.0
_kept: tuple[float, WorkCalendar] | None = None
_DURATION = re.compile(
    r"^P(?=.)(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,4})D)?"
    r"(?:T(?=.)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?$"
)
_CYCLE = re.compile(r"^R(\d{0,6})/(P.+)$")


def calendar() -> WorkCalendar:
    """Give the working calendar in force."""
    global _kept
    moment = time.monotonic()
    if _kept is None or moment - _kept[0] > _KEPT_SECONDS:
        _kept = (moment, current_calendar())
    return _kept[1]


def forget_calendar() -> None:
    """Ask again at the next step, because the calendar has changed."""
    global _kept
    _kept = None


def due_on(limit: StepLimit | None, now: datetime) -> date | None:
    """Give the last day of a step that begins now; the first day does not count (民法典 art. 201)."""
    if limit is None:
        return None
    day = today(now)
    if limit.unit == "wd":
        return calendar().add_workdays(day, limit.length)
    if limit.unit == "cd":
        return calendar().add_calendar_days(day, limit.length)
    return today(now + timedelta(hours=limit.length))


def moved_day(day: date, unit: str, paused_from: datetime, now: datetime) -> date:
    """Move a last day by the time a special procedure took (行政许可法 art. 45: it does not count)."""
    first, last = today(paused_from), today(now)
    if unit == "wd":
        return calendar().add_workdays(day, max(calendar().workdays_between(first, last), 0))
    return day + timedelta(days=(last - first).days)


def moved_instant(due: datetime, unit: str, paused_from: datetime, now: datetime) -> datetime:
    """Move the time of a timer likewise."""
    if unit != "wd":
        return due + (now - paused_from)
    moment = local(due)
    return datetime.combine(moved_day(moment.date(), unit, paused_from, now), moment.timetz())


def first_firing(
    timer: TimerDefinition, *, name: str, variables: dict[str, Any], now: datetime
) -> tuple[datetime, str, int | None]:
    """
    Say when a timer fires first, the interval of a cycle, and how many firings are left after it (None: no end).

    Refuses with TimerUnreadable.
    """
    text: Any = timer.text
    if not text.startswith(("P", "R")) and not text[:1].isdigit():
        text = _computed(text, variables)
    if isinstance(text, date):
        text = text.isoformat()
    if isinstance(text, str) and text.startswith("R"):
        match = _CYCLE.match(text)
        if match is None:
            raise TimerUnreadable(name=name, value=text)
        count, interval = match.groups()
        repeats = max(int(count) - 1, 0) if count else None
        return after(interval, timer.unit, name=name, now=now), interval, repeats
    if isinstance(text, str) and text.startswith("P"):
        return after(text, timer.unit, name=name, now=now), "", 0
    return _instant(text, name), "", 0


def after(duration: str, unit: str, *, name: str, now: datetime) -> datetime:
    """Add an ISO 8601 duration; with unit wd its days are working days and it ends with the last of them."""
    match = _DURATION.match(duration)
    if match is None:
        raise TimerUnreadable(name=name, value=duration)
    years, months, weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    rest = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if unit == "wd" and days:
        # The last working day is given in full: the timer fires as the next day begins.
        last = calendar().add_workdays(today(now), days) + timedelta(days=1)
        return datetime.combine(last, clock_time(), tzinfo=SHANGHAI) + rest
    start = local(now)
    if years or months:
        day = calendar().add_months(start.date(), 12 * years + months, roll=False)
        start = datetime.combine(day, start.timetz())
    return start + timedelta(weeks=weeks, days=days) + rest


def _computed(text: str, variables: dict[str, Any]) -> Any:
    try:
        return compile_expression(text).evaluate(variables)
    except ExpressionRefused:
        return text


def _instant(text: Any, name: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except (TypeError, ValueError) as unreadable:
        raise TimerUnreadable(name=name, value=text) from unreadable
    return instant if instant.tzinfo else instant.replace(tzinfo=SHANGHAI)
