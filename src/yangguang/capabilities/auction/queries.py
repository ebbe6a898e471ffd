"""Reading rooms: by reference, by what is due, a seat of one's own, the log, and what each role may see."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from yangguang.capabilities.auction.models import Attempt, Attestation, Door, Entry, Seat, Session
from yangguang.capabilities.auction.rules.refusals import RoomNotFound
from yangguang.capabilities.auction.rules.room import OVER
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.organisation.api import PostKind


def get_session(*, reference: UUID) -> Session:
    """Give a room by its reference. Refuses with RoomNotFound."""
    found = Session.objects.filter(uuid=reference).first()
    if found is None:
        raise RoomNotFound(what="这场竞价")
    return found


def find_session_of(*, lot_number: str) -> Session | None:
    """Find the newest room of a lot."""
    return Session.objects.filter(lot_number=lot_number).order_by("-pk").first()


def list_sessions(*, is_over: bool | None = None) -> QuerySet[Session]:
    """List rooms, those that end first before the others."""
    found = Session.objects.order_by("ends_us")
    if is_over is None:
        return found
    return found.filter(phase__in=OVER).order_by("-decided_at") if is_over else found.exclude(phase__in=OVER)


def list_due(*, at: int) -> QuerySet[Session]:
    """List rooms whose present phase has run out."""
    return Session.objects.exclude(phase__in=OVER).filter(is_paused=False, ends_us__lt=at).order_by("ends_us")


def find_next_due() -> int | None:
    """Find when the next phase of any room runs out."""
    return (
        Session.objects.exclude(phase__in=OVER)
        .filter(is_paused=False)
        .order_by("ends_us")
        .values_list("ends_us", flat=True)
        .first()
    )


def find_seat(*, session: Session, account_id: int | None) -> Seat | None:
    """Find somebody's own seat."""
    if account_id is None:
        return None
    return Seat.objects.select_related("session").filter(session=session, account_id=account_id).first()


def list_own_seats(*, account_id: int) -> QuerySet[Seat]:
    """List somebody's own seats, newest first."""
    return Seat.objects.select_related("session").filter(account_id=account_id).order_by("-pk")


def role_of(*, actor: Actor, session: Session) -> str:
    """Tell what somebody is in a room: bidder, supervisor, notary, transferor, or public."""
    if find_seat(session=session, account_id=actor.account_id):
        return "bidder"
    codes = {post.body_code for post in actor.posts}
    if actor.holds(PostKind.MONITOR, session.supervisor_body):
        return "supervisor"
    if session.notary_body and session.notary_body in codes:
        return "notary"
    if session.transferor_body and session.transferor_body in codes:
        return "transferor"
    if actor.account_id is not None and session.transferor_account_id == actor.account_id:
        return "transferor"
    return "public"


def list_bids(*, session: Session, after: int = 0, limit: int = 500) -> list[dict[str, Any]]:
    """List accepted bids with their place in the log, oldest first; a sealed amount is 0 until it is revealed."""
    rows = Entry.objects.filter(
        session=session, seq__gt=after, kind__in=["bid", "exercised", "sealed"]
    ).order_by("seq")
    return [_bid(one) for one in rows[:limit]]


def list_newest_bids(*, session: Session, limit: int) -> list[dict[str, Any]]:
    """List the newest accepted bids, newest first."""
    rows = Entry.objects.filter(session=session, kind__in=["bid", "exercised", "sealed"]).order_by("-seq")
    return [_bid(one) for one in rows[:limit]]


def _bid(entry: Entry) -> dict[str, Any]:
    body = json.loads(entry.body)
    return {
        "seq": entry.seq,
        "number": body["number"],
        "amount": body.get("amount", 0),
        "arrived": body["arrived"] // 1000,
        "term": body.get("term", 0),
        "kind": entry.kind,
        "act": entry.act_number,
        "digest": entry.digest,
    }


def list_happenings(*, session: Session, limit: int = 30) -> list[dict[str, Any]]:
    """List what happened besides bids: phases, pauses with their reasons, the end; newest first."""
    shown = ["opened", "phase", "paused", "resumed", "aborted", "decided", "reserve", "waived", "excluded"]
    rows = Entry.objects.filter(session=session, kind__in=shown).order_by("-seq")[:limit]
    return [{**json.loads(one.body), "digest": one.digest} for one in rows]


def iterate_entries(*, session: Session, after: int = 0) -> Iterator[Entry]:
    """Walk the log in order."""
    return Entry.objects.filter(session=session, seq__gt=after).order_by("seq").iterator(chunk_size=500)


def list_attempts(*, session: Session, limit: int) -> QuerySet[Attempt]:
    """List what bidders sent, refused ones too, newest first; for the supervisor."""
    return Attempt.objects.filter(session=session).select_related("seat").order_by("-pk")[:limit]


def count_refused(*, session: Session) -> dict[str, int]:
    """Count refused bids by reason."""
    found = Attempt.objects.filter(session=session).exclude(code="").values("code").annotate(many=Count("pk"))
    return dict(found.order_by("-many").values_list("code", "many"))


def list_attestations(*, session: Session) -> QuerySet[Attestation]:
    """List what notaries attested, newest first."""
    return Attestation.objects.filter(session=session).order_by("-pk")


def list_doors() -> QuerySet[Door]:
    """List the processes that take bids, with their clocks."""
    return Door.objects.order_by("kind", "uuid")


def count_seats(*, session: Session) -> int:
    """Count the bidders of a room."""
    return Seat.objects.filter(session=session).count()
