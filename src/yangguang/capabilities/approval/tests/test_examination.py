"""Opinions, visits, and what officers do with a step."""

from datetime import date

import pytest

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval.tests import given
from yangguang.capabilities.approval.tests.given import MONDAY, later
from yangguang.foundation.process.api import SignersOutstanding
from yangguang.foundation.process.models import Task
from yangguang.kernel.refusals import NotPermitted

pytestmark = pytest.mark.django_db


def visit(companions=("0648",), findings="布局与图纸一致。", is_passed=True):
    return approval.VisitRecord(
        companions=companions, visited_on=date(2026, 9, 14), findings=findings, is_passed=is_passed
    )


def at_visit(office):
    case = office.accepted(commitment=False)
    office.opinion(case, "A")
    return case, office.step(case, "E")


def test_opinion__moves_the_case_on_and_is_kept_with_its_post():
    office = given.office()
    case = office.accepted()
    office.opinion(case)
    opinion = case.opinions.get()
    assert (opinion.post_name, opinion.verdict) == ("审查岗", "agree")
    assert case.open_task(letter="A") is None and case.open_task(letter="R") is not None


def test_opinion__without_words_or_on_another_kind_of_step__is_refused():
    office = given.office()
    case = office.accepted(commitment=False)
    task = office.step(case, "A")
    with pytest.raises(approval.ReasonsNeeded):
        approval.give_opinion(
            actor=office.examiner, application=case, task=task, verdict="agree", text=" ", now=MONDAY
        )
    office.opinion(case)
    with pytest.raises(approval.StepOfAnotherKind):
        approval.give_opinion(
            actor=office.inspector,
            application=case,
            task=office.step(case, "E"),
            verdict="agree",
            text="好",
            now=MONDAY,
        )


def test_opinion__by_another_post_or_on_another_case__is_not_permitted():
    office = given.office()
    case, other = office.accepted(), office.accepted()
    for actor, about in ((office.clerk, case), (office.owner, case), (office.examiner, other)):
        with pytest.raises(NotPermitted):
            approval.give_opinion(
                actor=actor,
                application=about,
                task=office.step(case, "A"),
                verdict="agree",
                text="好",
                now=MONDAY,
            )
    assert not case.opinions.exists()


def test_opinion__twice_on_the_same_step__says_it_is_done():
    office = given.office()
    case = office.accepted()
    task = office.step(case, "A")
    office.opinion(case)
    with pytest.raises(approval.StepAlreadyDone):
        approval.give_opinion(
            actor=office.examiner2,
            application=case,
            task=task,
            verdict="agree",
            text="好",
            now=later(hours=1),
        )


def test_visit__by_one_officer__is_refused():
    office = given.office()
    case, task = at_visit(office)
    for companions in ((), ("0631",)):
        with pytest.raises(approval.TwoOfficersNeeded):
            approval.record_site_visit(
                actor=office.inspector, application=case, task=task, record=visit(companions), now=MONDAY
            )


def test_visit__when_nobody_holds_a_valid_certificate__is_refused():
    office = given.office()
    case, task = at_visit(office)
    with pytest.raises(approval.CertificateNeeded):
        approval.record_site_visit(
            actor=office.inspector2, application=case, task=task, record=visit(("0655",)), now=MONDAY
        )


def test_visit__with_an_unknown_companion__is_refused():
    office = given.office()
    case, task = at_visit(office)
    with pytest.raises(approval.OfficerUnknown):
        approval.record_site_visit(
            actor=office.inspector, application=case, task=task, record=visit(("9999",)), now=MONDAY
        )


def test_visit__by_two__is_recorded_with_its_paper_and_moves_on():
    office = given.office()
    case, task = at_visit(office)
    made = approval.record_site_visit(
        actor=office.inspector,
        application=case,
        task=task,
        record=approval.VisitRecord(
            ("0648",), date(2026, 9, 14), "布局与图纸一致。", True, photos=(given.upload("现场.pdf"),)
        ),
        now=MONDAY,
    )
    assert made.officers.count() == 2 and made.photos.count() == 1
    assert case.documents.filter(kind="visit_record").exists()
    case.instance.refresh_from_db()
    assert case.instance.variables["visit"] == "passed"
    assert case.open_task(letter="R") is not None


def test_claim__keeps_colleagues_away_until_released():
    office = given.office()
    case = office.accepted()
    task = office.step(case, "A")
    approval.claim_step(actor=office.examiner, application=case, task=task, now=MONDAY)
    with pytest.raises(approval.StepTaken) as refused:
        approval.claim_step(actor=office.examiner2, application=case, task=task, now=MONDAY)
    assert "0417" in refused.value.message
    approval.release_step(actor=office.examiner, application=case, task=task, now=MONDAY)
    approval.claim_step(actor=office.examiner2, application=case, task=task, now=MONDAY)
    task.refresh_from_db()
    assert task.assignee_account_id == office.examiner2.account_id


def test_return__to_an_earlier_step__puts_it_back_on_the_same_desk():
    office = given.office()
    case = office.accepted()
    office.opinion(case, "A")
    review = office.step(case, "R")
    approval.return_step(
        actor=office.examiner2,
        application=case,
        task=review,
        to_node="examine",
        reason="面积不符",
        now=MONDAY,
    )
    again = office.step(case, "A")
    assert again.assignee_account_id == office.examiner.account_id
    assert case.open_task(letter="R") is None


def test_return__without_reason_or_to_a_step_not_passed__is_refused():
    office = given.office()
    case = office.accepted()
    office.opinion(case, "A")
    review = office.step(case, "R")
    for node, reason, refusal in (
        ("examine", " ", approval.ReasonsNeeded),
        ("decide", "往前跳", approval.StepOfAnotherKind),
        ("accept", "退到受理前", approval.StepOfAnotherKind),
    ):
        with pytest.raises(refusal):
            approval.return_step(
                actor=office.examiner2, application=case, task=review, to_node=node, reason=reason, now=MONDAY
            )


def test_hand_over__to_a_colleague_of_the_post__or_refused():
    office = given.office()
    case = office.accepted()
    task = office.step(case, "A")
    with pytest.raises(approval.OfficerUnknown):
        approval.hand_over_step(
            actor=office.examiner,
            application=case,
            task=task,
            officer_number="0208",
            reason="休假",
            now=MONDAY,
        )
    approval.hand_over_step(
        actor=office.examiner, application=case, task=task, officer_number="0423", reason="休假", now=MONDAY
    )
    with pytest.raises(approval.StepTaken):
        office.opinion(case, "A", by="examiner")
    office.opinion(case, "A", by="examiner2")


def test_signers__are_heard_before_the_step_goes_on():
    office = given.office()
    case = office.accepted()
    task = office.step(case, "A")
    approval.add_signers(
        actor=office.examiner, application=case, task=task, officer_numbers=["0305"], now=MONDAY
    )
    with pytest.raises(SignersOutstanding):
        office.opinion(case, "A")
    signing = Task.objects.get(instance=case.instance, is_signer=True)
    with pytest.raises(NotPermitted):
        approval.give_opinion(
            actor=office.examiner2, application=case, task=signing, verdict="agree", text="好", now=MONDAY
        )
    approval.give_opinion(
        actor=office.reviewer, application=case, task=signing, verdict="disagree", text="再看看", now=MONDAY
    )
    office.opinion(case, "A")
    case.instance.refresh_from_db()
    assert case.instance.variables["opinion"] == "agree"
    assert case.open_task(letter="R") is not None
