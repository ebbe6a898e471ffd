"""Handing in: drafts, forms, materials, numbers, receipts."""

from datetime import date

import pytest

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval import operations as approval_operations
from yangguang.capabilities.approval import queries as approval_queries
from yangguang.capabilities.approval.models import Application, Draft
from yangguang.capabilities.approval.tests import given
from yangguang.capabilities.approval.tests.given import FOOD, MONDAY, later
from yangguang.foundation.acts.api import list_acts_of
from yangguang.foundation.deadlines.api import find_clock
from yangguang.kernel.clock import fixed_at
from yangguang.kernel.refusals import NotFound, NotPermitted
from yangguang.reference.matters.api import stop_matter

pytestmark = pytest.mark.django_db


def test_submit__complete_draft__becomes_a_case_with_number_receipt_and_clock():
    office = given.office()
    case = office.submitted()
    assert case.number.startswith("2026-0914-")
    assert case.state == "submitted" and case.instance is not None
    assert {one.kind for one in case.documents.all()} == {"application_form", "receipt"}
    assert case.files.count() == 2 and not Draft.objects.exists()
    assert find_clock(case.act_object, "acceptance").due_on == date(2026, 9, 20)  # a Sunday that is worked
    acts = list(list_acts_of(object_type="application", object_number=case.number))
    assert [act.operation for act in acts] == ["approval.submit_application"]
    assert case.applicant_name == "深圳市试验餐饮店" and case.person_name == "张伟"


def test_submit__twice__gives_the_same_case():
    office = given.office()
    draft = office.draft()
    first = approval.submit_application(actor=office.owner, draft=draft, now=MONDAY)
    second = approval.submit_application(actor=office.owner, draft=draft, now=later(hours=1))
    assert first.number == second.number and Application.objects.count() == 1


def test_submit__with_missing_answers__is_refused_and_keeps_the_draft():
    office = given.office()
    draft = office.draft()
    fields = {name: value for name, value in draft.fields.items() if name != "safety_officer"}
    approval.save_draft(actor=office.owner, draft=draft, revision=0, fields=fields, page=2, now=MONDAY)
    with pytest.raises(approval.FormIncomplete) as refused:
        approval.submit_application(actor=office.owner, draft=draft, now=MONDAY)
    assert list(refused.value.fields) == ["safety_officer"]
    assert Draft.objects.get().fields == fields


def test_submit__matter_stopped__is_refused_and_keeps_the_draft(client):
    office = given.office()
    draft = office.draft()
    matter = draft.version.matter
    stop_matter(actor=given.PLATFORM, now=MONDAY, matter=matter, reason="系统升级")
    with pytest.raises(approval.MatterNotOpen):
        approval.submit_application(actor=office.owner, draft=draft, now=MONDAY)
    assert Draft.objects.count() == 1
    with fixed_at(MONDAY):
        answer = client.get(f"/apply/{matter.catalog_code}/")
    assert answer.status_code == 409 and "现在不接受申请" in answer.content.decode()


def test_submit__without_required_material__names_it():
    office = given.office()
    draft = office.draft(files=False)
    with pytest.raises(approval.MaterialsMissing) as refused:
        approval.submit_application(actor=office.owner, draft=draft, now=MONDAY)
    assert len(refused.value.fields) == 2
    assert not Application.objects.exists()


def test_submit__after_a_newer_version_came_into_force__is_refused_until_the_draft_is_renewed():
    office = given.office()
    draft = office.draft()
    given.republish(office, FOOD, now=MONDAY, on=date(2026, 9, 15))
    with pytest.raises(approval.StaleFormVersion):
        approval.submit_application(actor=office.owner, draft=draft, now=later(2))
    kept = Draft.objects.get()
    assert kept.fields == draft.fields
    renewed = approval.renew_draft(actor=office.owner, draft=kept, now=later(2))
    case = approval.submit_application(actor=office.owner, draft=renewed, now=later(2))
    assert case.version.number == 2 and case.files.count() == 2


def test_save_draft__from_an_old_page__is_refused_and_overwrites_nothing():
    office = given.office()
    draft = office.draft()
    approval.save_draft(actor=office.owner, draft=draft, revision=0, fields={"a": 1}, page=1, now=MONDAY)
    with pytest.raises(approval.DraftChangedElsewhere):
        approval.save_draft(actor=office.owner, draft=draft, revision=0, fields={"a": 2}, page=1, now=MONDAY)
    assert Draft.objects.get().fields == {"a": 1}


def test_draft__of_somebody_else__can_be_neither_seen_nor_changed():
    office = given.office()
    draft = office.draft()
    with pytest.raises(NotFound):
        approval.get_draft(actor=office.stranger, uuid=draft.uuid)
    for deed in (
        lambda: approval.submit_application(actor=office.stranger, draft=draft, now=MONDAY),
        lambda: approval.discard_draft(actor=office.stranger, draft=draft, now=MONDAY),
        lambda: approval.save_draft(
            actor=office.stranger, draft=draft, revision=0, fields={}, page=1, now=MONDAY
        ),
    ):
        with pytest.raises(NotPermitted):
            deed()
    assert Draft.objects.count() == 1


def test_attach_file__beyond_what_the_material_takes_or_unknown__is_refused():
    office = given.office()
    draft = office.draft()
    code = draft.files.first().material_code
    with pytest.raises(approval.TooManyFiles):
        approval.attach_file(
            actor=office.owner, draft=draft, material_code=code, upload=given.upload(), now=MONDAY
        )
    with pytest.raises(approval.UnknownMaterial):
        approval.attach_file(
            actor=office.owner, draft=draft, material_code="M999", upload=given.upload(), now=MONDAY
        )


def test_paper__taken_in_by_the_clerk__runs_the_same_flow_and_may_be_incomplete():
    office = given.office()
    paper = approval.PaperApplication(
        applicant=approval.Applicant("陈嘉朗", "H00000018", "13800000801"), fields=office.answers()
    )
    case = approval.register_paper_application(
        actor=office.clerk, version=office.versions[FOOD], paper=paper, now=MONDAY
    )
    assert case.channel == "window" and case.open_task(letter="S") is not None
    with pytest.raises(approval.AlreadySubmitted):
        approval.register_paper_application(
            actor=office.clerk, version=office.versions[FOOD], paper=paper, now=MONDAY
        )
    assert Application.objects.count() == 1


def test_paper__with_wrong_check_digit__is_refused():
    office = given.office()
    paper = approval.PaperApplication(
        applicant=approval.Applicant("张伟", "440305190003081019", "13800000801"), fields=office.answers()
    )
    with pytest.raises(approval.FormIncomplete) as refused:
        approval.register_paper_application(
            actor=office.clerk, version=office.versions[FOOD], paper=paper, now=MONDAY
        )
    assert "person_number" in refused.value.fields


def test_paper__by_an_examiner_or_an_applicant__is_not_permitted():
    office = given.office()
    paper = approval.PaperApplication(applicant=approval.Applicant("张伟", "H00000018", "1"), fields={})
    for actor in (office.examiner, office.owner):
        with pytest.raises(NotPermitted):
            approval.register_paper_application(
                actor=actor, version=office.versions[FOOD], paper=paper, now=MONDAY
            )


def test_draft__untouched_for_ninety_days__is_thrown_away_and_no_other():
    office = given.office()
    old, young = office.draft(), office.draft(now=later(60))
    assert list(approval_queries.list_stale_drafts(now=later(91))) == [old]
    assert approval_operations.discard_stale_draft(actor=given.LAW, draft=old, now=later(91))
    assert not approval_operations.discard_stale_draft(actor=given.LAW, draft=young, now=later(91))
    assert list(Draft.objects.all()) == [young]
