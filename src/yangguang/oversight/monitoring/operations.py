"""Issuing, explaining and revoking cards."""

from datetime import datetime

from yangguang.capabilities.approval import api as approval
from yangguang.foundation.acts.api import Actor, emit, note, operation
from yangguang.foundation.deadlines import api as deadlines
from yangguang.foundation.deadlines.api import RunningClock
from yangguang.foundation.organisation.models import Body
from yangguang.kernel.clock import today
from yangguang.kernel.refusals import InvalidInput, Refusal
from yangguang.oversight.monitoring import permissions
from yangguang.oversight.monitoring.events import CardIssued, CardRevoked
from yangguang.oversight.monitoring.models import Card
from yangguang.oversight.monitoring.queries import deserved_levels
from yangguang.oversight.monitoring.rules import Level, rule_for


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
    issued = []
    for clock, level in deserved_levels(now=now):
        if (
            clock.level != level
            or not Card.objects.filter(clock=clock, level=level, due_on=clock.due_on).exists()
        ):
            card = issue_card(actor=actor, clock=clock, level=level, now=now)
            if card.issued_at == now:
                issued.append(card)
    return issued


@operation(
    "monitoring.issue_card", summary="发出监察牌", permission=permissions.may_issue_card, subject="result"
)
def issue_card(*, actor: Actor, clock: RunningClock, level: Level, now: datetime) -> Card:
    """Show the responsible post a card for one clock; the same card is never issued twice."""
    about = approval.facts_of(numbers=[clock.subject_number]).get(clock.subject_number)
    account = deadlines.account_of(clock, today(now))
    body = Body.objects.filter(code=clock.body_code).first()
    card, is_new = Card.objects.get_or_create(
        clock=clock,
        level=int(level),
        due_on=clock.due_on,
        defaults={
            "rule_id": rule_for(kind=clock.kind, level=level),
            "object_type": clock.subject_type,
            "object_number": clock.subject_number,
            "body_code": clock.body_code,
            "body_name": body.name if body else clock.body_code,
            "post_kind": about.post_kind if about and about.post_kind else clock.post_kind,
            "matter_code": about.matter_code if about else "",
            "matter_name": about.matter if about else "",
            "step_name": about.step if about else "",
            "facts": {
                "kind": clock.kind,
                "limit": str(clock.limit),
                "started_on": clock.started_on.isoformat(),
                "due_on": clock.due_on.isoformat(),
                "used": account.used,
                "left": account.left,
                "unit": account.unit,
                "calendar": clock.calendar_version,
            },
            "issued_at": now,
        },
    )
    deadlines.set_level(clock=clock, level=int(level))
    note(level=int(level), rule=card.rule_id, object=card.object_number, due_on=clock.due_on.isoformat())
    if is_new:
        emit(CardIssued(card.pk, card.level, card.object_number, card.body_code, now))
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
    "monitoring.revoke_card", summary="撤销监察牌", permission=permissions.may_revoke_card, subject="card"
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
