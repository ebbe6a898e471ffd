"""Bids from the seat to the outcome: what counts, what is refused, what is on record."""

import base64
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from yangguang.capabilities.auction import api as auction
from yangguang.capabilities.auction.models import Attempt, Entry, Seat
from yangguang.capabilities.auction.rules import chain
from yangguang.capabilities.auction.tasks import move_due
from yangguang.capabilities.auction.tests import given
from yangguang.capabilities.auction.tests.given import ENDS, OPENS, WAN
from yangguang.capabilities.venue import api as venue
from yangguang.foundation.acts.api import list_acts_of
from yangguang.foundation.certificates import api as certificates
from yangguang.foundation.messaging.api import list_messages_about
from yangguang.kernel import sm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("market")]
BID_AT = OPENS + timedelta(hours=1)


def test_land_listing__two_bidders__is_played_to_a_confirmed_deal() -> None:
    lot = given.lot("plain")
    session = given.room(lot, "zhangwei", "liuyang")
    assert given.bid(session, "zhangwei", 1000 * WAN, BID_AT).status == 200
    assert given.bid(session, "liuyang", 1050 * WAN, BID_AT).status == 200
    given.move_on(session, ENDS + timedelta(seconds=1))
    assert given.fresh(session).phase == "willing"
    willing_at = ENDS + timedelta(seconds=30)
    own = given.seat(session, "zhangwei")
    auction.declare_willing(
        actor=given.person("zhangwei"),
        now=willing_at,
        session=session,
        seat=own,
        arrived=auction.micros(willing_at),
    )
    timed = given.move_on(session, ENDS + timedelta(minutes=6))
    assert timed.phase == "timed"
    at = ENDS + timedelta(minutes=7)
    answer = given.bid(session, "zhangwei", 1100 * WAN, at)

    decided = given.move_on(session, at + timedelta(minutes=5, seconds=1))

    assert answer.told["ends"] == auction.micros(at + timedelta(minutes=5)) // 1000
    assert (decided.phase, decided.room.outcome, decided.price) == ("decided", "sold", 1100 * WAN)
    deal = venue.find_deal(lot=lot)
    assert deal is not None
    assert deal.registration.account.username == "zhangwei"
    loser = venue.find_own_registration(lot=lot, account_id=given.person("liuyang").account_id)
    assert loser is not None
    assert loser.deposit.state == "refund_due"
    confirmed = venue.confirm_deal(actor=given.SETUP, now=at + timedelta(hours=1), deal=deal)
    assert confirmed.confirmation is not None


def test_log__after_bids__is_one_unbroken_chain_with_an_act_for_each_bid() -> None:
    session = given.room(given.lot("plain"), "zhangwei", "liuyang")
    given.bid(session, "zhangwei", 1000 * WAN, BID_AT)
    given.bid(session, "liuyang", 1100 * WAN, BID_AT)

    entries = [
        (json.loads(one.body), one.digest) for one in Entry.objects.filter(session=session).order_by("seq")
    ]

    row = given.fresh(session)
    assert chain.is_whole(row.number, row.parameters, entries)
    assert entries[-1][1] == row.room.head
    acts = [
        one
        for one in list_acts_of(object_type="auction", object_number=row.number)
        if one.operation == "auction.place_bid"
    ]
    assert [one.facts["bidder"] for one in acts] == [
        given.seat(session, "liuyang").number,
        given.seat(session, "zhangwei").number,
    ]


@pytest.mark.parametrize(
    ("amount", "more", "code"),
    [
        (999 * WAN, {}, "auction.too_low"),
        (1001 * WAN, {}, "auction.off_the_grid"),
        (1000 * WAN, {"currency": "USD"}, "auction.currency_not_taken"),
        (5000 * WAN, {"is_confirmed": False}, "auction.jump_not_confirmed"),
        (1000 * WAN, {"key": ""}, "auction.malformed"),
    ],
)
def test_bid__bad__is_refused_by_name_and_on_record(amount: int, more: dict[str, object], code: str) -> None:
    session = given.room(given.lot("plain"), "zhangwei")

    answer = given.bid(session, "zhangwei", amount, BID_AT, **more)

    assert answer.code == code
    assert answer.told["next_amount"] == 1000 * WAN
    assert Attempt.objects.get(session=session).code == code
    assert given.fresh(session).price == 0


def test_bid__above_the_cap__is_refused() -> None:
    session = given.room(given.lot("plain", cap=1200 * WAN), "zhangwei")

    assert given.bid(session, "zhangwei", 1250 * WAN, BID_AT).code == "auction.above_cap"


def test_bid__same_key__gets_the_same_receipt_and_counts_once() -> None:
    session = given.room(given.lot("plain"), "zhangwei", "liuyang")
    first = given.bid(session, "zhangwei", 1000 * WAN, BID_AT, key="k1")
    given.bid(session, "liuyang", 1050 * WAN, BID_AT)

    again = given.bid(session, "zhangwei", 1000 * WAN, BID_AT, key="k1")
    other = given.bid(session, "zhangwei", 1100 * WAN, BID_AT, key="k1")

    assert again.receipt == first.receipt
    assert again.status == 200
    assert (other.status, other.code) == (409, "auction.key_used_for_another")
    assert given.fresh(session).room.count == 2


def test_bid__without_frozen_deposit__is_refused_with_its_state() -> None:
    lot = given.lot("plain")
    session = given.room(lot, "zhangwei")
    own = venue.find_own_registration(lot=lot, account_id=given.person("zhangwei").account_id)
    assert own is not None
    venue.settle_deposit(
        actor=given.SETUP,
        now=BID_AT,
        deposit=own.deposit,
        after=venue.DepositState.REFUND_DUE,
        reason="误冻结",
    )

    answer = given.bid(session, "zhangwei", 1000 * WAN, BID_AT)

    assert answer.code == "auction.deposit_not_frozen"
    assert answer.told["deposit"] == "refund_due"


def test_bid__from_anothers_seat__is_refused() -> None:
    session = given.room(given.lot("plain"), "zhangwei", "liuyang")
    own = given.seat(session, "zhangwei")
    stolen = auction.Asked(
        own.uuid, given.seat(session, "liuyang").account_id, 1000 * WAN, "k", 0, auction.micros(BID_AT)
    )

    assert given.bids(session, stolen, now=BID_AT)[0].code == "auction.not_admitted"


def test_bid__arrived_in_time_but_waited_for_the_lock__counts() -> None:
    session = given.room(given.lot("plain"), "zhangwei")
    in_time = given.asked(session, "zhangwei", 1000 * WAN, ENDS - timedelta(milliseconds=1))

    answer = given.bids(session, in_time, now=ENDS + timedelta(milliseconds=300))[0]

    assert answer.status == 200


@pytest.mark.parametrize("late", [1, 1000, 100_000])
def test_bid__after_the_end__is_late_whatever_the_hurry(late: int) -> None:
    session = given.room(given.lot("plain"), "zhangwei")

    answer = given.bid(session, "zhangwei", 1000 * WAN, ENDS + timedelta(microseconds=late))

    assert answer.code == "auction.too_late"
    assert given.fresh(session).price == 0


def test_refused_bid__in_the_last_minutes__does_not_extend() -> None:
    session = given.room(
        given.lot("property", market="property", countdown_seconds=60), "zhangwei", "liuyang"
    )
    given.bid(session, "zhangwei", 1000 * WAN, BID_AT)
    timed = given.move_on(session, ENDS + timedelta(seconds=1))

    given.bid(session, "liuyang", 1000 * WAN, ENDS + timedelta(seconds=40))

    assert given.fresh(session).ends_us == timed.ends_us


def test_batch__of_one_room__keeps_order_of_arrival_and_each_receipt() -> None:
    session = given.room(given.lot("plain"), "zhangwei", "liuyang", "lina")
    first = given.asked(session, "lina", 1000 * WAN, BID_AT)
    second = given.asked(session, "zhangwei", 1000 * WAN, BID_AT + timedelta(milliseconds=1))
    third = given.asked(session, "liuyang", 1050 * WAN, BID_AT + timedelta(milliseconds=2))

    answers = given.bids(session, third, second, first, now=BID_AT + timedelta(milliseconds=9))

    assert [one.code for one in answers] == ["", "auction.too_low", ""]
    assert [json.loads(one.receipt)["arrived"] for one in answers] == [
        auction.micros(BID_AT) + 2000,
        auction.micros(BID_AT) + 1000,
        auction.micros(BID_AT),
    ]


def test_reserve__not_met__leaves_the_lot_unsold_and_opens_the_commitment() -> None:
    lot = given.lot("listing")
    session = given.room(lot, "zhangwei")
    monitor, owner = given.person("monitor"), given.person("land-owner")
    auction.set_reserve(actor=owner, now=BID_AT, session=session, amount=1200 * WAN, witness=monitor)
    given.bid(session, "zhangwei", 1000 * WAN, BID_AT)
    given.move_on(session, ENDS + timedelta(seconds=1))

    decided = given.move_on(session, ENDS + timedelta(minutes=6))

    assert decided.room.outcome == "unsold"
    last = json.loads(Entry.objects.filter(session=session).latest("seq").body)
    assert chain.commitment(amount=last["reserve"], salt=last["salt"]) == decided.room.reserve
    assert venue.get_lot(number=lot.number).state == "unsold"
    with pytest.raises(auction.BidRefusal):
        auction.declare_willing(
            actor=given.person("zhangwei"), now=ENDS, session=session, seat=given.seat(session, "zhangwei"),
            arrived=auction.micros(ENDS) + 10**9,
        )  # fmt: skip


def test_reserve__entered_twice_or_late_or_without_witness__is_refused() -> None:
    from yangguang.capabilities.auction.rules import refusals as no

    session = given.room(given.lot("listing"), "zhangwei")
    monitor, owner = given.person("monitor"), given.person("land-owner")
    with pytest.raises(no.ReserveTooLateOrEarly):
        auction.set_reserve(
            actor=owner, now=ENDS - timedelta(minutes=29), session=session, amount=WAN, witness=monitor
        )
    with pytest.raises(no.ReserveNeedsWitness):
        auction.set_reserve(actor=owner, now=BID_AT, session=session, amount=WAN, witness=owner)
    auction.set_reserve(actor=owner, now=BID_AT, session=session, amount=WAN, witness=monitor)

    with pytest.raises(no.ReserveAlreadySet):
        auction.set_reserve(actor=owner, now=BID_AT, session=session, amount=WAN, witness=monitor)


def test_pause__gives_the_time_back_and_restarts_the_final_stage() -> None:
    session = given.room(given.lot("property", market="property"), "zhangwei")
    given.bid(session, "zhangwei", 1000 * WAN, BID_AT)
    given.move_on(session, ENDS + timedelta(seconds=1))
    monitor = given.person("monitor")
    paused_at = ENDS + timedelta(seconds=100)
    auction.pause(actor=monitor, now=paused_at, session=session, reason="核实一条举报")
    assert (
        given.bid(session, "zhangwei", 1100 * WAN, paused_at + timedelta(seconds=1)).code == "auction.paused"
    )

    back = auction.resume(
        actor=monitor, now=paused_at + timedelta(minutes=10), session=session, reason="核实完毕"
    )

    assert back.ends_us >= auction.micros(paused_at + timedelta(minutes=13))


def test_outage__of_the_platform__is_given_back() -> None:
    session = given.room(given.lot("property", market="property"), "zhangwei")
    given.bid(session, "zhangwei", 1000 * WAN, BID_AT)
    timed = given.move_on(session, ENDS + timedelta(seconds=1))
    last_alive = auction.micros(ENDS + timedelta(seconds=60))

    back = auction.give_back_outage(
        actor=auction.BATCH, now=ENDS + timedelta(seconds=400), session=session, since=last_alive
    )

    assert back.ends_us >= timed.ends_us + 340 * auction.SECOND
    assert [one["kind"] for one in auction.list_happenings(session=session)][:2] == ["resumed", "paused"]


def test_two_shareholders__exercise_and_are_outbid_and_exercise_again() -> None:
    lot = given.lot("property", market="property", holders=("lina", "wangfang"))
    session = given.room(lot, "zhangwei", "lina", "wangfang")
    given.bid(session, "zhangwei", 1000 * WAN, BID_AT)
    given.move_on(session, ENDS + timedelta(seconds=1))
    asking = given.move_on(session, ENDS + timedelta(seconds=182))
    assert asking.phase == "inquiry"
    at = ENDS + timedelta(seconds=200)

    auction.exercise_priority(
        actor=given.person("lina"),
        now=at,
        session=session,
        seat=given.seat(session, "lina"),
        arrived=auction.micros(at),
    )
    auction.waive_priority(
        actor=given.person("wangfang"),
        now=at,
        session=session,
        seat=given.seat(session, "wangfang"),
        arrived=auction.micros(at),
    )
    again = given.move_on(session, ENDS + timedelta(seconds=400))
    assert again.phase == "timed"
    decided = given.move_on(session, ENDS + timedelta(seconds=600))

    assert decided.room.outcome == "sold"
    assert decided.room.leader == given.seat(session, "lina").number
    assert decided.price == 1000 * WAN


def test_maximum__is_secret_and_pays_one_step_above_the_next() -> None:
    session = given.room(given.lot("plain", takes_proxies=1), "zhangwei", "liuyang")
    auction.set_maximum(
        actor=given.person("zhangwei"), now=BID_AT, session=session, seat=given.seat(session, "zhangwei"),
        amount=1500 * WAN, arrived=auction.micros(BID_AT),
    )  # fmt: skip
    answer = given.bid(session, "liuyang", 1200 * WAN, BID_AT)

    row = given.fresh(session)
    assert answer.status == 200
    assert (row.room.leader, row.price) == (given.seat(session, "zhangwei").number, 1250 * WAN)
    assert str(1500 * WAN) not in auction.log_text(row)


def test_paddle__fewer_than_three__stops() -> None:
    session = given.room(given.lot("paddle"), "zhangwei", "liuyang")

    assert given.fresh(session).room.outcome == "unsold"


def test_dutch__first_to_accept__buys_at_the_fallen_price() -> None:
    session = given.room(given.lot("dutch"), "zhangwei", "liuyang")
    at = OPENS + timedelta(minutes=1, seconds=125)
    assert given.bid(session, "zhangwei", 1000 * WAN, at).code == "auction.too_low"
    assert given.bid(session, "zhangwei", 980 * WAN, at).status == 200

    decided = given.move_on(session, at + timedelta(seconds=1))

    assert (decided.room.outcome, decided.price) == ("sold", 980 * WAN)


def test_sealed__amounts_stay_secret_until_the_end_and_the_earlier_of_equals_wins() -> None:
    session = given.room(given.lot("sealed"), "zhangwei", "liuyang")
    given.bid(session, "zhangwei", 1234 * WAN, BID_AT)
    given.bid(session, "liuyang", 1234 * WAN, BID_AT + timedelta(seconds=1))
    assert given.bid(session, "liuyang", 1300 * WAN, BID_AT).code == "auction.already_quoted"
    assert str(1234 * WAN) not in auction.log_text(given.fresh(session))
    assert not Attempt.objects.filter(session=session, amount__gt=0, code="").exists()

    decided = given.move_on(session, ENDS + timedelta(seconds=1))

    assert decided.room.leader == given.seat(session, "zhangwei").number
    assert decided.price == 1234 * WAN


def test_supervisor__who_sits_as_a_bidder__may_not_pause() -> None:
    from yangguang.capabilities.auction.models import Seat
    from yangguang.capabilities.auction.rules import refusals as no

    session = given.room(given.lot("plain"), "zhangwei")
    monitor = given.person("monitor")
    Seat.objects.filter(session=session).update(account_id=monitor.account_id)

    with pytest.raises(no.WatcherBids):
        auction.pause(actor=monitor, now=BID_AT, session=session, reason="想停一停")


def test_door_that_still_holds_a_bid__keeps_the_room_open_until_it_is_clear() -> None:
    from uuid import uuid4

    from yangguang.capabilities.auction.models import Door

    session = given.room(given.lot("plain"), "zhangwei")
    now = ENDS + timedelta(seconds=1)
    door = Door.objects.create(
        uuid=uuid4(), kind="web", seen_us=auction.micros(now), clear_us=auction.micros(ENDS) - 5000
    )
    assert given.move_on(session, now).phase == "quoting"
    late_taken = given.asked(session, "zhangwei", 1000 * WAN, ENDS - timedelta(milliseconds=5))
    assert given.bids(session, late_taken, now=now)[0].status == 200
    Door.objects.filter(pk=door.pk).update(clear_us=auction.micros(now))

    assert given.move_on(session, now).phase == "willing"


def test_signed_seat__unsigned_or_changed_or_revoked__is_refused(tmp_path: Path, settings: Any) -> None:
    settings.VAR = tmp_path
    certificates.ensure_authorities(now=given.FOUNDED)
    certificates.ensure_seals(now=given.FOUNDED, actor=given.SETUP)
    row = certificates.IssuedCertificate.objects.filter(standing="valid")[0]
    key = sm.PrivateKey.generate()
    session = given.room(given.lot("plain"), "zhangwei", "liuyang")
    own = given.seat(session, "zhangwei")
    own.signer_serial, own.signer_point = row.serial, key.public_key.point
    own.save()

    def signed(amount: int, said: int) -> str:
        text = auction.bid_statement(
            session=session.number, number=own.number, amount=said, term=0, key=f"k{amount}", seen=0
        )
        answer = given.bid(
            session,
            "zhangwei",
            amount,
            BID_AT,
            key=f"k{amount}",
            signature=base64.b64encode(key.sign(text.encode())).decode(),
        )
        return answer.code

    assert given.bid(session, "zhangwei", 1000 * WAN, BID_AT).code == "auction.signature_not_good"
    assert signed(1050 * WAN, said=1000 * WAN) == "auction.signature_not_good"
    assert signed(1100 * WAN, said=1100 * WAN) == ""
    given.bid(session, "liuyang", 1150 * WAN, BID_AT)
    certificates.IssuedCertificate.objects.filter(pk=row.pk).update(standing="revoked")
    assert signed(1200 * WAN, said=1200 * WAN) == "auction.signature_not_good"


def test_outbid__writes_to_the_former_leader_once_a_minute() -> None:
    session = given.room(given.lot("plain"), "zhangwei", "liuyang")
    Seat.objects.filter(session=session).update(email="someone@example.com")
    given.bid(session, "zhangwei", 1000 * WAN, BID_AT)
    given.bid(session, "liuyang", 1050 * WAN, BID_AT)
    given.bid(session, "zhangwei", 1100 * WAN, BID_AT)
    given.bid(session, "liuyang", 1150 * WAN, BID_AT)

    told = list_messages_about(about=session.act_object)

    assert len(told) == 2


def test_cap__first_to_reach_it__opens_the_competition_for_other_terms() -> None:
    terms = {"name": "配建人才住房", "unit": "平方米", "start": 1000, "step": 100, "limit": 1500}
    session = given.room(
        given.lot("plain", cap=1200 * WAN, terms=terms, must_have_quoted=0), "zhangwei", "liuyang"
    )
    given.bid(session, "zhangwei", 1000 * WAN, BID_AT)
    given.move_on(session, ENDS + timedelta(seconds=1))
    at = ENDS + timedelta(seconds=9)
    auction.declare_willing(
        actor=given.person("liuyang"),
        now=at,
        session=session,
        seat=given.seat(session, "liuyang"),
        arrived=auction.micros(at),
    )
    given.move_on(session, ENDS + timedelta(minutes=6))
    at = ENDS + timedelta(minutes=7)
    given.bid(session, "liuyang", 1200 * WAN, at)
    assert given.move_on(session, at + timedelta(seconds=1)).phase == "terms"

    given.bid(session, "zhangwei", 1200 * WAN, at + timedelta(seconds=5), term=1000)
    given.bid(session, "liuyang", 1200 * WAN, at + timedelta(seconds=6), term=1500)
    decided = given.move_on(session, at + timedelta(seconds=8))

    assert (decided.room.outcome, decided.price, decided.room.term) == ("sold", 1200 * WAN, 1500)
    assert decided.room.leader == given.seat(session, "liuyang").number


def test_auctioneer__moves_a_room_on_after_its_grace_and_not_before() -> None:
    session = given.room(given.lot("plain"), "zhangwei")
    given.bid(session, "zhangwei", 1000 * WAN, BID_AT)

    move_due(at=auction.micros(ENDS + timedelta(milliseconds=200)))
    assert given.fresh(session).phase == "quoting"
    move_due(at=auction.micros(ENDS + timedelta(seconds=1)))

    assert given.fresh(session).phase == "willing"


def test_outage__after_the_end__reopens_nothing() -> None:
    session = given.room(given.lot("property", market="property"), "zhangwei")
    given.bid(session, "zhangwei", 1000 * WAN, BID_AT)
    since = auction.micros(ENDS + timedelta(seconds=2))

    back = auction.give_back_outage(
        actor=auction.BATCH, now=ENDS + timedelta(seconds=400), session=session, since=since
    )

    assert back.ends_us == auction.micros(ENDS)
