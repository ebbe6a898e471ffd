"""The venue around a sale: periods, parties, deposits, voices, deals, open data. Here, since only a market knows both."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.test import Client

from yangguang.capabilities.auction.tests import given
from yangguang.capabilities.auction.tests.given import ANNOUNCED, BANK, ENDS, OPENS, SETUP, WAN
from yangguang.capabilities.venue import api as venue
from yangguang.foundation.access.backends import BACKEND
from yangguang.foundation.access.tests.labelling import concealed, label
from yangguang.foundation.acts.api import ANONYMOUS
from yangguang.foundation.files.api import read_file
from yangguang.foundation.identity.api import Account
from yangguang.kernel import clock
from yangguang.kernel.refusals import InvalidInput, NotFound

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("market")]


def planned(**changed: object) -> venue.Lot:
    values = {
        "title": "标的", "kind_name": "工业用地", "start_price": 1000 * WAN, "step": 10 * WAN, "deposit_amount": 200 * WAN,
        "operator_body": given.body("trading"), "supervisor_body": given.body("supervision"), "transferor_name": "转让方",
        "transferor_body": given.body("planning"), **changed,
    }  # fmt: skip
    market = str(values.pop("market", "land"))
    set_of_rules = given.rules("plain", market)
    return venue.plan_lot(
        actor=SETUP, now=ANNOUNCED, parameter_set=set_of_rules, details=venue.LotDetails(**values)
    )


def test_announcement__shorter_than_twenty_days__is_refused_with_the_earliest_day() -> None:
    lot = planned()

    with pytest.raises(venue.PeriodTooShort, match="9月21日"):
        venue.announce_lot(
            actor=SETUP,
            now=ANNOUNCED,
            lot=lot,
            listing_from=ANNOUNCED + timedelta(days=19),
            listing_until=ENDS,
        )


def test_listing__shorter_than_ten_days__is_refused() -> None:
    with pytest.raises(venue.PeriodTooShort):
        venue.announce_lot(
            actor=SETUP,
            now=ANNOUNCED,
            lot=planned(),
            listing_from=OPENS,
            listing_until=OPENS + timedelta(days=9),
        )


def test_property__fewer_than_twenty_working_days__is_refused() -> None:
    lot = planned(market="property", deposit_amount=100 * WAN)

    with pytest.raises(venue.PeriodTooShort):
        venue.announce_lot(
            actor=SETUP,
            now=ANNOUNCED,
            lot=lot,
            listing_from=ANNOUNCED + timedelta(days=22),
            listing_until=ENDS,
        )


@pytest.mark.parametrize(("market", "deposit"), [("land", 199 * WAN), ("property", 301 * WAN)])
def test_deposit__outside_the_law__is_refused(market: str, deposit: int) -> None:
    with pytest.raises(InvalidInput):
        planned(market=market, deposit_amount=deposit)


def test_price_below_ninety_percent__needs_approval() -> None:
    lot = planned(appraisal=1200 * WAN)

    with pytest.raises(venue.NeedsApproval):
        venue.announce_lot(actor=SETUP, now=ANNOUNCED, lot=lot, listing_from=OPENS, listing_until=ENDS)


def test_rules__published_by_who_drafted__are_refused_and_never_change() -> None:
    from django.db import IntegrityError, transaction

    drafted = given.rules("plain")
    examiner = given.person("trade-examine")
    own = venue.draft_parameters(
        actor=examiner, now=ANNOUNCED, operator_body=given.body("trading"), code="x", market="land", title="规则",
        basis="39号令", content={}, periods={"announce": 20, "listing": 10, "unit": "cd"},
    )  # fmt: skip
    with pytest.raises(venue.SamePersonTwice):
        venue.publish_parameters(
            actor=examiner.with_posts((*examiner.posts, *given.person("trade-review").posts)),
            now=ANNOUNCED,
            parameter_set=own,
        )
    drafted.content = {"step": 1}

    with pytest.raises(IntegrityError), transaction.atomic():
        drafted.save()


def test_deposit__from_another_account__goes_back_and_says_why() -> None:
    lot = given.lot("plain")
    made = given.registered(lot, "zhangwei")

    with pytest.raises(venue.WrongPayer):
        venue.take_payment(actor=BANK, now=ANNOUNCED, payment=given.payment(made, payer_account="6222-else"))

    deposit = venue.get_deposit(reference=made.deposit.reference)
    assert deposit.state == "due"
    assert "自己的账户" in deposit.problem
    assert deposit.movements.filter(facts__has_key="returned").count() == 1


def test_deposit__too_little__goes_back() -> None:
    made = given.registered(given.lot("plain"), "zhangwei")

    with pytest.raises(venue.WrongAmount):
        venue.take_payment(actor=BANK, now=ANNOUNCED, payment=given.payment(made, amount=1))


def test_payment__told_twice__counts_once() -> None:
    made = given.registered(given.lot("plain"), "zhangwei")
    for _ in range(2):
        venue.take_payment(actor=BANK, now=ANNOUNCED, payment=given.payment(made))

    assert made.deposit.movements.count() == 1


def test_refund__while_the_bank_is_down__stays_due_and_is_paid_with_interest_later() -> None:
    made = given.ready(given.lot("plain"), "zhangwei")
    deposit = venue.settle_deposit(
        actor=SETUP,
        now=ANNOUNCED + timedelta(days=36),
        deposit=made.deposit,
        after=venue.DepositState.REFUND_DUE,
        reason="未竞得",
    )
    deposit.provider = "failing"
    deposit.save()
    with pytest.raises(venue.PaymentUnavailable):
        venue.pay_refund(actor=SETUP, now=ENDS, deposit=deposit)
    assert venue.get_deposit(reference=deposit.reference).state == "refund_due"
    deposit.provider = "demo"
    deposit.save()

    paid = venue.pay_refund(actor=SETUP, now=ENDS, deposit=deposit)

    assert paid.state == "refunded"
    assert paid.interest == 200 * WAN * 36 * 1000 // (1_000_000 * 360)
    assert [one.after for one in deposit.movements.order_by("pk")][-2:] == [
        "refund_due",
        "refunded",
    ]


def test_reconciliation__names_what_bank_and_book_do_not_share() -> None:
    made = given.ready(given.lot("plain"), "zhangwei", at=ENDS)

    found = venue.reconcile(actor=BANK, now=ENDS + timedelta(hours=1))

    assert f"R-{made.deposit.reference}" in [one["receipt"] for one in found.differences]


def test_same_address_and_browser__are_recorded_and_decide_nothing() -> None:
    lot = given.lot("plain")
    for username in ("zhangwei", "liuyang"):
        venue.register_for_lot(
            actor=given.person(username),
            now=ANNOUNCED,
            lot=lot,
            party=given.party(username),
            address="203.0.113.9",
            device="d",
        )

    assert {one.kind for one in venue.list_flags(lot=lot)} == {"same_address", "same_device"}
    assert venue.list_registrations(lot=lot).count() == 2
    flag = venue.list_flags(lot=lot)[0]
    judged = venue.judge_flag(
        actor=given.person("monitor"), now=ANNOUNCED, lot=lot, flag=flag, opinion="同一大厦的公共网络"
    )
    assert judged.opinion_at is not None


def test_registering__transferor_or_defaulter_or_twice__is_refused() -> None:
    lot = given.lot("plain")
    party = given.party("zhangwei")
    given.registered(lot, "zhangwei")
    with pytest.raises(venue.AlreadyRegistered):
        given.registered(lot, "zhangwei")
    other = given.party("liuyang")
    other.barred_until, other.barred_reason = (ENDS + timedelta(days=30)).date(), "竞得后不签合同"
    other.save()
    with pytest.raises(venue.DefaulterBarred):
        given.registered(lot, "liuyang")
    lot.transferor_account = Account.objects.get(username="lina")
    lot.save()
    with pytest.raises(venue.WatcherMayNotBid):
        given.registered(lot, "lina")
    assert party.number.startswith("JY2026")


def test_registering__after_the_deadline__is_refused() -> None:
    with pytest.raises(venue.RegistrationClosed):
        given.registered(given.lot("plain"), "zhangwei", at=ENDS + timedelta(seconds=1))


def test_objection__halts_lot_and_room_until_it_is_answered() -> None:
    lot = given.lot("plain")
    session = given.room(lot, "zhangwei")
    at = OPENS + timedelta(hours=1)
    made = venue.file_objection(
        actor=given.person("lina"), now=at, lot=lot, kind="objection", text="公告面积有误"
    )
    assert venue.get_lot(number=lot.number).is_halted
    assert made.due_on > clock.today(at)

    venue.answer_objection(
        actor=SETUP, now=at + timedelta(hours=5), objection=made, text="面积无误，附测绘报告", is_upheld=False
    )

    assert not venue.get_lot(number=lot.number).is_halted
    assert session.phase == "quoting"


def test_question__is_published_with_its_answer_and_without_the_asker() -> None:
    lot = given.lot("plain")
    asked = venue.ask_question(actor=given.person("lina"), now=ANNOUNCED, lot=lot, text="能否分期付款？")
    venue.answer_question(actor=SETUP, now=ANNOUNCED, question=asked, text="不能，一次付清。")

    with clock.fixed_at(OPENS):
        page = Client(headers={"Host": "localhost"}).get(f"/trading/lots/{lot.number}/").content.decode()

    assert "能否分期付款" in page
    assert "李娜" not in page


def sold() -> venue.Lot:
    lot = given.lot("plain")
    session = given.room(lot, "zhangwei")
    given.bid(session, "zhangwei", 1000 * WAN, OPENS + timedelta(hours=1))
    given.move_on(session, ENDS + timedelta(seconds=1))
    given.move_on(session, ENDS + timedelta(minutes=6))
    return lot


def deal_of(lot: venue.Lot) -> venue.Deal:
    found = venue.find_deal(lot=venue.get_lot(number=lot.number))
    assert found is not None
    return found


def contract(lot: venue.Lot, **changed: object) -> venue.Deal:
    at = ENDS + timedelta(days=2)
    venue.confirm_deal(actor=SETUP, now=at, deal=deal_of(lot))
    venue.publish_result(actor=SETUP, now=at, deal=deal_of(lot))
    values = {
        "number": "合字1号",
        "seller": lot.transferor_name,
        "buyer": "竞买人zhangwei",
        "price": 1000 * WAN,
        "paid": 1000 * WAN,
        "signed_at": at,
        **changed,
    }
    return venue.record_contract(actor=SETUP, now=at, deal=deal_of(lot), **values)


def test_certificate__contract_differs_from_bids__is_not_issued() -> None:
    lot = sold()
    contract(lot, price=990 * WAN, paid=990 * WAN)

    with pytest.raises(venue.ComparisonDiffers, match="成交价"):
        venue.certify_deal(actor=SETUP, now=ENDS + timedelta(days=3), deal=deal_of(lot))


def test_certificate__another_seller_in_the_contract__is_not_issued() -> None:
    lot = sold()
    contract(lot, seller="别的单位")

    with pytest.raises(venue.ComparisonDiffers, match="转让方"):
        venue.certify_deal(actor=SETUP, now=ENDS + timedelta(days=3), deal=deal_of(lot))


def test_deal__all_agrees__is_certified_and_bound_into_a_volume() -> None:
    lot = sold()
    contract(lot)
    certified = venue.certify_deal(actor=SETUP, now=ENDS + timedelta(days=3), deal=deal_of(lot))

    volume = venue.close_archive(actor=SETUP, now=ENDS + timedelta(days=9), deal=deal_of(lot), log="{}\n")

    assert certified.certificate is not None
    assert deal_of(lot).registration.deposit.state == "offset"
    packed = zipfile.ZipFile(io.BytesIO(read_file(volume.file)))
    assert set(json.loads(packed.read("index.json"))) == set(packed.namelist()) - {"index.json"}
    assert volume.kept_until.year == 2056


def test_winner_who_does_not_sign__loses_the_deposit_and_is_barred() -> None:
    lot = sold()
    venue.record_default(actor=SETUP, now=ENDS + timedelta(days=20), deal=deal_of(lot), reason="逾期不签合同")

    assert deal_of(lot).registration.deposit.state == "forfeited"
    with pytest.raises(venue.DefaulterBarred):
        given.registered(given.lot("plain"), "zhangwei")


def test_open_data__is_paged_and_holds_losing_prices_by_number() -> None:
    lot = sold()
    contract(lot)
    client = Client(headers={"Host": "localhost"})

    first = client.get("/trading/ocds/releases.json?limit=2").json()
    record = client.get("/trading/ocds/records.json").json()["records"][-1]

    assert first["version"] == "1.1"
    assert len(first["releases"]) == 2
    assert "next" in first["links"]
    compiled = record["compiledRelease"]
    assert compiled["tag"] == ["compiled"]
    assert compiled["bids"]["details"][0]["value"] == {"amount": 10_000_000, "currency": "CNY"}
    assert compiled["contracts"][0]["value"]["amount"] == 10_000_000


def test_pages__bidder_and_operator__walk_from_application_to_seat() -> None:
    lot = given.lot("plain")
    bidder, operator = Client(headers={"Host": "localhost"}), Client(headers={"Host": "localhost"})
    bidder.force_login(Account.objects.get(username="lina"), backend=BACKEND)
    operator.force_login(Account.objects.get(username="trade-examine"), backend=BACKEND)
    with clock.fixed_at(OPENS - timedelta(days=3)):
        bidder.post(f"/trading/lots/{lot.number}/register/", {"bank_account": "6222000011112222"})
        own = venue.find_own_registration(lot=lot, account_id=given.person("lina").account_id)
        assert own is not None
        bidder.post(f"/trading/my/{own.uuid}/pay/")
        operator.post(f"/trading-desk/{lot.number}/qualify/", {"registration": str(own.uuid)})
        page = bidder.get("/trading/my/").content.decode()

        assert "已冻结" in page
        assert "进竞价室" in page
        assert operator.get(f"/trading-desk/{lot.number}/").status_code == 200
        refused = bidder.post(f"/trading-desk/{lot.number}/qualify/", {"registration": str(own.uuid)})
        assert refused.status_code == 403
        assert operator.post(f"/trading-desk/{lot.number}/confirm/").status_code == 404


def test_8_1_4_2_g__sensitive_lot__is_shown_to_its_own_people_only() -> None:
    secret, plain = given.lot(), given.lot()
    given.registered(secret, "zhangwei")
    label("lot", secret.number)
    monitor = concealed(given.person("monitor"), "lot")

    assert list(venue.list_lots()) == [plain]
    assert list(venue.list_lots_of(actor=monitor)) == [plain]
    for nobody in (monitor, ANONYMOUS, given.person("liuyang")):
        with pytest.raises(NotFound):
            venue.get_lot_for(actor=nobody, number=secret.number)
    for concerned in (given.person("monitor"), given.person("zhangwei")):
        assert venue.get_lot_for(actor=concerned, number=secret.number) == secret
    assert Client().get(f"/trading/lots/{secret.number}/").status_code == 404
    assert Client().get(f"/trading/lots/{plain.number}/").status_code == 200
