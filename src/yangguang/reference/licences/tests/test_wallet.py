"""Sharing, looking, withdrawing; every look kept, also those refused."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from yangguang.kernel.refusals import NotFound, NotPermitted
from yangguang.reference.licences import api as licences
from yangguang.reference.licences.models import Reading
from yangguang.reference.licences.operations.calling import DESK, PER_OFFICER_AN_HOUR
from yangguang.reference.licences.queries import wallet
from yangguang.reference.licences.tests import given
from yangguang.reference.licences.tests.given import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def var(tmp_path, settings):
    settings.VAR = tmp_path


def look(licence: licences.Licence, *, actor=None, now=NOW, body=None, **options) -> licences.Licence:
    caller = licences.Caller(body or given.housing(), DESK)
    call = given.call(licence.number, **options)
    return licences.call_licence(actor=actor or given.reader(), now=now, caller=caller, call=call)


def test_share__the_body_it_is_for__sees_the_licence_and_the_holder_sees_the_look() -> None:
    licence = given.licence()
    share = given.shared(licence)

    shown = look(licence, share_number=share.number)

    assert shown == licence
    (reading,) = wallet.list_readings(licence=licence)
    assert (reading.body_name, reading.purpose, reading.case_number) == (
        "深圳市住房和建设局",
        "办理施工许可",
        "SZ20260921000001",
    )
    assert reading.basis == f"持证人授权 {share.number}"


def test_share__another_body__is_refused_by_name_and_the_try_is_kept() -> None:
    licence = given.licence()
    share = given.shared(licence)
    police = given.body("11440300MXDEM012XR", "深圳市公安局")

    with pytest.raises(licences.ShareForOther, match="深圳市住房和建设局"):
        look(licence, actor=given.reader(police.code), body=police, share_number=share.number)

    assert Reading.objects.get().refusal == "licences.share_for_other"


def test_share__another_purpose__is_refused() -> None:
    licence = given.licence()
    share = given.shared(licence)

    with pytest.raises(licences.refusals.PurposeOther, match="办理施工许可"):
        look(licence, share_number=share.number, purpose="信用评价")


def test_share__withdrawn__ends_at_once() -> None:
    licence = given.licence()
    share = given.shared(licence)
    licences.withdraw_share(actor=given.holder(), now=NOW, share=share)

    with pytest.raises(licences.ShareEnded, match="收回"):
        look(licence, share_number=share.number)


def test_share__run_out__is_refused() -> None:
    licence = given.licence()
    share = given.shared(licence, days=1)

    with pytest.raises(licences.ShareEnded, match="到期"):
        look(licence, share_number=share.number, now=NOW + timedelta(days=2))


def test_share__withdrawn_twice__is_refused() -> None:
    share = given.shared(given.licence())
    licences.withdraw_share(actor=given.holder(), now=NOW, share=share)

    with pytest.raises(licences.ShareEnded):
        licences.withdraw_share(actor=given.holder(), now=NOW, share=share)


def test_share__of_somebody_elses_licence__is_not_permitted() -> None:
    licence = given.licence()

    with pytest.raises(NotPermitted):
        licences.share_licence(
            actor=given.holder("91440300MXDEMA020A"),
            now=NOW,
            licence=licence,
            body=given.housing(),
            purpose="办理施工许可",
            days=1,
        )


def test_share__without_body_purpose_or_end__names_each() -> None:
    with pytest.raises(licences.refusals.ShareUnclear) as refusal:
        given.shared(given.licence(), body=None, purpose="", days=400)

    assert set(refusal.value.fields) == {"body", "purpose", "days"}


def test_share__of_a_revoked_licence__is_refused() -> None:
    licence = given.licence()
    licences.revoke_licence(actor=given.officer(), now=NOW, licence=licence, reason="以欺骗手段取得")

    with pytest.raises(licences.LicenceLapsed, match="已撤销"):
        given.shared(licence)


def test_look__without_share_and_without_law__is_refused_and_kept() -> None:
    licence = given.licence()

    with pytest.raises(licences.NoGround):
        look(licence)

    assert Reading.objects.get().refusal == "licences.no_ground"


def test_look__for_a_purpose_the_type_allows_by_law__names_the_law() -> None:
    given.published_type()
    licence = given.licence()

    look(licence, purpose="监督检查")

    assert Reading.objects.get().basis == "《中华人民共和国行政许可法》第六十一条"


def test_look__without_case__is_refused_by_field() -> None:
    with pytest.raises(licences.CallUnclear) as refusal:
        look(given.licence(), case_number="")

    assert set(refusal.value.fields) == {"case_number"}


def test_look__at_a_number_that_does_not_exist__is_kept_without_a_licence() -> None:
    given.housing()

    with pytest.raises(NotFound):
        licences.call_licence(
            actor=given.reader(),
            now=NOW,
            caller=licences.Caller(given.housing(), DESK),
            call=given.call("JY99999999999999"),
        )

    assert Reading.objects.get().licence is None


def test_look__too_often__is_refused_by_name() -> None:
    given.published_type()
    licence = given.licence()
    Reading.objects.bulk_create(
        Reading(
            asked_for="x",
            body_code=given.HOUSING,
            body_name="",
            reader="",
            account_id=11,
            channel=DESK,
            purpose="监督检查",
            ground="law",
            at=NOW,
        )
        for _ in range(PER_OFFICER_AN_HOUR)
    )

    with pytest.raises(licences.TooManyCalls, match="一小时"):
        look(licence, purpose="监督检查")

    assert look(licence, purpose="监督检查", now=NOW + timedelta(hours=2)) == licence


def test_look__is_added_and_never_changed() -> None:
    given.published_type()
    look(given.licence(), purpose="监督检查")

    with pytest.raises(IntegrityError), transaction.atomic():
        Reading.objects.update(purpose="别的")


def test_cover__own_licence_in_force__takes_the_place_of_the_material() -> None:
    given.published_type()
    licence = given.licence()
    asked = {"holder": given.HOLDER, "materials": ["食品经营许可证复印件", "平面图"]}

    assert licences.find_covering(**asked, on=NOW.date()) == {"食品经营许可证复印件": licence}
    assert licences.find_covering(**{**asked, "holder": "91440300MXDEMA020A"}, on=NOW.date()) == {}


def test_cover__expired_yesterday__covers_nothing() -> None:
    given.published_type()
    licence = given.licence()
    day_after = licence.valid_until + timedelta(days=1)

    assert licences.find_covering(holder=given.HOLDER, materials=["食品经营许可证复印件"], on=day_after) == {}


def test_rely__another_holders_licence__is_refused_by_name() -> None:
    with pytest.raises(licences.HolderOther):
        licences.require_usable(licence=given.licence(), holder="91440300MXDEMA020A", on=NOW.date())


def test_rely__expired_yesterday__is_refused_with_the_day() -> None:
    licence = given.licence()

    with pytest.raises(licences.LicenceLapsed, match="2031年9月20日"):
        licences.require_usable(
            licence=licence, holder=given.HOLDER, on=licence.valid_until + timedelta(days=1)
        )
