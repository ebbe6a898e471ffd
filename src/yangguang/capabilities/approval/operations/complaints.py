"""Complaints about the handling of a case: filed by its applicant, answered in time by somebody who did not handle it."""

from datetime import datetime

from yangguang.capabilities.approval import events, permissions
from yangguang.capabilities.approval.models import Application, Complaint
from yangguang.capabilities.approval.operations import clocks
from yangguang.capabilities.approval.operations.holding import case_event, hold, officer_of
from yangguang.capabilities.approval.operations.told import tell
from yangguang.capabilities.approval.rules.refusals import (
    ComplaintAlreadyAnswered,
    ComplaintAlreadyOpen,
    HandledTheCase,
    ReasonsNeeded,
)
from yangguang.foundation.acts.api import Actor, emit, note, operation
from yangguang.kernel.clock import local, today

ANSWER_DAYS = 15
"""Working days to answer a complaint (handbook §6.3, hot.handle)."""


@operation(
    "approval.file_complaint",
    summary="投诉办理情况",
    permission=permissions.may_file_complaint,
    subject="application",
)
def file_complaint(
    *, actor: Actor, application: Application, text: str, now: datetime, is_urging: bool = False
) -> Complaint:
    """
    Complain about how the case is handled, or urge it on; it gets a number and is answered within fifteen working days.

    One urging waits for its answer before the next. Supervision hears the event; the clock of the answer is watched.

    Refuses with ReasonsNeeded, ComplaintAlreadyOpen.
    """
    if not text.strip():
        raise ReasonsNeeded(fields={"text": "请写明您要投诉的事情。"})
    hold(application)
    if is_urging:
        waiting = application.complaints.filter(is_urging=True, answered_at__isnull=True).first()
        if waiting is not None:
            raise ComplaintAlreadyOpen(number=waiting.number, until=waiting.answer_until)
    count = application.complaints.count() + 1
    complaint = Complaint.objects.create(
        application=application,
        number=f"{application.number}-T{count}",
        text=text,
        is_urging=is_urging,
        filed_at=now,
        answer_until=clocks.workdays_after(today(now), ANSWER_DAYS),
    )
    clocks.start_complaint(application=application, days=ANSWER_DAYS, now=now)
    note(complaint=complaint.number, answer_until=complaint.answer_until.isoformat(), is_urging=is_urging)
    tell(application, "complaint_filed", now=now, complaint=complaint.number, until=complaint.answer_until)
    emit(
        events.ComplaintFiled(
            **case_event(application, now), complaint=complaint.number, text=text, is_urging=is_urging
        )
    )
    return complaint


@operation(
    "approval.mark_complaint_late",
    summary="投诉答复超期",
    permission=permissions.may_mark_complaint_late,
    subject="complaint",
)
def mark_complaint_late(*, actor: Actor, complaint: Complaint, now: datetime) -> Complaint:
    """Keep, once, that a complaint was not answered in time, and tell supervision."""
    hold(complaint.application)
    current = Complaint.objects.select_for_update().get(pk=complaint.pk)
    if current.late_at is None and current.answered_at is None and today(now) > current.answer_until:
        current.late_at = now
        current.save(update_fields=["late_at"])
        note(complaint=current.number, due_on=current.answer_until.isoformat())
        emit(
            events.ComplaintLate(
                **case_event(complaint.application, now),
                complaint=current.number,
                due_on=current.answer_until.isoformat(),
            )
        )
    return current


@operation(
    "approval.answer_complaint",
    summary="答复投诉",
    permission=permissions.may_answer_complaint,
    subject="complaint",
    binding=True,
)
def answer_complaint(*, actor: Actor, complaint: Complaint, answer: str, now: datetime) -> Complaint:
    """
    Answer a complaint in writing, as somebody who did not work on the case: the head of the body, or supervision.

    Refuses with ReasonsNeeded, ComplaintAlreadyAnswered, HandledTheCase.
    """
    if not answer.strip():
        raise ReasonsNeeded(fields={"answer": "请写明查到了什么、怎么处理。"})
    application = complaint.application
    hold(application)
    current = Complaint.objects.select_for_update().get(pk=complaint.pk)
    if current.answered_at is not None:
        raise ComplaintAlreadyAnswered(
            number=current.number, at=f"{local(current.answered_at):%Y-%m-%d %H:%M}"
        )
    officer = officer_of(actor)
    if permissions.has_worked_on(officer.pk, application):
        raise HandledTheCase(number=current.number)
    current.answer, current.answered_at, current.answered_by = answer.strip(), now, officer
    current.save(update_fields=["answer", "answered_at", "answered_by"])
    clocks.stop_complaint(application=application, filed_at=current.filed_at, now=now)
    note(complaint=current.number)
    tell(application, "complaint_answered", now=now, complaint=current.number)
    emit(events.ComplaintAnswered(**case_event(application, now), complaint=current.number))
    return current
