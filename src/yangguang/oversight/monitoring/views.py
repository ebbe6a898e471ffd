"""Cards in the desk: units see and explain theirs, supervision sees all and may take one back with a reason."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from yangguang.foundation.access.api import officer_only
from yangguang.foundation.acts.api import Actor, list_acts_of
from yangguang.foundation.organisation.api import PostKind
from yangguang.foundation.ui.api import Column, Page, Table, build_tabs
from yangguang.kernel import clock
from yangguang.kernel.refusals import Refusal
from yangguang.oversight.monitoring import permissions, queries
from yangguang.oversight.monitoring.desk import LAMPS
from yangguang.oversight.monitoring.models import Card
from yangguang.oversight.monitoring.operations import explain_card, revoke_card
from yangguang.oversight.monitoring.rules import Level

LEVELS = {"red": 5, "yellow": 2, "warn": 1}


def _actor(request: HttpRequest) -> Actor:
    return cast(Actor, request.actor)  # type: ignore[attr-defined]


@officer_only()
@require_GET
def list_cards(request: HttpRequest) -> HttpResponse:
    """List cards: supervision those of the city, everybody else those of their own body."""
    actor = _actor(request)
    level = LEVELS.get(request.GET.get("level", ""))
    is_open = None if request.GET.get("state") == "all" else True
    words = request.GET.get("q", "")
    every = queries.list_cards(actor=actor, is_open=is_open, words=words)
    rows = every.filter(level=level) if level else every
    page = Page.of(rows, request.GET, size=30)
    tabs = build_tabs(
        request.GET,
        "level",
        [
            ("", "全部", every.count()),
            *((key, Level(code).label, every.filter(level=code).count()) for key, code in LEVELS.items()),
        ],
    )
    context = {
        "table": Table(
            caption="监察牌",
            page=page,
            columns=[
                Column("牌", _lamp_of, on_phone="lamp"),
                Column(
                    "事项和环节",
                    lambda card: card.matter_name or card.object_number,
                    kind="link",
                    second=lambda card: f"{card.body_name}　{card.step_name}",
                    on_phone="name",
                ),
                Column("规则", lambda card: card.reason),
                Column("到期", lambda card: f"{card.due_on.month}月{card.due_on.day}日"),
                Column("状态", _state_of),
            ],
            href=lambda card: reverse("monitoring:card", args=[card.pk]),
        ),
        "tabs": tabs,
        "is_supervision": actor.holds(PostKind.MONITOR),
        "shows_all": is_open is None,
    }
    return render(request, "monitoring/cards.html", context)


@officer_only()
@require_GET
def show_card(request: HttpRequest, card_id: int) -> HttpResponse:
    """Show one card whole: rule, facts at the time, explanation, acts."""
    return _draw(request, queries.get_card(actor=_actor(request), card_id=card_id))


@officer_only()
@require_POST
def explain(request: HttpRequest, card_id: int) -> HttpResponse:
    """Take the unit's explanation."""
    actor = _actor(request)
    card = queries.get_card(actor=actor, card_id=card_id)
    try:
        explain_card(actor=actor, card=card, text=request.POST.get("text", ""), now=clock.now())
    except Refusal as refusal:
        return _draw(request, card, refusal)
    messages.success(request, "说明已送到监察岗，随牌公开。")
    return redirect("monitoring:card", card_id=card_id)


@officer_only(PostKind.MONITOR)
@require_POST
def revoke(request: HttpRequest, card_id: int) -> HttpResponse:
    """Take a card back, with the reason that stays on it."""
    actor = _actor(request)
    card = queries.get_card(actor=actor, card_id=card_id)
    try:
        revoke_card(actor=actor, card=card, reason=request.POST.get("reason", ""), now=clock.now())
    except Refusal as refusal:
        return _draw(request, card, refusal)
    messages.success(request, "牌已撤销。牌和理由都留在记录里。")
    return redirect("monitoring:card", card_id=card_id)


def _draw(request: HttpRequest, card: Card, refusal: Refusal | None = None) -> HttpResponse:
    actor = _actor(request)
    context: dict[str, Any] = {
        "card": card,
        "lamp": "void" if card.is_revoked else LAMPS[Level(card.level)],
        "state": _state_of(card),
        "acts": list(list_acts_of(object_type="card", object_number=str(card.pk))),
        "may_explain": permissions.may_explain_card(actor, card)
        and card.explained_at is None
        and not card.is_revoked,
        "may_revoke": permissions.may_revoke_card(actor) and not card.is_revoked,
        "refusal": refusal,
        "typed": request.POST,
    }
    return render(request, "monitoring/card.html", context, status=refusal.status if refusal else 200)


def _state_of(card: Card) -> str:
    if card.is_revoked:
        return "已撤销"
    if card.is_settled:
        return "已办完"
    return "已说明" if card.explained_at else "等说明"


def _lamp_of(card: Card) -> str:
    from yangguang.foundation.ui.templatetags.ui import lamp  # noqa: PLC0415 - a tag used as a function

    return lamp("void" if card.is_revoked else LAMPS[Level(card.level)], card.number)
