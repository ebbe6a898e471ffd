"""
Template tags of the design system; loaded into every template.

A tag gathers what its part needs; how it looks stands in `templates/ui/parts/`. `/parts/` shows each one once.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms, template
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from yangguang.foundation.forms.api import FieldView
from yangguang.foundation.ui import navigation, rulers, wording
from yangguang.foundation.ui.answers import controls_of
from yangguang.foundation.ui.fields import field_of
from yangguang.foundation.ui.navigation import ENTRIES, address_of, current_entry, exists
from yangguang.foundation.ui.parts import Confirmation, Fact, Field, FileRow, Step, TimelineEntry
from yangguang.foundation.ui.shapes import ICONS, LAMPS
from yangguang.foundation.ui.tables import Page, Tab, Table
from yangguang.kernel import clock

register = template.Library()


def _today() -> date:
    return clock.today(clock.now())


def _part(part: str, /, **values: Any) -> SafeString:
    return render_to_string(f"ui/parts/{part}.html", values)


# ---------------------------------------------------------------- signs


@register.simple_tag
def lamp(level: str, text: str = "") -> SafeString:
    """Draw a lamp: ok, warn, yellow, red, pause, void or done; the word defaults to the level's own."""
    shape, word = LAMPS[level]
    return format_html(
        '<span class="yg-lamp yg-lamp--{}"><svg viewBox="0 0 18 18" aria-hidden="true">{}</svg>{}</span>',
        level,
        mark_safe(shape),  # noqa: S308 - our own drawing
        text or word,
    )


@register.simple_tag
def icon(name: str, size: int = 18) -> SafeString:
    """Draw one of our line icons; decoration only, the word beside it says what it is."""
    return format_html(
        '<svg viewBox="0 0 18 18" width="{0}" height="{0}" fill="none" stroke="currentColor" '
        'stroke-width="1.6" aria-hidden="true">{1}</svg>',
        size,
        mark_safe(ICONS[name]),  # noqa: S308 - our own drawing
    )


@register.simple_tag
def seal(act_number: int | None, state: str = "open", text: str = "", short: bool = False) -> SafeString:
    """
    Draw the proof seal of an act, leading to its page in the log.

    *state* is "solid" once a signed checkpoint covers the act, "open" until then.
    """
    number = wording.log_number(act_number)
    shown = text or (number if short else f"第 {number} 条")
    spoken = "已入账，可查验：" if state == "solid" else "已记录，待签署入账："
    if act_number is None:
        return format_html(
            '<span class="yg-seal yg-seal--open"><i aria-hidden="true">证</i>'
            '<span><span class="yg-sr">待入账：</span>{}</span></span>',
            text or "待入账",
        )
    return format_html(
        '<a class="yg-seal{}" href="/log/{}/"><i aria-hidden="true">证</i>'
        '<span><span class="yg-sr">{}</span>{}</span></a>',
        "" if state == "solid" else " yg-seal--open",
        act_number,
        spoken,
        shown,
    )


# ---------------------------------------------------------------- clocks


@register.simple_tag
def ruler(account: Any, statutory: Any = None, mini: bool = False) -> SafeString:
    """
    Draw the day ruler of a clock account; *statutory* is the account of the period the law gives.

    `mini=True` for lists, where the words stand beside it.
    """
    cells = rulers.build_ruler(account, today=_today(), statutory=statutory)
    if mini:
        cells = rulers.mini_cells(cells)
    return _part("ruler", cells=rulers.thinned(cells), mini=mini)


@register.simple_tag
def clock_chip(account: Any, basis: str = "", open: bool = False) -> SafeString:
    """Draw the clock chip: what is left and the last day, opening to the days counted."""
    return _part("clock", open=open, **_clock_values(account, basis=basis))


register.simple_tag(clock_chip, name="clock")


@register.simple_tag
def clock_sheet(account: Any, statutory: Any = None, basis: str = "", title_id: str = "clock") -> SafeString:
    """Draw the sheet of a case's clock: sentence, lamp, ruler, both limits, and how the date was counted."""
    return _part("clock_sheet", title_id=title_id, **_clock_values(account, statutory, basis))


def _clock_values(account: Any, statutory: Any = None, basis: str = "") -> dict[str, Any]:
    today = _today()
    limits = rulers.Limits.of(account, statutory)
    cells = rulers.thinned(rulers.build_ruler(account, today=today, statutory=statutory))
    level, words = rulers.lamp_of(account)
    return {
        "account": account,
        "today": today,
        "limits": limits,
        "cells": cells,
        "weeks": rulers.build_calendar(account, today=today),
        "sentences": rulers.explain(account, today=today),
        "level": level,
        "lamp_words": words,
        "basis": basis or getattr(account, "basis", ""),
        "unit": "天" if account.unit == "cd" else "小时" if account.unit == "h" else "个工作日",
        "statutory": statutory,
        "remaining": words if level in ("pause", "done") else rulers.remaining(account, today=today),
        "promise_word": getattr(account, "promise_word", "承诺"),
        "counts_today": level in ("ok", "warn", "yellow") and any(cell.look == "now" for cell in cells),
        "is_running": level in ("ok", "warn", "yellow"),
    }


# ---------------------------------------------------------------- lists


@register.simple_tag
def timeline(entries: Sequence[Any]) -> SafeString:
    """Draw the acts of a case, newest first; takes TimelineEntry rows or acts as they are recorded."""
    return _part("timeline", entries=[_entry(one) for one in entries], today=_today())


def _entry(one: Any) -> TimelineEntry:
    if isinstance(one, TimelineEntry):
        return one
    return TimelineEntry(
        title=one.summary, when=one.happened_at, text=one.actor_label, act_number=one.number, seal="open"
    )


@register.simple_tag
def facts(items: Sequence[Fact]) -> SafeString:
    """Draw a facts strip of three to five figures."""
    return _part("facts", items=items)


@register.simple_tag
def flowline(steps: Sequence[Step]) -> SafeString:
    """Draw the line of a case's steps with the sun on the present one."""
    return _part("flowline", steps=steps)


@register.simple_tag
def form_steps(steps: Sequence[Step]) -> SafeString:
    """Draw the steps of a form."""
    return _part("form_steps", steps=steps)


@register.simple_tag
def table(table: Table) -> SafeString:
    """Draw a table with its pager; on a phone its rows become blocks."""
    return _part("table", table=table)


@register.simple_tag
def pager(page: Page) -> SafeString:
    """Draw how many are shown and the way to the next page."""
    return _part("pager", page=page)


@register.simple_tag
def filters(tabs: Sequence[Tab], label: str = "筛选") -> SafeString:
    """Draw filter pills with their counts."""
    return _part("filters", tabs=tabs, label=label)


@register.simple_tag
def crumbs(*pairs: Any) -> SafeString:
    """Draw where the page stands: word, address, word, address, …, and last the page's own word."""
    links = [(pairs[at], pairs[at + 1]) for at in range(0, len(pairs) - 1, 2)]
    return _part("crumbs", links=links, here=pairs[-1] if len(pairs) % 2 else "")


# ---------------------------------------------------------------- forms


@register.simple_tag
def field(one: Field | forms.BoundField, source: str = "", dispute: str = "") -> SafeString:
    """Draw one field, from a Field or a Django form; *source* says where a prefilled value comes from."""
    return _part("field", field=field_of(one, source=source, dispute_address=dispute))


@register.simple_tag
def form_fields(form: forms.BaseForm) -> SafeString:
    """Draw every field of a Django form, with what is wrong as a whole above."""
    shown = [field_of(one) for one in form if not one.is_hidden]
    return _part("form_fields", form=form, fields=shown)


@register.simple_tag
def answers(views: Sequence[FieldView]) -> SafeString:
    """Draw the questions of one page of a form definition."""
    return _part("answers", controls=controls_of(list(views)))


@register.simple_tag
def read_back(pages: Sequence[tuple[str, str, Sequence[FieldView]]]) -> SafeString:
    """Draw answers for reading: title of each page, where it is changed (or nothing), its questions."""
    return _part("read_back", pages=pages)


@register.simple_tag
def problems(fields: dict[str, str] | None, message: str = "") -> SafeString:
    """Draw the summary above a form that was sent back: each problem leads to its field."""
    return _part("problems", fields=fields or {}, message=message)


@register.simple_tag(takes_context=True)
def confirmation(context: template.Context, one: Confirmation) -> SafeString:
    """Draw the reading back before a binding act."""
    return _part("confirmation", one=one, csrf_token=context.get("csrf_token", ""))


@register.simple_tag(takes_context=True)
def file_rows(context: template.Context, rows: Sequence[FileRow]) -> SafeString:
    """Draw a list of files."""
    return _part("file_rows", rows=rows, csrf_token=context.get("csrf_token", ""))


@register.simple_tag(takes_context=True)
def upload(
    context: template.Context,
    action: str,
    label: str,
    hint: str = "",
    name: str = "file",
    accept: str = "",
    max_bytes: int = 0,
    region: str = "",
    multiple: bool = False,
) -> SafeString:
    """Draw the choice of files for one material; with script they go up at once, with a bar."""
    return _part(
        "upload",
        action=action,
        label=label,
        hint=hint,
        name=name,
        accept=accept,
        max_bytes=max_bytes,
        region=region,
        multiple=multiple,
        id=f"u-{slugify(label, allow_unicode=True)}",
        csrf_token=context.get("csrf_token", ""),
    )


# ---------------------------------------------------------------- boxes


@register.simple_tag
def empty(title: str, text: str = "", href: str = "", word: str = "") -> SafeString:
    """Draw an empty state: what will appear here and the first step."""
    return _part("empty", title=title, text=text, href=href, word=word)


@register.simple_block_tag
def notice(content: SafeString, title: str = "", kind: str = "note") -> SafeString:
    """Draw a notice around its content; kind is note, outage (an outside failure) or problem."""
    return _part("notice", content=content, title=title, kind=kind)


@register.simple_block_tag
def lit(content: SafeString, title: str = "") -> SafeString:
    """Let the light fall on the one thing to look at first; once per page."""
    return _part("lit", content=content, title=title)


@register.simple_block_tag
def document_sheet(
    content: SafeString,
    title: str,
    body: str = "",
    number: str = "",
    addressee: str = "",
    signed_on: date | None = None,
    stamp_note: str = "",
) -> SafeString:
    """Draw a formal document around its paragraphs, with the place where the seal will stand."""
    return _part(
        "document_sheet",
        content=content,
        title=title,
        body=body,
        number=number,
        addressee=addressee,
        signed_on=signed_on,
        stamp_note=stamp_note,
    )


# ---------------------------------------------------------------- shell


@register.simple_tag(takes_context=True)
def registered_rail(context: template.Context) -> list[Any]:
    """Give the groups that apps have put into the officers' rail."""
    actor, request = context.get("actor"), context.get("request")
    return (
        navigation.registered_rail(actor, request.path) if actor is not None and request is not None else []
    )


@register.simple_tag(takes_context=True)
def main_navigation(context: template.Context) -> SafeString:
    """Draw the five entries of the head; the sun stands on the current one."""
    request = context.get("request")
    path = request.path if request is not None else ""
    current = current_entry(path, context.get("nav") or "")
    entries = [(entry.word, address_of(entry), entry.key == current) for entry in ENTRIES]
    return _part("navigation", entries=entries)


SECRETS = ("password", "pin", "code", "token")
"""What somebody may have put behind an address and no link may repeat."""


@register.filter
def own_address(request: HttpRequest) -> str:
    """Give the page's own address for the way back, without secrets that stand in it."""
    if not any(name in request.GET for name in SECRETS):
        return request.get_full_path()
    kept = request.GET.copy()
    for name in SECRETS:
        kept.pop(name, None)
    return f"{request.path}?{kept.urlencode()}" if kept else request.path


@register.filter
def page_exists(address: str) -> bool:
    """Tell whether a page answers at this address, so that no link is dead."""
    return exists(address)
