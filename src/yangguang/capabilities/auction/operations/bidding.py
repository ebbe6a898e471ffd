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

from django.conf import settings

from yangguang.capabilities.auction import permissions
from yangguang.capabilities.auction.models import Attempt, Seat, Secret, Session
from yangguang.capabilities.auction.operations.keeping import instant, keep, lock_session, micros
from yangguang.capabilities.auction.rules import engine
from yangguang.capabilities.auction.rules import refusals as no
from yangguang.capabilities.auction.rules.chain import Entry, canonical
from yangguang.capabilities.auction.rules.parameters import Offer
from yangguang.capabilities.auction.rules.proxies import Proxy
from yangguang.capabilities.auction.rules.room import Room, effective_end, next_amount
from yangguang.capabilities.venue import api as venue
from yangguang.foundation.access.api import may
from yangguang.foundation.acts.api import Actor, ActorKind, Member, operation, record_members, system_actor
from yangguang.foundation.certificates.api import IssuedCertificate
from yangguang.foundation.messaging.api import send
from yangguang.kernel import money, sealing, sm
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


def bid_statement(*, session: str, number: int, amount: int, term: int, key: str, seen: int) -> str:
    """Write what a bidder signs with the own certificate: lot, amount, key, bidder, sequence."""
    return (
        f"阳光政务报价\n竞价场次：{session}\n竞买号：{number}\n金额（分）：{amount}\n其他条件：{term}\n"
        f"报价标识：{key}\n所见序号：{seen}\n"
    )


@operation(
    "auction.place_bid",
    summary="报价",
    permission=permissions.may_place_bid,
    subject="seat",
    binding=True,
    recorded=False,
)
def place_bid(*, actor: Actor, now: datetime, seat: Seat, asked: Asked) -> Answer:
    """Take one bid from an ordinary page: a batch of one, which writes the act under this name. Refuses with RoomNotFound."""
    return place_bids(actor=BATCH, now=now, session=seat.session.uuid, asked=[asked])[0]


@operation(
    "auction.place_bids",
    summary="受理报价",
    permission=permissions.may_place_bids,
    subject="session",
    binding=True,
    recorded=False,
)
def place_bids(*, actor: Actor, now: datetime, session: UUID, asked: Sequence[Asked]) -> list[Answer]:
    """
    Take the waiting bids of one room in the order of their arrival, in one transaction, each with its own act and receipt.

    Refuses with RoomNotFound as a whole; single bids are refused in their answers.
    """
    batch = _Batch(asked)
    row = lock_session(reference=session)
    batch.read(row)
    room = row.room
    before = room.leader
    for one in sorted(asked, key=lambda each: each.arrived):
        batch.take(one, row, room, now=now)
    batch.write(row, room, now=now)
    _tell_outbid(row, room, before, now=now)
    return [batch.answers[one.seat, one.key] for one in asked]


class _Batch:
    """The bids of one transaction: what is known before, what came out."""

    def __init__(self, asked: Iterable[Asked]) -> None:
        self.asked = list(asked)
        self.answers: dict[tuple[UUID, str], Answer] = {}
        self.attempts: list[Attempt] = []
        self.entries: list[Entry] = []
        self.members: list[tuple[int, Member]] = []
        self.quotes: list[Secret] = []
        self.digests: dict[tuple[int, str], tuple[str, str, str]] = {}
        self.refused = 0
        references = {one.seat for one in self.asked}
        self.seats = {one.uuid: one for one in Seat.objects.filter(uuid__in=references)}
        serials = {one.signer_serial for one in self.seats.values() if one.signer_serial}
        self.serials = (
            set(
                IssuedCertificate.objects.filter(serial__in=serials, standing="valid").values_list(
                    "serial", flat=True
                )
            )
            if serials
            else set()
        )

    def read(self, session: Session) -> None:
        """Read, under the lock, what was asked before and how the deposits stand."""
        seats = list(self.seats.values())
        known = Attempt.objects.filter(seat__in=seats, key__in=[one.key for one in self.asked])
        for seat_id, key, digest, receipt, code in known.values_list(
            "seat_id", "key", "digest", "receipt", "code"
        ):
            self.digests[seat_id, key] = (digest, receipt, code)
        self.deposits = venue.deposit_states(registrations=[one.registration for one in seats])
        self.proxies = _proxies(session) if session.parameters.get("takes_proxies") else []

    def take(self, asked: Asked, session: Session, room: Room, *, now: datetime) -> None:
        """Take one bid: a repeated one gets its receipt again, a fresh one its own."""
        seat = self.seats.get(asked.seat)
        if seat is None or seat.session_id != session.pk:
            self._tell(asked, no.NotAdmitted(), room, 0, "")
            return
        known = self.digests.get((seat.pk, asked.key))
        if known is not None:
            digest, receipt, code = known
            if digest != asked.digest:
                self._tell(asked, no.KeyUsedForAnother(), room, seat.number, "")
            else:
                self.answers[asked.seat, asked.key] = Answer(
                    409 if code else 200,
                    code,
                    receipt,
                    {**told(room, seat.number, asked.arrived), "repeated": True},
                )
            return
        refusal: Refusal | None = None
        entries: list[Entry] = []
        try:
            self._check(asked, seat, session, now=now)
            entries = self._offer(asked, seat, session, room, now=now)
        except no.BidRefusal as problem:
            refusal = problem
        self._settle(asked, seat, session, room, entries, refusal, now=now)

    def _check(self, asked: Asked, seat: Seat, session: Session, *, now: datetime) -> None:
        actor = Actor(kind=ActorKind.CITIZEN, account_id=asked.account_id)
        if not may(actor=actor, operation="auction.place_bid", now=now, seat=seat):
            raise no.NotAdmitted
        if asked.currency != "CNY":
            raise no.CurrencyNotTaken
        if not 0 < len(asked.key) <= LONGEST_KEY or asked.amount < 0:
            raise no.OfferMalformed(what="报价标识或者金额不合格式")
        if seat.signer_serial:
            self._check_signature(asked, seat, session)
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

    def _offer(self, asked: Asked, seat: Seat, session: Session, room: Room, *, now: datetime) -> list[Entry]:
        is_sealed = room.parameters.strategy == "sealed"
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
        entries = engine.offer(room, bid, at=micros(now), proxies=self.proxies)
        if is_sealed:
            self.quotes.append(
                Secret(
                    session=session,
                    seat=seat,
                    kind="quote",
                    sealed=seal_amount(session, asked.amount),
                    salt=salt,
                    entered_at=now,
                )
            )
        return entries

    def _settle(
        self,
        asked: Asked,
        seat: Seat,
        session: Session,
        room: Room,
        entries: list[Entry],
        refusal: Refusal | None,
        *,
        now: datetime,
    ) -> None:
        is_sealed = room.parameters.strategy == "sealed"
        receipt: dict[str, Any] = {
            "session": session.number,
            "bidder": seat.number,
            "key": asked.key,
            "amount": asked.amount,
            "arrived": asked.arrived,
            "decided": max(micros(now), room.last),
            "code": refusal.code if refusal else "",
        }
        seq = 0
        if entries:
            seq = entries[0].seq
            receipt |= {"seq": seq, "before": entries[0].before, "digest": entries[0].digest}
            actor = Actor(kind=ActorKind.CITIZEN, account_id=asked.account_id, number="", name="")
            facts = {
                "seq": seq,
                "bidder": seat.number,
                "digest": entries[0].digest,
                "signed_by": seat.signer_serial,
            }
            if not is_sealed:
                facts["amount"] = asked.amount
            self.members.append((seq, Member(actor, session.act_object, facts)))
            self.entries += entries
        else:
            self.refused += 1
        text = canonical(receipt)
        self.attempts.append(
            Attempt(
                session=session,
                seat=seat,
                key=asked.key[:LONGEST_KEY],
                digest=asked.digest,
                amount=0 if is_sealed else asked.amount,
                arrived_us=asked.arrived,
                decided_us=receipt["decided"],
                code=receipt["code"],
                seq=seq,
                receipt=canonical({**receipt, "amount": 0}) if is_sealed else text,
                bid_signature=asked.signature[:400],
                address=asked.address or None,
                device=asked.device[:64],
            )
        )
        self.digests[seat.pk, asked.key] = (asked.digest, text, receipt["code"])
        self._tell(asked, refusal, room, seat.number, text, self.deposits.get(seat.registration, ""))

    def _tell(
        self, asked: Asked, refusal: Refusal | None, room: Room, number: int, receipt: str, deposit: str = ""
    ) -> None:
        known = told(room, number, asked.arrived) | {"deposit": deposit}
        if refusal is None:
            self.answers[asked.seat, asked.key] = Answer(200, "", receipt, known)
            return
        self.answers.setdefault(
            (asked.seat, asked.key), Answer(refusal.status, refusal.code, receipt, refusal.as_dict() | known)
        )

    def write(self, session: Session, room: Room, *, now: datetime) -> None:
        """Write acts, log, attempts and the room."""
        numbers = record_members(
            operation="auction.place_bid", members=[one for _, one in self.members], now=now
        )
        acts = dict(zip((seq for seq, _ in self.members), numbers, strict=True))
        Secret.objects.bulk_create(self.quotes)
        Attempt.objects.bulk_create(self.attempts)
        if self.entries or self.refused:
            keep(session, room, self.entries, now=now, acts=acts, refused=self.refused)


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


def key_digest(key: str) -> str:
    """Give what the public log shows of an idempotency key."""
    return hashlib.new("sm3", key.encode()).hexdigest()[:16]


def seal_amount(session: Session, amount: int) -> bytes:
    """Encrypt an amount so that it opens for this room only."""
    return sealing.seal(
        secret=settings.SECRET_KEY,
        purpose="auction amounts",
        plain=str(amount).encode(),
        bound_to=session.number,
    )


def unseal_amount(session: Session, sealed: bytes) -> int:
    """Open a sealed amount of this room."""
    return int(
        sealing.unseal(
            secret=settings.SECRET_KEY, purpose="auction amounts", sealed=sealed, bound_to=session.number
        )
    )


def _proxies(session: Session) -> list[Proxy]:
    rows = Secret.objects.filter(session=session, kind="maximum", is_current=True).select_related("seat")
    return [
        Proxy(one.seat.number, unseal_amount(session, bytes(one.sealed)), one.pk) for one in rows if one.seat
    ]


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
