"""Register a standard, draft a version, take the last change back."""

from datetime import datetime

from yangguang.foundation.acts.api import Actor, note, operation
from yangguang.kernel import clock
from yangguang.reference.discretion import permissions
from yangguang.reference.discretion.models import DraftRevision, Standard, StandardVersion
from yangguang.reference.discretion.operations.states import not_open
from yangguang.reference.discretion.rules import StandardContent, dmn_of
from yangguang.reference.discretion.rules.refusals import DraftChanged, NothingToUndo, StandardCodeTaken
from yangguang.reference.discretion.states import OPEN, VersionStatus, may_move
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
    Write the open draft of a standard as a whole; faults are no hindrance until it is submitted.

    A change to what was returned or filed makes it a draft again, to be reviewed anew. *revision* is the state the editor saw;
    None takes whatever is there.

    Refuses with DraftChanged, VersionNotOpen while the legal office has it.
    """
    Standard.objects.select_for_update().get(pk=standard.pk)
    version = standard.versions.filter(status__in=OPEN).first() or _begun(standard)
    _require_writable(version)
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
    version.refresh_from_db()
    _require_writable(version)
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


def _begun(standard: Standard) -> StandardVersion:
    last = standard.versions.order_by("-number").values_list("number", flat=True).first() or 0
    return StandardVersion.objects.create(standard=standard, number=last + 1)


def _keep(version: StandardVersion, content: StandardContent) -> None:
    version.status, version.filing_number = VersionStatus.DRAFT, ""
    version.content = content.as_record()
    version.dmn = dmn_of(content)
    version.content_hash = content.digest
    version.save()


def _require_writable(version: StandardVersion) -> None:
    if version.status != VersionStatus.DRAFT and not may_move(version.status, VersionStatus.DRAFT):
        raise not_open(version)
