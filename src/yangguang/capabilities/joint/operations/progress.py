"""What the departments' own cases have come to, taken into the joint case; and departments whose time is over."""

from datetime import datetime
from typing import Any

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.joint import events, permissions
from yangguang.capabilities.joint.models import JointCase, Part
from yangguang.capabilities.joint.operations import clocks, course
from yangguang.capabilities.joint.operations.holding import hold, parts_of
from yangguang.capabilities.joint.queries.cases import (
    find_part_of_case,
    list_overdue_parts,
    list_unsettled_parts,
)
from yangguang.capabilities.joint.states import PART_OPEN, CaseState, PartState
from yangguang.foundation.acts.api import Actor, emit, note, operation, system_actor
from yangguang.kernel.refusals import NotFound

MACHINE = system_actor("联合办理")
ACCEPTED = frozenset({"accepted", "suspended", "granted", "refused", "delivered"})
RESULTS = {"granted": PartState.GRANTED, "refused": PartState.REFUSED}


def hear_of(*, number: str, now: datetime) -> None:
    """Take in what happened to a department's case, if it is part of a joint case."""
    part = find_part_of_case(number=number)
    if part is not None and part.finished_at is None:
        record_part_progress(actor=MACHINE, part=part, now=now)


def settle_parts(*, now: datetime) -> int:
    """
    Look at every part in hand and take in what was not heard, because a server stopped between two commits.

    Gives how many it looked at.
    """
    parts = list_unsettled_parts()
    for part in parts:
        if _is_behind(part):
            record_part_progress(actor=MACHINE, part=part, now=now)
    return len(parts)


def mark_late_departments(*, now: datetime) -> int:
    """Tell of every department whose time inside the total limit is over, once each."""
    late = list_overdue_parts(now=now)
    for part in late:
        mark_department_late(actor=MACHINE, part=part, now=now)
    return len(late)


@operation(
    "joint.record_part_progress",
    summary="汇总部门办理情况",
    permission=permissions.may_record_part_progress,
    subject="part",
)
def record_part_progress(*, actor: Actor, part: Part, now: datetime) -> Part:
    """
    Bring a part up to what its own case says: accepted, paused, decided, over; as often as one likes.

    The joint case is held, so of several departments finishing at once none is lost.
    """
    case = hold(part.case)
    parts = parts_of(case)
    current = next(one for one in parts if one.pk == part.pk)
    application = _application_of(current)
    before = (current.state, current.finished_at)
    was_open = current.situation in PART_OPEN
    if application.accepted_at and current.situation is PartState.STARTED and application.state in ACCEPTED:
        _accept(case, current, application, now)
    if was_open and (before[0] == PartState.ACCEPTED or application.situation is approval.State.SUSPENDED):
        _mirror_pause(current, parts, application, now)
    decision = getattr(application, "decision", None)
    outcome = RESULTS.get(decision.result) if decision else None
    if outcome is None and application.is_closed:
        outcome = PartState.ENDED
    is_new = outcome is not None and current.situation in PART_OPEN
    if is_new and outcome is not None:
        current.state, current.decided_at = outcome.value, application.decided_at or now
        current.reason = (decision.reasons if decision else application.situation.label)[:300]
        clocks.stop_part(current, now=now)
    if application.is_closed and current.finished_at is None:
        current.finished_at = application.closed_at or now
    if before != (current.state, current.finished_at):
        current.save()
    if is_new:
        course.settle(case, current, parts, actor=actor, now=now)
    course.conclude_if_over(case, parts, now=now)
    note(case=application.number, state=current.state, was=before[0])
    if before != (current.state, current.finished_at):
        course.tell_pages(case, now=now)
    part.state, part.finished_at = current.state, current.finished_at
    return current


@operation(
    "joint.mark_department_late",
    summary="协办部门超时",
    permission=permissions.may_mark_department_late,
    subject="part",
)
def mark_department_late(*, actor: Actor, part: Part, now: datetime) -> Part:
    """Keep that a department's time is over; the card goes to that department, not to the lead."""
    case = hold(part.case)
    current = next(one for one in parts_of(case) if one.pk == part.pk)
    clock = clocks.part_clock(current)
    if current.late_at is not None or clock is None:
        return current
    current.late_at = now
    current.save(update_fields=["late_at"])
    note(body=current.body.code, due_on=clock.due_on.isoformat(), case=current.case_number)
    emit(
        events.DepartmentLate(
            case.number,
            case.lead.code,
            now,
            current.key,
            current.body.code,
            clock.due_on.isoformat(),
            current.case_number,
            current.version.plain_name,
        )
    )
    course.tell_pages(case, now=now)
    return current


@operation(
    "joint.urge_department", summary="催办", permission=permissions.may_urge_department, subject="part"
)
def urge_department(*, actor: Actor, part: Part, text: str, now: datetime) -> Part:
    """Press a department, on record; it changes no clock."""
    note(body=part.body.code, text=text, late=part.late_at is not None)
    course.tell_pages(part.case, now=now)
    return part


def _application_of(part: Part) -> Any:
    found = (
        approval.visible_to(actor=MACHINE).select_related("decision").filter(number=part.case_number).first()
    )
    if found is None:
        raise NotFound(what="部门的办件")
    return found


def _is_behind(part: Part) -> bool:
    application = _application_of(part)
    if application.is_closed or getattr(application, "decision", None) is not None:
        return part.situation in PART_OPEN or application.is_closed
    return application.accepted_at is not None and part.situation is PartState.STARTED


def _accept(case: JointCase, part: Part, application: Any, now: datetime) -> None:
    part.state, part.accepted_at = PartState.ACCEPTED.value, application.accepted_at
    total = clocks.start_total(case, since=application.accepted_at)
    note(limit_days=clocks.start_part(part, total=total, since=application.accepted_at))
    if case.accepted_at is None:
        case.state, case.accepted_at = CaseState.IN_HAND.value, application.accepted_at
        case.save(update_fields=["state", "accepted_at"])


def _mirror_pause(part: Part, parts: list[Part], application: Any, now: datetime) -> None:
    clock = clocks.part_clock(part)
    if clock is None or clock.is_paused == (application.situation is approval.State.SUSPENDED):
        return
    special = application.special_procedures.filter(ended_at__isnull=True).first()
    if special is not None and not clock.is_paused:
        clocks.pause(part, ground=special.kind, document=application.number, now=now)
    elif special is None and clock.is_paused:
        others = [clocks.part_clock(one) for one in parts if one.pk != part.pk]
        clocks.resume(part, others_paused=any(one is not None and one.is_paused for one in others), now=now)
