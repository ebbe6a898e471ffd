"""Issuing, explaining and revoking cards."""

from datetime import datetime
from typing import Any

from yangguang.capabilities.approval import api as approval
from yangguang.foundation.acts.api import Actor, emit, note, operation
from yangguang.foundation.deadlines import api as deadlines
from yangguang.foundation.organisation.models import Body
from yangguang.kernel.clock import today
from yangguang.kernel.refusals import InvalidInput, Refusal
from yangguang.oversight.monitoring import permissions
from yangguang.oversight.monitoring.events import CardIssued, CardRevoked
from yangguang.oversight.monitoring.models import Card
from yangguang.oversight.monitoring.queries import Watched, deserved_cards
from yangguang.oversight.monitoring.rules import rule_for


class CardAlreadyRevoked(Refusal):
    """The card has been taken back."""

    code = "monitoring.card_already_revoked"
    text = "这张牌已经撤销了。"


class CardAlreadyExplained(Refusal):
    """The explanation stands as given."""

    code = "monitoring.card_already_explained"
    text = "这张牌已经有说明，说明提交后不能改。"
    remedy = "有新情况的，请联系监察岗。"


class TextNeeded(InvalidInput):
    """An explanation or a revocation without words says nothing."""

    code = "monitoring.text_needed"
    text = "还有 {count} 处没有写。"


def raise_cards(*, actor: Actor, now: datetime) -> list[Card]:
    """
    Look at every clock that is near its end or over, and issue the cards that are due; running it twice adds nothing.

    Each card is an act of its own, so one that fails stops none of the others.
    """
    return [issue_card(actor=actor, watched=watched, now=now) for watched in list(deserved_cards(now=now))]


@operation(
    "monitoring.issue_card", summary="发出监察牌", permission=permissions.may_issue_card, subject="result"
)
def issue_card(*, actor: Actor, watched: Watched, now: datetime) -> Card:
    """Show the responsible post a card for one clock or step; the same card is never issued twice."""
    object_type, number = watched.subject
    body_code, post_kind = watched.responsible
    about = approval.facts_of(numbers=[number]).get(number) if object_type == "application" else None
    body = Body.objects.filter(code=body_code).first()
    card, is_new = Card.objects.get_or_create(
        clock=watched.clock,
        task=watched.task,
        level=watched.level.value,
        due_on=watched.due_on,
        defaults={
            "rule_id": rule_for(kind=watched.kind, level=watched.level),
            "object_type": object_type,
            "object_number": number,
            "body_code": body_code,
            "body_name": body.name if body else body_code,
            "post_kind": _responsible_post(watched, about, post_kind),
            "matter_code": about.matter_code if about else "",
            "matter_name": about.matter if about else "",
            "step_name": watched.task.name if watched.task else (about.step if about else ""),
            "facts": _snapshot(watched, now),
            "issued_at": now,
        },
    )
    if watched.clock is not None:
        deadlines.set_level(clock=watched.clock, level=watched.level.value)
    note(level=watched.level.value, rule=card.rule_id, object=number, due_on=watched.due_on.isoformat())
    if is_new:
        emit(CardIssued(card.pk, card.level, number, body_code, now))
    return card


@operation(
    "monitoring.explain_card", summary="说明原因", permission=permissions.may_explain_card, subject="card"
)
def explain_card(*, actor: Actor, card: Card, text: str, now: datetime) -> Card:
    """
    Say why it came to the card; said once, for everybody to read.

    Refuses with TextNeeded, CardAlreadyExplained, CardAlreadyRevoked.
    """
    if not text.strip():
        raise TextNeeded(fields={"text": "请写明原因和补救办法。"})
    card.refresh_from_db(from_queryset=Card.objects.select_for_update())
    _require_standing(card)
    if card.explained_at is not None:
        raise CardAlreadyExplained
    card.explanation, card.explained_at, card.explained_by = text, now, actor.label
    card.save(update_fields=["explanation", "explained_at", "explained_by"])
    note(text=text, object=card.object_number)
    return card


@operation(
    "monitoring.revoke_card",
    summary="撤销监察牌",
    permission=permissions.may_revoke_card,
    subject="card",
    asks_factor=True,
)
def revoke_card(*, actor: Actor, card: Card, reason: str, now: datetime) -> Card:
    """
    Take a card back with a reason; the card itself stays on record.

    Refuses with TextNeeded, CardAlreadyRevoked.
    """
    if not reason.strip():
        raise TextNeeded(fields={"reason": "请写明为什么撤销。"})
    card.refresh_from_db(from_queryset=Card.objects.select_for_update())
    _require_standing(card)
    card.revoke_reason, card.revoked_at, card.revoked_by = reason, now, actor.label
    card.save(update_fields=["revoke_reason", "revoked_at", "revoked_by"])
    note(reason=reason, object=card.object_number)
    emit(CardRevoked(card.pk, now))
    return card


def _require_standing(card: Card) -> None:
    if card.is_revoked:
        raise CardAlreadyRevoked


def _responsible_post(watched: Watched, about: approval.CaseFacts | None, post_kind: str) -> str:
    # A total limit is answered for by whoever has the case in hand, not by the post it ends with.
    return about.post_kind if watched.clock is not None and about and about.post_kind else post_kind


def _snapshot(watched: Watched, now: datetime) -> dict[str, Any]:
    if watched.clock is None:
        arrived = watched.task.arrived_at.isoformat() if watched.task else ""
        return {"kind": "step", "due_on": watched.due_on.isoformat(), "arrived_at": arrived}
    account = deadlines.account_of(watched.clock, today(now))
    return {
        "kind": watched.kind,
        "limit": str(watched.clock.limit),
        "basis": watched.clock.limit_basis,
        "started_on": watched.clock.started_on.isoformat(),
        "due_on": watched.due_on.isoformat(),
        "used": account.used,
        "left": account.left,
        "unit": account.unit,
        "calendar": watched.clock.calendar_version,
    }
