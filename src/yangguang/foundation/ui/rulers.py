"""
Turn the account of a clock into what people see: the cells of a day ruler, the weeks of a calendar, sentences.

A clock account is what `foundation.deadlines` computes (`ClockAccount`): `due_on`, `left` (days after today),
`total`, `unit`, `state`, `is_overdue`, `paused_days`, `today`, `calendar_version` and `days` as rows of (day, counted,
number, why). A second account, of the statutory period, may stand behind the promised one. Only these names are
read, so the ruler can also draw the clock of a step or an example.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from yangguang.foundation.ui.wording import zh_date, zh_day

START = "起算日"
_UNITS = {"wd": "个工作日", "cd": "天", "h": "小时"}
_PLAIN_DAYS = {"工作日": "", "周六": "休息日", "周日": "休息日", "起算日不计入": START}
MINI_RUN = {"used": 8, "now": 1, "left": 8, "over": 5}  # cells of one look in a row that a list has room for
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
    def of(cls, account: Any, statutory: Any = None) -> "Limits":
        """Read them from the two accounts."""
        return cls(account.due_on, statutory.due_on if statutory is not None else None)


def read_days(account: Any, statutory: Any = None) -> list[DayRow]:
    """Read the days of the account and, behind its last day, those the statutory period goes on with."""
    rows = [_day_row(row) for row in account.days]
    if statutory is not None and rows:
        rows += [row for row in map(_day_row, statutory.days) if row.day > rows[-1].day]
    return rows


def _day_row(row: Any) -> DayRow:
    if isinstance(row, (tuple, list)):
        day, counted, number, why = row
    else:
        day, counted, number, why = row.day, row.counted, row.number, row.why
    return DayRow(day, bool(counted), number or 0, _PLAIN_DAYS.get(why, why or ""))


def build_ruler(account: Any, *, today: date, statutory: Any = None) -> list[RulerCell]:
    """Build the cells: one per counted day, one for each run of days that do not count."""
    limits = Limits.of(account, statutory)
    days = read_days(account, statutory)
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
    return str(account.state) == "stopped"


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


def build_calendar(account: Any, *, today: date, weeks: int = 6) -> list[list[CalendarDay]]:
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
        if row.why == START:
            return CalendarDay("", label, word=START)
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
    return "停" if "不计入期限" in why else why if len(why) <= 3 else "休"


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
    began = next((row for row in days if row.why == START), None)
    before = f"{zh_date(began.day, today=began.day)}当天不算，" if began else ""
    return f"{before}{zh_date(first.day, today=first.day)}是第 {first.number} 天。"


def _exceptions(days: list[DayRow], due_on: date | None) -> Iterator[str]:
    inside = [row for row in days if due_on is None or row.day <= due_on]
    for (counted, why), run in groupby(inside, key=lambda row: (row.counted, row.why)):
        if not why or why in (START, "休息日"):
            continue
        same = list(run)
        period = _period([row.day for row in same])
        yield f"{period}{why}，{f'算第 {same[0].number} 天' if counted else '不算'}。"


def lamp_of(account: Any) -> tuple[str, str]:
    """Give the lamp and its words for the clock as it stands: by the account's own state and what is left."""
    state = str(account.state)
    if _is_settled(account):
        return ("done", "已办结")
    if account.is_overdue:
        return ("yellow", f"超 {-account.left} 天" if account.left else "已到期")
    if state == "paused":
        return ("pause", f"暂停第 {account.paused_days} 天" if account.paused_days else "暂停计时")
    return ("warn", "快到期") if account.left <= 1 else ("ok", "时限正常")


def remaining(account: Any, *, today: date) -> str:
    """Say what is left as people count it, today included: 还剩 3 个工作日, 今天是最后一天, 超 2 个工作日."""
    unit = _UNITS.get(account.unit, "个工作日")
    if account.is_overdue:
        return f"超 {-account.left} {unit}" if account.left else "已到期"
    if account.due_on == today:
        return "今天是最后一天"
    counts_today = any(row.day == today and row.counted for row in read_days(account))
    return f"还剩 {account.left + counts_today} {unit}"


def mini_cells(cells: list[RulerCell]) -> list[RulerCell]:
    """Keep what a list has room for: counted cells only, long runs of one look cut short."""
    kept: list[RulerCell] = []
    for look, run in groupby(
        (one for one in cells if one.look not in ("rest", "law")), key=lambda one: one.look
    ):
        kept.extend(list(run)[-MINI_RUN[look] :])
    return kept


def thinned(cells: list[RulerCell]) -> list[RulerCell]:
    """Take the numbers off when there are too many cells for them."""
    counted = sum(cell.look != "rest" for cell in cells)
    return [replace(cell, number=0) for cell in cells] if counted > CROWDED else cells
