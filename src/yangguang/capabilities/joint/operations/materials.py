"""A shared material replaced: the new file goes to every part that uses it; who had relied on the old one must say what holds."""

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.joint import events, permissions
from yangguang.capabilities.joint.models import JointCase, Part, PoolFile, Reliance
from yangguang.capabilities.joint.operations import course
from yangguang.capabilities.joint.operations.holding import hold, parts_of, require_text
from yangguang.capabilities.joint.queries.cases import pool_of_case
from yangguang.capabilities.joint.rules.refusals import AlreadySaid, NotNow
from yangguang.capabilities.joint.states import PART_OPEN, CaseState, PartState
from yangguang.foundation.acts.api import Actor, emit, note, operation
from yangguang.foundation.files import api as files
from yangguang.kernel.refusals import NotFound


@operation(
    "joint.replace_pool_file",
    summary="更换共享材料",
    permission=permissions.may_replace_pool_file,
    subject="case",
)
def replace_pool_file(
    *, actor: Actor, case: JointCase, file: PoolFile, upload: UploadedFile, reason: str, now: datetime
) -> PoolFile:
    """
    Put a newer edition of a shared material in the place of an older one, which stays on record.

    Departments that have decided, or whose examiners have given an opinion, relied on the old one: each is asked.

    Refuses with TextNeeded, NotNow, NotFound, and what `files.store` refuses.
    """
    require_text(reason=reason)
    held = hold(case)
    if held.situation in (CaseState.DELIVERED, CaseState.WITHDRAWN):
        raise NotNow(what=f"联办件 {held.number}", state=held.situation.label, deed="更换材料")
    old = PoolFile.objects.select_for_update().filter(case=held, pk=file.pk, replaced_at__isnull=True).first()
    if old is None:
        raise NotFound(what="这份材料（可能已经换过了）")
    stored = files.store(upload, actor=actor, now=now)
    new = PoolFile.objects.create(
        case=held, item=old.item, file=stored, edition=old.edition + 1, added_at=now, reason=reason
    )
    old.replaced_at = now
    old.save(update_fields=["replaced_at"])
    relied = _tell_parts(held, old, new, actor=actor, reason=reason, now=now)
    note(material=old.item, old=old.file.digest, new=stored.digest, relied=[one.key for one in relied])
    if relied:
        emit(
            events.MaterialChangedAfterReliance(
                held.number, held.lead.code, now, tuple(one.key for one in relied)
            )
        )
    course.tell_pages(held, now=now)
    return new


def _tell_parts(
    case: JointCase, old: PoolFile, new: PoolFile, *, actor: Actor, reason: str, now: datetime
) -> list[Part]:
    uses = {part: code for item in pool_of_case(case) if item.key == old.item for part, code in item.uses}
    relied = []
    for part in parts_of(case):
        if part.key not in uses or not part.case_number:
            continue
        application = approval.get_application(actor=actor, number=part.case_number)
        if not application.is_closed:
            approval.add_replacement_file(
                actor=actor,
                application=application,
                material_code=uses[part.key],
                file=new.file,
                reason=reason,
                now=now,
            )
        if _has_relied(part, application):
            Reliance.objects.create(part=part, old=old, new=new, found_at=now)
            relied.append(part)
    return relied


def _has_relied(part: Part, application: approval.Application) -> bool:
    if part.situation in PART_OPEN:
        return application.opinions.exists() or application.site_visits.exists()
    return part.situation in (PartState.GRANTED, PartState.REFUSED)


@operation(
    "joint.confirm_reliance",
    summary="确认更换材料后的结论",
    permission=permissions.may_confirm_reliance,
    subject="part",
    binding=True,
)
def confirm_reliance(
    *, actor: Actor, part: Part, reliance: Reliance, stands: bool, text: str, now: datetime
) -> Reliance:
    """
    Say whether the department's conclusion still stands on the new material.

    What does not stand is mended by the department's own lawful way (examining again, or 撤回/撤销, Licensing Law art. 8, 69).

    Refuses with TextNeeded, AlreadySaid.
    """
    require_text(text=text)
    case = hold(part.case)
    current = Reliance.objects.select_for_update().get(pk=reliance.pk, part=part)
    if current.answered_at is not None:
        raise AlreadySaid(body=part.body.short_name, deed="确认", by=current.answered_by)
    current.stands, current.text = stands, text
    current.answered_by, current.answered_at = actor.label, now
    current.save()
    note(stands=stands, text=text, material=current.old.item)
    course.tell_pages(case, now=now)
    return current
