"""Issuing cards, and what units and supervisors say and do about them; none is deleted or changed in what it says."""

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile

from yangguang.foundation.acts.api import Actor, emit, note, operation
from yangguang.foundation.events.api import announce
from yangguang.foundation.files import api as files
from yangguang.oversight.monitoring import permissions
from yangguang.oversight.monitoring.events import CardRevoked
from yangguang.oversight.monitoring.models import Appeal, Card
from yangguang.oversight.monitoring.rules.refusals import (
    AnotherReviewerNeeded,
    AppealAlreadyOpen,
    CardAlreadyCorrected,
    CardAlreadyExplained,
    CardAlreadyRevoked,
    CorrectionMissing,
    NoOpenAppeal,
    TextNeeded,
)

BOARD = "board"
DEADLINE_KINDS = {"statutory", "promised", "acceptance"}


@operation(
    "monitoring.explain_card", summary="说明原因", permission=permissions.may_explain_card, subject="card"
)
def explain_card(*, actor: Actor, card: Card, text: str, now: datetime) -> Card:
    """
    Say why it came to the card; said once, for everybody to read.

    Refuses with TextNeeded, CardAlreadyExplained, CardAlreadyRevoked.
    """
    require_text("text", text, "请写明原因和补救办法。")
    hold_card(card)
    if card.explained_at is not None:
        raise CardAlreadyExplained
    card.explanation, card.explained_at, card.explained_by = text, now, actor.label
    card.save(update_fields=["explanation", "explained_at", "explained_by"])
    note(text=text, object=card.object_number)
    return card


@operation(
    "monitoring.appeal_card", summary="提出申诉", permission=permissions.may_appeal_card, subject="card"
)
def appeal_card(*, actor: Actor, card: Card, text: str, now: datetime) -> Card:
    """
    Ask supervision to take a card back; another person than the one who asks decides.

    Refuses with TextNeeded, AppealAlreadyOpen, CardAlreadyRevoked.
    """
    require_text("text", text, "请写明为什么这张牌不应当发。")
    hold_card(card)
    if card.appeal != Appeal.NONE:
        raise AppealAlreadyOpen
    card.appeal, card.appeal_text, card.appealed_at, card.appealed_by = Appeal.OPEN, text, now, actor.label
    card.save(update_fields=["appeal", "appeal_text", "appealed_at", "appealed_by"])
    note(text=text, object=card.object_number)
    announce(BOARD, {"level": card.level}, now=now)
    return card


@operation(
    "monitoring.review_appeal", summary="复核申诉", permission=permissions.may_review_appeal, subject="card"
)
def review_appeal(*, actor: Actor, card: Card, is_granted: bool, text: str, now: datetime) -> Card:
    """
    Decide on an appeal with reasons; one that is granted revokes the card.

    Refuses with TextNeeded, NoOpenAppeal, AnotherReviewerNeeded, CardAlreadyRevoked.
    """
    require_text("text", text, "请写明复核的理由。")
    hold_card(card)
    if card.appeal != Appeal.OPEN:
        raise NoOpenAppeal
    if card.appealed_by == actor.label:
        raise AnotherReviewerNeeded
    card.appeal = Appeal.GRANTED if is_granted else Appeal.UPHELD
    card.review_note, card.reviewed_at, card.reviewed_by = text, now, actor.label
    fields = ["appeal", "review_note", "reviewed_at", "reviewed_by"]
    if is_granted:
        fields += _take_back(card, f"申诉成立：{text}", actor, now)
    card.save(update_fields=fields)
    note(granted=is_granted, text=text, object=card.object_number)
    announce(BOARD, {"level": card.level}, now=now)
    return card


@operation(
    "monitoring.correct_card", summary="报告改正", permission=permissions.may_correct_card, subject="card"
)
def correct_card(
    *, actor: Actor, card: Card, text: str, now: datetime, proof: UploadedFile | None = None
) -> Card:
    """
    Say how the breach was put right, with proof; supervision confirms it or sends it back.

    Refuses with TextNeeded, CardAlreadyCorrected, CardAlreadyRevoked, and the refusals of files.
    """
    require_text("text", text, "请写明怎么改正的、什么时候改正的。")
    hold_card(card)
    if card.confirmed_at is not None:
        raise CardAlreadyCorrected
    if proof is not None:
        card.proof = files.store(proof, actor=actor, now=now)
        note(proof=card.proof.digest)
    card.correction, card.corrected_at, card.corrected_by = text, now, actor.label
    card.save(update_fields=["correction", "corrected_at", "corrected_by", "proof"])
    note(text=text, object=card.object_number)
    announce(BOARD, {"level": card.level}, now=now)
    return card


@operation(
    "monitoring.confirm_correction",
    summary="复核改正",
    permission=permissions.may_confirm_correction,
    subject="card",
)
def confirm_correction(*, actor: Actor, card: Card, is_enough: bool, text: str, now: datetime) -> Card:
    """
    Confirm a correction, which ends the card and its ladder, or send it back with what is missing.

    Refuses with CorrectionMissing, TextNeeded, CardAlreadyRevoked, CardAlreadyCorrected.
    """
    hold_card(card)
    if card.corrected_at is None:
        raise CorrectionMissing
    if card.confirmed_at is not None:
        raise CardAlreadyCorrected
    if is_enough:
        card.confirmed_at, card.confirmed_by, card.next_rung_at = now, actor.label, None
    else:
        require_text("text", text, "请写明还差什么。")
        card.corrected_at = None
    card.review_note = text or card.review_note
    card.save(update_fields=["confirmed_at", "confirmed_by", "corrected_at", "review_note", "next_rung_at"])
    if is_enough:
        card.rungs.filter(ended_at__isnull=True).update(ended_at=now)
    note(enough=is_enough, text=text, object=card.object_number)
    announce(BOARD, {"level": card.level}, now=now)
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
    require_text("reason", reason, "请写明为什么撤销。")
    hold_card(card)
    card.save(update_fields=_take_back(card, reason, actor, now))
    note(reason=reason, object=card.object_number)
    announce(BOARD, {"level": card.level}, now=now)
    return card


def _take_back(card: Card, reason: str, actor: Actor, now: datetime) -> list[str]:
    card.revoke_reason, card.revoked_at, card.revoked_by = reason, now, actor.label
    card.next_rung_at = None
    card.rungs.filter(ended_at__isnull=True).update(ended_at=now)
    emit(CardRevoked(card.pk, now))
    return ["revoke_reason", "revoked_at", "revoked_by", "next_rung_at"]


def hold_card(card: Card) -> None:
    """Lock the card and read it anew; two supervisors at once never both decide."""
    card.refresh_from_db(from_queryset=Card.objects.select_for_update())
    if card.is_revoked:
        raise CardAlreadyRevoked


def require_text(name: str, text: str, problem: str) -> None:
    """Refuse an empty text, naming its field."""
    if not text.strip():
        raise TextNeeded(fields={name: problem})
