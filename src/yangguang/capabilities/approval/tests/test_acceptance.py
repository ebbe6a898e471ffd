"""The office's first answer within five working days."""

from datetime import date

import pytest

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval.models import Application
from yangguang.capabilities.approval.tests import given
from yangguang.capabilities.approval.tests.given import LAW, MONDAY, later
from yangguang.foundation.acts.api import list_acts_of
from yangguang.foundation.deadlines.api import find_clock
from yangguang.kernel.refusals import NotPermitted

pytestmark = pytest.mark.django_db
ITEMS = [approval.CorrectionItem("M002", "平面图", "没有标面积。", "请标明各区面积。")]


def correct(office, case, now=MONDAY):
    return approval.request_correction(actor=office.clerk, application=case, items=ITEMS, now=now)


def test_accept__starts_the_two_clocks_and_issues_a_numbered_notice():
    office = given.office()
    case = office.submitted()
    approval.accept_application(actor=office.clerk, application=case, now=MONDAY)
    assert case.state == "accepted" and case.acceptance_order is not None
    assert find_clock(case.act_object, "acceptance").stopped_on == date(2026, 9, 14)
    assert find_clock(case.act_object, "statutory").limit_length == 20
    assert find_clock(case.act_object, "promised").due_on == date(2026, 9, 22)
    assert case.documents.get(kind="acceptance_notice").number == "深试许受〔2026〕1号"
    act = list_acts_of(object_type="application", object_number=case.number).first()
    assert (act.operation, act.actor_label) == ("approval.accept_application", "受理岗 0208 号")


def test_accept__after_a_colleague_has__says_the_step_is_done():
    office = given.office()
    case = office.submitted()
    copy = Application.objects.get(pk=case.pk)
    approval.accept_application(actor=office.clerk, application=case, now=MONDAY)
    with pytest.raises(approval.StepAlreadyDone) as refused:
        approval.accept_application(actor=office.clerk2, application=copy, now=later(hours=1))
    assert refused.value.code == "approval.step_already_done" and "0208" in refused.value.message


def test_accept__a_step_claimed_by_a_colleague__is_refused():
    office = given.office()
    case = office.submitted()
    approval.claim_step(actor=office.clerk, application=case, task=office.step(case, "S"), now=MONDAY)
    with pytest.raises(approval.StepTaken):
        approval.accept_application(actor=office.clerk2, application=case, now=MONDAY)


def test_accept__by_anybody_but_the_acceptance_post__is_not_permitted():
    office = given.office()
    case = office.submitted()
    for actor in (office.examiner, office.head, office.owner, LAW):
        with pytest.raises(NotPermitted):
            approval.accept_application(actor=actor, application=case, now=MONDAY)


def test_correction__is_asked_for_once_and_the_answer_starts_the_time_anew():
    office = given.office()
    case = office.submitted()
    correct(office, case)
    assert case.state == "correcting"
    assert case.documents.filter(kind="correction_notice").exists()
    code = case.version.materials.filter(form_kind="upload").first().code
    approval.answer_correction(
        actor=office.owner, application=case, uploads=[(code, given.upload())], now=later(2)
    )
    assert case.state == "resubmitted"
    assert find_clock(case.act_object, "acceptance").due_on == date(2026, 9, 22)
    with pytest.raises(approval.CorrectionAlreadyRequested):
        correct(office, case, now=later(2))
    approval.accept_application(actor=office.clerk, application=case, now=later(2))
    assert case.accepted_at == later(2)


def test_correction__without_items_or_with_an_empty_one__is_refused():
    office = given.office()
    case = office.submitted()
    for items in ([], [approval.CorrectionItem("M002", "平面图", " ")]):
        with pytest.raises(approval.CorrectionWithoutItems):
            approval.request_correction(actor=office.clerk, application=case, items=items, now=MONDAY)
    case.refresh_from_db()
    assert case.state == "submitted"


def test_correction__after_the_five_days__is_refused():
    office = given.office()
    case = office.submitted()
    with pytest.raises(approval.CorrectionTooLate):
        correct(office, case, now=later(8))


def test_silence__for_five_working_days__accepts_as_of_the_day_of_receipt():
    office = given.office()
    case = office.submitted()
    with pytest.raises(approval.AcceptanceTimeNotOver):
        approval.deem_accepted(actor=LAW, application=case, now=later(6))
    approval.claim_step(actor=office.clerk, application=case, task=office.step(case, "S"), now=MONDAY)
    approval.deem_accepted(actor=LAW, application=case, now=later(8))
    assert case.is_deemed_accepted and case.accepted_at == MONDAY
    assert find_clock(case.act_object, "promised").started_on == date(2026, 9, 14)
    assert case.open_task(letter="A") is not None
    with pytest.raises(NotPermitted):
        approval.deem_accepted(actor=office.clerk, application=case, now=later(8))


def test_not_accepted__names_the_proper_agency_or_is_refused():
    office = given.office()
    case = office.submitted()
    with pytest.raises(approval.OtherAgencyMissing) as refused:
        approval.refuse_acceptance(
            actor=office.clerk, application=case, reason="不属本机关职权", other_agency="", now=MONDAY
        )
    assert list(refused.value.fields) == ["other_agency"]
    approval.refuse_acceptance(
        actor=office.clerk, application=case, reason="不属本机关职权", other_agency="市水务局", now=MONDAY
    )
    assert case.state == "not_accepted" and case.is_closed
    assert not find_clock(case.act_object, "acceptance").is_running


def test_not_required__closes_the_case_with_a_reason():
    office = given.office()
    case = office.submitted()
    with pytest.raises(approval.ReasonsNeeded):
        approval.declare_not_required(actor=office.clerk, application=case, reason=" ", now=MONDAY)
    approval.declare_not_required(
        actor=office.clerk, application=case, reason="只卖预包装食品，备案即可。", now=MONDAY
    )
    assert case.state == "not_required" and case.documents.filter(kind="not_required").exists()


def test_uncorrected__closes_only_after_the_applicants_time():
    office = given.office()
    case = office.submitted()
    correction = correct(office, case)
    with pytest.raises(approval.CorrectionTimeNotOver):
        approval.close_uncorrected(actor=LAW, application=case, now=later(30))
    assert correction.answer_until == date(2026, 10, 14)
    approval.close_uncorrected(actor=LAW, application=case, now=later(31))
    assert case.state == "uncorrected"


def test_accept_many__takes_the_complete_ones_and_gives_reasons_for_the_rest():
    office = given.office()
    complete = office.submitted()
    paper = approval.PaperApplication(
        applicant=approval.Applicant("陈嘉朗", "H00000018", "13800000801"), fields=office.answers()
    )
    incomplete = approval.register_paper_application(
        actor=office.clerk, version=complete.version, paper=paper, now=MONDAY
    )
    accepted, left = approval.accept_many(
        applications=[incomplete, complete],
        accept=lambda one: approval.accept_complete(actor=office.clerk, application=one, now=MONDAY),
    )
    assert [case.number for case in accepted] == [complete.number]
    assert [(case.number, refusal.code) for case, refusal in left] == [
        (incomplete.number, "approval.not_complete")
    ]
