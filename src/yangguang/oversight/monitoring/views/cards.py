"""Cards in the desk: units see and explain theirs, supervision sees all and may take one back with a reason."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from yangguang.foundation.access.api import officer_only
from yangguang.foundation.acts.api import Actor, FactorNeeded, list_acts_of
from yangguang.foundation.organisation.api import PostKind
from yangguang.foundation.ui.api import Column, Page, Table, build_tabs
from yangguang.kernel import clock
from yangguang.kernel.refusals import NotFound, Refusal
from yangguang.oversight.monitoring import permissions, queries
from yangguang.oversight.monitoring.desk import LAMPS
from yangguang.oversight.monitoring.models import Card, Escalation, Rung
from yangguang.oversight.monitoring.operations import (
    answer_escalation,
    appeal_card,
    confirm_correction,
    correct_card,
    explain_card,
    review_appeal,
    revoke_card,
    sign_escalation,
)
from yangguang.oversight.monitoring.rules import Level
from yangguang.oversight.monitoring.rules.wording import sentence_of

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
    waits = request.GET.get("waits", "")
    every = queries.list_cards(actor=actor, is_open=is_open, words=words, waits=waits)
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
                Column("状态", lambda card: card.state),
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
    return _do(
        request, card_id, explain_card, "说明已送到监察岗，随牌公开。", text=request.POST.get("text", "")
    )


@officer_only(PostKind.MONITOR)
@require_POST
def revoke(request: HttpRequest, card_id: int) -> HttpResponse:
    """Take a card back, with the reason that stays on it."""
    reason = request.POST.get("reason", "")
    return _do(request, card_id, revoke_card, "牌已撤销。牌和理由都留在记录里。", reason=reason)


@officer_only()
@require_POST
def act_on(request: HttpRequest, card_id: int, deed: str) -> HttpResponse:
    """Do one of the other things to a card: appeal, review, correct, confirm, sign, answer."""
    text = request.POST.get("text", "")
    is_yes = request.POST.get("answer") == "yes"
    deeds: dict[str, tuple[Callable[..., Any], str, dict[str, Any]]] = {
        "appeal": (appeal_card, "申诉已送到监察岗，由另一个人复核。", {}),
        "review": (review_appeal, "复核结果已经送达责任岗位。", {"is_granted": is_yes}),
        "correct": (correct_card, "改正情况已送到监察岗复核。", {"proof": request.FILES.get("proof")}),
        "confirm": (confirm_correction, "复核结果已经记下。", {"is_enough": is_yes}),
        "sign": (sign_escalation, "文书已签发并送达。", {}),
        "answer": (answer_escalation, "回复已送到监察岗。", {}),
    }
    if deed not in deeds:
        raise NotFound(what="这个操作")
    operation, said, more = deeds[deed]
    return _do(request, card_id, operation, said, text=text, **more)


def _do(
    request: HttpRequest, card_id: int, operation: Callable[..., Any], said: str, **arguments: Any
) -> HttpResponse:
    actor = _actor(request)
    card = queries.get_card(actor=actor, card_id=card_id)
    try:
        operation(actor=actor, card=card, now=clock.now(), **arguments)
    except FactorNeeded:
        raise  # the middleware asks for the factor and comes back here
    except Refusal as refusal:
        if refusal.status in (401, 403):
            raise
        return _draw(request, card, refusal)
    messages.success(request, said)
    return redirect("monitoring:card", card_id=card_id)


def _draw(request: HttpRequest, card: Card, refusal: Refusal | None = None) -> HttpResponse:
    actor = _actor(request)
    rungs = list(card.rungs.all())
    waiting = next((one for one in rungs if one.issued_at is None and one.ended_at is None), None)
    issued = [one for one in rungs if one.issued_at is not None]
    may_answer = permissions.may_explain_card(actor, card) and not card.is_revoked
    is_monitor = permissions.may_revoke_card(actor)
    context: dict[str, Any] = {
        "card": card,
        "lamp": "void" if card.is_revoked else LAMPS[Level(card.level)],
        "sentence": sentence_of(card.rule_id, card.facts, card.due_on),
        "rungs": _ladder(rungs),
        "issued": issued,
        "post": PostKind(card.post_kind).label if card.post_kind in PostKind.values else "",
        "acts": list(list_acts_of(object_type="card", object_number=str(card.pk))),
        "evidence": [mark.removeprefix("act:") for mark in card.evidence if mark.startswith("act:")],
        "may_explain": may_answer and card.explained_at is None,
        "may_appeal": may_answer and card.appeal == "",
        "may_correct": may_answer and card.is_open and card.corrected_at is None,
        "may_answer_rung": may_answer and issued and issued[-1].answered_at is None,
        "may_review": is_monitor and card.appeal == "open",
        "may_confirm": is_monitor and card.corrected_at is not None and card.confirmed_at is None,
        "may_sign": waiting if is_monitor and card.is_open else None,
        "may_revoke": is_monitor and not card.is_revoked,
        "refusal": refusal,
        "typed": request.POST,
    }
    return render(request, "monitoring/card.html", context, status=refusal.status if refusal else 200)


def _ladder(rungs: list[Escalation]) -> list[tuple[str, str]]:
    """Give each rung with its state: done, now, next."""
    reached = {one.rung: one for one in rungs if one.issued_at is not None}
    last = next((one.rung for one in reversed(rungs) if one.issued_at is not None), "")
    return [
        (rung.label, "now" if rung.value == last else "done" if rung.value in reached else "next")
        for rung in Rung
    ]


def _lamp_of(card: Card) -> str:
    from yangguang.foundation.ui.templatetags.ui import lamp  # noqa: PLC0415 - a tag used as a function

    return lamp("void" if card.is_revoked else LAMPS[Level(card.level)], card.number)
