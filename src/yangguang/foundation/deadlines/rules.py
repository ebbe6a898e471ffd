"""
How a legal period runs: from the event, over the calendar, around pauses and through extensions, to the last
day.

Pure functions on values. The semantics, each tested with hand-worked cases:

- The day of the event never counts (Civil Code art. 201); the last day ends at 24:00 (art. 203). - A pause is
a half-open period of days: the day it begins is excluded from the count, the day it ends counts again.
  So a pause that begins and ends on one day excludes nothing, and neither body nor applicant gains half a
  day. (Licensing Law art. 45: the time a special procedure needs is not counted.)
- An open pause excludes every day up to today; the last day given is then provisional, as if the count went
on
  tomorrow.
- An extension lengthens the period before it is counted, not the last day; the result is the same for working
days
  and differs for calendar days only where a roll would otherwise be counted twice.
- A last calendar day on a rest day rolls to the next working day (Civil Code art. 203), unless the period
limits the
  body itself (seizure, freezing); a rolled-to day inside a pause rolls on.
- used + left = total, always; days gained by rolling are not counted; left is negative by the days counted
after the
  last one. On a rest day right after the last working day left is still 0, but the period is over.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from yangguang.kernel.clock import DayAccount, WorkCalendar, end_instant, local
from yangguang.kernel.clock.workdays import START_DAY, days_after

UNIT_NAMES = {"wd": "个工作日", "cd": "日", "mo": "个月", "h": "小时", "yr": "年"}
LEFT_NAMES = {"wd": "个工作日", "cd": "天", "h": "小时"}
RUNNING, PAUSED, STOPPED = "running", "paused", "stopped"
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """
    A length of time a law or promise gives, and where it is written.

    `unit` is wd (工作日), cd (自然日), mo, yr or h; `rolls` is False for periods that limit the body itself.
    """

    length: int
    unit: str
    basis: str = ""
    rolls: bool = True

    def __post_init__(self) -> None:
        """Refuse a unit nobody can count and a negative length."""
        if self.unit not in UNIT_NAMES:
            raise ValueError(f"unknown unit of time: {self.unit}")
        if self.length < 0:
            raise ValueError("a limit is not negative")

    def __str__(self) -> str:
        """As people say it: 20 个工作日."""
        return f"{self.length} {UNIT_NAMES[self.unit]}" if self.length else "当场"


@dataclass(frozen=True, slots=True)
class Pause:
    """
    Days that are not counted, [from_on, until_on), with the ground in law and the document that says so.
    """

    from_on: date
    until_on: date | None
    ground: str
    document: str = ""


@dataclass(frozen=True, slots=True)
class Extension:
    """Time added by somebody with the power to do so, with the reason and the document."""

    length: int
    unit: str
    reason: str
    document: str = ""


@dataclass(frozen=True)
class ClockAccount:
    """
    Everything one may ask of a period on a day: last day, used, left, and which days were counted and why.
    """

    start_on: date
    due_on: date
    due_at: datetime
    original_due_on: date
    used: int
    left: int
    total: int
    unit: str
    state: str
    paused_days: int
    days: list[DayAccount]
    calendar_version: str
    is_overdue: bool
    today: date
    is_provisional: bool = False

    @property
    def sentence(self) -> str:
        """What is left, as a clerk would say it."""
        unit = LEFT_NAMES[self.unit]
        if self.state == STOPPED:
            return f"已办结，用了 {self.used} {unit}" + ("，超过期限" if self.is_overdue else "")
        if self.is_overdue:
            return f"已超期 {-self.left} {unit}" if self.left else "已超期"
        if self.state == PAUSED:
            return f"已暂停计时，恢复后还有 {self.left} {unit}"
        if self.unit != "h" and self.due_on == self.today:
            return "今天到期"
        return f"还剩 {self.left} {unit}" if self.left else "期限已满，顺延到下一个工作日"


@dataclass(frozen=True)
class _Count:
    """The period with its pauses closed and its units brought to days: what all questions are asked of."""

    start_on: date
    unit: str
    pauses: tuple[Pause, ...]
    calendar: WorkCalendar

    def pause_on(self, day: date) -> Pause | None:
        return next(
            (p for p in self.pauses if p.from_on <= day and (p.until_on is None or day < p.until_on)), None
        )

    def counts(self, day: date) -> bool:
        if self.unit == "wd" and not self.calendar.is_workday(day):
            return False
        return not self.pauses or self.pause_on(day) is None

    def counted_between(self, a: date, b: date) -> int:
        return sum(1 for day in days_after(a, b) if self.counts(day))


def compute(
    *,
    start_on: date,
    limit: Limit,
    calendar: WorkCalendar,
    today: date,
    pauses: Iterable[Pause] = (),
    extensions: Iterable[Extension] = (),
    stopped_on: date | None = None,
) -> ClockAccount:
    """
    Account for a period counted in days, months or years as it stands on *today*.

    Months and years are counted in calendar days towards the corresponding day (Civil Code art. 202). Refuses
    limits in hours with ValueError: those run from an instant, see `compute_hours`.
    """
    extensions = tuple(extensions)
    horizon = max(min(today, stopped_on or today), start_on)
    closed = _close(pauses, horizon)
    count = _Count(start_on, "wd" if limit.unit == "wd" else "cd", closed, calendar)
    last = _last_counted_day(count, limit, extensions)
    due_on = _rolled(count, last, limit)
    total = count.counted_between(start_on, last)
    used, overdue = _used(count, last, due_on, horizon, total)
    plain = replace(count, pauses=())
    original_due_on = _rolled(plain, _last_counted_day(plain, limit, ()), limit)
    open_pause = count.pause_on(horizon)
    is_stopped = stopped_on is not None and stopped_on <= today
    return ClockAccount(
        start_on=start_on,
        due_on=due_on,
        due_at=end_instant(due_on),
        original_due_on=original_due_on,
        used=used + overdue,
        left=total - used - overdue,
        total=total,
        unit=count.unit,
        state=STOPPED if is_stopped else PAUSED if open_pause else RUNNING,
        paused_days=sum(1 for day in days_after(start_on, horizon) if count.pause_on(day)),
        days=_accounts(count, limit, last, due_on, max(due_on, horizon)),
        calendar_version=calendar.version,
        is_overdue=horizon > due_on,
        today=today,
        is_provisional=any(pause.until_on is None for pause in pauses),
    )


def compute_hours(
    *,
    started_at: datetime,
    limit: Limit,
    calendar: WorkCalendar,
    now: datetime,
    extensions: Iterable[Extension] = (),
    stopped_at: datetime | None = None,
) -> ClockAccount:
    """
    Account for a period in hours: it runs from the instant, day and night (Civil Code art. 201).

    Used hours are the started ones; a period in hours knows no pause.
    """
    granted = [limit, *(Limit(extension.length, extension.unit) for extension in extensions)]
    if any(one.unit != "h" for one in granted):
        raise ValueError("a period in hours is extended in hours")
    total = sum(one.length for one in granted)
    due_at = started_at + timedelta(hours=total)
    is_stopped = stopped_at is not None and stopped_at <= now
    horizon = max(min(now, stopped_at or now), started_at)
    used = -(-(horizon - started_at) // timedelta(hours=1))
    start_on = local(started_at).date()
    return ClockAccount(
        start_on=start_on,
        due_on=local(due_at).date(),
        due_at=due_at,
        original_due_on=local(started_at + timedelta(hours=limit.length)).date(),
        used=used,
        left=total - used,
        total=total,
        unit="h",
        state=STOPPED if is_stopped else RUNNING,
        paused_days=0,
        days=[],
        calendar_version=calendar.version,
        is_overdue=horizon > due_at,
        today=local(now).date(),
    )


def due_day(
    *,
    start_on: date,
    limit: Limit,
    calendar: WorkCalendar,
    today: date,
    pauses: Iterable[Pause] = (),
    extensions: Iterable[Extension] = (),
) -> date:
    """Give only the last day of a period, for recomputing many."""
    closed = _close(pauses, max(today, start_on))
    count = _Count(start_on, "wd" if limit.unit == "wd" else "cd", closed, calendar)
    return _rolled(count, _last_counted_day(count, limit, tuple(extensions)), limit)


def deadline_for(*, direction: str, event_on: date, limit: Limit, calendar: WorkCalendar) -> date:
    """
    Give the day a rule points to from an event, in the direction the rule looks.

    after: the last day to act. before: the latest day on which acting still leaves the whole period, never
    rolled. by: the day of the event. min_span: the first day on which the span may end; max_span: the last.
    """
    if direction == "after":
        return due_day(start_on=event_on, limit=limit, calendar=calendar, today=event_on)
    if direction == "by":
        return event_on
    length = -limit.length if direction == "before" else limit.length
    if direction not in {"before", "min_span", "max_span"}:
        raise ValueError(f"unknown direction: {direction}")
    if limit.unit == "wd":
        return calendar.add_workdays(event_on, length)
    if limit.unit == "cd":
        return calendar.add_calendar_days(event_on, length, roll=False)
    return calendar.add_months(event_on, length * (12 if limit.unit == "yr" else 1), roll=False)


def with_original(account: ClockAccount, original_due_on: date) -> ClockAccount:
    """Keep the last day that was told at the start, whatever became of the calendar since."""
    return replace(account, original_due_on=original_due_on)


def _close(pauses: Iterable[Pause], horizon: date) -> tuple[Pause, ...]:
    # An open pause excludes everything up to the horizon; the count is taken to go on the day after.
    return tuple(
        pause if pause.until_on else replace(pause, until_on=max(horizon, pause.from_on) + _ONE_DAY)
        for pause in pauses
    )


def _last_counted_day(count: _Count, limit: Limit, extensions: Sequence[Extension]) -> date:
    """Walk the granted lengths, same units joined, so that 20 + 10 working days are 30."""
    granted: list[tuple[str, int]] = []
    for unit, length in ((limit.unit, limit.length), *((one.unit, one.length) for one in extensions)):
        unit, length = ("mo", length * 12) if unit == "yr" else (unit, length)  # noqa: PLW2901
        if unit == "h":
            raise ValueError("hours run from an instant, not from a day")
        if granted and granted[-1][0] == unit:
            length += granted.pop()[1]  # noqa: PLW2901
        granted.append((unit, length))
    day = count.start_on
    for unit, length in granted:
        day = _advance(count, day, unit, length)
    return day


def _advance(count: _Count, start: date, unit: str, length: int) -> date:
    if unit == "mo":
        length = (count.calendar.add_months(start, length, roll=False) - start).days
    stage = replace(count, unit="wd" if unit == "wd" else "cd")
    if not count.pauses and stage.unit == "cd":
        return start + timedelta(days=length)
    day, left = start, length
    while left:
        day += _ONE_DAY
        left -= stage.counts(day)
    return day


def _rolled(count: _Count, last: date, limit: Limit) -> date:
    if count.unit == "wd" or not limit.rolls or last == count.start_on:
        return last
    while not count.calendar.is_workday(last) or count.pause_on(last):
        last += _ONE_DAY
    return last


def _used(count: _Count, last: date, due_on: date, horizon: date, total: int) -> tuple[int, int]:
    used = total if horizon >= last else count.counted_between(count.start_on, horizon)
    return used, count.counted_between(due_on, horizon) if horizon > due_on else 0


def _accounts(count: _Count, limit: Limit, last: date, due_on: date, end: date) -> list[DayAccount]:
    without = _last_counted_day(count, limit, ())
    accounts = [DayAccount(count.start_on, False, None, START_DAY)]
    number = 0
    for day in days_after(count.start_on, end):
        is_rolled = last < day <= due_on
        counted = count.counts(day) and not is_rolled
        number += counted
        why = _why(count, day, is_rolled=is_rolled, is_extended=without < day <= last, is_over=day > due_on)
        accounts.append(DayAccount(day, counted, number if counted else None, why))
    return accounts


def _why(count: _Count, day: date, *, is_rolled: bool, is_extended: bool, is_over: bool) -> str:
    pause = count.pause_on(day)
    if pause:
        return f"{pause.ground}，不计入期限" + (f"（{pause.document}）" if pause.document else "")
    name = count.calendar.reason_of(day)
    if is_rolled:
        return f"期限届满日遇休息日，顺延（{name}）"
    if not count.counts(day):
        return name
    return name + ("，已超期" if is_over else "，延长的期限" if is_extended else "")


_ARTICLES = re.compile(r"(?P<law>.*?)\s*(?P<articles>\d+(?:\(\d+\))?(?:,\d+)*)")
_ITEM = re.compile(r"(\d+)(?:\((\d+)\))?")
_DIGITS = "零一二三四五六七八九"


def cite(basis: str) -> str:
    """
    Write a basis as a document does: 行政许可法32(4) → 《行政许可法》第三十二条第四项.

    A notice cited by its number stands as it is.
    """
    match = _ARTICLES.fullmatch(basis)
    if not match:
        return basis
    law = match["law"]
    dated = re.fullmatch(r"(.*)\((\d{4})\)", law)
    title = f"《{law}》"
    if dated:
        title = f"《{dated[1]}》（{dated[2]}年）"
    elif "令" in law or "〔" in law:
        title = law
    articles = (_ITEM.fullmatch(one) for one in match["articles"].split(","))
    named = (
        f"第{chinese_number(int(one[1]))}条" + (f"第{chinese_number(int(one[2]))}项" if one[2] else "")
        for one in articles
        if one
    )
    return title + "、".join(named)


def chinese_number(number: int) -> str:
    """Write a number under a thousand as articles are numbered: 十五, 二十, 一百零三."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if hundreds and rest and not tens:
        text += "零"
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    return text + (_DIGITS[ones] if ones or not number else "")
