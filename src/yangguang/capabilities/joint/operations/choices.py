"""What the applicant decides on the way: the next phase, a refused part, dependents without their ground, giving up."""

import uuid
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.joint import permissions
from yangguang.capabilities.joint.models import JointCase, Part, PoolFile
from yangguang.capabilities.joint.operations import clocks, course
from yangguang.capabilities.joint.operations.drafts import item_of
from yangguang.capabilities.joint.operations.holding import hold, parts_of
from yangguang.capabilities.joint.queries.cases import blocks, pool_of_case
from yangguang.capabilities.joint.queries.combined import combine
from yangguang.capabilities.joint.queries.scenarios import spec_of_part
from yangguang.capabilities.joint.rules.refusals import FormUnfinished, NotNow, PartNotOpen, TooManyPoolFiles
from yangguang.capabilities.joint.states import PART_OPEN, RUNNING, CaseState, PartState
from yangguang.foundation.acts.api import Actor, note, operation
from yangguang.foundation.files import api as files
from yangguang.foundation.forms import api as forms
from yangguang.foundation.process import api as process


def ready_keys(parts: list[Part]) -> list[str]:
    """Give the parts that wait for the applicant's share of their phase."""
    return [one.key for one in parts if one.situation is PartState.READY]


@operation(
    "joint.supply_phase",
    summary="补齐下一阶段",
    permission=permissions.may_supply_phase,
    subject="case",
    binding=True,
)
def supply_phase(*, actor: Actor, case: JointCase, fields: dict[str, Any], now: datetime) -> list[Part]:
    """
    Add the answers of the phase whose turn it is, and start what is complete.

    Refuses with NotNow, FormUnfinished.
    """
    held = hold(case)
    parts = parts_of(held)
    keys = ready_keys(parts)
    if not keys:
        raise NotNow(what=f"联办件 {held.number}", state=held.situation.label, deed="补充下一阶段")
    combined = combine(version=held.version, matters={one.key: one.version_id for one in parts}, keys=keys)
    merged = {**held.fields, **fields}
    asked = {one.id for one in combined.definition.fields()}
    problems = forms.problems_of(
        definition=combined.definition, answers={name: merged[name] for name in asked if name in merged}
    )
    if problems:
        raise FormUnfinished(fields=problems)
    held.fields = merged
    held.save(update_fields=["fields"])
    started = course.start_due(held, parts, actor=actor, now=now)
    note(started={one.key: one.case_number for one in started}, waiting=ready_keys(parts))
    course.tell_pages(held, now=now)
    case.fields = merged
    return started


@operation(
    "joint.attach_phase_file",
    summary="上传下一阶段材料",
    permission=permissions.may_attach_phase_file,
    subject="case",
)
def attach_phase_file(
    *, actor: Actor, case: JointCase, item: str, upload: UploadedFile, now: datetime
) -> PoolFile:
    """
    Add a shared file that a later phase asks for.

    Refuses with NotNow, MaterialUnknown, TooManyPoolFiles, and what `files.store` refuses.
    """
    held = hold(case)
    keys = ready_keys(parts_of(held))
    if not keys:
        raise NotNow(what=f"联办件 {held.number}", state=held.situation.label, deed="上传下一阶段的材料")
    wanted = item_of(pool_of_case(held, keys), item)
    if held.files.filter(item=item, replaced_at__isnull=True).count() >= wanted.max_files:
        raise TooManyPoolFiles(material=wanted.name, limit=wanted.max_files)
    file = files.store(upload, actor=actor, now=now)
    note(material=item, digest=file.digest)
    return PoolFile.objects.create(case=held, item=item, file=file, added_at=now)


@operation(
    "joint.reapply_part",
    summary="改正后重新申请",
    permission=permissions.may_reapply_part,
    subject="part",
    binding=True,
)
def reapply_part(*, actor: Actor, part: Part, fields: dict[str, Any], now: datetime) -> Part:
    """
    Apply again for a refused part on which others wait, with corrected answers; the refused case stays as it is.

    Only questions of this part are changed; what it shares with parts already handed in goes to the new case alone.

    Refuses with PartNotOpen, FormUnfinished.
    """
    case = hold(part.case)
    parts = parts_of(case)
    current = _refused(part, parts, "重新申请")
    fields = _corrected(case, parts, current, fields)
    note(refused_case=current.case_number, attempt=current.attempt + 1)
    case.fields = {**case.fields, **fields}
    case.save(update_fields=["fields"])
    current.state, current.attempt, current.key_uuid = (
        PartState.READY.value,
        current.attempt + 1,
        uuid.uuid4(),
    )
    current.case_number, current.accepted_at, current.decided_at = "", None, None
    current.finished_at, current.late_at, current.reason = None, None, ""
    current.save()
    course.start_due(case, parts, actor=actor, now=now)
    course.tell_pages(case, now=now)
    return current


@operation(
    "joint.accept_refusal",
    summary="不再申请后面的事项",
    permission=permissions.may_accept_refusal,
    subject="part",
    asks_factor=True,
)
def accept_refusal(*, actor: Actor, part: Part, now: datetime) -> Part:
    """
    Let a refusal stand: the flow goes on without the part, and what waited for it does not begin.

    Refuses with PartNotOpen.
    """
    case = hold(part.case)
    parts = parts_of(case)
    current = _refused(part, parts, "到此为止")
    course.lead_on(case, current, parts, actor=actor, now=now)
    note(part=current.key, dropped=[one.key for one in parts if one.situation is PartState.DROPPED])
    course.stop_idle_total(case, parts, now=now)
    course.tell_pages(case, now=now)
    return current


def _corrected(case: JointCase, parts: list[Part], part: Part, fields: dict[str, Any]) -> dict[str, Any]:
    """Keep the answers this part asks, whole and without a problem. Refuses with FormUnfinished."""
    combined = combine(
        version=case.version, matters={one.key: one.version_id for one in parts}, keys=[part.key]
    )
    asked = {one.id for one in combined.definition.fields()}
    merged = {**case.fields, **{name: value for name, value in fields.items() if name in asked}}
    problems = forms.problems_of(
        definition=combined.definition, answers={name: merged[name] for name in asked if name in merged}
    )
    if problems:
        raise FormUnfinished(fields=problems)
    return {name: merged[name] for name in asked if name in merged}


def _refused(part: Part, parts: list[Part], deed: str) -> Part:
    current = next(one for one in parts if one.pk == part.pk)
    is_over = current.situation in (PartState.REFUSED, PartState.ENDED) and current.finished_at is not None
    if not is_over or not blocks(current, parts):
        raise PartNotOpen(part=current.version.plain_name, state=current.situation.label, deed=deed)
    return current


def groundless(case: JointCase, parts: list[Part]) -> list[Part]:
    """Give the open parts that rely on one that was not granted."""
    failed = {one.key for one in parts if one.situation in (PartState.REFUSED, PartState.ENDED)}
    return [
        one
        for one in parts
        if one.situation in PART_OPEN
        and failed & set(spec_of_part(version=case.version, key=one.key)["relies_on"])
    ]


@operation(
    "joint.withdraw_dependents",
    summary="撤回失去前提的事项",
    permission=permissions.may_withdraw_dependents,
    subject="case",
    asks_factor=True,
)
def withdraw_dependents(*, actor: Actor, case: JointCase, now: datetime) -> list[Part]:
    """
    Take back the open parts that rely on a refused one; each is withdrawn by the applicant in its own case.

    Refuses with NotNow, and what withdrawing a case refuses.
    """
    held = hold(case)
    parts = parts_of(held)
    wanted = groundless(held, parts)
    if not wanted:
        raise NotNow(
            what=f"联办件 {held.number}", state=held.situation.label, deed="撤回：没有失去前提的事项"
        )
    _withdraw(wanted, actor=actor, now=now)
    note(withdrawn={one.key: one.case_number for one in wanted})
    course.tell_pages(held, now=now)
    return wanted


@operation(
    "joint.withdraw_joint_case",
    summary="撤回联办申请",
    permission=permissions.may_withdraw_joint_case,
    subject="case",
    binding=True,
)
def withdraw_joint_case(*, actor: Actor, case: JointCase, now: datetime) -> JointCase:
    """
    Take the whole application back: every undecided part is withdrawn in its own case; what was granted stays granted.

    Refuses with NotNow, and what withdrawing a case refuses.
    """
    held = hold(case)
    if held.situation not in RUNNING:
        raise NotNow(what=f"联办件 {held.number}", state=held.situation.label, deed="撤回")
    parts = parts_of(held)
    undecided = [one for one in parts if one.situation in PART_OPEN]
    _withdraw(undecided, actor=actor, now=now)
    for one in undecided:
        one.state, one.finished_at, one.reason = PartState.ENDED.value, now, "申请人撤回"
        one.save(update_fields=["state", "finished_at", "reason"])
        clocks.stop_part(one, now=now)
    course.drop_waiting(parts, reason="申请人撤回", now=now)
    process.withdraw(instance_id=held.instance_id, reason="申请人撤回", now=now)
    clocks.stop_total(held, now=now)
    held.state, held.concluded_at = CaseState.WITHDRAWN.value, now
    held.save(update_fields=["state", "concluded_at"])
    note(withdrawn=[one.case_number for one in undecided])
    course.tell_pages(held, now=now)
    return held


def _withdraw(parts: list[Part], *, actor: Actor, now: datetime) -> None:
    for one in parts:
        application = approval.get_application(actor=actor, number=one.case_number)
        if approval.allows(operation="withdraw_application", state=application.state):
            approval.withdraw_application(actor=actor, application=application, now=now)
