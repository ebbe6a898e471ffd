"""A small market for tests: bodies, people, rules of each market, lots announced and rooms opened, by operations only."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from yangguang.capabilities.auction import api as auction
from yangguang.capabilities.venue import api as venue
from yangguang.foundation.access.api import actor_of
from yangguang.foundation.acts.api import Actor, system_actor
from yangguang.foundation.deadlines.api import load_rules
from yangguang.foundation.identity.api import Account
from yangguang.foundation.organisation.api import Body
from yangguang.kernel import clock
from yangguang.kernel.clock import SHANGHAI

SETUP = system_actor("演示城市")
BANK = system_actor("交易资金结算")
FOUNDED = datetime(2024, 1, 2, 9, 0, tzinfo=SHANGHAI)
ANNOUNCED = datetime(2026, 9, 1, 9, 0, tzinfo=SHANGHAI)
OPENS = datetime(2026, 10, 12, 9, 0, tzinfo=SHANGHAI)
ENDS = datetime(2026, 10, 26, 10, 0, tzinfo=SHANGHAI)
WAN = 1_000_000  # fen in ten thousand yuan
BIDDERS = ("zhangwei", "liuyang", "lina", "wangfang", "chan", "jane")

SETS: dict[str, dict[str, Any]] = {
    "listing": {"strategy": "listing", "has_reserve": True, "priority": "none"},
    "plain": {"strategy": "listing"},
    "property": {
        "strategy": "free_timed",
        "countdown_seconds": 180,
        "must_have_quoted": False,
        "priority": "inquiry",
        "priority_seconds": 120,
    },
    "paddle": {"strategy": "paddle", "min_bidders": 3, "countdown_seconds": 60},
    "dutch": {"strategy": "dutch", "drop": 10 * WAN, "drop_seconds": 60, "floor": 800 * WAN},
    "sealed": {"strategy": "sealed"},
}


def person(username: str) -> Actor:
    """Give somebody as they act today."""
    return actor_of(account=Account.objects.get(username=username), on=clock.today(ANNOUNCED))


def body(key: str) -> Body:
    """Give a demo body."""
    from yangguang.foundation.organisation.demo import body_code

    return Body.objects.get(code=body_code(key))


def rules(code: str = "listing", market: str = "land", **own: Any) -> venue.ParameterSet:
    """Give a published set of rules."""
    made = venue.draft_parameters(
        actor=SETUP,
        now=ANNOUNCED,
        operator_body=body("trading"),
        code=f"{code}-{uuid4().hex[:6]}",
        market=market,
        title="竞价规则",
        basis="39号令",
        content={**SETS[code], **own},
        periods={"announce": 20, "listing": 10, "unit": "cd"},
    )
    return venue.publish_parameters(actor=SETUP, now=ANNOUNCED, parameter_set=made)


def lot(code: str = "listing", market: str = "land", holders: tuple[str, ...] = (), **own: Any) -> venue.Lot:
    """Give an announced lot that starts at ten million yuan with steps of half a million."""
    start, step = own.pop("start_price", 1000 * WAN), own.pop("step", 50 * WAN)
    details = venue.LotDetails(
        title="A012-0047 宗地",
        kind_name="工业用地",
        place="宝安区",
        start_price=start,
        step=step,
        deposit_amount=start // 5,
        operator_body=body("trading"),
        supervisor_body=body("supervision"),
        transferor_name="深圳市规划和自然资源局",
        transferor_body=body("planning"),
        notary_body=body("notary"),
        holders=[{"code": one, "name": one, "rank": place} for place, one in enumerate(holders, start=1)],
    )
    planned = venue.plan_lot(
        actor=SETUP, now=ANNOUNCED, parameter_set=rules(code, market, **own), details=details
    )
    venue.announce_lot(
        actor=SETUP, now=ANNOUNCED, lot=planned, listing_from=OPENS, listing_until=ENDS, text="公告全文"
    )
    return venue.get_lot(number=planned.number)


def party(username: str) -> venue.Party:
    """Register somebody as a trading party."""
    account = Account.objects.get(username=username)
    return venue.register_party(
        actor=SETUP,
        now=ANNOUNCED,
        account=account,
        details=venue.PartyDetails("person", f"竞买人{username}", username, f"6222-{username}"),
    )


def registered(of: venue.Lot, username: str, *, at: datetime = ANNOUNCED) -> venue.Registration:
    """Let somebody apply for a lot."""
    return venue.register_for_lot(actor=person(username), now=at, lot=of, party=party(username))


def payment(registration: venue.Registration, *, at: datetime = ANNOUNCED, **changed: Any) -> venue.Payment:
    """Give the bank's line for a deposit."""
    values = {
        "receipt": f"R-{registration.deposit.reference}",
        "reference": registration.deposit.reference,
        "amount": registration.deposit.amount,
        "payer_name": registration.party.name,
        "payer_account": registration.party.bank_account,
        "at": at,
    }
    return venue.Payment(**{**values, **changed})


def ready(of: venue.Lot, username: str, *, at: datetime = ANNOUNCED) -> venue.Registration:
    """Bring somebody all the way to a frozen deposit."""
    made = registered(of, username, at=at)
    venue.take_payment(actor=BANK, now=at, payment=payment(made, at=at))
    return venue.qualify(actor=SETUP, now=at, registration=made)


def room(of: venue.Lot, *usernames: str) -> auction.Session:
    """Prepare the room of a lot with bidders in it; open it by moving its clock to a minute after the opening."""
    session = auction.find_session_of(lot_number=of.number) or auction.open_session(
        actor=auction.BATCH, now=ANNOUNCED, lot=of
    )
    for username in usernames:
        ready(of, username)
    auction.admit_ready(actor=auction.BATCH, now=ANNOUNCED, session=session)
    return move_on(session, OPENS + timedelta(minutes=1))


def move_on(session: auction.Session, at: datetime) -> auction.Session:
    """Let the clock do its part."""
    return auction.move_on(actor=auction.BATCH, now=at, session=session)


def fresh(session: auction.Session) -> auction.Session:
    """Read a room again."""
    return auction.get_session(reference=session.uuid)


def seat(session: auction.Session, username: str) -> auction.Seat:
    """Give somebody's seat."""
    account = Account.objects.get(username=username)
    found = auction.find_seat(session=session, account_id=account.pk)
    assert found is not None
    return found


def asked(session: auction.Session, username: str, amount: int, at: datetime, **more: Any) -> auction.Asked:
    """Give a bid as it would have come in."""
    own = seat(session, username)
    values = {"key": uuid4().hex, "seen": 0, "is_confirmed": True, **more}
    return auction.Asked(own.uuid, own.account_id, amount, arrived=auction.micros(at), **values)


def bid(session: auction.Session, username: str, amount: int, at: datetime, **more: Any) -> auction.Answer:
    """Place one bid."""
    return bids(session, asked(session, username, amount, at, **more), now=at)[0]


def bids(session: auction.Session, *given: auction.Asked, now: datetime) -> list[auction.Answer]:
    """Place bids in one batch."""
    return auction.place_bids(actor=auction.BATCH, now=now, asked=given)


def city() -> None:
    """Build the bodies and people once."""
    from yangguang.foundation.access.demo import SMALL_CITY, build_people

    load_rules()
    build_people(now=FOUNDED, only=SMALL_CITY | {"trading", "planning", "notary"})
