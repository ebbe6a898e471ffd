"""Complaints: a number, a last day, and one answer by somebody who did not handle the case."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval.tests import given
from yangguang.capabilities.approval.tests.given import MONDAY, later
from yangguang.foundation.deadlines.api import find_clock
from yangguang.foundation.identity.api import Account
from yangguang.foundation.messaging.models import Message
from yangguang.kernel.refusals import NotFound, NotPermitted

pytestmark = pytest.mark.django_db


def complain(office, case, *, text="窗口让我多跑了两趟", now=MONDAY, **how):
    return approval.file_complaint(actor=office.owner, application=case, text=text, now=now, **how)


def test_complaint__gets_a_number_a_last_day_and_a_clock():
    office = given.office()
    case = office.accepted()

    complaint = complain(office, case)

    assert (complaint.number, complaint.answer_until) == (f"{case.number}-T1", date(2026, 10, 10))
    clock = find_clock(case.act_object, "step", "approval.complaint")
    assert (clock.due_on, clock.post_kind, clock.body_code) == (
        complaint.answer_until,
        "decide",
        case.body.code,
    )
    assert approval.acts_of(application=case, actor=office.head)[0].operation == "approval.file_complaint"
    assert Message.objects.filter(title="投诉已收到", account=case.account).exists()


def test_complaint__without_words_or_about_another_persons_case__is_refused():
    office = given.office()
    case = office.accepted()
    with pytest.raises(approval.ReasonsNeeded):
        complain(office, case, text=" ")
    with pytest.raises(NotPermitted):
        approval.file_complaint(actor=office.stranger, application=case, text="等太久", now=MONDAY)
    assert not approval.Complaint.objects.exists()


def test_urging__waits_for_its_answer__before_the_next():
    office = given.office()
    case = office.accepted()
    complain(office, case, text="请快一点", is_urging=True)
    with pytest.raises(approval.ComplaintAlreadyOpen):
        complain(office, case, text="请快一点", is_urging=True, now=later(1))
    assert complain(office, case, now=later(1)).number.endswith("-T2")  # a complaint is another thing


def test_answer__by_the_head__reaches_the_applicant_and_stops_its_own_clock():
    office = given.office()
    case = office.accepted()
    first, second = complain(office, case), complain(office, case, now=later(0, hours=1))

    approval.answer_complaint(actor=office.head, complaint=first, answer="已当面道歉。", now=later(2))

    first.refresh_from_db()
    assert (first.answer, first.answered_by.number) == ("已当面道歉。", "0102")
    clocks = [
        one.clock
        for one in approval.clocks_of_case(application=case, now=later(2))
        if one.clock.rule_id == "approval.complaint"
    ]
    assert [one.is_running for one in clocks] == [False, True]
    assert list(approval.list_complaints_to_answer(actor=office.head)) == [second]
    assert Message.objects.filter(title="投诉有了答复", account=case.account).count() == 1


def test_answer__twice_or_by_whoever_decided_the_case_or_a_clerk__is_refused():
    office = given.office()
    case = office.granted()
    complaint = complain(office, case, now=later(1))
    with pytest.raises(approval.HandledTheCase):
        approval.answer_complaint(actor=office.head, complaint=complaint, answer="没有问题。", now=later(1))
    with pytest.raises(NotPermitted):
        approval.answer_complaint(actor=office.clerk, complaint=complaint, answer="没有问题。", now=later(1))
    with pytest.raises(approval.ReasonsNeeded):
        approval.answer_complaint(actor=office.monitor, complaint=complaint, answer="", now=later(1))
    approval.answer_complaint(actor=office.monitor, complaint=complaint, answer="已核实。", now=later(2))
    with pytest.raises(approval.ComplaintAlreadyAnswered):
        approval.answer_complaint(actor=office.monitor, complaint=complaint, answer="改一下", now=later(3))
    complaint.refresh_from_db()
    assert complaint.answer == "已核实。"


def signed_in(username):
    client = Client()
    client.force_login(Account.objects.get(username=username))
    return client


def test_pages__from_filing_to_answer__show_both_sides():
    office = given.office()
    case = office.accepted()
    own = signed_in("owner")
    sent = own.post(reverse("approval:complain", args=[case.number]), {"text": "等太久"})
    assert sent.url == reverse("approval:case", args=[case.number])
    number = approval.Complaint.objects.get().number

    head = signed_in("head")
    assert number in head.get(reverse("approval:complaints")).content.decode()
    page = reverse("approval:complaint", args=[number])
    assert head.post(page, {"answer": ""}).status_code == 422
    assert head.post(page, {"answer": "明天办完。"}).status_code == 302
    shown = own.get(reverse("approval:case", args=[case.number])).content.decode()
    assert number in shown and "明天办完。" in shown


def test_page__of_another_body_or_by_a_clerk__is_not_there():
    office = given.office()
    complaint = complain(office, office.accepted())
    page = reverse("approval:complaint", args=[complaint.number])
    assert signed_in("clerk").get(page).status_code == 403
    with pytest.raises(NotFound):
        approval.get_complaint_to_answer(actor=office.clerk, number=complaint.number)


def test_complaint__unanswered_past_its_last_day__is_named_once_and_an_answered_one_never():
    office = given.office()
    case = office.accepted()
    late, answered = complain(office, case), complain(office, case, now=later(0, hours=1))
    approval.answer_complaint(actor=office.head, complaint=answered, answer="已处理。", now=later(2))

    approval.watch_complaints(now=later(26))  # its last day, after the holiday
    late.refresh_from_db()
    assert late.late_at is None
    for day in (28, 29):
        approval.watch_complaints(now=later(day))

    late.refresh_from_db()
    answered.refresh_from_db()
    assert (late.late_at, answered.late_at) == (later(28), None)
