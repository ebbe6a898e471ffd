"""Register a standard, draft a version, publish it, take it out of force."""

from datetime import date, datetime

from yangguang.foundation.acts.api import Actor, emit, note, operation
from yangguang.kernel import clock
from yangguang.reference.discretion import permissions
from yangguang.reference.discretion.events import StandardPublished, StandardRetired
from yangguang.reference.discretion.models import DraftRevision, Standard, StandardVersion
from yangguang.reference.discretion.rules import StandardContent, dmn_of, find_faults
from yangguang.reference.discretion.rules.refusals import (
    DraftChanged,
    EffectiveDateTaken,
    NothingToUndo,
    ReasonMissing,
    StandardCodeTaken,
    StandardNotFit,
    VersionNotOpen,
)
from yangguang.reference.discretion.states import VersionStatus, may_move
from yangguang.reference.matters.models import Matter


@operation(
    "discretion.register_standard",
    summary="登记裁量基准",
    permission=permissions.may_register_standard,
    subject="result",
    asks_factor=True,
)
def register_standard(*, actor: Actor, now: datetime, matter: Matter, code: str, act: str) -> Standard:
    """
    Register an unlawful act under a code of its own; its standard is drafted next (行政处罚法第三十四条).

    Refuses with StandardCodeTaken.
    """
    taken = Standard.objects.filter(code=code).first()
    if taken is not None:
        raise StandardCodeTaken(code=code, act=taken.act)
    note(code=code, matter=matter.code)
    return Standard.objects.create(code=code, matter=matter, act=act, registered_at=now)


@operation(
    "discretion.draft_standard",
    summary="起草裁量基准",
    permission=permissions.may_draft_standard,
    subject="result",
)
def draft_standard(
    *,
    actor: Actor,
    now: datetime,
    standard: Standard,
    content: StandardContent,
    revision: int | None = None,
) -> StandardVersion:
    """
    Write the open draft of a standard as a whole; faults are no hindrance until it is published.

    *revision* is the state the editor saw; None takes whatever is there. Refuses with DraftChanged.
    """
    Standard.objects.select_for_update().get(pk=standard.pk)
    version = standard.versions.filter(status=VersionStatus.DRAFT).first() or _begun(standard)
    last = version.revisions.first()
    seen = last.number if last else 0
    if last is not None and revision is not None and revision != seen:
        raise DraftChanged(who=last.saved_by or "别人", when=f"{clock.local(last.saved_at):%H:%M}")
    _keep(version, content)
    DraftRevision.objects.create(
        version=version,
        number=seen + 1,
        follows=seen,
        content=version.content,
        saved_by=actor.label,
        saved_at=now,
    )
    note(number=version.number, revision=seen + 1, content_hash=version.content_hash)
    return version


@operation(
    "discretion.undo_draft",
    summary="撤销草稿的上一次改动",
    permission=permissions.may_undo_draft,
    subject="version",
)
def undo_draft(*, actor: Actor, now: datetime, version: StandardVersion, revision: int) -> StandardVersion:
    """
    Bring the state before the last change back, as a new state; nothing is deleted.

    Refuses with NothingToUndo, DraftChanged, VersionNotOpen.
    """
    Standard.objects.select_for_update().get(pk=version.standard_id)
    _require_draft(version)
    last = version.revisions.first()
    before = version.revisions.filter(number=last.follows).first() if last else None
    if last is None or before is None:
        raise NothingToUndo
    if last.number != revision:
        raise DraftChanged(who=last.saved_by or "别人", when=f"{clock.local(last.saved_at):%H:%M}")
    _keep(version, StandardContent.read(before.content))
    DraftRevision.objects.create(
        version=version,
        number=last.number + 1,
        follows=before.follows,
        content=version.content,
        saved_by=actor.label,
        saved_at=now,
    )
    note(number=version.number, revision=last.number + 1, back_to=before.number)
    return version


@operation(
    "discretion.publish_standard",
    summary="公布裁量基准",
    permission=permissions.may_publish_standard,
    subject="version",
    asks_factor=True,
)
def publish_standard(
    *, actor: Actor, now: datetime, version: StandardVersion, effective_from: date | None = None
) -> StandardVersion:
    """
    Publish a draft, from a day on (行政处罚法第三十四条: 裁量基准应当向社会公布); from then on it never changes.

    The version in force until then ends on that day; acts before it are still judged by that one, unless the new one
    is lighter (第三十七条).

    Refuses with VersionNotOpen, StandardNotFit, EffectiveDateTaken.
    """
    standard = Standard.objects.select_for_update().get(pk=version.standard_id)
    version.refresh_from_db()
    _require_draft(version)
    faults = find_faults(version.said)
    if faults:
        fields = {f"fault_{place}": str(fault) for place, fault in enumerate(faults)}
        raise StandardNotFit(count=len(faults), first=str(faults[0]), fields=fields)
    begins = effective_from or clock.today(now)
    _end_predecessor(standard, begins)
    version.status = VersionStatus.PUBLISHED
    version.effective_from = begins
    version.published_at = now
    version.save()
    standard.act = version.said.act
    standard.save(update_fields=["act"])
    note(number=version.number, effective_from=begins.isoformat(), content_hash=version.content_hash)
    emit(StandardPublished(standard.code, standard.act, version.number, begins, now))
    return version


@operation(
    "discretion.retire_standard",
    summary="停用裁量基准",
    permission=permissions.may_retire_standard,
    subject="version",
    asks_factor=True,
)
def retire_standard(*, actor: Actor, now: datetime, version: StandardVersion, reason: str) -> StandardVersion:
    """
    Take a published version out of force; acts before today are still judged by it.

    Refuses with VersionNotOpen, ReasonMissing.
    """
    if not reason.strip():
        raise ReasonMissing
    if not may_move(version.status, VersionStatus.RETIRED):
        raise _not_open(version)
    version.status = VersionStatus.RETIRED
    version.effective_until = clock.today(now)
    version.save(update_fields=["status", "effective_until"])
    note(number=version.number, reason=reason)
    emit(StandardRetired(version.standard.code, version.number, reason, now))
    return version


def _begun(standard: Standard) -> StandardVersion:
    last = standard.versions.order_by("-number").values_list("number", flat=True).first() or 0
    return StandardVersion.objects.create(standard=standard, number=last + 1)


def _keep(version: StandardVersion, content: StandardContent) -> None:
    version.content = content.as_record()
    version.dmn = dmn_of(content)
    version.content_hash = content.digest
    version.save()


def _require_draft(version: StandardVersion) -> None:
    if not may_move(version.status, VersionStatus.PUBLISHED):
        raise _not_open(version)


def _not_open(version: StandardVersion) -> VersionNotOpen:
    status = version.get_status_display()
    return VersionNotOpen(act=version.standard.act, number=version.number, status=status)


def _end_predecessor(standard: Standard, begins: date) -> None:
    last = standard.versions.filter(status=VersionStatus.PUBLISHED).order_by("-number").first()
    if last is None or (last.effective_until is not None and last.effective_until <= begins):
        return
    if last.effective_from is not None and last.effective_from >= begins:
        raise EffectiveDateTaken(number=last.number, day=last.effective_from.isoformat())
    last.effective_until = begins
    last.save(update_fields=["effective_until"])
