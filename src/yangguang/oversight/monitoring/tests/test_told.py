"""What supervision is told: a department late in a joint case, a late complaint, a fee, a result by post."""

import pytest
from django.test import Client

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval import events
from yangguang.capabilities.approval.tests import given as cases
from yangguang.capabilities.hall import api as hall
from yangguang.capabilities.hall.tests import given as halls
from yangguang.capabilities.joint import api as joint
from yangguang.capabilities.joint.events import DepartmentLate
from yangguang.capabilities.joint.tests import given as joints
from yangguang.capabilities.joint.tests.given import later
from yangguang.foundation.identity.api import Account
from yangguang.oversight.monitoring.models import Card
from yangguang.oversight.monitoring.receivers import complaint_late, department_late
from yangguang.oversight.monitoring.rules.acts import Read, happenings_of
from yangguang.oversight.monitoring.tests.given import watch

pytestmark = pytest.mark.django_db


def test_department_late__gets_its_own_card_once__and_the_shared_page_shows_it() -> None:
    city = joints.city()
    case = city.submitted()
    city.accept(case, "registration", "seal")
    city.decide(case, "registration")
    watch(later())
    joint.mark_late_departments(now=later(10))
    part = case.parts.select_related("body", "version").get(key="seal")
    late = DepartmentLate(
        case.number, case.lead.code, later(10), "seal", part.body.code, "2026-09-15", part.case_number, "刻章"
    )

    department_late(late, 1)
    department_late(late, 1)

    card = Card.objects.get(rule_id="card.joint.late")
    assert (card.body_code, card.object_number, card.level) == (part.body.code, part.case_number, 2)
    browser = Client()
    browser.force_login(Account.objects.get(username="market"))
    shown = browser.get(f"/desk/joint/cases/{case.number}/").content.decode()
    assert "联合办理中超过部门时限" in shown
    assert f"/{card.pk}/" in shown
    assert "9月15日" in browser_of("police").get(f"/desk/cards/{card.pk}/").content.decode()


def browser_of(username: str) -> Client:
    """A browser in which somebody is signed in."""
    browser = Client()
    browser.force_login(Account.objects.get(username=username))
    return browser


def test_complaint_late__gives_the_head_a_card_once() -> None:
    office = cases.office()
    case = office.accepted()
    complaint = approval.file_complaint(actor=office.owner, application=case, text="等太久", now=cases.MONDAY)
    watch(cases.MONDAY)
    late = events.ComplaintLate(
        case.number, case.version.matter.code, case.body.code, cases.later(28), complaint.number, "2026-10-10"
    )

    complaint_late(late, 1)
    complaint_late(late, 1)

    card = Card.objects.get(rule_id="card.complaint.late")
    assert (card.body_code, card.post_kind, card.object_number) == (case.body.code, "decide", case.number)


def test_fee__as_published__is_no_card__and_reaches_the_engine(settings, tmp_path) -> None:
    settings.VAR = tmp_path
    office = halls.office()
    case = office.accepted()
    charge = hall.charge_case(actor=office.clerk, application=case, now=cases.MONDAY)
    assert not [one for one in watch(cases.MONDAY) if "fee" in one.rule_id]
    facts = {"amount_fen": charge.order.amount + 1, "item": "x"}
    read = Read(
        1, 1, "hall.charge_case", "officer", "", "", "", "application", case.number, facts, cases.MONDAY
    )
    assert happenings_of(read, {})[0].facts["amount_fen"] == halls.FEE + 1


def test_result_by_post__stops_the_limit_of_delivery_when_it_is_signed_for() -> None:
    office = halls.office(fee=0)
    case, parcel = halls.posted(office)
    watch(cases.MONDAY)
    halls.told(parcel, "signed", at=cases.later(1))
    cards = watch(cases.later(40))
    assert not [one for one in cards if one.object_number == case.number and "delivery" in one.rule_id]
