"""Questions: asked by anybody, answered by the body in two working days, open to all with nobody named."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from yangguang.capabilities.approval.tests.given import FOOD, MONDAY, later
from yangguang.capabilities.approval.tests.test_complaints import signed_in
from yangguang.capabilities.hall import api as hall
from yangguang.capabilities.hall import tasks
from yangguang.capabilities.hall.models import Question
from yangguang.capabilities.hall.rules.publishing import masked, what_is_left
from yangguang.capabilities.hall.tests import given
from yangguang.foundation.acts.api import ANONYMOUS
from yangguang.foundation.messaging.models import Message
from yangguang.kernel import clock
from yangguang.kernel.refusals import NotFound, NotPermitted

pytestmark = pytest.mark.django_db
TEXT = "我叫张伟，身份证 440305199003083034，手机 13800000308，开小餐馆要先办什么？"


def ask(office, *, actor=None, text=TEXT, phone="", now=MONDAY):
    matter = office.versions[FOOD].matter
    return hall.ask_question(actor=actor or ANONYMOUS, matter=matter, text=text, phone=phone, now=now)


def answer(office, question, *, text="先办营业执照，再办这一项。", shown="", now=MONDAY, **how):
    return hall.answer_question(
        actor=office.examiner, question=question, answer=text, shown_text=shown, now=now, **how
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("我叫张伟，想问", "我叫张*，想问"),
        ("电话13800000308", "电话138****0308"),
        ("身份证440305199003083034", "身份证4403**********3034"),
        ("邮箱 a.b@example.com 收", "邮箱 ***@*** 收"),
        ("卡号6222000012345678", "卡号****"),
        ("办件2026-0914-00001呢", "办件****-****-*****呢"),
    ],
)
def test_masking__hides_what_points_at_somebody(text, shown):
    assert masked(text) == shown
    assert what_is_left(masked(text)) == ""


def test_question__by_anybody__has_two_working_days_and_is_read_masked_by_others():
    office = given.office(fee=0)
    question = ask(office, actor=office.owner)
    assert question.answer_until == date(2026, 9, 16)
    with pytest.raises(NotFound):  # not answered: nobody else reads it
        hall.get_own_question(actor=office.stranger, number=question.number)
    answer(office, question)
    found, is_own = hall.get_own_question(actor=office.stranger, number=question.number)
    assert is_own is False
    for hidden in ("张伟", "440305199003083034", "13800000308"):
        assert hidden not in found.shown_text
    assert Message.objects.filter(title="咨询有了答复", account_id=office.owner.account_id).exists()
    with pytest.raises(hall.AnsweredAlready):
        answer(office, question)


def test_question__asked_without_an_account__is_masked_for_everybody_once_it_is_open_to_all():
    office = given.office(fee=0)
    question = ask(office)
    assert hall.get_own_question(actor=ANONYMOUS, number=question.number)[1] is True
    answer(office, question)
    page = Client().get(reverse("hall:question", args=[question.number])).content.decode()
    for hidden in ("张伟", "440305199003083034", "13800000308"):
        assert hidden not in page
    private = ask(office)
    answer(office, private, is_private=True, private_reason="涉及个人隐私")
    assert hall.get_own_question(actor=ANONYMOUS, number=private.number)[1] is True


def test_question__empty_or_endless_or_the_sixth_unanswered__is_refused():
    office = given.office(fee=0)
    for wrong in ("", "问", "长" * 2001):
        with pytest.raises(hall.QuestionEmpty):
            ask(office, text=wrong)
    for _ in range(5):
        ask(office, actor=office.owner)
    with pytest.raises(hall.TooManyQuestions):
        ask(office, actor=office.owner)
    assert Question.objects.count() == 5


def test_answer__of_another_body_or_without_words_or_naming_somebody__is_refused():
    office = given.office(fee=0)
    question = ask(office)
    with pytest.raises(NotPermitted):
        hall.answer_question(actor=office.monitor, question=question, answer="好", shown_text="", now=MONDAY)
    with pytest.raises(hall.AnswerEmpty):
        answer(office, question, text=" ")
    with pytest.raises(hall.NotMasked):
        answer(office, question, shown="手机 13800000308 的人问")
    with pytest.raises(hall.PrivateReasonMissing):
        answer(office, question, is_private=True)
    question.refresh_from_db()
    assert question.answered_at is None
    answer(office, question, is_private=True, private_reason="涉及个人隐私")
    assert list(hall.list_answered()) == []


def test_late_question__is_named_once__by_the_calendar():
    office = given.office(fee=0)
    question = ask(office)
    for _ in range(2):
        with clock.fixed_at(later(3)):
            tasks.keep_days(0)
    question.refresh_from_db()
    assert question.reminded_at == later(3)


def test_pages__ask_without_signing_in_answer_and_read():
    office = given.office(fee=0)
    visitor = Client()
    guide = visitor.get(reverse("matters:guide", args=[FOOD])).content.decode()
    page = reverse("hall:ask", args=[FOOD])
    assert page in guide and "/halls/" in guide
    assert visitor.post(page, {"text": "问"}).status_code == 422
    own = visitor.post(page, {"text": TEXT}).url
    assert "前" in visitor.get(own).content.decode()
    number = Question.objects.get().number
    examiner = signed_in("examiner")
    assert number in examiner.get(reverse("hall:desk_questions")).content.decode()
    desk = reverse("hall:answer", args=[number])
    assert "138****0308" in examiner.get(desk).content.decode()
    assert examiner.post(desk, {"answer": ""}).status_code == 422
    assert examiner.post(desk, {"answer": "先办营业执照。"}).status_code == 302
    listed = visitor.get(reverse("hall:questions") + f"?matter={FOOD}").content.decode()
    assert "先办营业执照" in listed and "13800000308" not in listed
    assert signed_in("monitor").get(desk).status_code in (403, 404)
    assert office.body.code
