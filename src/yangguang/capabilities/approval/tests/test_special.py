"""What may stop or lengthen the clocks."""

from datetime import date

import pytest

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval.tests import given
from yangguang.capabilities.approval.tests.given import MONDAY, later
from yangguang.foundation.deadlines.api import find_clock
from yangguang.kernel.refusals import NotPermitted

pytestmark = pytest.mark.django_db


def pause(office, case, kind="testing", now=MONDAY):
    return approval.start_special_procedure(
        actor=office.examiner, application=case, kind=kind, needed_days=10, reason="送检", now=now
    )


def test_special_procedure__stops_clocks_and_steps_until_it_ends():
    office = given.office()
    case = office.accepted()
    before = office.step(case, "A").due_on
    pause(office, case)
    assert case.state == "suspended"
    assert all(find_clock(case.act_object, kind).is_paused for kind in ("statutory", "promised"))
    assert case.documents.get(kind="special_notice").number.startswith("深试许特〔2026〕")
    task = case.instance.tasks.get(step="A")
    with pytest.raises(approval.NotPossibleNow):
        approval.give_opinion(
            actor=office.examiner, application=case, task=task, verdict="agree", text="好", now=later(1)
        )
    approval.end_special_procedure(actor=office.examiner, application=case, result="合格", now=later(9))
    assert case.state == "accepted"
    assert find_clock(case.act_object, "promised").due_on > date(2026, 9, 22)
    assert office.step(case, "A").due_on > before


@pytest.mark.parametrize("kind", ["public_notice", "公示", "", "appraisal "])
def test_special_procedure__not_named_by_the_law__is_refused(kind):
    office = given.office()
    case = office.accepted()
    with pytest.raises(approval.SpecialKindNotLawful):
        pause(office, case, kind)
    assert not find_clock(case.act_object, "statutory").is_paused


def test_special_procedure__before_acceptance_or_twice__is_refused():
    office = given.office()
    case = office.submitted()
    with pytest.raises(approval.NotPossibleNow):
        pause(office, case)
    approval.accept_application(actor=office.clerk, application=case, now=MONDAY)
    pause(office, case)
    with pytest.raises(approval.NotPossibleNow):
        pause(office, case)


def test_extension__once_by_the_head_only():
    office = given.office()
    case = office.accepted()
    before = find_clock(case.act_object, "statutory").due_on
    with pytest.raises(NotPermitted):
        approval.extend_decision(actor=office.examiner, application=case, days=5, reason="核实", now=MONDAY)
    with pytest.raises(approval.ExtensionTooLong):
        approval.extend_decision(actor=office.head, application=case, days=11, reason="核实", now=MONDAY)
    with pytest.raises(approval.ReasonsNeeded):
        approval.extend_decision(actor=office.head, application=case, days=5, reason="", now=MONDAY)
    approval.extend_decision(actor=office.head, application=case, days=5, reason="核实", now=MONDAY)
    clock = find_clock(case.act_object, "statutory")
    assert clock.due_on > before and clock.original_due_on == before
    with pytest.raises(approval.ExtensionAlreadyUsed):
        approval.extend_decision(actor=office.head, application=case, days=5, reason="核实", now=later(1))


def test_hearing__told_asked_announced_and_held__before_the_decision():
    office = given.office()
    case = office.ready_to_decide()
    with pytest.raises(approval.HearingNotOffered):
        approval.request_hearing(actor=office.owner, application=case, reason="异议", now=MONDAY)
    approval.tell_hearing_right(actor=office.head, application=case, reason="涉及相邻住户", now=MONDAY)
    approval.request_hearing(actor=office.owner, application=case, reason="异议", now=later(1))
    with pytest.raises(approval.HearingNotHeld):
        approval.decide(actor=office.head, application=case, ruling=approval.Ruling("granted"), now=later(1))
    soon = approval.HearingDate(later(6), "三楼听证室", "0305")
    with pytest.raises(approval.HearingNoticeTooShort):
        approval.notify_hearing(actor=office.head, application=case, hearing_date=soon, now=later(1))
    partial = approval.HearingDate(later(14), "三楼听证室", "0417")
    with pytest.raises(approval.ChairExaminedTheCase):
        approval.notify_hearing(actor=office.head, application=case, hearing_date=partial, now=later(1))
    fair = approval.HearingDate(later(14), "三楼听证室", "0305")
    approval.notify_hearing(actor=office.head, application=case, hearing_date=fair, now=later(1))
    assert case.state == "suspended"
    approval.record_hearing(
        actor=office.head, application=case, record="双方陈述意见。", now=later(14, hours=3)
    )
    assert case.state == "accepted"
    approval.decide(
        actor=office.head, application=case, ruling=approval.Ruling("granted"), now=later(14, hours=4)
    )
    kinds = set(case.documents.values_list("kind", flat=True))
    assert {"hearing_right", "hearing_notice", "hearing_record", "special_notice", "grant"} <= kinds


def test_hearing__asked_for_after_five_working_days__is_too_late():
    office = given.office()
    case = office.accepted()
    approval.tell_hearing_right(actor=office.examiner, application=case, reason="涉及相邻住户", now=MONDAY)
    with pytest.raises(approval.HearingRequestTooLate):
        approval.request_hearing(actor=office.owner, application=case, reason="异议", now=later(7))
