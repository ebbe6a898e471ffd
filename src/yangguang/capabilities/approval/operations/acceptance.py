"""The office's first answer within five working days: accept, ask once for corrections, or say no and where to go."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from yangguang.capabilities.approval import events, permissions, states
from yangguang.capabilities.approval.models import Application, Correction
from yangguang.capabilities.approval.models.outcome import DocumentKind
from yangguang.capabilities.approval.operations import clocks, flow, papers
from yangguang.capabilities.approval.operations.deferral import set_due
from yangguang.capabilities.approval.operations.holding import (
    case_event,
    hold,
    move,
    officer_of,
    require,
    take,
)
from yangguang.capabilities.approval.operations.told import tell
from yangguang.capabilities.approval.queries.coverage import materials_relied_on
from yangguang.capabilities.approval.queries.demands import materials_missing
from yangguang.capabilities.approval.rules.refusals import (
    AcceptanceTimeNotOver,
    CorrectionAlreadyRequested,
    CorrectionTimeNotOver,
    CorrectionTooLate,
    CorrectionWithoutItems,
    NotComplete,
    OtherAgencyMissing,
    ReasonsNeeded,
    StepAlreadyDone,
)
from yangguang.foundation.acts.api import Actor, emit, note, operation
from yangguang.foundation.process.models import Task
from yangguang.kernel.clock import local, today
from yangguang.kernel.refusals import Refusal


@dataclass(frozen=True, slots=True)
class CorrectionItem:
    """One thing the applicant has to put right: of which material or field, what is wrong, how to mend it."""

    code: str
    name: str
    problem: str
    advice: str = ""

    def as_dict(self) -> dict[str, str]:
        """As kept with the notice."""
        return {"code": self.code, "name": self.name, "problem": self.problem, "advice": self.advice}


@operation(
    "approval.accept_application",
    summary="受理申请",
    permission=permissions.may_accept_application,
    subject="application",
    binding=True,
)
def accept_application(*, actor: Actor, application: Application, now: datetime) -> Application:
    """
    Accept an application with a dated notice; from here the decision clocks run (Licensing Law art. 32(5), 42).

    Refuses with StepAlreadyDone, StepTaken, NotPossibleNow.
    """
    task = _acceptance_task(actor, application, "accept_application", "受理", now)
    _accept(application, since=now, is_deemed=False)
    _issue_acceptance(application, now)
    flow.complete(actor=actor, task=task, variables={"acceptance": "accepted"}, now=now)
    note(order=application.acceptance_order, channel=application.channel)
    tell(application, "accepted", now=now)
    emit(events.ApplicationAccepted(**case_event(application, now)))
    return application


def accept_complete(*, actor: Actor, application: Application, now: datetime) -> Application:
    """
    Accept an application nobody has looked through line by line: only if every material is there.

    Refuses with NotComplete, and as `accept_application`.
    """
    present = set(application.files.values_list("material_code", flat=True))
    present |= set(materials_relied_on(application=application))
    if materials_missing(version=application.version, fields=application.fields, present=present):
        raise NotComplete(number=application.number)
    return accept_application(actor=actor, application=application, now=now)


def accept_many(
    *, applications: Sequence[Application], accept: Callable[[Application], object]
) -> tuple[list[Application], list[tuple[Application, Refusal]]]:
    """
    Accept several applications, each as an act of its own, signed by itself; give the rest with the reason.

    One that cannot be accepted stops none of the others.
    """
    accepted: list[Application] = []
    left: list[tuple[Application, Refusal]] = []
    for application in applications:
        try:
            accept(application)
            accepted.append(application)
        except Refusal as refusal:
            left.append((application, refusal))
    return accepted, left


@operation(
    "approval.request_correction",
    summary="一次性告知补正",
    permission=permissions.may_request_correction,
    subject="application",
    binding=True,
)
def request_correction(
    *,
    actor: Actor,
    application: Application,
    items: Iterable[CorrectionItem],
    now: datetime,
    reason: str = "",
) -> Correction:
    """
    Tell the applicant once, and all at once, what has to be put right (Licensing Law art. 32(4)).

    Refuses with CorrectionAlreadyRequested, CorrectionTooLate, CorrectionWithoutItems, StepAlreadyDone, StepTaken,
    NotPossibleNow.
    """
    wanted = list(items)
    hold(application)
    earlier = Correction.objects.filter(application=application).first()
    if earlier is not None:
        raise CorrectionAlreadyRequested(at=f"{local(earlier.requested_at):%Y-%m-%d}")
    problems = {
        f"items.{place}": "请写清哪里不符合要求。"
        for place, one in enumerate(wanted)
        if not one.problem.strip()
    }
    if not wanted:
        problems = {"items": "请至少列出一项。"}
    if problems:
        raise CorrectionWithoutItems(fields=problems)
    if clocks.is_acceptance_overdue(application=application, now=now):
        raise CorrectionTooLate(days=application.version.acceptance_days)
    task = _acceptance_task(actor, application, "request_correction", "告知补正", now)
    correction = Correction.objects.create(
        application=application,
        items=[one.as_dict() for one in wanted],
        reason=reason,
        officer=officer_of(actor),
        requested_at=now,
        answer_until=clocks.correction_until(application=application, now=now),
    )
    move(application, operation="request_correction")
    application.save(update_fields=["state"])
    clocks.stop_acceptance(application=application, now=now)
    clocks.start_correction(application=application, now=now)
    papers.issue(
        application=application,
        kind=DocumentKind.CORRECTION_NOTICE,
        now=now,
        context={
            "items": [
                {"material": one.name, "problem": one.problem, "remedy": one.advice or "请按要求补充或更换。"}
                for one in wanted
            ],
            "correct_by": correction.answer_until,
        },
    )
    flow.complete(actor=actor, task=task, variables={"acceptance": "correction"}, now=now)
    note(items=correction.items, answer_until=correction.answer_until.isoformat())
    tell(application, "correction", now=now)
    emit(events.CorrectionRequested(**case_event(application, now)))
    return correction


@operation(
    "approval.refuse_acceptance",
    summary="不予受理",
    permission=permissions.may_refuse_acceptance,
    subject="application",
    binding=True,
)
def refuse_acceptance(
    *, actor: Actor, application: Application, reason: str, other_agency: str, now: datetime
) -> Application:
    """
    Decide not to accept what is not this agency's power, and say whose it is (Licensing Law art. 32(2)).

    Refuses with OtherAgencyMissing, StepAlreadyDone, StepTaken, NotPossibleNow.
    """
    fields = _blank(reason=reason, other_agency=other_agency)
    if fields:
        raise OtherAgencyMissing(fields=fields)
    task = _acceptance_task(actor, application, "refuse_acceptance", "不予受理", now)
    _close(application, "refuse_acceptance", now)
    papers.issue(
        application=application,
        kind=DocumentKind.NOT_ACCEPTED,
        now=now,
        context={"reasons": reason, "proper_body": other_agency},
    )
    flow.complete(actor=actor, task=task, variables={"acceptance": "not_accepted"}, now=now)
    note(reason=reason, other_agency=other_agency)
    tell(application, "not_accepted", now=now)
    emit(events.AcceptanceRefused(**case_event(application, now)))
    return application


@operation(
    "approval.declare_not_required",
    summary="告知不需要许可",
    permission=permissions.may_declare_not_required,
    subject="application",
    binding=True,
)
def declare_not_required(
    *, actor: Actor, application: Application, reason: str, now: datetime
) -> Application:
    """
    Tell at once that no licence is needed for this (不受理, Licensing Law art. 32(1)).

    Refuses with ReasonsNeeded, StepAlreadyDone, StepTaken, NotPossibleNow.
    """
    if _blank(reason=reason):
        raise ReasonsNeeded(fields=_blank(reason=reason))
    task = _acceptance_task(actor, application, "declare_not_required", "告知不受理", now)
    _close(application, "declare_not_required", now)
    papers.issue(
        application=application, kind=DocumentKind.NOT_REQUIRED, now=now, context={"reasons": reason}
    )
    flow.complete(actor=actor, task=task, variables={"acceptance": "not_required"}, now=now)
    note(reason=reason)
    tell(application, "not_required", now=now)
    emit(events.AcceptanceRefused(**case_event(application, now), is_required=False))
    return application


@operation(
    "approval.deem_accepted",
    summary="逾期未告知，视为受理",
    permission=permissions.may_deem_accepted,
    subject="application",
    binding=True,
)
def deem_accepted(*, actor: Actor, application: Application, now: datetime) -> Application:
    """
    Let silence count: without an answer in five working days the application is accepted as of the day of receipt.

    The decision clocks run from that day too (Licensing Law art. 32(4)).

    Refuses with AcceptanceTimeNotOver, NotPossibleNow.
    """
    hold(application)
    require(application, operation="deem_accepted", deed="视为受理")
    if not clocks.is_acceptance_overdue(application=application, now=now):
        due = clocks.acceptance_due(application=application)
        raise AcceptanceTimeNotOver(number=application.number, due=due)
    task = flow.open_task(application=application, letter="S")
    _accept(application, since=clocks.acceptance_started(application=application), is_deemed=True)
    _issue_acceptance(application, now)
    if task is not None:
        flow.complete_for(actor=actor, task=task, variables={"acceptance": "accepted"}, now=now)
    note(since=application.accepted_at.isoformat() if application.accepted_at else "")
    tell(application, "deemed_accepted", now=now)
    emit(events.ApplicationAccepted(**case_event(application, now), is_deemed=True))
    return application


@operation(
    "approval.close_uncorrected",
    summary="补正不来，办结",
    permission=permissions.may_close_uncorrected,
    subject="application",
    asks_factor=True,
)
def close_uncorrected(*, actor: Actor, application: Application, now: datetime) -> Application:
    """
    Close a case whose applicant has not answered the correction notice in time (办结码 5 补正不来办结).

    Refuses with CorrectionTimeNotOver, NotPossibleNow.
    """
    hold(application)
    require(application, operation="close_uncorrected", deed="按补正不来办结")
    due = application.correction.answer_until
    if today(now) <= due:
        raise CorrectionTimeNotOver(number=application.number, due=due)
    _close(application, "close_uncorrected", now)
    flow.terminate(application=application, reason="补正不来办结", now=now)
    note(due=due.isoformat())
    tell(application, "uncorrected", now=now)
    emit(events.ApplicationClosed(**case_event(application, now), state=application.state))
    return application


def _acceptance_task(
    actor: Actor, application: Application, operation_name: str, deed: str, now: datetime
) -> Task:
    hold(application)
    if application.situation not in states.BEFORE_ACCEPTANCE:
        last = flow.last_done(application=application, letter="S")
        if last is not None:
            moment = local(last.done_at or now)
            raise StepAlreadyDone(by=flow.done_by(last), at=f"{moment.month}月{moment.day}日 {moment:%H:%M}")
    require(application, operation=operation_name, deed=deed)
    task = flow.open_task(application=application, letter="S")
    if task is None:
        raise AssertionError("an application awaiting acceptance has its step")
    return take(actor=actor, application=application, task=task, now=now)


def _accept(application: Application, *, since: datetime, is_deemed: bool) -> None:
    move(application, operation="deem_accepted" if is_deemed else "accept_application")
    application.accepted_at = since
    application.is_deemed_accepted = is_deemed
    application.acceptance_order = papers.next_acceptance_order()
    application.save(update_fields=["state", "accepted_at", "is_deemed_accepted", "acceptance_order"])
    clocks.stop_acceptance(application=application, now=since)
    clocks.start_decision(application=application)


def _issue_acceptance(application: Application, now: datetime) -> None:
    owed = set_due(application, now=now)
    statutory, promised = clocks.decision_days(application=application)
    papers.issue(
        application=application,
        kind=DocumentKind.ACCEPTANCE_NOTICE,
        now=now,
        context={
            "accepted_at": application.accepted_at,
            "statutory_days": application.version.statutory_days,
            "statutory_on": statutory,
            "promised_days": application.version.promise_days,
            "promised_on": promised,
            "is_deemed": application.is_deemed_accepted,
            "deferred": "、".join(one.name for one in owed),
            "deferred_until": owed[0].due_on if owed else None,
        },
    )


def _close(application: Application, operation_name: str, now: datetime) -> None:
    move(application, operation=operation_name)
    application.closed_at = now
    application.save(update_fields=["state", "closed_at"])
    clocks.stop_all(application=application, now=now)


def _blank(**texts: str) -> dict[str, str]:
    return {name: "这一项还没有写。" for name, text in texts.items() if not text.strip()}
