"""How Chinese official documents write dates, numbers and money. Pure functions."""

from datetime import date, datetime

from yangguang.kernel import clock

_DIGITS = "〇一二三四五六七八九"
_COUNT = "零一二三四五六七八九"
_CAPITAL = "零壹贰叁肆伍陆柒捌玖"
_SECTIONS = ("", "万", "亿", "万亿")


def day_of(value: date | datetime) -> date:
    """Give the calendar day in the city."""
    return clock.today(value) if isinstance(value, datetime) else value


def chinese_date(value: date | datetime) -> str:
    """Write a day as documents do, without leading zeros (GB/T 9704-2012, 7.3.5.4): 2026年9月21日."""
    day = day_of(value)
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_moment(value: datetime) -> str:
    """Write an instant on the city's wall clock: 2026年9月21日14:00."""
    return f"{chinese_date(value)}{clock.local(value):%H:%M}"


def chinese_date_in_words(value: date | datetime) -> str:
    """Write a day in characters, as licences do: 二〇二六年九月二十一日."""
    day = day_of(value)
    year = "".join(_DIGITS[int(digit)] for digit in str(day.year))
    return f"{year}年{chinese_number(day.month)}月{chinese_number(day.day)}日"


def chinese_number(value: int) -> str:
    """Write a whole number below ten thousand billion in words: 二十一, 一百零五."""
    if value < 0:
        return f"负{chinese_number(-value)}"
    written = _in_sections(value, _COUNT, ("", "十", "百", "千"))
    return written[1:] if written.startswith("一十") else written


def capital_amount(fen: int) -> str:
    """Write an amount in capital characters, as money does wherever it binds: 人民币壹拾贰万元整."""
    if fen < 0:
        return f"人民币负{capital_amount(-fen).removeprefix('人民币')}"
    yuan, rest = divmod(fen, 100)
    jiao, fen_left = divmod(rest, 10)
    written = _in_sections(yuan, _CAPITAL, ("", "拾", "佰", "仟")) + "元" if yuan or not rest else ""
    if not rest:
        return f"人民币{written}整"
    if jiao:
        written += f"{_CAPITAL[jiao]}角"
    elif yuan:
        written += "零"
    return f"人民币{written}" + (f"{_CAPITAL[fen_left]}分" if fen_left else "整")


def _in_sections(value: int, digits: str, units: tuple[str, ...]) -> str:
    """Write in sections of four digits, with one zero for each gap."""
    if value == 0:
        return digits[0]
    written, gap = "", False
    for place in range(len(_SECTIONS) - 1, -1, -1):
        section = value // 10000**place % 10000
        if section == 0:
            gap = bool(written)
            continue
        if written and (gap or section < 1000):
            written += digits[0]
        written += _section(section, digits, units) + _SECTIONS[place]
        gap = False
    return written


def _section(section: int, digits: str, units: tuple[str, ...]) -> str:
    written, gap = "", False
    for place in (3, 2, 1, 0):
        digit = section // 10**place % 10
        if digit == 0:
            gap = bool(written)
            continue
        written += (digits[0] if gap else "") + digits[digit] + units[place]
        gap = False
    return written
