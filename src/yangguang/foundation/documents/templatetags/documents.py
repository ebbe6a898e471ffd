"""Filters for the templates of formal documents: `{% load documents %}`."""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from yangguang.foundation.documents import rules
from yangguang.kernel.identifiers import mask_citizen_number, mask_name, mask_phone

register = template.Library()


def _whole(written: str) -> SafeString:
    return format_html('<span class="nb">{}</span>', written)


@register.filter
def cn_date(value: date | datetime | None) -> str:
    """2026年9月21日, never broken over two lines."""
    return _whole(rules.chinese_date(value)) if value else ""


@register.filter
def cn_moment(value: datetime | None) -> str:
    """2026年9月21日14:00."""
    return _whole(rules.chinese_moment(value)) if value else ""


@register.filter
def cn_date_words(value: date | datetime | None) -> str:
    """二〇二六年九月二十一日."""
    return rules.chinese_date_in_words(value) if value else ""


@register.filter
def cn_number(value: int) -> str:
    """二十一."""
    return rules.chinese_number(int(value))


@register.filter
def cn_capital(fen: int) -> str:
    """人民币壹拾贰元整."""
    return rules.capital_amount(int(fen))


@register.filter
def masked_name(value: str) -> str:
    """张*."""
    return mask_name(value)


@register.filter
def masked_number(value: str) -> str:
    """4403**********1234."""
    return mask_citizen_number(value)


@register.filter
def masked_phone(value: str) -> str:
    """138****1234."""
    return mask_phone(value)


@register.filter
def you(is_enterprise: Any) -> str:
    """How the document addresses its reader: 你单位 or 你."""
    return "你单位" if is_enterprise else "你"


@register.filter
def sentences(value: Any) -> list[str]:
    """Give the paragraphs of a text or of a list of texts, each closed with a full stop."""
    parts = value.splitlines() if isinstance(value, str) else value or []
    texts = [str(part).strip() for part in parts if str(part).strip()]
    return [text if text.endswith(("。", "；", "！", "？")) else f"{text}。" for text in texts]


@register.filter
def unstopped(value: str) -> str:
    """Take the closing mark off a text that goes on inside a sentence."""
    return str(value).strip().rstrip("。；;,，")
