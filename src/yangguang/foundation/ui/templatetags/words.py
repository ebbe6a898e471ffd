"""
Filters of the design system: how dates, money, numbers and names are written; loaded into every template.

The rules stand in `wording`; here they meet the clock of the page.
"""

import re
from datetime import date, datetime

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

from yangguang.foundation.ui import wording
from yangguang.kernel import clock
from yangguang.kernel.identifiers import mask_address, mask_citizen_number, mask_name, mask_phone

register = template.Library()

_TOGETHER = re.compile(r"((?:\d+年)?\d+月\d+日(?:（周.）)?|\d[\d,.]* ?(?:个工作日|天|件|张|项|份))")


def _today() -> date:
    return clock.today(clock.now())


@register.filter
def zh_date(value: date | datetime | None) -> str:
    """9月21日; with the year when it is not this year's."""
    return wording.zh_date(value, today=_today())


@register.filter
def zh_full_date(value: date | datetime | None) -> str:
    """2026年9月21日, for documents."""
    return wording.zh_date(value)


@register.filter
def zh_day(value: date | datetime | None) -> str:
    """9月21日（周一）."""
    return wording.zh_day(value, today=_today())


@register.filter
def zh_near_day(value: date | datetime | None) -> str:
    """今天, 明天, or the date."""
    return wording.zh_near_day(value, today=_today())


@register.filter
def zh_datetime(value: datetime | None) -> str:
    """今天 14:00."""
    return wording.zh_datetime(value, today=_today())


@register.filter
def zh_time(value: datetime | None) -> str:
    """14:00 on the city's wall clock."""
    return "" if value is None else f"{clock.local(value):%H:%M}"


@register.filter
def zh_moment(value: datetime) -> str:
    """9月21日 星期一 10:26."""
    return wording.zh_moment(value)


@register.filter
def nb(text: str) -> SafeString:
    """Keep dates and numbers with their units on one line."""
    pieces = re.split(_TOGETHER, str(text))
    joined = (
        (format_html('<span class="nb">{}</span>', one) if at % 2 else one,) for at, one in enumerate(pieces)
    )
    return format_html_join("", "{}", joined)


@register.filter
def clauses(text: str) -> SafeString:
    """Let a heading break only between its clauses."""
    pieces = re.findall(r"[^，；：]+[，；：]?", str(text))
    return format_html_join(
        "", '<span class="nb">{}</span>' if len(pieces) > 1 else "{}", ((one,) for one in pieces)
    )


@register.filter
def marked(text: str, words: str) -> SafeString:
    """Set the searched words in bold where they stand in a text."""
    pieces = [re.escape(word) for word in words.split() if word]
    if not pieces:
        return escape(text)
    found = re.split(f"({'|'.join(pieces)})", str(text), flags=re.IGNORECASE)
    return format_html_join(
        "", "{}", ((format_html("<b>{}</b>", one) if at % 2 else one,) for at, one in enumerate(found))
    )


register.filter("grouped", wording.grouped)
register.filter("log_number", wording.log_number)
register.filter("money", wording.money)
register.filter("file_size", wording.file_size)
register.filter("short_digest", wording.short_digest)


register.filter("mask_name", mask_name)
register.filter("mask_phone", mask_phone)
register.filter("mask_id", mask_citizen_number)
register.filter("mask_address", mask_address)


@register.filter
def refusal_heading(status: int) -> str:
    """Say in a few words what kind of refusal this is."""
    headings = {
        400: "没有办：这次请求看不懂",
        401: "请先登录",
        403: "没有办：您现在没有这项权限",
        404: "没有找到",
        413: "没有收下：文件太大",
        415: "没有收下：文件格式不对",
        422: "没有提交：还有地方要改",
        429: "请歇一会儿再试",
    }
    return headings.get(status, "没有办：现在不能办这一步")


@register.filter
def is_instant(value: object) -> bool:
    """Tell an instant from a day or words."""
    return isinstance(value, datetime)


@register.filter
def is_day(value: object) -> bool:
    """Tell a day from words."""
    return isinstance(value, date) and not isinstance(value, datetime)
