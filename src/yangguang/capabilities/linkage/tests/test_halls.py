"""Halls: appointments and their last place, numbers never given twice, calling in order, originals counted on arrival."""

import uuid

import pytest

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.joint.demo import scan
from yangguang.capabilities.linkage import api as linkage
from yangguang.capabilities.linkage.tests import given
from yangguang.capabilities.linkage.tests.given import HEALTH, later
from yangguang.foundation.acts.api import ANONYMOUS
from yangguang.foundation.organisation.models import Area
from yangguang.kernel.refusals import NotPermitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> given.City:
    return given.city()


@pytest.fixture
def hall(city: given.City) -> linkage.Hall:
    hall = linkage.open_hall(
        actor=given.PLATFORM,
        code="nanshan",
        name="南山区大厅",
        area=Area.objects.get(code="440305"),
        body=city.bodies["nanshan-health"],
        address="示例路 8 号",
        counters=2,
        now=given.LONG_AGO,
    )
    linkage.Hall.objects.update(slots_per_half_hour=1)
    return hall


def ticket(hall: linkage.Hall, minutes: float = 0, booking: linkage.Booking | None = None) -> linkage.Ticket:
    return linkage.take_ticket(
        actor=ANONYMOUS, hall=hall, matter_name="办证", now=later(minutes=minutes), booking=booking
    )


def test_booking__last_place__goes_to_one(city: given.City, hall: linkage.Hall) -> None:
    at = later(1)
    linkage.book_visit(actor=city.citizen, hall=hall, starts_at=at, matter_name="办证", now=later())

    with pytest.raises(linkage.SlotFull):
        linkage.book_visit(actor=city.citizen, hall=hall, starts_at=at, matter_name="办证", now=later())


@pytest.mark.parametrize("days", [-1, 5, 60])
def test_booking__past_weekend_or_too_far__is_refused(
    city: given.City, hall: linkage.Hall, days: int
) -> None:
    with pytest.raises(linkage.TooEarlyToBook):
        linkage.book_visit(
            actor=city.citizen, hall=hall, starts_at=later(days), matter_name="办证", now=later()
        )


def test_tickets__appointment_due__is_called_before_earlier_numbers(
    city: given.City, hall: linkage.Hall
) -> None:
    booking = linkage.book_visit(
        actor=city.citizen, hall=hall, starts_at=later(minutes=30), matter_name="办证", now=later()
    )
    first, booked = ticket(hall), ticket(hall, 5, booking)
    clerk = city.officer("nanshan-health")
    one, two = hall.counters.all()

    early = linkage.call_next(actor=clerk, hall=hall, counter=one, now=later(minutes=10))
    late = linkage.call_next(actor=clerk, hall=hall, counter=two, now=later(minutes=31))

    assert (early, late) == (first, booked)
    assert [str(first), str(booked)] == ["A001", "Y002"]
    assert ticket(hall, 40, booking) == booked
    assert linkage.call_next(actor=clerk, hall=hall, counter=one, now=later(minutes=41)) is None


def test_load__says_who_waits_and_how_long(city: given.City, hall: linkage.Hall) -> None:
    for minutes in range(4):
        ticket(hall, minutes)
    clerk = city.officer("nanshan-health")
    called = linkage.call_next(actor=clerk, hall=hall, counter=hall.counters.first(), now=later(minutes=10))
    linkage.finish_ticket(actor=clerk, hall=hall, ticket=called, was_served=True, now=later(minutes=30))

    load = linkage.list_loads(now=later(minutes=30))[0]

    assert (load.counters, load.waiting, load.waited_minutes, load.expected_minutes) == (2, 3, 10, 30)


def test_call_next__other_districts_clerk__may_not(city: given.City, hall: linkage.Hall) -> None:
    with pytest.raises(NotPermitted):
        linkage.call_next(
            actor=city.officer("luohu-health"), hall=hall, counter=hall.counters.first(), now=later()
        )


def test_ticket__closed_twice__is_refused(city: given.City, hall: linkage.Hall) -> None:
    ticket(hall)
    clerk = city.officer("nanshan-health")
    called = linkage.call_next(actor=clerk, hall=hall, counter=hall.counters.first(), now=later())
    linkage.finish_ticket(actor=clerk, hall=hall, ticket=called, was_served=False, now=later())

    with pytest.raises(linkage.TicketNotCalled):
        linkage.finish_ticket(actor=clerk, hall=hall, ticket=called, was_served=True, now=later())


def taken_in(city: given.City, key: uuid.UUID | None = None) -> linkage.Transfer:
    version = city.versions[HEALTH]
    answers = city.answers(HEALTH, district="南山区", area_m2=86)
    files = tuple(
        (one.code, scan()) for one in approval.materials_missing(version=version, fields=answers, present=())
    )
    return linkage.take_in_across(
        actor=city.officer("luohu-health"),
        version=version,
        taken=linkage.TakenIn(
            applicant=approval.Applicant("张伟", city.citizen.id_number, "13800000308"),
            fields=answers,
            files=files,
            originals=("平面图", "卫生管理制度"),
            key=key or uuid.uuid4(),
        ),
        now=later(),
    )


def test_take_in__for_another_district__case_goes_at_once_and_originals_follow(city: given.City) -> None:
    transfer = taken_in(city)
    case = approval.Application.objects.get(number=transfer.case_number)
    sender, receiver = city.officer("luohu-health"), city.officer("nanshan-health")

    assert case.body == transfer.handling_body == city.bodies["nanshan-health"]
    linkage.move_transfer(actor=sender, transfer=transfer, state="sent", counted=2, text="", now=later(1))
    with pytest.raises(NotPermitted):
        linkage.move_transfer(
            actor=sender, transfer=transfer, state="arrived", counted=2, text="", now=later(1)
        )
    with pytest.raises(linkage.TextNeeded):
        linkage.move_transfer(
            actor=receiver, transfer=transfer, state="arrived", counted=1, text="", now=later(2)
        )
    linkage.move_transfer(
        actor=receiver, transfer=transfer, state="arrived", counted=1, text="少平面图", now=later(2)
    )
    assert transfer.state == "lost"
    linkage.move_transfer(
        actor=receiver, transfer=transfer, state="arrived", counted=2, text="", now=later(3)
    )

    assert transfer.state == "arrived"
    assert [one.state for one in transfer.steps.all()] == ["held", "sent", "lost", "arrived"]


def test_take_in__double_click__is_one_case(city: given.City) -> None:
    key = uuid.uuid4()

    assert taken_in(city, key) == taken_in(city, key)
    assert approval.Application.objects.count() == 1


def test_transfer__arrived_before_sent__is_refused(city: given.City) -> None:
    transfer = taken_in(city)

    with pytest.raises(linkage.MoveNotPossible):
        linkage.move_transfer(
            actor=city.officer("nanshan-health"),
            transfer=transfer,
            state="arrived",
            counted=2,
            text="",
            now=later(),
        )


def test_transfer_page__shows_every_hand_the_originals_went_through(city: given.City) -> None:
    transfer = taken_in(city)
    clerk = city.officer("luohu-health")
    linkage.move_transfer(actor=clerk, transfer=transfer, state="sent", counted=2, text="专人送", now=later())

    page = f"/desk/linkage/transfers/{transfer.uuid}/history/"
    shown = given.signed_in("luohu-health").get(page).content.decode()

    assert "在途" in shown and "专人送" in shown and "卫生管理制度" in shown
    assert given.signed_in("city-water").get(page).status_code == 404
