"""What the applicant may do once the case exists: answer, withdraw, ask for a hearing, rate."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from yangguang.capabilities.approval import events, permissions, states
from yangguang.capabilities.approval.models import Application, Hearing, Rating, SubmittedFile
from yangguang.capabilities.approval.models.outcome import DocumentKind
from yangguang.capabilities.approval.operations import clocks, flow, papers
from yangguang.capabilities.approval.operations.deferral import settle_materials
from yangguang.capabilities.approval.operations.holding import (
    case_event,
    hold,
    move,
    require,
    require_mandate,
)
from yangguang.capabilities.approval.operations.told import tell
from yangguang.capabilities.approval.queries.demands import asked_answers, problems_with
from yangguang.capabilities.approval.rules.refusals import (
    AlreadyRated,
    FormIncomplete,
    HearingNotOffered,
    HearingRequestTooLate,
    NotPossibleNow,
    RatingLevelUnknown,
    ReasonsNeeded,
    ResultNotOutYet,
    UnknownMaterial,
)
from yangguang.foundation.acts.api import Actor, emit, note, operation
from yangguang.foundation.files import api as files
from yangguang.kernel.clock import today
from yangguang.kernel.refusals import NotFound


@operation(
    "approval.attach_correction_file",
    summary="上传补正材料",
    permission=permissions.may_attach_correction_file,
    subject="application",
)
def attach_correction_file(
    *, actor: Actor, application: Application, material_code: str, upload: UploadedFile, now: datetime
) -> SubmittedFile:
    """
    Take one file towards the correction; it counts once the correction is handed in.

    Refuses with NotPossibleNow, UnknownMaterial, and what `files.store` refuses.
    """
    hold(application)
    require(application, operation="answer_correction", deed="上传补正材料")
    _require_known_materials(application, [material_code])
    return _attach(actor, application, material_code, upload, now)


@operation(
    "approval.remove_correction_file",
    summary="移除补正材料",
    permission=permissions.may_remove_correction_file,
    subject="application",
)
def remove_correction_file(
    *, actor: Actor, application: Application, file: SubmittedFile, now: datetime
) -> None:
    """
    Take a file of the correction off again before it is handed in; what was handed in first stays.

    Refuses with NotPossibleNow, NotFound.
    """
    hold(application)
    require(application, operation="answer_correction", deed="移除材料")
    removed, _ = SubmittedFile.objects.filter(
        pk=file.pk, application=application, is_correction=True
    ).delete()
    if not removed:
        raise NotFound(what="这个文件")
    note(material=file.material_code)


@operation(
    "approval.answer_correction",
    summary="提交补正材料",
    permission=permissions.may_answer_correction,
    subject="application",
    binding=True,
)
def answer_correction(
    *,
    actor: Actor,
    application: Application,
    now: datetime,
    uploads: Sequence[tuple[str, UploadedFile]] = (),
    fields: dict[str, Any] | None = None,
    answer_note: str = "",
) -> Application:
    """
    Hand in what the correction notice asked for; the office has five working days again from here.

    *fields* replaces answers of the form; files are added to those already there, which stay as they were.

    Refuses with NotPossibleNow, UnknownMaterial, FormIncomplete, ReasonsNeeded.
    """
    hold(application)
    require(application, operation="answer_correction", deed="提交补正")
    require_mandate(actor, matter_code=application.version.matter.catalog_code, right="correct", now=now)
    _require_known_materials(application, [code for code, _ in uploads])
    for code, upload in uploads:
        _attach(actor, application, code, upload, now)
    settle_materials(application, now=now)
    added = list(application.files.filter(is_correction=True).select_related("file"))
    if not added and not fields and not answer_note.strip():
        raise ReasonsNeeded(fields={"files": "请上传补正的材料，或者说明情况。"})
    _merge_fields(application, fields or {})
    correction = application.correction
    correction.answered_at, correction.answer_note = now, answer_note
    correction.save(update_fields=["answered_at", "answer_note"])
    move(application, operation="answer_correction")
    application.save(update_fields=["state", "fields"])
    clocks.stop_correction(application=application, now=now)
    clocks.start_acceptance(application=application, since=now)
    flow.complete_applicant_task(actor=actor, application=application, now=now)
    note(files=[one.file.digest for one in added], note=answer_note)
    tell(application, "corrected", now=now)
    emit(events.CorrectionAnswered(**case_event(application, now)))
    return application


@operation(
    "approval.finish_own_step",
    summary="完成申请人环节",
    permission=permissions.may_finish_own_step,
    subject="application",
    binding=True,
)
def finish_own_step(
    *,
    actor: Actor,
    application: Application,
    text: str,
    now: datetime,
    uploads: Sequence[tuple[str, UploadedFile]] = (),
) -> Application:
    """
    Finish a step of the flow that is the applicant's own after acceptance: rectify, fit out, hand in a report.

    Refuses with NotPossibleNow, ReasonsNeeded, UnknownMaterial.
    """
    if not text.strip():
        raise ReasonsNeeded(fields={"text": "请说明做了什么。"})
    hold(application)
    task = flow.applicant_task(application=application)
    if task is None or application.situation is not states.State.ACCEPTED:
        raise NotPossibleNow(number=application.number, state=application.situation.label, deed="提交这一步")
    _require_known_materials(application, [code for code, _ in uploads])
    for code, upload in uploads:
        _attach(actor, application, code, upload, now)
    settle_materials(application, now=now)
    flow.complete_for(actor=actor, task=task, variables={}, now=now)
    note(step=task.name, text=text)
    emit(events.StepDone(**case_event(application, now), step=task.name))
    return application


@operation(
    "approval.withdraw_application",
    summary="撤回申请",
    permission=permissions.may_withdraw_application,
    subject="application",
    binding=True,
)
def withdraw_application(
    *, actor: Actor, application: Application, now: datetime, reason: str = ""
) -> Application:
    """
    Withdraw before a decision is made; the case closes and all clocks stop.

    Refuses with NotPossibleNow.
    """
    hold(application)
    require(application, operation="withdraw_application", deed="撤回")
    require_mandate(actor, matter_code=application.version.matter.catalog_code, right="withdraw", now=now)
    application.special_procedures.filter(ended_at__isnull=True).update(ended_at=now, result="申请人撤回申请")
    move(application, operation="withdraw_application")
    application.closed_at = now
    application.save(update_fields=["state", "closed_at"])
    clocks.stop_all(application=application, now=now)
    flow.withdraw(application=application, reason=reason or "申请人撤回", now=now)
    papers.issue(application=application, kind=DocumentKind.WITHDRAWAL, now=now, context={"reason": reason})
    note(reason=reason)
    tell(application, "withdrawn", now=now)
    emit(events.ApplicationClosed(**case_event(application, now), state=application.state))
    return application


@operation(
    "approval.request_hearing",
    summary="申请听证",
    permission=permissions.may_request_hearing,
    subject="application",
    binding=True,
)
def request_hearing(*, actor: Actor, application: Application, reason: str, now: datetime) -> Hearing:
    """
    Ask for a hearing within five working days of being told of the right (Licensing Law art. 47).

    Refuses with HearingNotOffered, HearingRequestTooLate, NotPossibleNow.
    """
    hold(application)
    hearing = Hearing.objects.select_for_update().filter(application=application).first()
    if hearing is None or hearing.request_until is None or application.situation not in states.IN_HAND:
        raise HearingNotOffered
    if hearing.requested_at is not None:
        return hearing
    if today(now) > hearing.request_until:
        raise HearingRequestTooLate(due=hearing.request_until)
    hearing.requested_at, hearing.request_reason = now, reason
    hearing.save(update_fields=["requested_at", "request_reason"])
    clocks.start_hearing(application=application, now=now)
    note(reason=reason)
    return hearing


@operation(
    "approval.rate_service",
    summary="评价服务",
    permission=permissions.may_rate_service,
    subject="application",
)
def rate_service(
    *, actor: Actor, application: Application, level: int, now: datetime, text: str = ""
) -> Rating:
    """
    Say how the service was, in five levels, once per case (好差评); who said it is not shown to those rated.

    Refuses with RatingLevelUnknown, ResultNotOutYet, AlreadyRated.
    """
    if level not in range(1, 6):
        raise RatingLevelUnknown
    hold(application)
    if not application.is_closed:
        raise ResultNotOutYet
    if Rating.objects.filter(application=application).exists():
        raise AlreadyRated
    rating = Rating.objects.create(application=application, level=level, text=text[:500], rated_at=now)
    note(level=level)
    emit(events.ServiceRated(**case_event(application, now), level=level))
    return rating


def _require_known_materials(application: Application, codes: Sequence[str]) -> None:
    known = set(application.version.materials.values_list("code", flat=True))
    if any(code not in known for code in codes):
        raise UnknownMaterial


def _attach(
    actor: Actor, application: Application, material_code: str, upload: UploadedFile, now: datetime
) -> SubmittedFile:
    file = files.store(upload, actor=actor, now=now)
    note(**{f"file_{material_code}": file.digest})
    return SubmittedFile.objects.create(
        application=application, material_code=material_code, file=file, is_correction=True, added_at=now
    )


def _merge_fields(application: Application, fields: dict[str, Any]) -> None:
    if not fields:
        return
    merged = {**application.fields, **fields}
    problems = problems_with(version=application.version, fields=merged)
    if problems:
        raise FormIncomplete(fields=problems)
    application.fields = asked_answers(version=application.version, fields=merged)
