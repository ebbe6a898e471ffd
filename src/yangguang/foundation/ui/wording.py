"""How dates, money, numbers and remaining time are written for people; look.md §3 is the rule."""

from datetime import date, datetime

from yangguang.kernel import clock

WEEKDAYS = "一二三四五六日"
THIN_SPACE = "\u2009"


def _day(value: date | datetime) -> date:
    return clock.today(value) if isinstance(value, datetime) else value


def zh_date(value: date | datetime | None, *, today: date | None = None) -> str:
    """Write a day as 9月21日, with the year when it is not this year's (or *today* is not given)."""
    if value is None:
        return ""
    day = _day(value)
    short = f"{day.month}月{day.day}日"
    return short if today is not None and day.year == today.year else f"{day.year}年{short}"


def zh_day(value: date | datetime | None, *, today: date | None = None) -> str:
    """Write a day with its weekday: 9月21日（周一）."""
    return "" if value is None else f"{zh_date(value, today=today)}（周{WEEKDAYS[_day(value).weekday()]}）"


def zh_near_day(value: date | datetime | None, *, today: date) -> str:
    """Write 昨天, 今天 or 明天 when it is one, else the date."""
    if value is None:
        return ""
    day = _day(value)
    near = {-1: "昨天", 0: "今天", 1: "明天"}.get((day - today).days)
    return near or zh_date(day, today=today)


def zh_datetime(value: datetime | None, *, today: date) -> str:
    """Write an instant on the city's wall clock: 今天 14:00, or 9月21日 14:00."""
    return "" if value is None else f"{zh_near_day(value, today=today)} {clock.local(value):%H:%M}"


def zh_moment(value: datetime) -> str:
    """Write the head line of a page that is alive: 9月21日 星期一 10:26."""
    local = clock.local(value)
    return f"{local.month}月{local.day}日 星期{WEEKDAYS[local.weekday()]} {local:%H:%M}"


def grouped(number: int | float | None) -> str:
    """Write a figure with commas every three digits: 12,846."""
    return "" if number is None else f"{number:,}"


def log_number(number: int | None) -> str:
    """Write a log number with thin groups: 1 048 213."""
    return "" if number is None else f"{number:,}".replace(",", THIN_SPACE)


def money(fen: int | None) -> str:
    """Write an amount of fen in yuan: 1,286 元, 12.50 元; nothing is rounded."""
    if fen is None:
        return ""
    yuan, rest = divmod(abs(fen), 100)
    sign = "-" if fen < 0 else ""
    return f"{sign}{yuan:,}.{rest:02d} 元" if rest else f"{sign}{yuan:,} 元"


def file_size(count: int | None) -> str:
    """Write a size in the unit people know: 2.4 MB."""
    if count is None:
        return ""
    if count < 1024:
        return f"{count} 字节"
    if count < 1024 * 1024:
        return f"{count / 1024:.0f} KB"
    return f"{count / 1024 / 1024:.1f} MB"


def short_digest(digest: str) -> str:
    """Show the first eight and last four characters of a digest, grouped: 8c41 d90b … 07be."""
    return f"{digest[:4]} {digest[4:8]} … {digest[-4:]}" if len(digest) > 12 else digest
