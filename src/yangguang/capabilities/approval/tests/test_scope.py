"""Who sees what: another person's case does not exist; desks hold only their own."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval.tests import given
from yangguang.capabilities.approval.tests.given import MONDAY, later
from yangguang.kernel.refusals import NotFound

pytestmark = pytest.mark.django_db


def test_case_number__of_somebody_else__is_not_found():
    office = given.office()
    case = office.submitted()
    assert approval.get_application(actor=office.owner, number=case.number) == case
    assert approval.get_application(actor=office.examiner, number=case.number) == case
    assert approval.get_application(actor=office.monitor, number=case.number) == case
    for number in (case.number, "2026-0914-99999"):
        with pytest.raises(NotFound):
            approval.get_application(actor=office.stranger, number=number)
    assert list(approval.list_my_applications(actor=office.owner)) == [case]
    assert not approval.list_my_applications(actor=office.stranger).exists()


def test_files_and_documents__of_somebody_elses_case__are_not_found():
    office = given.office()
    case = office.submitted()
    file, document = case.files.first(), case.documents.first()
    assert approval.get_submitted_file(actor=office.clerk, uuid=file.file.uuid) == file
    assert approval.get_issued_document(actor=office.owner, uuid=document.document.uuid) == document
    with pytest.raises(NotFound):
        approval.get_submitted_file(actor=office.stranger, uuid=file.file.uuid)
    with pytest.raises(NotFound):
        approval.get_issued_document(actor=office.stranger, uuid=document.document.uuid)


def test_progress__needs_number_and_phone_together():
    office = given.office()
    case = office.submitted()
    assert approval.find_progress(number=case.number, phone="138 0000 0308").state == "submitted"
    for number, phone in (
        (case.number, "13800000309"),
        (case.number, ""),
        ("2026-0914-99999", "13800000308"),
    ):
        with pytest.raises(NotFound):
            approval.find_progress(number=number, phone=phone)


def test_inbox__shows_each_post_its_own_steps_only():
    office = given.office()
    fresh, examined = office.submitted(), office.accepted()
    assert numbers(office, "clerk") == [fresh.number]
    assert numbers(office, "examiner") == [examined.number]
    assert numbers(office, "head") == numbers(office, "monitor") == []
    approval.claim_step(
        actor=office.examiner, application=examined, task=office.step(examined, "A"), now=MONDAY
    )
    assert numbers(office, "examiner2") == []
    assert numbers(office, "examiner", "claimed") == [examined.number]
    office.opinion(examined)
    assert numbers(office, "examiner", "done") == numbers(office, "examiner", "watching") == [examined.number]


def test_inbox__earliest_due_first_with_pages_search_and_late_ones():
    office = given.office()
    cases = [office.submitted(now=later(day)) for day in (2, 0, 1)]
    page = approval.open_inbox(actor=office.clerk, box="todo", now=later(2), size=2)
    assert [row.application.number for row in page.rows] == [cases[1].number, cases[2].number]
    assert page.has_next
    rest = approval.open_inbox(actor=office.clerk, box="todo", now=later(2), size=2, page=2)
    assert [row.application.number for row in rest.rows] == [cases[0].number] and not rest.has_next
    found = approval.open_inbox(actor=office.clerk, box="todo", now=later(2), words=cases[0].number)
    assert [row.application.number for row in found.rows] == [cases[0].number]
    late = approval.open_inbox(actor=office.clerk, box="overdue", now=later(7))
    assert [(row.application.number, row.is_overdue, row.level) for row in late.rows] == [
        (cases[1].number, True, 2)
    ]
    counts = approval.count_inbox(actor=office.clerk, now=later(7))
    assert counts == {"todo": 3, "claimed": 0, "done": 0, "watching": 0, "overdue": 1}


def test_inbox__query_count__does_not_grow_with_the_number_of_cases():
    office = given.office()
    clerk = office.clerk
    office.submitted()
    few = queries_of(lambda: approval.open_inbox(actor=clerk, box="todo", now=MONDAY))
    for _ in range(4):
        office.submitted()
    many = queries_of(lambda: approval.open_inbox(actor=clerk, box="todo", now=MONDAY))
    assert few == many <= 5


def test_history__tells_acts_steps_to_come_and_clocks_in_a_fixed_number_of_queries():
    office = given.office()
    case = office.accepted()
    office.opinion(case)
    owner = office.owner
    made = []
    few = queries_of(lambda: made.append(approval.history_of(application=case, actor=owner, now=MONDAY)))
    history = made[0]
    assert [act.summary for act in history.acts] == ["提出意见", "受理申请", "提交申请"]
    assert not any(act.facts for act in history.acts)
    states = {line.step.node_id: line.state for line in history.steps}
    assert states["examine"] == "done" and states["review"] == "current" and states["decide"] == "coming"
    assert history.clock("promised").account.left == 7
    assert few <= 12


def test_figures__of_a_matter__count_what_was_finished():
    office = given.office()
    approval.forget_figures()
    case = office.delivered()
    approval.rate_service(actor=office.owner, application=case, level=4, now=MONDAY)
    approval.forget_figures()
    figures = approval.figures_of(case.version, later(1))
    assert figures.days == {0: 1} and figures.rating == 4.0 and figures.refused == 0
    assert figures.nodes["examine"].median_days == 0.0
    approval.forget_figures()


def test_prefill__takes_what_is_known_and_names_the_source():
    office = given.office()
    fields = approval.prefilled_fields(actor=office.owner, version=office.versions[given.FOOD])
    assert fields["credit_code"] == given.SHOP_CODE and fields["contact_name"] == "张伟"
    assert approval.profile_of(actor=office.owner)["enterprise.name"].source == "企业登记信息"


def numbers(office, username, box="todo"):
    page = approval.open_inbox(actor=office.officer(username), box=box, now=MONDAY)
    return [row.application.number for row in page.rows]


def queries_of(deed):
    with CaptureQueriesContext(connection) as caught:
        deed()
    return len(caught)
