"""What happens in a room besides bids: it is prepared, seats are given, bidders and the transferor say what they want."""

import secrets as randomness
from datetime import datetime
from typing import Any
from uuid import UUID

from yangguang.capabilities.auction import permissions
from yangguang.capabilities.auction.models import Seat, Secret, Session
from yangguang.capabilities.auction.operations.amounts import read_proxies, seal_amount, unseal_amount
from yangguang.capabilities.auction.operations.keeping import keep, lock_session, micros
from yangguang.capabilities.auction.rules import chain, engine
from yangguang.capabilities.auction.rules import refusals as no
from yangguang.capabilities.auction.rules.parameters import Parameters
from yangguang.capabilities.auction.rules.proxies import answer_by_proxy
from yangguang.capabilities.auction.rules.room import Room, next_amount
from yangguang.capabilities.venue import api as venue
from yangguang.foundation.acts.api import Actor, note, operation
from yangguang.foundation.certificates.api import find_signing_certificate
from yangguang.foundation.numbering.api import issue_number
from yangguang.kernel import clock
from yangguang.kernel.refusals import InvalidInput


@operation(
    "auction.open_session", summary="设立竞价场次", permission=permissions.may_open_session, subject="result"
)
def open_session(*, actor: Actor, now: datetime, lot: venue.Lot) -> Session:
    """
    Prepare the room of an announced lot, with the parameters as published; once a round.

    Refuses with InvalidInput.
    """
    parameters = Parameters.read(lot.parameters)
    if lot.listing_from is None or lot.listing_until is None:
        raise InvalidInput(fields={"listing_from": "还没有公告。"})
    number = issue_number(
        body_code="auction", kind="session", year=clock.today(now).year, pattern="JJ{year}{number:05d}"
    )
    room = Room.prepare(
        lot=number, parameters=parameters, opens=micros(lot.listing_from), ends=micros(lot.listing_until)
    )
    session = Session.objects.create(
        number=number,
        lot_number=lot.number,
        title=lot.title,
        market=lot.market,
        parameters=parameters.written(),
        state=room.written(),
        phase=room.phase,
        opens_at=lot.listing_from,
        ends_us=room.opens,
        transferor_body=lot.transferor_body.code if lot.transferor_body else "",
        transferor_account=lot.transferor_account,
        supervisor_body=lot.supervisor_body.code,
        notary_body=lot.notary_body.code if lot.notary_body else "",
        created_at=now,
    )
    entries = [
        room.append("opened", micros(now), lot=lot.number, opens=room.opens, ends=room.ends, round=lot.round)
    ]
    keep(session, room, entries, now=now)
    note(lot=lot.number, parameters=session.parameters)
    return session


@operation(
    "auction.admit_bidder", summary="给予竞买席位", permission=permissions.may_admit_bidder, subject="session"
)
def admit_bidder(*, actor: Actor, now: datetime, session: Session, registration: UUID) -> Seat:
    """Give a qualified bidder with a frozen deposit the seat; a second time changes nothing. Refuses with RoomEnded."""
    row = lock_session(reference=session.uuid)
    found = Seat.objects.filter(registration=registration).first()
    if found is not None:
        return found
    given = venue.get_registration(reference=registration)
    certificate = find_signing_certificate(account_id=given.account_id, at=now)
    seat = Seat.objects.create(
        session=row,
        number=given.bidder_number or 0,
        account_id=given.account_id,
        registration=registration,
        rank=given.rank,
        signer_serial=certificate.serial if certificate else "",
        signer_point=certificate.certificate.sm2_key.point if certificate else b"",
        email=given.party.email,
        admitted_at=now,
    )
    room = row.room
    keep(row, room, engine.admit(room, number=seat.number, rank=seat.rank, at=micros(now)), now=now)
    note(bidder=seat.number)
    return seat


def admit_ready(*, actor: Actor, now: datetime, session: Session) -> int:
    """Give a seat to everybody who is ready and has none; what an event might have missed is made up for here."""
    seated = set(Seat.objects.filter(session=session).values_list("registration", flat=True))
    missing = [one for one in venue.list_ready(lot_number=session.lot_number) if one.uuid not in seated]
    for one in missing:
        admit_bidder(actor=actor, now=now, session=session, registration=one.uuid)
    return len(missing)


@operation(
    "auction.declare_willing",
    summary="确认竞价意愿",
    permission=permissions.may_declare_willing,
    subject="session",
    binding=True,
)
def declare_willing(*, actor: Actor, now: datetime, session: Session, seat: Seat, arrived: int) -> Session:
    """Say within the window that one wants to go on bidding. Refuses with the refusals of the rules."""
    return step_in(
        session,
        now,
        lambda room: engine.declare_willing(room, number=seat.number, arrived=arrived, at=micros(now)),
    )


@operation(
    "auction.exercise_priority",
    summary="行使优先购买权",
    permission=permissions.may_exercise_priority,
    subject="session",
    binding=True,
)
def exercise_priority(*, actor: Actor, now: datetime, session: Session, seat: Seat, arrived: int) -> Session:
    """Take the lot at the leading price by right of pre-emption (公司法、32号令). Refuses with the refusals of the rules."""
    return step_in(
        session, now, lambda room: engine.exercise(room, number=seat.number, arrived=arrived, at=micros(now))
    )


@operation(
    "auction.waive_priority",
    summary="放弃优先购买权",
    permission=permissions.may_waive_priority,
    subject="session",
    binding=True,
)
def waive_priority(*, actor: Actor, now: datetime, session: Session, seat: Seat, arrived: int) -> Session:
    """Let the leading price pass. Refuses with the refusals of the rules."""
    return step_in(
        session, now, lambda room: engine.waive(room, number=seat.number, arrived=arrived, at=micros(now))
    )


@operation(
    "auction.set_maximum",
    summary="委托最高价",
    permission=permissions.may_set_maximum,
    subject="session",
    binding=True,
)
def set_maximum(
    *, actor: Actor, now: datetime, session: Session, seat: Seat, amount: int, arrived: int
) -> Session:
    """
    Let the platform bid for a seat up to a secret maximum, which may be raised; it answers at once if somebody else leads.

    Refuses with NoProxies, BidTooLow, DepositNotFrozen, and what `check_arrival` refuses with.
    """
    row = lock_session(reference=session.uuid)
    room = row.room
    if not room.parameters.takes_proxies:
        raise no.NoProxies
    engine.check_arrival(room, arrived=arrived)
    if venue.deposit_states(registrations=[seat.registration]).get(seat.registration) != "frozen":
        raise no.DepositNotFrozen(state="未冻结")
    standing = Secret.objects.filter(seat=seat, kind="maximum", is_current=True).first()
    least = unseal_amount(row, bytes(standing.sealed)) + 1 if standing else 0
    if amount < max(next_amount(room, number=seat.number), least):
        raise no.BidTooLow(price=room.price, next_amount=next_amount(room))
    Secret.objects.filter(seat=seat, kind="maximum", is_current=True).update(is_current=False)
    Secret.objects.create(
        session=row, seat=seat, kind="maximum", sealed=seal_amount(row, amount), salt="", entered_at=now
    )
    proxies = read_proxies(row)
    keep(row, room, answer_by_proxy(room, proxies, arrived=arrived, at=micros(now)), now=now)
    return row


@operation(
    "auction.set_reserve",
    summary="录入底价",
    permission=permissions.may_set_reserve,
    subject="session",
    binding=True,
)
def set_reserve(*, actor: Actor, now: datetime, session: Session, amount: int, witness: Actor) -> Session:
    """
    Enter the secret reserve price, once, under the eyes of the supervisor; the log gets a commitment, nobody the amount.

    Refuses with ReserveNeedsWitness, ReserveAlreadySet, ReserveTooLateOrEarly, WatcherBids, InvalidInput.
    """
    if amount <= 0:
        raise InvalidInput(fields={"amount": "底价须大于零。"})
    row = lock_session(reference=session.uuid)
    if not permissions.may_abort(actor=witness, session=row) or witness.account_id == actor.account_id:
        raise no.ReserveNeedsWitness
    refuse_bidders(row, actor, witness)
    room = row.room
    salt = randomness.token_hex(16)
    made = chain.commitment(amount=amount, salt=salt)
    entries = engine.set_reserve(room, commitment=made, at=micros(now))
    Secret.objects.create(
        session=row, kind="reserve", sealed=seal_amount(row, amount), salt=salt, entered_at=now,
        entered_by_id=actor.account_id, witnessed_by_id=witness.account_id,
    )  # fmt: skip
    keep(row, room, entries, now=now)
    note(commitment=made, witness=witness.label)
    return row


def step_in(session: Session, now: datetime, step: Any) -> Session:
    row = lock_session(reference=session.uuid)
    room = row.room
    keep(row, room, step(room), now=now)
    note(seq=room.seq)
    return row


def refuse_bidders(session: Session, *actors: Actor) -> None:
    ids = {one.account_id for one in actors if one.account_id}
    if Seat.objects.filter(session=session, account_id__in=ids).exists():
        raise no.WatcherBids
