"""What may lengthen or stop the clock, and nothing else may: special procedures, the one extension, hearings."""

from dataclasses import dataclass
from datetime import date, datetime

from yangguang.capabilities.approval import events, permissions, states
from yangguang.capabilities.approval.models import Application, Extension, Hearing, SpecialProcedure
from yangguang.capabilities.approval.models.examination import SpecialKind
from yangguang.capabilities.approval.models.outcome import DocumentKind
from yangguang.capabilities.approval.operations import clocks, flow, papers
from yangguang.capabilities.approval.operations.holding import (
    case_event,
    hold,
    move,
    officer_of,
    require,
    stand,
)
from yangguang.capabilities.approval.operations.told import tell, tell_party
from yangguang.capabilities.approval.rules.refusals import (
    ChairExaminedTheCase,
    ExtensionAlreadyUsed,
    ExtensionTooLong,
    HearingNoticeTooShort,
    HearingNotOffered,
    NotPossibleNow,
    OfficerUnknown,
    ReasonsNeeded,
    SpecialKindNotLawful,
)
from yangguang.foundation.acts.api import Actor, emit, note, operation
from yangguang.foundation.organisation.models import Officer
from yangguang.kernel.clock import local, today

HEARING_NOTICE_DAYS = 7
HEARING_REQUEST_DAYS = 5


@dataclass(frozen=True, slots=True)
class HearingDate:
    """When and where a hearing takes place, and who chairs it."""

    takes_place_at: datetime
    place: str
    chair_number: str


@operation(
    "approval.start_special_procedure",
    summary="启动特别程序",
    permission=permissions.may_start_special_procedure,
    subject="application",
    binding=True,
)
def start_special_procedure(
    *, actor: Actor, application: Application, kind: str, needed_days: int, reason: str, now: datetime
) -> SpecialProcedure:
    """
    Stop the decision clocks for one of the eight procedures of art. 45, telling the applicant the time in writing.

    Refuses with SpecialKindNotLawful, ReasonsNeeded, NotPossibleNow.
    """
    if kind not in SpecialKind.values:
        raise SpecialKindNotLawful(kind=kind)
    problems = {}
    if not reason.strip():
        problems["reason"] = "请写明为什么需要。"
    if needed_days < 1:
        problems["needed_days"] = "请写明需要几个工作日。"
    if problems:
        raise ReasonsNeeded(fields=problems)
    hold(application)
    return _begin(actor, application, kind, needed_days, reason, now)


@operation(
    "approval.end_special_procedure",
    summary="结束特别程序",
    permission=permissions.may_end_special_procedure,
    subject="application",
    binding=True,
)
def end_special_procedure(
    *, actor: Actor, application: Application, result: str, now: datetime
) -> SpecialProcedure:
    """
    Record the outcome and let the clocks run again from now.

    Refuses with ReasonsNeeded, NotPossibleNow.
    """
    if not result.strip():
        raise ReasonsNeeded(fields={"result": "请写明结果。"})
    hold(application)
    return _end(actor, application, result, now)


@operation(
    "approval.extend_decision",
    summary="延长办理期限",
    permission=permissions.may_extend_decision,
    subject="application",
    binding=True,
)
def extend_decision(
    *, actor: Actor, application: Application, days: int, reason: str, now: datetime
) -> Extension:
    """
    Extend the decision period once, as head of the agency, and tell the applicant why (Licensing Law art. 42).

    Refuses with ExtensionAlreadyUsed, ExtensionTooLong, ReasonsNeeded, NotPossibleNow.
    """
    if not reason.strip():
        raise ReasonsNeeded(fields={"reason": "延长期限的理由要告知申请人。"})
    limit = application.version.extension_days
    if not 1 <= days <= limit:
        raise ExtensionTooLong(limit=limit, days=days)
    hold(application)
    earlier = Extension.objects.filter(application=application).first()
    if earlier is not None:
        raise ExtensionAlreadyUsed(at=f"{local(earlier.granted_at):%Y-%m-%d}")
    if application.situation not in states.IN_HAND:
        raise NotPossibleNow(number=application.number, state=application.situation.label, deed="延长期限")
    stand(actor, application, "decide")
    extension = Extension.objects.create(
        application=application, days=days, reason=reason, officer=officer_of(actor), granted_at=now
    )
    number = papers.next_document_number(application=application, kind=DocumentKind.EXTENSION_NOTICE, now=now)
    before, _ = clocks.decision_days(application=application)
    clocks.extend_decision(application=application, days=days, reason=reason, document=number, now=now)
    after, _ = clocks.decision_days(application=application)
    papers.issue(
        application=application,
        kind=DocumentKind.EXTENSION_NOTICE,
        now=now,
        number=number,
        context={"days": days, "reasons": reason, "original_on": before, "new_on": after},
    )
    note(days=days, reason=reason, document=number)
    tell(application, "extended", now=now, days=days)
    emit(events.DecisionExtended(**case_event(application, now), days=days))
    return extension


@operation(
    "approval.tell_hearing_right",
    summary="告知听证权利",
    permission=permissions.may_tell_hearing_right,
    subject="application",
    binding=True,
)
def tell_hearing_right(*, actor: Actor, application: Application, reason: str, now: datetime) -> Hearing:
    """
    Tell the applicant and those affected that they may ask for a hearing within five working days (art. 47).

    Refuses with ReasonsNeeded, NotPossibleNow.
    """
    if not reason.strip():
        raise ReasonsNeeded(fields={"reason": "请写明涉及谁的什么重大利益。"})
    hold(application)
    if application.situation not in states.IN_HAND:
        raise NotPossibleNow(number=application.number, state=application.situation.label, deed="告知听证")
    hearing = offer_hearing(application, reason=reason, now=now)
    note(reason=reason, request_until=str(hearing.request_until))
    return hearing


def offer_hearing(application: Application, *, reason: str, now: datetime) -> Hearing:
    """Tell the applicant of the right in writing and open the days to ask; the caller holds the case."""
    until = hearing_request_until(now)
    hearing, _ = Hearing.objects.get_or_create(
        application=application, defaults={"told_at": now, "request_until": until}
    )
    papers.issue(
        application=application,
        kind=DocumentKind.HEARING_RIGHT,
        now=now,
        context={"facts": reason, "request_by": until},
    )
    tell(application, "hearing_right", now=now)
    return hearing


def hearing_request_until(now: datetime) -> date:
    """Give the last of the five working days to ask for a hearing one is told of now (art. 47, 82)."""
    return clocks.workdays_after(today(now), HEARING_REQUEST_DAYS)


@operation(
    "approval.notify_hearing",
    summary="通知听证",
    permission=permissions.may_notify_hearing,
    subject="application",
    binding=True,
)
def notify_hearing(
    *, actor: Actor, application: Application, hearing_date: HearingDate, now: datetime
) -> Hearing:
    """
    Announce time and place at least seven working days ahead; the notice stops the clocks (art. 45, 48(1)).

    The chair is somebody who has not examined the case (art. 48(3)).

    Refuses with HearingNotOffered, HearingNoticeTooShort, ChairExaminedTheCase, OfficerUnknown, NotPossibleNow.
    """
    hold(application)
    hearing = Hearing.objects.select_for_update().filter(application=application).first()
    if hearing is None or hearing.requested_at is None:
        raise HearingNotOffered
    earliest = clocks.workdays_after(today(now), HEARING_NOTICE_DAYS)
    if today(hearing_date.takes_place_at) < earliest:
        raise HearingNoticeTooShort(earliest=earliest)
    hearing.chair = _chair(application, hearing_date.chair_number)
    hearing.notified_at, hearing.place = now, hearing_date.place
    hearing.takes_place_at = hearing_date.takes_place_at
    hearing.save()
    papers.issue(
        application=application,
        kind=DocumentKind.HEARING_NOTICE,
        now=now,
        context={
            "hearing": {
                "at": hearing.takes_place_at,
                "place": hearing.place,
                "host": hearing.chair.name,
                "subject": application.version.plain_name,
            }
        },
    )
    if application.situation is states.State.ACCEPTED:
        days = clocks.workdays_between(today(now), today(hearing.takes_place_at))
        _begin(actor, application, SpecialKind.HEARING, max(days, 1), "举行听证", now)
    for party in application.interested_parties.all():
        tell_party(
            party,
            "party_hearing",
            now=now,
            at=_moment(hearing.takes_place_at),
            place=hearing.place,
        )
    note(takes_place_at=hearing.takes_place_at.isoformat(), place=hearing.place, chair=hearing.chair.number)
    tell(application, "hearing_notice", now=now)
    emit(events.HearingNotified(**case_event(application, now)))
    return hearing


@operation(
    "approval.record_hearing",
    summary="记录听证",
    permission=permissions.may_record_hearing,
    subject="application",
    binding=True,
)
def record_hearing(*, actor: Actor, application: Application, record: str, now: datetime) -> Hearing:
    """
    Keep the record of a hearing that took place; the decision rests on it (art. 48(5)), and the clocks run again.

    Refuses with HearingNotOffered, ReasonsNeeded.
    """
    if not record.strip():
        raise ReasonsNeeded(fields={"record": "请录入听证笔录。"})
    hold(application)
    hearing = Hearing.objects.select_for_update().filter(application=application).first()
    if hearing is None or hearing.takes_place_at is None or hearing.takes_place_at > now:
        raise HearingNotOffered
    hearing.record, hearing.recorded_at = record, now
    hearing.save(update_fields=["record", "recorded_at"])
    papers.issue(
        application=application,
        kind=DocumentKind.HEARING_RECORD,
        now=now,
        context={
            "record": record,
            "chair": hearing.chair.name if hearing.chair else "",
            "held_at": hearing.takes_place_at,
            "place": hearing.place,
        },
    )
    running = SpecialProcedure.objects.filter(
        application=application, kind=SpecialKind.HEARING, ended_at__isnull=True
    )
    if running.exists():
        _end(actor, application, "听证已举行，笔录已归入案卷", now)
    clocks.stop_hearing(application=application, now=now)
    note(chair=hearing.chair.number if hearing.chair else "")
    return hearing


def _moment(instant: datetime) -> str:
    moment = local(instant)
    return f"{moment.month}月{moment.day}日 {moment:%H:%M}"


def _chair(application: Application, number: str) -> Officer:
    chair = Officer.objects.filter(number=number).first()
    if chair is None:
        raise OfficerUnknown(number=number)
    has_worked_on_it = (
        application.opinions.filter(officer=chair).exists()
        or application.site_visits.filter(officers=chair).exists()
    )
    if has_worked_on_it:
        raise ChairExaminedTheCase(name=chair.name)
    return chair


def _begin(
    actor: Actor, application: Application, kind: str, needed_days: int, reason: str, now: datetime
) -> SpecialProcedure:
    require(application, operation="start_special_procedure", deed="启动特别程序")
    task = flow.open_officer_task(application=application)
    if task is not None:
        stand(actor, application, task.post_kind)
    move(application, operation="start_special_procedure")
    application.save(update_fields=["state"])
    procedure = SpecialProcedure.objects.create(
        application=application,
        task=task,
        kind=kind,
        reason=reason,
        needed_days=needed_days,
        expected_until=clocks.workdays_after(today(now), needed_days),
        officer=officer_of(actor),
        started_at=now,
    )
    document = papers.issue(
        application=application,
        kind=DocumentKind.SPECIAL_NOTICE,
        now=now,
        context={
            "procedure": procedure.get_kind_display(),
            "reasons": reason,
            "days_needed": needed_days,
            "from_on": today(now),
            "expected_on": procedure.expected_until,
        },
    )
    label = SpecialKind(kind).label
    clocks.pause(application=application, ground=kind, document=document.number, now=now)
    flow.suspend(application=application, now=now)
    note(kind=kind, reason=reason, needed_days=needed_days, document=document.number)
    tell(application, "suspended", now=now, kind=label)
    emit(events.SpecialProcedureStarted(**case_event(application, now), kind=kind))
    return procedure


def _end(actor: Actor, application: Application, result: str, now: datetime) -> SpecialProcedure:
    require(application, operation="end_special_procedure", deed="结束特别程序")
    procedure = SpecialProcedure.objects.select_for_update().get(
        application=application, ended_at__isnull=True
    )
    procedure.ended_at, procedure.result = now, result
    procedure.save(update_fields=["ended_at", "result"])
    move(application, operation="end_special_procedure")
    application.save(update_fields=["state"])
    clocks.resume(application=application, now=now)
    flow.resume(application=application, now=now)
    note(kind=procedure.kind, result=result)
    tell(application, "resumed", now=now, kind=procedure.get_kind_display())
    emit(events.SpecialProcedureEnded(**case_event(application, now), kind=procedure.kind))
    return procedure
