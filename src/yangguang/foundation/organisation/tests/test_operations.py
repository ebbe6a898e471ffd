"""Bodies, posts and appointments: who may, what is recorded, what is refused."""

from datetime import date

import pytest

from yangguang.foundation.acts.api import ANONYMOUS, Actor, ActorKind, HeldPost, list_acts_of
from yangguang.foundation.identity.models import Account
from yangguang.foundation.organisation import api as organisation
from yangguang.foundation.organisation.api import PostKind
from yangguang.foundation.organisation.tests import given
from yangguang.foundation.organisation.tests.given import NOW, PLATFORM, TODAY
from yangguang.kernel.refusals import InvalidInput, NotPermitted

pytestmark = pytest.mark.django_db


def test_register_body__with_a_code_of_wrong_shape__is_refused() -> None:
    details = organisation.BodyDetails(code="123", name="x", short_name="x")

    with pytest.raises(InvalidInput) as refused:
        organisation.register_body(actor=PLATFORM, now=NOW, area=given.city(), details=details)

    assert "code" in refused.value.fields


def test_register_body__twice__is_refused() -> None:
    given.body(1)

    with pytest.raises(organisation.BodyAlreadyRegistered):
        given.body(1)


def test_register_body__by_a_district_admin_outside_the_district__is_refused() -> None:
    city = given.city()
    district = organisation.find_area(code="440305")
    assert district is not None
    own = given.body(1, area=district)
    details = organisation.BodyDetails(code=given.code(2), name="x", short_name="x")

    with pytest.raises(NotPermitted):
        organisation.register_body(actor=given.admin_of(own), now=NOW, area=city, details=details)
    assert organisation.register_body(actor=given.admin_of(own), now=NOW, area=district, details=details)


def test_succeed_body__merged_in_2009__leads_to_its_successor_and_takes_no_more_posts() -> None:
    old, new = given.body(1), given.body(2)
    organisation.succeed_body(actor=PLATFORM, now=NOW, body=old, successor=new, on=date(2009, 7, 31))

    assert organisation.find_successor(body=old, on=TODAY) == new
    assert organisation.find_successor(body=old, on=date(2009, 2, 1)) == old
    with pytest.raises(organisation.BodyClosed):
        given.post(old)


def test_create_post__in_a_body_one_does_not_administer__is_refused() -> None:
    own, other = given.body(1), given.body(2)
    office = organisation.open_office(actor=given.admin_of(other), now=NOW, body=other, name="甲处")

    with pytest.raises(NotPermitted):
        organisation.create_post(actor=given.admin_of(own), now=NOW, office=office, kind=PostKind.ACCEPT)
    with pytest.raises(organisation.OfficeAlreadyOpen):
        organisation.open_office(actor=given.admin_of(other), now=NOW, body=other, name="甲处")


def test_create_post__several_of_a_kind__numbers_them() -> None:
    body = given.body(1)

    codes = [given.post(body).code for _ in range(2)]

    assert codes == [f"{body.code}-examine-01", f"{body.code}-examine-02"]


def test_enrol_officer__with_a_number_somebody_has__leaves_no_account() -> None:
    body = given.body(1)
    given.officer(body, "9001")

    with pytest.raises(organisation.OfficerNumberTaken):
        organisation.enrol_officer(
            actor=PLATFORM,
            now=NOW,
            body=body,
            name="另一位",
            number="9001",
            username="another",
            secret=given.SECRET,
        )

    assert not Account.objects.filter(username="another").exists()


def test_enrol_officer__by_an_examiner__is_refused() -> None:
    body = given.body(1)
    held = HeldPost("p", "examine", "9002", "审查岗", body.code, body.name, "业务处", "440300")
    examiner = Actor(ActorKind.OFFICER, 5, "9002", "审", posts=(held,))

    for actor in (ANONYMOUS, examiner):
        with pytest.raises(NotPermitted):
            organisation.enrol_officer(
                actor=actor, now=NOW, body=body, name="x", number="9", username="abc", secret=given.SECRET
            )


def test_appoint_officer__from_a_day__holds_the_post_from_that_day_until_the_end() -> None:
    body = given.body(1)
    officer, post = given.officer(body), given.post(body)
    appointment = organisation.appoint_officer(
        actor=given.admin_of(body), now=NOW, officer=officer, post=post, valid_from=date(2026, 3, 10)
    )
    organisation.end_appointment(
        actor=given.admin_of(body), now=NOW, appointment=appointment, on=date(2026, 4, 1)
    )

    held = [
        len(organisation.list_posts_of(officer=officer, on=day))
        for day in (date(2026, 3, 9), date(2026, 3, 10), date(2026, 3, 31), date(2026, 4, 1))
    ]

    assert held == [0, 1, 1, 0]
    assert organisation.list_holders(kind="examine", body_code=body.code, on=date(2026, 3, 31)) == [officer]
    summaries = [act.summary for act in list_acts_of(object_type="officer", object_number="9001")]
    assert summaries == ["结束任命", "任命岗位", "录用工作人员"]
    with pytest.raises(organisation.AppointmentEnded):
        organisation.end_appointment(actor=PLATFORM, now=NOW, appointment=appointment, on=date(2026, 4, 1))


def test_appoint_officer__twice_to_one_post__is_refused() -> None:
    body = given.body(1)
    officer, post = given.officer(body), given.post(body)
    organisation.appoint_officer(actor=PLATFORM, now=NOW, officer=officer, post=post, valid_from=TODAY)

    with pytest.raises(organisation.AlreadyAppointed):
        organisation.appoint_officer(actor=PLATFORM, now=NOW, officer=officer, post=post, valid_from=TODAY)


def test_appoint_officer__to_oneself__is_refused() -> None:
    body = given.body(1)
    officer = given.officer(body)

    with pytest.raises(organisation.OwnAppointment):
        organisation.appoint_officer(
            actor=given.admin_of(body, account_id=officer.account_id),
            now=NOW,
            officer=officer,
            post=given.post(body),
            valid_from=TODAY,
        )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (PostKind.MONITOR, PostKind.DECIDE),
        (PostKind.ADMIN, PostKind.ACCEPT),
        (PostKind.EXAMINE, PostKind.ADMIN),
        (PostKind.MONITOR, PostKind.ADMIN),
    ],
)
def test_appoint_officer__to_a_post_that_must_be_in_other_hands__is_refused(
    first: PostKind, second: PostKind
) -> None:
    body = given.body(1)
    officer = given.officer(body)
    organisation.appoint_officer(
        actor=PLATFORM, now=NOW, officer=officer, post=given.post(body, first), valid_from=TODAY
    )

    with pytest.raises(organisation.PostsIncompatible):
        organisation.appoint_officer(
            actor=PLATFORM, now=NOW, officer=officer, post=given.post(body, second), valid_from=TODAY
        )


def test_appoint_officer__with_a_period_that_runs_backward__is_refused() -> None:
    body = given.body(1)

    with pytest.raises(organisation.PeriodRunsBackward):
        organisation.appoint_officer(
            actor=PLATFORM,
            now=NOW,
            officer=given.officer(body),
            post=given.post(body),
            valid_from=TODAY,
            valid_until=date(2026, 1, 1),
        )


def test_transfer_officer__on_a_day__holds_exactly_one_post_each_day() -> None:
    body = given.body(1)
    officer, old, new = given.officer(body), given.post(body), given.post(body, PostKind.REVIEW)
    appointment = organisation.appoint_officer(
        actor=PLATFORM, now=NOW, officer=officer, post=old, valid_from=TODAY
    )
    organisation.transfer_officer(
        actor=given.admin_of(body), now=NOW, appointment=appointment, post=new, on=date(2026, 5, 6)
    )

    kinds = [
        [held.kind for held in organisation.list_posts_of(officer=officer, on=day)]
        for day in (date(2026, 5, 5), date(2026, 5, 6))
    ]

    assert kinds == [["examine"], ["review"]]


def test_renew_certificate__past_its_last_day__no_longer_certifies() -> None:
    body = given.body(1)
    officer = organisation.renew_certificate(
        actor=PLATFORM,
        now=NOW,
        officer=given.officer(body),
        body=body,
        number="粤1",
        valid_until=date(2026, 1, 1),
    )

    assert officer.is_certified_on(date(2025, 12, 31))
    assert not officer.is_certified_on(date(2026, 1, 1))
