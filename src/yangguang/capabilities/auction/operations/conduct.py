"""The conduct of a room: time moves it on, the supervisor pauses and ends it, notaries attest, faults are made up for."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from yangguang.capabilities.auction import permissions
from yangguang.capabilities.auction.events import RoomDecided, RoomPaused
from yangguang.capabilities.auction.models import Attestation, Door, Entry, Seat, Secret, Session
from yangguang.capabilities.auction.operations.amounts import unseal_amount
from yangguang.capabilities.auction.operations.bidding import BATCH
from yangguang.capabilities.auction.operations.keeping import keep, lock_session, micros
from yangguang.capabilities.auction.operations.steps import admit_ready, refuse_bidders, step_in
from yangguang.capabilities.auction.rules import chain, engine
from yangguang.capabilities.auction.rules import refusals as no
from yangguang.capabilities.auction.rules.parameters import SECOND
from yangguang.capabilities.auction.rules.room import FINAL_STAGES, RUNNING, Room, effective_end
from yangguang.capabilities.venue import api as venue
from yangguang.foundation.acts.api import Actor, emit, note, operation, sign_text
from yangguang.kernel import clock

DOOR_PATIENCE = 5 * SECOND
"""A process that has said nothing for so long is taken for dead, and closings no longer wait for it."""


@operation(
    "auction.pause", summary="暂停竞价", permission=permissions.may_pause, subject="session", binding=True
)
def pause(*, actor: Actor, now: datetime, session: Session, reason: str) -> Session:
    """Stand still for a reason everybody reads. Refuses with AlreadyPaused, RoomEnded, ReasonMissing, WatcherBids."""
    refuse_bidders(session, actor)
    note(reason=reason)
    emit(RoomPaused(session.number, True, reason, now))
    return step_in(
        session, now, lambda room: engine.pause(room, at=micros(now), reason=reason, by=actor.label)
    )


@operation(
    "auction.resume", summary="恢复竞价", permission=permissions.may_resume, subject="session", binding=True
)
def resume(*, actor: Actor, now: datetime, session: Session, reason: str) -> Session:
    """Go on and give the time back. Refuses with NotPaused, ReasonMissing, WatcherBids."""
    refuse_bidders(session, actor)
    note(reason=reason)
    emit(RoomPaused(session.number, False, reason, now))
    return step_in(
        session, now, lambda room: engine.resume(room, at=micros(now), reason=reason, by=actor.label)
    )


@operation(
    "auction.abort", summary="终止竞价", permission=permissions.may_abort, subject="session", binding=True
)
def abort(*, actor: Actor, now: datetime, session: Session, reason: str) -> Session:
    """End without a result; deposits go back. Refuses with RoomEnded, ReasonMissing, WatcherBids."""
    refuse_bidders(session, actor)
    note(reason=reason)
    row = step_in(
        session, now, lambda room: engine.abort(room, at=micros(now), reason=reason, by=actor.label)
    )
    _record_outcome(row, row.room, now=now)
    return row


@operation(
    "auction.exclude_bidder",
    summary="取消竞买席位",
    permission=permissions.may_exclude_bidder,
    subject="session",
    binding=True,
)
def exclude_bidder(*, actor: Actor, now: datetime, session: Session, number: int, reason: str) -> Session:
    """Take a seat away for a reason that is published. Refuses with NotAdmitted, ReasonMissing."""
    if not reason.strip():
        raise no.ReasonMissing
    note(bidder=number, reason=reason)
    return step_in(
        session, now, lambda room: engine.exclude(room, number=number, reason=reason, at=micros(now))
    )


@operation("auction.move_on", summary="竞价阶段推进", permission=permissions.may_move_on, subject="session")
def move_on(*, actor: Actor, now: datetime, session: Session) -> Session:
    """
    Move a room on whose phase has run out, under the lock of its bids, once no earlier arrival is in anybody's hands.

    Nothing happens while a living door may still hold a bid that came before the end.
    """
    row = lock_session(reference=session.uuid)
    room = row.room
    at = micros(now)
    end = effective_end(room)
    if end is None or at <= end or not is_clear(end=end, at=at, grace_ms=room.parameters.closing_grace_ms):
        note(waits=True)
        return row
    if room.phase in ("waiting", "quoting"):
        admit_ready(actor=actor, now=now, session=row)
        row = lock_session(reference=session.uuid)
        room = row.room
    opened = room.phase == "waiting"
    entries = engine.tick(room, at=at, reserve=_open_reserve(row), revealed=_open_quotes(row, room, end, at))
    keep(row, room, entries, now=now)
    if opened:
        venue.begin_bidding(actor=actor, now=now, lot=venue.get_lot(number=row.lot_number))
    if room.is_over:
        _record_outcome(row, room, now=now)
    note(phase=room.phase, seq=room.seq)
    return row


def is_clear(*, end: int, at: int, grace_ms: int) -> bool:
    """Tell whether every bid that arrived up to *end* has been decided, by all doors that live."""
    if at < end + grace_ms * 1000:
        return False
    held = Door.objects.filter(kind="web", seen_us__gte=at - DOOR_PATIENCE, clear_us__lte=end)
    return not held.exists()


@operation(
    "auction.give_back_outage",
    summary="平台故障，补足时间",
    permission=permissions.may_give_back_outage,
    subject="session",
    binding=True,
)
def give_back_outage(*, actor: Actor, now: datetime, session: Session, since: int) -> Session:
    """
    After a fault of the platform: the time since it was last alive is given back, a final stage starts its countdown again.

    A long fault leaves a final stage paused, and the supervisor resumes it after due notice; a listing of days goes on at once.
    What had ended before the fault stays ended.
    """
    row = lock_session(reference=session.uuid)
    room = row.room
    at = micros(now)
    since = max(since, room.began, room.last)
    is_short = at - since < room.parameters.fault_seconds * SECOND
    if room.phase not in RUNNING or room.paused or since > room.ends or is_short:
        return row
    reason = f"平台故障 {(at - since) // SECOND} 秒"
    entries = engine.pause(room, at=since, reason=reason, by="平台")
    is_long = at - since > room.parameters.fault_notice_seconds * SECOND
    if not is_long or room.phase not in FINAL_STAGES:
        entries += engine.resume(room, at=at, reason=f"{reason}，补足时间", by="平台")
    keep(row, room, entries, now=now)
    note(reason=reason, since=since)
    return row


@operation(
    "auction.attest", summary="公证存证", permission=permissions.may_attest, subject="session", binding=True
)
def attest(*, actor: Actor, now: datetime, session: Session, remark: str = "") -> Attestation:
    """
    Attest the state of a room: so many entries, this head, this clock; signed by the key of the log of acts.

    Refuses with WatcherBids, LogKeyMissing.
    """
    refuse_bidders(session, actor)
    row = lock_session(reference=session.uuid)
    room = row.room
    text = chain.canonical(
        {
            "session": row.number, "lot": row.lot_number, "seq": room.seq, "head": room.head, "phase": room.phase,
            "price": room.price, "at": micros(now), "clock": list(_clocks()), "remark": remark.strip(), "by": actor.label,
        }
    )  # fmt: skip
    signed = sign_text(f"竞价存证\n{text}\n")
    note(seq=room.seq, head=room.head)
    return Attestation.objects.create(
        session=row, seq=room.seq, head=room.head, text=text, signature=signed.to_text(), remark=remark.strip()[:300],
        by_label=actor.label, made_at=now,
    )  # fmt: skip


def _clocks() -> list[Mapping[str, Any]]:
    return list(Door.objects.order_by("kind").values("kind", "offset_us", "doubt_us"))


def _open_reserve(session: Session) -> tuple[int, str] | None:
    found = Secret.objects.filter(session=session, kind="reserve").first()
    return (unseal_amount(session, bytes(found.sealed)), found.salt) if found else None


def _open_quotes(session: Session, room: Room, end: int, at: int) -> dict[int, tuple[int, str]]:
    """Open sealed quotations only when their phase has ended, never before."""
    if room.parameters.strategy != "sealed" or room.phase != "sealed" or at <= end:
        return {}
    rows = Secret.objects.filter(session=session, kind="quote").select_related("seat")
    return {
        one.seat.number: (unseal_amount(session, bytes(one.sealed)), one.salt) for one in rows if one.seat
    }


def _record_outcome(session: Session, room: Room, *, now: datetime) -> None:
    is_sold = room.outcome == "sold"
    winner = Seat.objects.get(session=session, number=room.leader) if is_sold else None
    venue.record_outcome(
        actor=BATCH,
        now=now,
        lot=venue.get_lot(number=session.lot_number),
        winner=winner.registration if winner else None,
        price=room.price if is_sold else 0,
        term=room.term if is_sold else 0,
        log_head=room.head,
        bids=_bids(session, room),
    )
    emit(RoomDecided(session.number, session.lot_number, room.outcome, now))


def _bids(session: Session, room: Room) -> list[dict[str, Any]]:
    """Give the bids for open data (OCDS bid extension): losing prices, too, by number."""
    found = Entry.objects.filter(session=session, kind__in=["bid", "exercised", "revealed"]).order_by("seq")
    details = []
    for one in found:
        body = json.loads(one.body)
        fen = body["amount"]
        at = datetime.fromtimestamp(body.get("arrived", body["at"]) // SECOND, clock.SHANGHAI)
        details.append(
            {
                "id": f"{session.number}-{one.seq}",
                "date": at.isoformat(),
                "status": "valid",
                "tenderers": [
                    {"id": f"{session.number}-{body['number']}", "name": f"{body['number']} 号竞买人"}
                ],
                "value": {"amount": fen / 100 if fen % 100 else fen // 100, "currency": "CNY"},
            }
        )
    return details
