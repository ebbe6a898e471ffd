"""
Turn the account of a clock into what people see: the cells of a day ruler, the weeks of a calendar, sentences.

A clock account is whatever `foundation.deadlines` computes: `due_on`, `used`, `left`, `total`, `state`,
`paused_days`, `days` as rows of (day, counted, number, why), `statutory_due_on`, `calendar_version` and `basis`.
Only these are read, so the ruler can also draw the clock of a step or an example in a document.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from yangguang.foundation.ui.wording import zh_date, zh_day

CROWDED = 31  # cells; beyond this the numbers no longer fit and only the shapes are drawn


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day of the account."""

    day: date
    counted: bool
    number: int
    why: str


@dataclass(frozen=True, slots=True)
class RulerCell:
    """One cell: its look, its number, its words."""

    look: str  # used | now | left | law | rest | over
    number: int
    title: str
    spoken: str
    is_end: bool = False
    beyond_promise: bool = False


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One day of the calendar: its look, the number of the day, and the word under it."""

    look: str
    label: str
    counted: int = 0
    word: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """The two last days: what was promised and what the law allows."""

    due_on: date | None
    statutory: date | None

    @classmethod
    def of(cls, account: Any) -> "Limits":
        """Read them from the account."""
        return cls(account.due_on, getattr(account, "statutory_due_on", None))


def read_days(account: Any) -> list[DayRow]:
    """Read the account's days, given as rows or as objects with the same four names."""
    return [_day_row(row) for row in account.days]


def _day_row(row: Any) -> DayRow:
    if isinstance(row, (tuple, list)):
        day, counted, number, why = row
    else:
        day, counted, number, why = row.day, row.counted, row.number, row.why
    return DayRow(day, bool(counted), number or 0, why or "")


def build_ruler(account: Any, *, today: date) -> list[RulerCell]:
    """Build the cells: one per counted day, one for each run of days that do not count."""
    limits = Limits.of(account)
    days = read_days(account)
    cells: list[RulerCell] = []
    for counted, run in groupby(days, key=lambda row: row.counted):
        rows = list(run)
        cells.extend(_counted_cells(rows, limits, today, account) if counted else _rest_cells(rows, limits))
    while cells and cells[0].look == "rest":
        cells.pop(0)
    return cells


def _counted_cells(run: Iterable[DayRow], limits: Limits, today: date, account: Any) -> Iterator[RulerCell]:
    for row in run:
        look = _look(row.day, limits, today, is_over=_is_settled(account))
        words = {
            "used": "已用",
            "now": "今天",
            "left": "剩余",
            "law": "承诺期限之后、法定期限之内",
            "over": "已过期限",
        }[look]
        note = f"，{row.why}" if row.why else ""
        yield RulerCell(
            look,
            row.number,
            f"{zh_day(row.day, today=today)}{note}",
            f"第 {row.number} 个工作日，{zh_day(row.day, today=today)}，{words}{note}",
            is_end=row.day in (limits.due_on, limits.statutory),
            beyond_promise=look == "law",
        )


def _look(day: date, limits: Limits, today: date, *, is_over: bool) -> str:
    past_promise = limits.due_on is not None and day > limits.due_on
    if day == today and not is_over:
        return "over" if past_promise else "now"
    if day > today:
        return "law" if past_promise else "left"
    return "over" if past_promise else "used"


def _is_settled(account: Any) -> bool:
    return str(account.state) in ("done", "stopped", "met", "ended", "closed")


def _rest_cells(run: Iterable[DayRow], limits: Limits) -> Iterator[RulerCell]:
    for why, same in groupby(run, key=lambda row: row.why):
        days = [row.day for row in same]
        period = _period(days)
        beyond = limits.due_on is not None and days[0] > limits.due_on
        reason = why or "休息日"
        yield RulerCell(
            "rest", 0, f"{period} {reason}，不计", f"{period}，{reason}，不计入", beyond_promise=beyond
        )


def _period(days: list[date]) -> str:
    first, last = zh_date(days[0], today=days[0]), zh_date(days[-1], today=days[-1])
    return first if len(days) == 1 else f"{first}至{last}"


def build_calendar(account: Any, *, today: date, weeks: int = 5) -> list[list[CalendarDay]]:
    """Build the calendar weeks from the first day of the account to its last day, at most *weeks* of them."""
    rows = {row.day: row for row in read_days(account)}
    if not rows:
        return []
    limits = Limits.of(account)
    first = min(rows)
    last = max(day for day in (limits.due_on, today if today in rows else None, first) if day is not None)
    monday = first - timedelta(days=first.weekday())
    count = min(-(-((last - monday).days + 1) // 7), weeks)
    return [
        [
            _calendar_day(monday + timedelta(days=7 * week + weekday), monday, rows, limits, today)
            for weekday in range(7)
        ]
        for week in range(count)
    ]


def _calendar_day(
    day: date, monday: date, rows: dict[date, DayRow], limits: Limits, today: date
) -> CalendarDay:
    label = f"{day.month}/{day.day}" if day == monday or day.day == 1 else str(day.day)
    row = rows.get(day)
    if row is None:
        return CalendarDay("law", label)
    beyond = limits.due_on is not None and day > limits.due_on
    if not row.counted:
        word = "休" if row.why in ("", "休息日") else _short(row.why)
        return CalendarDay("law" if beyond else "rest", label, word="" if beyond else word)
    if beyond and day > today:
        return CalendarDay("law", label)
    if "调休" in row.why:
        label = f"{label} 班"
    looks = {"used": "used", "now": "now", "left": "left", "over": "over", "law": "law"}
    look = looks[_look(day, limits, today, is_over=False)]
    if day == limits.due_on:
        look = f"{look} c-end"
    return CalendarDay(look, label, counted=row.number)


def _short(why: str) -> str:
    return why if len(why) <= 4 else f"{why[:2]}"


def explain(account: Any, *, today: date) -> list[str]:
    """Write the sentences under 怎么算的: where counting starts, the exceptions, today, the last day."""
    days = read_days(account)
    sentences = [_start_sentence(days)]
    sentences += _exceptions(days, account.due_on)
    now = next((row for row in days if row.day == today and row.counted), None)
    if now is not None and account.due_on is not None and today < account.due_on:
        sentences.append(f"今天 {zh_date(today, today=today)}是第 {now.number} 天。")
    if account.due_on is not None:
        sentences.append(f"{zh_day(account.due_on, today=today)}24 时前应当办完。")
    return [sentence for sentence in sentences if sentence]


def _start_sentence(days: list[DayRow]) -> str:
    first = next((row for row in days if row.counted), None)
    if first is None:
        return ""
    return f"{zh_date(first.day, today=first.day)}是第 {first.number} 天，当天发生的不算，从次日起算。"


def _exceptions(days: list[DayRow], due_on: date | None) -> Iterator[str]:
    inside = [row for row in days if due_on is None or row.day <= due_on]
    for (counted, why), run in groupby(inside, key=lambda row: (row.counted, row.why)):
        if not why or (not counted and why == "休息日"):
            continue
        same = list(run)
        period = _period([row.day for row in same])
        yield f"{period}{why}，{f'算第 {same[0].number} 天' if counted else '不算'}。"


def lamp_of(account: Any) -> tuple[str, str]:
    """Give the lamp and its words for the clock as it stands: by the account's own state and what is left."""
    state = str(account.state)
    if state in ("paused", "suspended"):
        return ("pause", f"暂停第 {account.paused_days} 天" if account.paused_days else "暂停计时")
    if _is_settled(account):
        return ("done", "已办结")
    if account.left < 0:
        return ("yellow", f"超 {-account.left} 天")
    return ("warn", "快到期") if account.left <= 1 else ("ok", "时限正常")


def thinned(cells: list[RulerCell]) -> list[RulerCell]:
    """Take the numbers off when there are too many cells for them."""
    counted = sum(cell.look != "rest" for cell in cells)
    return [replace(cell, number=0) for cell in cells] if counted > CROWDED else cells
