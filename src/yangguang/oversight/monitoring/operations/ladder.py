"""
The ladder 催办 → 督办 → 通报 → 监察建议书: each rung a document with a last day of its own.

The platform urges by the clock (催办 has no weight but a reminder); from 督办 on it only proposes, and a supervisor signs.
"""

from datetime import datetime, timedelta

from yangguang.foundation.acts.api import Actor, note, operation
from yangguang.foundation.deadlines import api as deadlines
from yangguang.foundation.documents import api as documents
from yangguang.foundation.events.api import announce
from yangguang.foundation.numbering import api as numbering
from yangguang.foundation.organisation.api import PostKind
from yangguang.foundation.organisation.models import Body
from yangguang.kernel.clock import end_instant, today
from yangguang.oversight.monitoring import permissions
from yangguang.oversight.monitoring.models import Card, Escalation, Rung
from yangguang.oversight.monitoring.operations.cards import BOARD, hold_card, require_text
from yangguang.oversight.monitoring.operations.keeping import hold_cursor
from yangguang.oversight.monitoring.operations.raising import raise_uncorrected
from yangguang.oversight.monitoring.rules.refusals import RungAlreadyAnswered, RungNotProposed
from yangguang.oversight.monitoring.rules.wording import sentence_of

DAYS = {Rung.URGE: 2, Rung.SUPERVISE: 5, Rung.CIRCULAR: 5, Rung.PROPOSAL: 10}  # working days to answer
WORDS = {Rung.URGE: "监催", Rung.SUPERVISE: "监督", Rung.CIRCULAR: "监通", Rung.PROPOSAL: "监建"}
TITLES = {
    Rung.URGE: "催办通知书",
    Rung.SUPERVISE: "督办通知书",
    Rung.CIRCULAR: "情况通报",
    Rung.PROPOSAL: "监察建议书",
}
ORDER = list(Rung)


@operation(
    "monitoring.climb_ladder",
    summary="处置升级",
    permission=permissions.may_climb_ladder,
    subject="card",
)
def climb_ladder(*, actor: Actor, card: Card, now: datetime) -> Escalation | None:
    """
    Bring an open card to its next rung: the first is issued at once, the others wait for a supervisor's signature.

    A yellow card that has not been corrected when the urging runs out becomes a red one besides (handbook §8.1).

    Refuses with CardAlreadyRevoked.
    """
    hold_cursor()
    hold_card(card)
    if not card.is_open or card.corrected_at is not None:
        card.next_rung_at = None
        card.save(update_fields=["next_rung_at"])
        return None
    reached = list(card.rungs.values_list("rung", flat=True))
    rung = ORDER[len(reached)] if len(reached) < len(ORDER) else None
    card.next_rung_at = None
    if rung is None:
        card.save(update_fields=["next_rung_at"])
        return None
    escalation = Escalation.objects.create(card=card, rung=rung, proposed_at=now)
    if rung is Rung.URGE:
        _issue(escalation, card, actor.label, "", now)
    elif rung is Rung.SUPERVISE and card.level == 2:
        raise_uncorrected(actor=actor, card=card, now=now)
    card.save(update_fields=["next_rung_at"])
    note(rung=rung.value, object=card.object_number)
    announce(BOARD, {"level": card.level}, now=now)
    return escalation


@operation(
    "monitoring.sign_escalation",
    summary="签发处置文书",
    permission=permissions.may_sign_escalation,
    subject="card",
    asks_factor=True,
)
def sign_escalation(*, actor: Actor, card: Card, text: str, now: datetime) -> Escalation:
    """
    Sign the rung that is proposed; its document goes to the body and its own last day begins to run.

    Refuses with TextNeeded, RungNotProposed, CardAlreadyRevoked.
    """
    require_text("text", text, "请写明要求：改正什么、什么时候、怎么回复。")
    hold_card(card)
    escalation = card.rungs.select_for_update().filter(issued_at__isnull=True, ended_at__isnull=True).first()
    if escalation is None or not card.is_open:
        raise RungNotProposed
    _issue(escalation, card, actor.label, text, now)
    card.save(update_fields=["next_rung_at"])
    note(rung=escalation.rung, number=escalation.number, object=card.object_number)
    announce(BOARD, {"level": card.level}, now=now)
    return escalation


@operation(
    "monitoring.answer_escalation",
    summary="回复处置文书",
    permission=permissions.may_answer_escalation,
    subject="card",
)
def answer_escalation(*, actor: Actor, card: Card, text: str, now: datetime) -> Escalation:
    """
    Answer the rung that was issued last; the ladder goes on until the correction is confirmed.

    Refuses with TextNeeded, RungNotProposed, RungAlreadyAnswered, CardAlreadyRevoked.
    """
    require_text("text", text, "请写明办理情况。")
    hold_card(card)
    escalation = card.rungs.select_for_update().filter(issued_at__isnull=False).last()
    if escalation is None:
        raise RungNotProposed
    if escalation.answered_at is not None:
        raise RungAlreadyAnswered
    escalation.answer, escalation.answered_at, escalation.answered_by = text, now, actor.label
    escalation.save(update_fields=["answer", "answered_at", "answered_by"])
    note(rung=escalation.rung, text=text, object=card.object_number)
    return escalation


def climb_due(*, actor: Actor, now: datetime) -> list[Escalation]:
    """Bring every card whose time has come to its next rung; each is an act of its own."""
    due = list(Card.objects.filter(next_rung_at__lte=now).order_by("next_rung_at")[:500])
    return [made for card in due if (made := climb_ladder(actor=actor, card=card, now=now)) is not None]


def _issue(escalation: Escalation, card: Card, by: str, text: str, now: datetime) -> None:
    body = _supervisor()
    rung = Rung(escalation.rung)
    days = DAYS[rung]
    due = deadlines.current_calendar().add_workdays(today(now), days)
    number = numbering.issue_document_number(
        body_code=body.code, word=f"深{WORDS[rung]}", year=today(now).year
    )
    document = documents.make_document(
        kind=f"monitoring_{rung.value}",
        title=TITLES[rung],
        number=number,
        template="monitoring/documents/rung.html",
        context={
            "card": card,
            "sentence": sentence_of(card.rule_id, card.facts, card.due_on),
            "basis": card.facts.get("basis", ""),
            "demand": text,
            "due_on": due,
            "rung": rung.value,
            "earlier": list(card.rungs.exclude(pk=escalation.pk).filter(issued_at__isnull=False)),
        },
        body_code=body.code,
        body_name=body.name,
        addressee=card.body_name,
        object_type="card",
        object_number=str(card.pk),
        seal_text=body.name,
        now=now,
    )
    escalation.issued_at, escalation.issued_by = now, by
    escalation.due_on, escalation.number, escalation.document = due, number, document.uuid
    escalation.save()
    is_last = rung is ORDER[-1]
    card.next_rung_at = None if is_last else end_instant(due) + timedelta(seconds=1)


def _supervisor() -> Body:
    """Give the body that supervises: the one with a monitor post."""
    found = Body.objects.filter(offices__posts__kind=PostKind.MONITOR).order_by("pk").first()
    if found is None:
        raise RungNotProposed
    return found
