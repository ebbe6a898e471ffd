"""The posts at work between acceptance and decision: claim, look, write an opinion, go and see, send back, pass on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile

from yangguang.capabilities.approval import events, permissions, states
from yangguang.capabilities.approval.models import Application, Opinion, SiteVisit
from yangguang.capabilities.approval.models.examination import Verdict
from yangguang.capabilities.approval.models.outcome import DocumentKind
from yangguang.capabilities.approval.operations import flow, papers
from yangguang.capabilities.approval.operations.holding import case_event, hold, officer_of, stand, take
from yangguang.capabilities.approval.rules.refusals import (
    AnotherPersonNeeded,
    CertificateNeeded,
    NotPossibleNow,
    OfficerUnknown,
    ReasonsNeeded,
    StepOfAnotherKind,
    TwoOfficersNeeded,
)
from yangguang.foundation.acts.api import Actor, emit, note, operation
from yangguang.foundation.files import api as files
from yangguang.foundation.organisation.api import PostKind
from yangguang.foundation.organisation.models import Appointment, Officer
from yangguang.foundation.process.models import Task
from yangguang.kernel.clock import today

OPINION_STEPS = ("A", "R", "X")
VISIT_STEPS = ("E",)


@dataclass(frozen=True, slots=True)
class VisitRecord:
    """What two or more officers found on the spot; `companions` are the numbers of those who came along."""

    companions: tuple[str, ...]
    visited_on: date
    findings: str
    is_passed: bool
    address: str = ""
    photos: tuple[UploadedFile, ...] = ()


@operation(
    "approval.claim_step", summary="签收", permission=permissions.may_claim_step, subject="application"
)
def claim_step(*, actor: Actor, application: Application, task: Task, now: datetime) -> Task:
    """
    Take an open step, so that colleagues of the same post leave it.

    Refuses with StepTaken, StepAlreadyDone.
    """
    hold(application)
    return take(actor=actor, application=application, task=task, now=now)


@operation(
    "approval.release_step", summary="退签", permission=permissions.may_release_step, subject="application"
)
def release_step(*, actor: Actor, application: Application, task: Task, now: datetime) -> None:
    """
    Put a claimed step back for the colleagues of the post.

    Refuses with StepTaken, StepAlreadyDone.
    """
    hold(application)
    current = take(actor=actor, application=application, task=task, now=now)
    flow.release(actor=actor, task=current, now=now)


@operation(
    "approval.give_opinion",
    summary="提出意见",
    permission=permissions.may_give_opinion,
    subject="application",
    binding=True,
)
def give_opinion(
    *, actor: Actor, application: Application, task: Task, verdict: str, text: str, now: datetime
) -> Opinion:
    """
    Finish an examination or review step with a written opinion.

    Nobody reviews what they examined themselves, and where several sign together (会签) each is another person.

    Refuses with ReasonsNeeded, AnotherPersonNeeded, StepOfAnotherKind, StepTaken, StepAlreadyDone, NotPossibleNow.
    """
    if not text.strip():
        raise ReasonsNeeded(fields={"text": "请写明审查意见。"})
    letters = (*OPINION_STEPS, *VISIT_STEPS) if task.post_kind == PostKind.EXPERT else OPINION_STEPS
    current = take_step(actor, application, task, letters, "提出审查意见", now)
    _require_another_person(actor, application, current)
    opinion = Opinion.objects.create(
        application=application,
        task=current,
        step_name=current.name,
        officer=officer_of(actor),
        post_name=_post_name(actor, application, current),
        verdict=Verdict(verdict).value,
        text=text,
        given_at=now,
    )
    answers = {"opinion": verdict}
    if current.step in VISIT_STEPS:
        answers["visit"] = "passed" if verdict == Verdict.AGREE else "failed"
    # A signer (加签) speaks for themselves: only the step's own officer decides where the case goes.
    flow.complete(actor=actor, task=current, variables={} if current.is_signer else answers, now=now)
    note(step=current.name, verdict=verdict, text=text)
    emit(events.StepDone(**case_event(application, now), step=current.name))
    return opinion


@operation(
    "approval.record_site_visit",
    summary="记录现场核查",
    permission=permissions.may_record_site_visit,
    subject="application",
    binding=True,
)
def record_site_visit(
    *, actor: Actor, application: Application, task: Task, record: VisitRecord, now: datetime
) -> SiteVisit:
    """
    Finish a visit step with what two or more officers found; one at least holds a valid certificate.

    Licensing Law art. 34: verification on the spot takes two or more.

    Refuses with TwoOfficersNeeded, CertificateNeeded, OfficerUnknown, ReasonsNeeded, StepOfAnotherKind, StepTaken,
    StepAlreadyDone, NotPossibleNow.
    """
    if not record.findings.strip():
        raise ReasonsNeeded(fields={"findings": "请写明现场情况。"})
    officers = _visitors(actor, application, record)
    current = take_step(actor, application, task, VISIT_STEPS, "记录现场核查", now)
    visit = SiteVisit.objects.create(
        application=application,
        task=current,
        visited_on=record.visited_on,
        address=record.address,
        findings=record.findings,
        is_passed=record.is_passed,
        recorded_at=now,
    )
    visit.officers.set(officers)
    photos = [files.store(photo, actor=actor, now=now) for photo in record.photos]
    visit.photos.set(photos)
    papers.issue(
        application=application,
        kind=DocumentKind.VISIT_RECORD,
        now=now,
        context={
            "officers": [f"{one.name}（{one.certificate_number or one.number}）" for one in officers],
            "visited_on": record.visited_on,
            "address": record.address,
            "findings": record.findings,
            "is_passed": record.is_passed,
        },
    )
    flow.complete(
        actor=actor,
        task=current,
        variables={"visit": "passed" if record.is_passed else "failed"},
        now=now,
    )
    note(
        step=current.name,
        officers=[one.number for one in officers],
        visited_on=record.visited_on.isoformat(),
        is_passed=record.is_passed,
        photos=[photo.digest for photo in photos],
    )
    emit(events.StepDone(**case_event(application, now), step=current.name))
    return visit


@operation(
    "approval.return_step",
    summary="退回前一环节",
    permission=permissions.may_return_step,
    subject="application",
    asks_factor=True,
)
def return_step(
    *, actor: Actor, application: Application, task: Task, to_node: str, reason: str, now: datetime
) -> Task:
    """
    Send a case back (退回) to an earlier officer step, with a reason; the clocks of the law keep running.

    Refuses with ReasonsNeeded, NotPossibleNow, StepTaken, StepAlreadyDone, and what the engine refuses.
    """
    if not reason.strip():
        raise ReasonsNeeded(fields={"reason": "请写明为什么退回。"})
    current = take_step(actor, application, task, None, "退回", now)
    earlier = {one.node_id: one for one in flow.earlier_steps(application=application, before=current)}
    if to_node not in earlier:
        raise StepOfAnotherKind(step=to_node, deed="作为退回的目标")
    returned = flow.return_to(actor=actor, task=current, earlier=earlier[to_node], reason=reason, now=now)
    note(step=current.name, to=earlier[to_node].name, to_node=to_node, reason=reason)
    return returned


@operation(
    "approval.hand_over_step",
    summary="转办",
    permission=permissions.may_hand_over_step,
    subject="application",
)
def hand_over_step(
    *, actor: Actor, application: Application, task: Task, officer_number: str, reason: str, now: datetime
) -> None:
    """
    Hand a step (转办) to a colleague who holds the same kind of post in the same body.

    Refuses with OfficerUnknown, NotPossibleNow, StepTaken, StepAlreadyDone.
    """
    current = take_step(actor, application, task, None, "转办", now)
    colleague = _colleagues(application, (officer_number,), current.post_kind, now)[0]
    flow.hand_over(actor=actor, task=current, to=colleague, reason=reason, now=now)
    note(step=current.name, to=colleague.number, reason=reason)


@operation(
    "approval.add_signers", summary="加签", permission=permissions.may_add_signers, subject="application"
)
def add_signers(
    *, actor: Actor, application: Application, task: Task, officer_numbers: Sequence[str], now: datetime
) -> None:
    """
    Ask colleagues for their opinion (加签) before the step goes on.

    Refuses with OfficerUnknown, NotPossibleNow, StepTaken, StepAlreadyDone.
    """
    current = take_step(actor, application, task, OPINION_STEPS, "加签", now)
    colleagues = _colleagues(application, tuple(officer_numbers), None, now)
    flow.add_signers(actor=actor, task=current, officers=colleagues, now=now)
    note(step=current.name, signers=[one.number for one in colleagues])


def take_step(
    actor: Actor,
    application: Application,
    task: Task,
    letters: tuple[str, ...] | None,
    deed: str,
    now: datetime,
) -> Task:
    """Hold the case, make sure it is being examined, and take the step if it is one of the kinds."""
    hold(application)
    current = take(actor=actor, application=application, task=task, now=now)
    if application.situation is not states.State.ACCEPTED:
        raise NotPossibleNow(number=application.number, state=application.situation.label, deed=deed)
    if letters is not None and current.step not in letters:
        raise StepOfAnotherKind(step=current.name, deed=deed)
    stand(actor, application, current.post_kind)
    return current


def _require_another_person(actor: Actor, application: Application, task: Task) -> None:
    """Keep the second pair of eyes a second one; a signer (加签) was asked by name and speaks beside the step."""
    if task.is_signer:
        return
    own = Opinion.objects.filter(
        application=application, officer__account_id=actor.account_id, task__is_signer=False
    )
    earlier = own.filter(task__step="A").first() if task.step == "R" else None
    if earlier is None and task.mi_index is not None:
        earlier = own.filter(task__scope_id=task.scope_id, task__node_id=task.node_id).first()
    if earlier is not None:
        raise AnotherPersonNeeded(step=task.name, earlier=earlier.step_name)


def _visitors(actor: Actor, application: Application, record: VisitRecord) -> list[Officer]:
    own = officer_of(actor)
    companions = tuple(
        dict.fromkeys(number for number in record.companions if number and number != own.number)
    )
    officers = [own]
    for number in companions:
        found = Officer.objects.filter(number=number).first()
        if found is None or not _serves(found, application, record.visited_on, None):
            raise OfficerUnknown(number=number)
        officers.append(found)
    if len(officers) < 2:
        raise TwoOfficersNeeded(count=len(officers))
    if not any(
        one.certificate_number
        and (one.certificate_until is None or one.certificate_until >= record.visited_on)
        for one in officers
    ):
        raise CertificateNeeded(names="、".join(one.name for one in officers))
    return officers


def _colleagues(
    application: Application, numbers: tuple[str, ...], kind: str | None, now: datetime
) -> list[Officer]:
    found = []
    for number in numbers:
        officer = Officer.objects.filter(number=number).first()
        if officer is None or not _serves(officer, application, today(now), kind):
            raise OfficerUnknown(number=number)
        found.append(officer)
    if not found:
        raise OfficerUnknown(number="（未填）")
    return found


def _serves(officer: Officer, application: Application, on: date, kind: str | None) -> bool:
    held = Appointment.objects.filter(
        officer=officer, post__office__body_id=application.body_id, valid_from__lte=on
    ).exclude(valid_until__lte=on)
    return held.filter(post__kind=kind).exists() if kind else held.exists()


def _post_name(actor: Actor, application: Application, task: Task) -> str:
    post = actor.post(task.post_kind, application.body.code)
    return post.name if post else actor.label
