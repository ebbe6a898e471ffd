"""Decision, delivery, licence, publication, and what the applicant says about it."""

import pytest

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval.tests import given
from yangguang.capabilities.approval.tests.given import COMPANY, FOOD, FOOD_CHANGE, LAW, MONDAY, later
from yangguang.foundation.deadlines.api import find_clock
from yangguang.foundation.process.models import Task
from yangguang.kernel.refusals import NotPermitted
from yangguang.reference.licences.models import Licence

pytestmark = pytest.mark.django_db


def refuse(office, case, reasons="加工区与卫生间相邻。", now=MONDAY):
    return approval.decide(
        actor=office.head, application=case, ruling=approval.Ruling("refused", reasons), now=now
    )


def test_grant__carries_a_number_of_the_body_and_starts_the_time_to_deliver():
    office = given.office()
    case = office.granted()
    assert case.decision.number == "深试许准〔2026〕1号" and case.state == "granted"
    assert not find_clock(case.act_object, "promised").is_running
    assert find_clock(case.act_object, "statutory", "lic.deliver").is_running
    assert find_clock(case.act_object, "statutory", "lic.publish").is_running


def test_refusal__without_reasons__is_refused_and_with_them_tells_the_remedies():
    office = given.office()
    case = office.ready_to_decide()
    with pytest.raises(approval.ReasonsNeeded):
        refuse(office, case, " ")
    decision = refuse(office, case)
    assert decision.number == "深试许不准〔2026〕1号"
    assert "行政复议" in decision.remedies and case.state == "refused"
    assert "行政诉讼" in case.documents.get(kind="refusal").document.html


def test_decide__before_the_steps_are_done_or_by_another_post__is_refused():
    office = given.office()
    case = office.accepted()
    with pytest.raises(approval.NotPossibleNow):
        refuse(office, case)
    ready = office.ready_to_decide()
    for actor in (office.examiner, office.clerk, office.owner, LAW):
        with pytest.raises(NotPermitted):
            approval.decide(actor=actor, application=ready, ruling=approval.Ruling("granted"), now=MONDAY)


def test_decide__twice__says_it_is_done():
    office = given.office()
    case = office.granted()
    with pytest.raises(approval.StepAlreadyDone):
        refuse(office, case, now=later(1))


def test_delivery__of_a_grant__issues_the_licence_and_proves_service():
    office = given.office()
    case = office.delivered()
    licence = case.licence
    assert licence.title == "食品经营许可证" and licence.holder_name == "深圳市试验餐饮店"
    assert licence.number.startswith("JY") and licence.application_number == case.number
    assert licence.valid_until.isoformat() == "2031-09-13"
    assert dict(licence.content).keys() >= {"主体业态", "经营项目"}
    assert case.documents.filter(kind="service_proof").exists() and case.is_closed
    case.instance.refresh_from_db()
    assert case.instance.state == "done"
    with pytest.raises(approval.StepAlreadyDone):
        approval.deliver_result(
            actor=office.clerk, application=case, handing=approval.Handing(), now=later(1)
        )


def test_delivery__of_a_refusal__makes_no_licence():
    office = given.office()
    case = office.ready_to_decide()
    refuse(office, case)
    approval.deliver_result(actor=office.clerk, application=case, handing=approval.Handing(), now=MONDAY)
    assert case.state == "delivered" and case.licence is None and not Licence.objects.exists()


def test_change__of_a_licence__issues_its_next_version():
    office = given.office(FOOD, FOOD_CHANGE)
    first = office.delivered().licence
    case = office.accepted(FOOD_CHANGE, now=later(1), licence_number=first.number, change_kind="经营项目")
    assert case.target_licence == first
    office.opinion(case, "A", now=later(1))
    record = approval.VisitRecord(("0648",), later(1).date(), "新增冷食间，隔断完好。", True)
    approval.record_site_visit(
        actor=office.inspector, application=case, task=office.step(case, "E"), record=record, now=later(1)
    )
    approval.decide(
        actor=office.head, application=case, ruling=approval.Ruling("granted", "符合。"), now=later(1)
    )
    approval.deliver_result(
        actor=office.maker if case.open_task(letter="N").post_kind == "deliver" else office.clerk,
        application=case,
        handing=approval.Handing(),
        now=later(1),
    )
    first.refresh_from_db()
    assert case.licence.number == first.number and case.licence.version == 2
    assert first.status != "V"


def test_change__of_somebody_elses_licence__is_refused():
    office = given.office(FOOD_CHANGE)
    draft = office.draft(FOOD_CHANGE, licence_number="JY44030026000001")
    with pytest.raises(approval.TargetLicenceMissing):
        approval.submit_application(actor=office.owner, draft=draft, now=MONDAY)


def test_follow_ups__after_the_decision__end_the_flow_beside_the_delivery():
    office = given.office(COMPANY)
    case = office.accepted(COMPANY, has_foreign=False, with_seal=True, with_tax=True, with_insurance=False)
    approval.decide(actor=office.head, application=case, ruling=approval.Ruling("granted"), now=MONDAY)
    assert office.step(case, "N").node_id == "deliver"
    approval.deliver_result(actor=office.maker, application=case, handing=approval.Handing(), now=MONDAY)
    for task in Task.objects.filter(instance=case.instance, state="open"):
        approval.finish_follow_up(
            actor=office.officer("maker" if task.post_kind == "deliver" else "clerk"),
            application=case,
            task=task,
            text="已办",
            now=later(1),
        )
    case.instance.refresh_from_db()
    assert case.instance.state == "done" and case.state == "delivered"


def test_publish__grants_only_once_and_masked_for_persons():
    office = given.office()
    case = office.delivered()
    with pytest.raises(NotPermitted):
        approval.publish_result(actor=office.clerk, application=case, now=MONDAY)
    approval.publish_result(actor=LAW, application=case, now=MONDAY)
    with pytest.raises(approval.NotPossibleNow):
        approval.publish_result(actor=LAW, application=case, now=MONDAY)
    shown = approval.list_public_results()
    assert [one.applicant for one in shown] == ["深圳市试验餐饮店"]
    case.applicant_kind, case.applicant_name = "person", "欧阳若兰"
    case.save()
    assert approval.get_public_result(decision_number=shown[0].decision_number).applicant == "欧***"


def test_publish__a_refusal__is_not_possible():
    office = given.office()
    case = office.ready_to_decide()
    refuse(office, case)
    with pytest.raises(approval.NotPossibleNow):
        approval.publish_result(actor=LAW, application=case, now=MONDAY)


def test_rating__once_in_five_levels_after_the_end():
    office = given.office()
    case = office.granted()
    with pytest.raises(approval.ResultNotOutYet):
        approval.rate_service(actor=office.owner, application=case, level=5, now=MONDAY)
    approval.deliver_result(actor=office.clerk, application=case, handing=approval.Handing(), now=MONDAY)
    with pytest.raises(approval.RatingLevelUnknown):
        approval.rate_service(actor=office.owner, application=case, level=6, now=MONDAY)
    approval.rate_service(actor=office.owner, application=case, level=5, now=MONDAY, text="很快")
    with pytest.raises(approval.AlreadyRated):
        approval.rate_service(actor=office.owner, application=case, level=1, now=MONDAY)
    with pytest.raises(NotPermitted):
        approval.rate_service(actor=office.stranger, application=case, level=1, now=MONDAY)


def test_withdrawal__before_the_decision__closes_and_stops_everything():
    office = given.office()
    case = office.accepted()
    with pytest.raises(NotPermitted):
        approval.withdraw_application(actor=office.stranger, application=case, now=MONDAY)
    approval.withdraw_application(actor=office.owner, application=case, reason="不开了", now=later(1))
    assert case.state == "withdrawn" and not find_clock(case.act_object, "statutory").is_running
    case.instance.refresh_from_db()
    assert case.instance.state == "withdrawn"
    with pytest.raises(approval.NotPossibleNow):
        approval.withdraw_application(actor=office.owner, application=case, now=later(1))


def test_withdrawal__after_the_decision__is_refused():
    office = given.office()
    case = office.granted()
    with pytest.raises(approval.NotPossibleNow):
        approval.withdraw_application(actor=office.owner, application=case, now=later(1))


def test_deliver__read_back_before_the_minute_turned__is_still_what_was_read():
    office = given.office()
    case = office.granted()

    def deed(at):
        return lambda application: approval.deliver_result(
            actor=office.clerk, application=application, handing=approval.Handing(), now=at
        )

    paper = approval.rehearse(actor=office.clerk, number=case.number, deed=deed(later(1)))
    approval.sign_as_read(
        actor=office.clerk, number=case.number, deed=deed(later(1, hours=1)), digest=paper.digest
    )

    case.refresh_from_db()
    assert case.state == "delivered"
