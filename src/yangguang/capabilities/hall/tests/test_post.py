"""Results by post: served the day they are signed for; what comes back is served another way of law."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval.tests.given import MONDAY, later
from yangguang.capabilities.approval.tests.test_complaints import signed_in
from yangguang.capabilities.hall import api as hall
from yangguang.capabilities.hall import tasks
from yangguang.capabilities.hall.models import Parcel
from yangguang.capabilities.hall.tests import given
from yangguang.kernel import clock
from yangguang.kernel.refusals import NotPermitted

pytestmark = pytest.mark.django_db


def test_parcel__signed_for__serves_on_that_day_with_its_waybill():
    office = given.office(fee=0)
    case, parcel = given.posted(office)
    case.refresh_from_db()
    assert (case.state, case.licence is not None) == ("granted", True)

    given.told(parcel, "carried", at=later(0, hours=5))
    given.told(parcel, "signed", at=later(1), serial="E2", now=later(1, hours=6))
    given.told(parcel, "signed", at=later(1), serial="E2", now=later(2))  # the post tells twice

    case.refresh_from_db()
    assert (case.state, case.delivery.way, case.delivery.delivered_at) == ("delivered", "mail", later(1))
    assert case.delivery.officer.account_id == office.clerk.account_id
    proof = case.documents.get(kind="service_proof").document
    assert parcel.waybill in proof.html
    assert parcel.events.count() == 2


def test_parcel__without_address_or_by_another_or_twice__is_refused_and_nothing_sent():
    office = given.office(fee=0)
    case = office.granted()
    with pytest.raises(hall.AddressIncomplete):
        hall.post_result(actor=office.clerk, application=case, to=hall.Address("张伟", "", " "), now=MONDAY)
    to = hall.Address("张伟", "13800000308", "深圳市")
    with pytest.raises(NotPermitted):
        hall.post_result(actor=office.examiner, application=case, to=to, now=MONDAY)
    assert not Parcel.objects.exists()
    hall.post_result(actor=office.clerk, application=case, to=to, now=MONDAY)
    with pytest.raises(hall.ParcelOnItsWay):
        hall.post_result(actor=office.clerk, application=case, to=to, now=MONDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Parcel.objects.create(
            number="X", case_number=case.number, carrier="demo", receiver="x", phone="1", address="y",
            officer=Parcel.objects.get().officer, made_at=MONDAY,
        )  # fmt: skip


def test_tracking__out_of_order_or_from_tomorrow_or_of_no_parcel__is_refused_by_name():
    office = given.office(fee=0)
    case, parcel = given.posted(office)
    with pytest.raises(hall.TrackingFromTomorrow):
        given.told(parcel, "carried", at=later(1), now=MONDAY)
    given.told(parcel, "signed", at=later(1))
    with pytest.raises(hall.TrackingOutOfOrder):
        given.told(parcel, "returned", at=later(2), serial="E2")
    parcel.waybill = "nobody"
    with pytest.raises(hall.ParcelUnknown):
        given.told(parcel, "signed", at=later(2), serial="E3")
    case.refresh_from_db()
    assert case.state == "delivered"


def test_parcel__signed_for_after_the_counter_handed_the_result_over__changes_nothing():
    office = given.office(fee=0)
    case, parcel = given.posted(office)
    approval.deliver_result(
        actor=office.clerk, application=case, handing=approval.Handing("pickup"), now=later(0, hours=3)
    )
    given.told(parcel, "signed", at=later(1))
    case.refresh_from_db()
    parcel.refresh_from_db()
    assert (case.delivery.way, parcel.state) == ("pickup", "signed")


def test_post__that_does_not_answer__is_asked_again_and_nothing_is_lost(settings):
    settings.POST_PROVIDER = "failing"
    office = given.office(fee=0)
    case = office.granted()
    to = hall.Address("张伟", "13800000308", "深圳市")
    parcel = hall.post_result(actor=office.clerk, application=case, to=to, now=MONDAY)
    with clock.fixed_at(MONDAY):
        tasks.hand_over(parcel)
        parcel.refresh_from_db()
        assert (parcel.state, parcel.attempts) == ("waiting", 1)
        assert "演示故障" in parcel.problem
        Parcel.objects.update(carrier="demo")
        tasks.hand_over_parcels(0)
    with clock.fixed_at(later(2)):
        tasks.follow_parcels(0)
        tasks.follow_parcels(0)
    case.refresh_from_db()
    parcel.refresh_from_db()
    assert (parcel.state, parcel.problem, case.state) == ("signed", "", "delivered")


def returned(office):
    case, parcel = given.posted(office)
    given.told(parcel, "returned", at=later(2))
    case.refresh_from_db()
    return case


def test_other_ways__before_anything_came_back__are_refused():
    office = given.office(fee=0)
    case = office.granted()
    for deed in (
        lambda: hall.serve_otherwise(
            actor=office.clerk, application=case, way="left", receiver="", witness="居委会", now=MONDAY
        ),
        lambda: hall.post_notice(actor=office.clerk, application=case, now=MONDAY),
    ):
        with pytest.raises(hall.NothingFailed):
            deed()


def test_returned_parcel__is_left_with_a_witness__or_fetched_at_the_counter():
    office = given.office(fee=0)
    case = returned(office)
    assert [one.case_number for one in hall.list_returned(actor=office.clerk)] == [case.number]
    with pytest.raises(hall.WitnessMissing):
        hall.serve_otherwise(
            actor=office.clerk, application=case, way="left", receiver="", witness="", now=later(3)
        )
    hall.serve_otherwise(
        actor=office.clerk,
        application=case,
        way="left",
        receiver="",
        witness="居委会王某，已录像",
        now=later(3),
    )
    case.refresh_from_db()
    assert (case.state, case.delivery.way) == ("delivered", "left")
    assert "居委会王某" in case.documents.get(kind="service_proof").document.html
    assert list(hall.list_returned(actor=office.clerk)) == []
    other = returned(office)
    hall.serve_otherwise(
        actor=office.clerk, application=other, way="pickup", receiver="张伟", witness="", now=later(3)
    )
    other.refresh_from_db()
    assert other.delivery.way == "pickup"


def test_public_notice__serves_when_thirty_days_are_over__and_is_open_to_all():
    office = given.office(fee=0)
    case = returned(office)
    notice = hall.post_notice(actor=office.clerk, application=case, now=later(3))
    assert hall.post_notice(actor=office.clerk, application=case, now=later(4)).pk == notice.pk
    assert notice.number in signed_in("stranger").get(reverse("hall:notices")).content.decode()
    with pytest.raises(hall.NoticeRunning):
        hall.serve_by_notice(actor=given.PLATFORM, notice=notice, now=later(33))
    with clock.fixed_at(later(34)):
        tasks.keep_days(0)
        tasks.keep_days(0)
    case.refresh_from_db()
    assert (case.state, case.delivery.way) == ("delivered", "notice")


def test_pages__send_follow_and_serve_otherwise():
    office = given.office(fee=0)
    case = office.granted()
    clerk = signed_in("clerk")
    page = reverse("hall:post", args=[case.number])
    assert page in clerk.get(reverse("approval:workbench", args=[case.number])).content.decode()
    assert clerk.post(page, {"way": "mail", "receiver": "张伟"}).status_code == 422
    sent = {"way": "mail", "receiver": "张伟", "phone": "13800000308", "address": "查无此处"}
    assert clerk.post(page, sent).url == page
    parcel = Parcel.objects.get()
    assert "待接单" in clerk.get(reverse("hall:parcels")).content.decode()
    tasks.hand_over(parcel)
    parcel.refresh_from_db()
    given.told(parcel, "returned", at=clock.now())
    assert "退回了，换一种方式" in clerk.get(page).content.decode()
    assert clerk.post(page, {"way": "notice"}).url == page
    assert "公告送达" in clerk.get(page).content.decode()
    assert signed_in("examiner").post(page, {"way": "pickup"}).status_code == 403
    assert approval.State(case.state) == approval.State.GRANTED
