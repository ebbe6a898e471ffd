"""Renewal: decided in time by the office, else by the law (Licensing Law art. 50)."""

from datetime import date

import pytest

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval.tests import given
from yangguang.capabilities.approval.tests.given import LAW, MONDAY, PLATFORM, SHOP_CODE, later
from yangguang.foundation.deadlines.api import find_clock
from yangguang.foundation.messaging.models import Message
from yangguang.kernel.refusals import NotPermitted
from yangguang.reference.licences import api as licences

pytestmark = pytest.mark.django_db

RENEWAL = "440131016002"
LAST_DAY = date(2026, 10, 20)  # 36 days after the Monday everything begins on
AFTER = later(37)


def issue_licence(office, *, until=LAST_DAY):
    grant = licences.LicenceGrant(
        title="食品经营许可证",
        issuer=office.body,
        holder_name="深圳市试验餐饮店",
        holder_code=SHOP_CODE,
        holder_kind="enterprise",
        valid_from=date(2021, 10, 21),
        valid_until=until,
        number_prefix="JY",
        matter_code=given.FOOD,
    )
    return licences.issue_licence(actor=PLATFORM, grant=grant, now=given.LONG_AGO)


def renewal_asked(*, until=LAST_DAY, accept=True):
    office = given.office(RENEWAL)
    licence = issue_licence(office, until=until)
    case = office.submitted(RENEWAL, licence_number=licence.number)
    if accept:
        approval.accept_application(actor=office.clerk, application=case, now=MONDAY)
    return office, licence, case


@pytest.mark.parametrize("stage", ["accepted", "suspended", "never answered"])
def test_renewal__not_decided_before_the_licence_ran_out__is_deemed_granted(stage):
    office, licence, case = renewal_asked(accept=stage != "never answered")
    if stage == "suspended":
        approval.start_special_procedure(
            actor=office.examiner, application=case, kind="testing", needed_days=40, reason="送检", now=MONDAY
        )

    approval.renew_undecided(now=later(36))  # the last day is still the office's
    case.refresh_from_db()
    assert case.decided_at is None
    approval.renew_undecided(now=AFTER)
    approval.renew_undecided(now=later(38))  # a second round adds nothing

    case.refresh_from_db()
    assert (case.state, case.closed_at) == ("delivered", AFTER)
    assert case.decision.is_deemed and case.decision.officer is None
    assert (case.licence.number, case.licence.version) == (licence.number, 2)
    assert case.licence.valid_until == date(2031, 10, 20)
    paper = case.documents.get(kind="deemed_renewal")
    assert "第五十条第二款" in paper.document.html and "2031年10月20日" in paper.document.html
    assert Message.objects.filter(title="依法视为准予延续", account=case.account).count() == 1
    assert not case.instance.tasks.filter(state__in=["open", "claimed", "suspended"]).exists()
    act = approval.acts_of(application=case, actor=office.head)[0]
    assert (act.operation, act.facts["licence"]) == ("approval.deem_renewed", licence.number)
    approval.publish_grants(now=AFTER)
    case.refresh_from_db()
    assert case.published_at is not None


def test_renewal__accepted__runs_a_clock_to_the_licences_last_day_that_nothing_stops():
    office, _, case = renewal_asked()
    clock = find_clock(case.act_object, "statutory", "lic.renew_decide")
    assert clock.due_on == LAST_DAY

    approval.start_special_procedure(
        actor=office.examiner, application=case, kind="testing", needed_days=10, reason="送检", now=MONDAY
    )

    clock.refresh_from_db()
    assert (clock.is_paused, clock.due_on) == (False, LAST_DAY)


def test_renewal__asked_for_less_than_thirty_days_before__is_not_deemed():
    _, _, case = renewal_asked(until=date(2026, 10, 13))

    approval.renew_undecided(now=AFTER)
    with pytest.raises(approval.RenewalNotDeemed, match="届满三十日前"):
        approval.deem_renewed(actor=LAW, application=case, now=AFTER)

    case.refresh_from_db()
    assert case.state == "accepted"
    assert find_clock(case.act_object, "statutory", "lic.renew_decide") is None


def test_renewal__while_the_applicant_owes_a_correction__is_not_deemed():
    office, _, case = renewal_asked(accept=False)
    item = approval.CorrectionItem(code="", name="申请书", problem="没有签名")
    approval.request_correction(actor=office.clerk, application=case, items=[item], now=MONDAY)

    approval.renew_undecided(now=AFTER)

    case.refresh_from_db()
    assert case.state == "correcting"


def test_deem_renewed__too_early_or_by_an_officer_or_of_a_first_application__is_refused():
    office, _, case = renewal_asked()
    with pytest.raises(approval.RenewalNotDeemed, match="才届满"):
        approval.deem_renewed(actor=LAW, application=case, now=later(36))
    with pytest.raises(NotPermitted):
        approval.deem_renewed(actor=office.head, application=case, now=AFTER)
    assert not approval.Decision.objects.exists()


def test_deem_renewed__a_first_application_however_late__is_refused():
    office = given.office()
    case = office.accepted()
    with pytest.raises(approval.RenewalNotDeemed, match="不是延续"):
        approval.deem_renewed(actor=LAW, application=case, now=later(200))


def test_renewal__decided_by_the_office__prints_the_new_period_and_stops_the_clock():
    office, _, case = renewal_asked()
    task = case.open_task(letter="A")
    while task is not None:
        approval.give_opinion(
            actor=office.examiner, application=case, task=task, verdict="agree", text="可以", now=MONDAY
        )
        task = case.open_task(letter="A")
    if case.open_task(letter="E"):
        record = approval.VisitRecord(("0648",), MONDAY.date(), "与申请一致。", True)
        approval.record_site_visit(
            actor=office.inspector, application=case, task=office.step(case, "E"), record=record, now=MONDAY
        )
    office.opinion(case, "R", by="reviewer")
    approval.decide(
        actor=office.head, application=case, ruling=approval.Ruling("granted", "符合。"), now=later(1)
    )

    paper = case.documents.get(kind="licence_decision").document
    assert paper.title == "准予延续行政许可决定书"
    assert ">2026年10月21日</span>至<" in paper.html and ">2031年10月20日<" in paper.html
    assert not find_clock(case.act_object, "statutory", "lic.renew_decide").is_running
    with pytest.raises(approval.NotPossibleNow):
        approval.deem_renewed(actor=LAW, application=case, now=AFTER)
