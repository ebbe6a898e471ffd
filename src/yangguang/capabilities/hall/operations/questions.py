"""Asking about a matter and being answered, so that the next who wonders finds it answered."""

from datetime import datetime

from yangguang.capabilities.hall import permissions
from yangguang.capabilities.hall.events import QuestionAnswered, QuestionAsked
from yangguang.capabilities.hall.models import Question
from yangguang.capabilities.hall.rules.publishing import masked, what_is_left
from yangguang.capabilities.hall.rules.refusals import (
    AnsweredAlready,
    AnswerEmpty,
    NotMasked,
    PrivateReasonMissing,
    QuestionEmpty,
    TooManyQuestions,
)
from yangguang.foundation.acts.api import Actor, emit, note, operation
from yangguang.foundation.deadlines.api import current_calendar
from yangguang.foundation.messaging import api as messaging
from yangguang.foundation.numbering import api as numbering
from yangguang.foundation.organisation.models import Officer
from yangguang.kernel.clock import today
from yangguang.reference.matters.models import Matter

ANSWER_DAYS = 2
"""Working days to answer a question (handbook §6.3, hot.consult; 广东省 12345 rules, in force 2022-09-01)."""
SHORTEST, LONGEST, OPEN_AT_ONCE = 5, 2000, 5


@operation("hall.ask_question", summary="咨询事项", permission=permissions.may_ask_question, subject="result")
def ask_question(*, actor: Actor, matter: Matter, text: str, phone: str, now: datetime) -> Question:
    """
    Ask about a matter, signed in or not; the number finds the answer again.

    Refuses with QuestionEmpty, TooManyQuestions.
    """
    words = text.strip()
    if not SHORTEST <= len(words) <= LONGEST:
        raise QuestionEmpty(fields={"text": "请写明您想问什么，五个字到两千个字。"})
    _require_patience(actor, phone)
    body = matter.body
    question = Question.objects.create(
        number=numbering.issue_receipt_number(
            body_code=body.code, kind="question", day=today(now), prefix="ZX"
        ),
        matter=matter,
        body=body,
        account_id=actor.account_id,
        phone=phone.strip()[:20],
        text=words,
        asked_at=now,
        answer_until=current_calendar().add_workdays(today(now), ANSWER_DAYS),
    )
    note(matter=matter.code, answer_until=question.answer_until.isoformat())
    emit(QuestionAsked(question.number, matter.code, body.code, now))
    return question


@operation(
    "hall.answer_question",
    summary="答复咨询",
    permission=permissions.may_answer_question,
    subject="question",
)
def answer_question(
    *,
    actor: Actor,
    question: Question,
    answer: str,
    shown_text: str,
    now: datetime,
    private_reason: str = "",
    is_private: bool = False,
) -> Question:
    """
    Answer, and open question and answer to all with everything that points at somebody masked; or say why not.

    *shown_text* is the question as the public reads it; empty takes the asked words, masked by rule.

    Refuses with AnswerEmpty, AnsweredAlready, NotMasked, PrivateReasonMissing.
    """
    if not answer.strip():
        raise AnswerEmpty(fields={"answer": "请写明答复。"})
    if is_private and not private_reason.strip():
        raise PrivateReasonMissing(fields={"private_reason": "不公开的要写明理由。"})
    row = Question.objects.select_for_update().select_related("matter", "body").get(pk=question.pk)
    if row.answered_at is not None:
        raise AnsweredAlready(number=row.number)
    row.answer, row.answered_at = answer.strip(), now
    row.answered_by = Officer.objects.get(account=actor.account_id)
    row.is_private, row.private_reason = is_private, private_reason.strip()[:200] if is_private else ""
    if not is_private:
        row.shown_text = shown_text.strip() or masked(row.text)
        row.shown_answer = masked(row.answer)
        left = what_is_left(row.shown_text) or what_is_left(row.shown_answer)
        if left:
            raise NotMasked(what=left, fields={"shown_text": f"里面还有{left}。"})
    row.save()
    note(is_public=not is_private, reason=row.private_reason, was_late=today(now) > row.answer_until)
    messaging.send(
        account_id=row.account_id,
        phone=row.phone,
        title="咨询有了答复",
        text=f"您的咨询 {row.number} 已经答复。",
        link=f"/questions/{row.number}/",
        about=row.act_object,
        now=now,
    )
    emit(QuestionAnswered(row.number, row.matter.code, row.body.code, now, is_public=not is_private))
    return row


@operation(
    "hall.remind_answer", summary="咨询超期提醒", permission=permissions.may_remind_answer, subject="question"
)
def remind_answer(*, actor: Actor, question: Question, now: datetime) -> Question:
    """Say once, on record, that a question stands unanswered past its last day."""
    row = Question.objects.select_for_update().get(pk=question.pk)
    if row.reminded_at is None and row.answered_at is None:
        row.reminded_at = now
        row.save(update_fields=["reminded_at"])
        note(answer_until=row.answer_until.isoformat())
    return row


def _require_patience(actor: Actor, phone: str) -> None:
    waiting = Question.objects.filter(answered_at__isnull=True)
    if actor.account_id is not None:
        count = waiting.filter(account_id=actor.account_id).count()
    else:
        count = waiting.filter(account__isnull=True, phone=phone.strip()).count() if phone.strip() else 0
    if count >= OPEN_AT_ONCE:
        raise TooManyQuestions(count=count)
