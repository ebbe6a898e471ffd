"""How search results say why they matched."""

import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from yangguang.reference.matters.models import MatterVersion

register = template.Library()


@register.simple_tag
def marked(text: str, words: str) -> SafeString:
    """Set the searched words in bold wherever they stand."""
    wanted = [re.escape(word) for word in words.split()[:6]]
    if not wanted:
        return format_html("{}", text)
    pieces = re.split(f"({'|'.join(wanted)})", text, flags=re.IGNORECASE)
    return format_html_join(
        "",
        "{}",
        (
            (format_html("<mark>{}</mark>", piece) if place % 2 else piece,)
            for place, piece in enumerate(pieces)
        ),
    )


@register.simple_tag
def matched_words(version: MatterVersion, words: str) -> str:
    """Name what people call a matter, where that is why it matched."""
    wanted = words.split()[:6]
    return "、".join(one for one in version.matter.words if any(word in one for word in wanted))
