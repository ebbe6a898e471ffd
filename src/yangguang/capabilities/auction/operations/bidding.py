"""
Bids: waiting ones of a room share one transaction; order, arrival stamp and receipt of each are kept (decision 0030).

What a bid meets, in this order: the same key before? is it the seat's own hand, in yuan, signed? is the deposit frozen? then
the rules of the room. Nothing is read from the bidder's clock.
"""

import base64
import binascii
import hashlib
import secrets as randomness
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from yangguang.capabilities.auction import permissions
from yangguang.capabilities.auction.models import Attempt, Seat, Secret, Session
from yangguang.capabilities.auction.operations.amounts import (
    bid_statement,
    key_digest,
    read_proxies,
    seal_amount,
)
from yangguang.capabilities.auction.operations.keeping import (
    insert_rows,
    instant,
    keep,
    lock_sessions,
    micros,
)
from yangguang.capabilities.auction.rules import engine
from yangguang.capabilities.auction.rules import refusals as no
from yangguang.capabilities.auction.rules.chain import Entry, canonical
from yangguang.capabilities.auction.rules.parameters import Offer
from yangguang.capabilities.auction.rules.room import Room, effective_end, next_amount
from yangguang.capabilities.venue import api as venue
from yangguang.foundation.access.api import may
from yangguang.foundation.acts.api import Actor, ActorKind, Member, operation, record_members, system_actor
from yangguang.foundation.certificates.api import IssuedCertificate
from yangguang.foundation.messaging.api import send
from yangguang.kernel import money, sm
from yangguang.kernel.refusals import Refusal

OUTBID_PAUSE = timedelta(minutes=1)
FROZEN = "frozen"
BATCH = system_actor("竞价服务")
LONGEST_KEY = 64


@dataclass(frozen=True, slots=True)
class Asked:
    """One bid as it came in: the seat, what is offered, and when the first byte of it was here."""

    seat: UUID
    account_id: int
    amount: int
    key: str
    seen: int
    arrived: int
    term: int = 0
    is_confirmed: bool = False
    currency: str = "CNY"
    signature: str = ""
    address: str = ""
    device: str = ""

    @property
    def digest(self) -> str:
        """Give the SM3 of what was asked, by which a repeated key is recognised."""
        asked = f"{self.amount}:{self.term}:{self.seen}:{int(self.is_confirmed)}:{self.currency}"
        return hashlib.new("sm3", asked.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bidder is told: the receipt to the byte, and the state of the room with it."""

    status: int
    code: str
    receipt: str
    told: dict[str, Any] = field(default_factory=dict)


@operation(
    "auction.place_bid",
    summary="报价",
    permission=permissions.may_place_bid,
    subject="seat",
    binding=True,
    recorded=False,
)
def place_bid(*, actor: Actor, now: datetime, seat: Seat, asked: Asked) -> Answer:
    """Take one bid from an ordinary page: a batch of one, which writes the act under this name."""
    return place_bids(actor=BATCH, now=now, asked=[asked])[0]


@operation(
    "auction.place_bids",
    summary="受理报价",
    permission=permissions.may_place_bids,
    subject="result",
    binding=True,
    recorded=False,
)
def place_bids(*, actor: Actor, now: datetime, asked: Sequence[Asked]) -> list[Answer]:
    """
    Take the waiting bids of one process in the order of their arrival, in one transaction, each with its own act and receipt.

    Bids of several rooms may come together. Single bids are refused in their answers.
    """
    batch = _Batch(asked, now)
    rooms = {one.pk: one for one in lock_sessions(references=batch.references).values()}
    batch.read(rooms)
    for one in sorted(asked, key=lambda each: each.arrived):
        batch.take(one)
    batch.write()
    return [batch.answers[one.seat, one.key] for one in asked]


class _Table:
    """One room within a batch: its row, the room as the rules see it, what came out for it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.room = session.room
        self.led_before = self.room.leader
        self.proxies = read_proxies(session) if session.parameters.get("takes_proxies") else []
        self.entries: list[Entry] = []
        self.refused = 0


class _Batch:
    """The bids of one transaction: what is known before, what came out."""

    def __init__(self, asked: Iterable[Asked], now: datetime) -> None:
        self.asked, self.now = list(asked), now
        self.answers: dict[tuple[UUID, str], Answer] = {}
        self.attempts: list[dict[str, Any]] = []
        self.members: list[tuple[_Table, int, Member]] = []
        self.quotes: list[Secret] = []
        self.digests: dict[tuple[int, str], tuple[str, str, str]] = {}
        wanted = {one.seat for one in self.asked}
        self.seats = {one.uuid: one for one in Seat.objects.filter(uuid__in=wanted).select_related("session")}
        self.references = {one.session.uuid for one in self.seats.values()}
        serials = {one.signer_serial for one in self.seats.values() if one.signer_serial}
        valid = IssuedCertificate.objects.filter(serial__in=serials, standing="valid")
        self.serials = set(valid.values_list("serial", flat=True)) if serials else set()

    def read(self, sessions: dict[int, Session]) -> None:
        """Read, under the locks, what was asked before and how the deposits stand."""
        self.tables = {number: _Table(session) for number, session in sessions.items()}
        seats = list(self.seats.values())
        known = Attempt.objects.filter(
            seat__in=[one.pk for one in seats], key__in={one.key for one in self.asked}
        )
        for seat_id, key, *rest in known.values_list("seat_id", "key", "digest", "receipt", "code"):
            self.digests[seat_id, key] = (rest[0], rest[1], rest[2])
        self.deposits = venue.deposit_states(registrations=[one.registration for one in seats])

    def take(self, asked: Asked) -> None:
        """Take one bid: a repeated one gets its receipt again, a fresh one its own."""
        seat = self.seats.get(asked.seat)
        if seat is None:
            refusal = no.NotAdmitted()
            self.answers[asked.seat, asked.key] = Answer(refusal.status, refusal.code, "", refusal.as_dict())
            return
        table = self.tables[seat.session_id]
        known = self.digests.get((seat.pk, asked.key))
        if known is not None:
            self._repeat(asked, seat, table, known)
            return
        refusal_or_none: Refusal | None = None
        entries: list[Entry] = []
        try:
            self._check(asked, seat, table)
            entries = self._offer(asked, seat, table)
        except no.BidRefusal as problem:
            refusal_or_none = problem
        self._settle(asked, seat, table, entries, refusal_or_none)

    def _repeat(self, asked: Asked, seat: Seat, table: _Table, known: tuple[str, str, str]) -> None:
        digest, receipt, code = known
        if digest != asked.digest:
            # The first answer under this key stays what it was; only this question is turned away.
            refusal = no.KeyUsedForAnother()
            answer = Answer(
                refusal.status, refusal.code, "", refusal.as_dict() | self._told(asked, seat, table)
            )
        else:
            status = 409 if code else 200
            answer = Answer(status, code, receipt, self._told(asked, seat, table) | {"repeated": True})
        self.answers.setdefault((asked.seat, asked.key), answer)

    def _check(self, asked: Asked, seat: Seat, table: _Table) -> None:
        actor = Actor(kind=ActorKind.CITIZEN, account_id=asked.account_id)
        if not may(actor=actor, operation="auction.place_bid", now=self.now, seat=seat):
            raise no.NotAdmitted
        if asked.currency != "CNY":
            raise no.CurrencyNotTaken
        if not 0 < len(asked.key) <= LONGEST_KEY or asked.amount < 0:
            raise no.OfferMalformed(what="报价标识或者金额不合格式")
        if seat.signer_serial:
            self._check_signature(asked, seat, table.session)
        state = self.deposits.get(seat.registration, "due")
        if state != FROZEN:
            raise no.DepositNotFrozen(state=venue.DepositState(state).label)

    def _check_signature(self, asked: Asked, seat: Seat, session: Session) -> None:
        if not asked.signature:
            raise no.SignatureNotGood(problem="没有带上")
        if seat.signer_serial not in self.serials:
            raise no.SignatureNotGood(problem="所用的证书已经吊销或者暂停")
        statement = bid_statement(
            session=session.number,
            number=seat.number,
            amount=asked.amount,
            term=asked.term,
            key=asked.key,
            seen=asked.seen,
        )
        try:
            made = base64.b64decode(asked.signature, validate=True)
            is_good = sm.PublicKey(bytes(seat.signer_point)).verify(statement.encode(), made)
        except (binascii.Error, sm.SignatureFailed, ValueError):
            is_good = False
        if not is_good:
            raise no.SignatureNotGood(problem="与报价内容不符")

    def _offer(self, asked: Asked, seat: Seat, table: _Table) -> list[Entry]:
        is_sealed = table.room.parameters.strategy == "sealed"
        salt = randomness.token_hex(16) if is_sealed else ""
        bid = Offer(
            seat.number,
            asked.amount,
            key_digest(asked.key),
            asked.seen,
            asked.arrived,
            term=asked.term,
            is_confirmed=asked.is_confirmed,
            facts={"salt": salt},
        )
        entries = engine.offer(table.room, bid, at=micros(self.now), proxies=table.proxies)
        if is_sealed:
            sealed = seal_amount(table.session, asked.amount)
            self.quotes.append(
                Secret(
                    session=table.session,
                    seat=seat,
                    kind="quote",
                    sealed=sealed,
                    salt=salt,
                    entered_at=self.now,
                )
            )
        return entries

    def _settle(
        self, asked: Asked, seat: Seat, table: _Table, entries: list[Entry], refusal: Refusal | None
    ) -> None:
        room, session = table.room, table.session
        is_sealed = room.parameters.strategy == "sealed"
        receipt: dict[str, Any] = {
            "session": session.number,
            "bidder": seat.number,
            "key": asked.key,
            "amount": asked.amount,
            "arrived": asked.arrived,
            "decided": max(micros(self.now), room.last),
            "code": refusal.code if refusal else "",
        }
        seq = 0
        if entries:
            seq = entries[0].seq
            receipt |= {"seq": seq, "before": entries[0].before, "digest": entries[0].digest}
            facts = {"seq": seq, "bidder": seat.number, "digest": entries[0].digest}
            facts |= {"signed_by": seat.signer_serial} if seat.signer_serial else {}
            facts |= {} if is_sealed else {"amount": asked.amount}
            actor = Actor(kind=ActorKind.CITIZEN, account_id=asked.account_id)
            self.members.append((table, seq, Member(actor, session.act_object, facts)))
            table.entries += entries
        else:
            table.refused += 1
        text = canonical(receipt)
        self.attempts.append(
            {
                "session_id": session.pk,
                "seat_id": seat.pk,
                "key": asked.key[:LONGEST_KEY],
                "digest": asked.digest,
                "amount": 0 if is_sealed else asked.amount,
                "arrived_us": asked.arrived,
                "decided_us": receipt["decided"],
                "code": receipt["code"],
                "seq": seq,
                "receipt": canonical({**receipt, "amount": 0}) if is_sealed else text,
                "bid_signature": asked.signature[:400],
                "address": asked.address or None,
                "device": asked.device[:64],
            }
        )
        self.digests[seat.pk, asked.key] = (asked.digest, text, receipt["code"])
        known = self._told(asked, seat, table)
        if refusal is None:
            self.answers[asked.seat, asked.key] = Answer(200, "", text, known)
        else:
            self.answers[asked.seat, asked.key] = Answer(
                refusal.status, refusal.code, text, refusal.as_dict() | known
            )

    def _told(self, asked: Asked, seat: Seat, table: _Table) -> dict[str, Any]:
        deposit = self.deposits.get(seat.registration, "")
        return told(table.room, seat.number, asked.arrived) | {"deposit": deposit}

    def write(self) -> None:
        """Write acts, log, attempts and the rooms."""
        numbers = record_members(
            operation="auction.place_bid", members=[one for _, _, one in self.members], now=self.now
        )
        acts: dict[int, dict[int, int]] = {number: {} for number in self.tables}
        for (table, seq, _), number in zip(self.members, numbers, strict=True):
            acts[table.session.pk][seq] = number
        Secret.objects.bulk_create(self.quotes)
        insert_rows(Attempt, self.attempts)
        for number, table in self.tables.items():
            if table.entries or table.refused:
                keep(
                    table.session,
                    table.room,
                    table.entries,
                    now=self.now,
                    acts=acts[number],
                    refused=table.refused,
                )
                _tell_outbid(table.session, table.room, table.led_before, now=self.now)


def told(room: Room, number: int, at: int) -> dict[str, Any]:
    """Give what goes with every answer: price, next valid amount, effective end, place in the log."""
    end = effective_end(room)
    is_hidden = room.parameters.strategy == "sealed" and not room.is_over
    return {
        "price": 0 if is_hidden else room.price,
        "next_amount": next_amount(room, number=number, at=at),
        "leader": 0 if is_hidden else room.leader,
        "ends": end // 1000 if end else 0,
        "phase": room.phase,
        "seq": room.seq,
        "count": room.count,
    }


def _tell_outbid(session: Session, room: Room, before: int, *, now: datetime) -> None:
    """Write to whoever no longer leads, once a minute at most; during a batch only the last word counts."""
    if not before or before == room.leader or room.parameters.strategy == "sealed":
        return
    seat = Seat.objects.filter(session=session, number=before).exclude(email="").first()
    if seat is None or (seat.outbid_told_at and now - seat.outbid_told_at < OUTBID_PAUSE):
        return
    seat.outbid_told_at = now
    seat.save(update_fields=["outbid_told_at"])
    end = effective_end(room)
    until = f"，截止 {instant(end).astimezone().strftime('%H:%M:%S')}" if end else ""
    send(
        title=f"{session.title}：有人报了更高的价",
        text=f"当前最高报价 {money.short_yuan_text(room.price)}{until}。要继续报价，请回到竞价页面。",
        now=now,
        account_id=seat.account_id,
        link=f"/auctions/{session.uuid}/room/",
        about=session.act_object,
        email=seat.email,
    )
