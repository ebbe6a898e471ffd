"""
Legal review of a standard: submitted by the unit, remarked on tier by tier, returned or filed by the legal office.

Discretion standards are examined for their legality before they are published (国办发〔2022〕27号, 六).
"""

from datetime import datetime

from yangguang.foundation.acts.api import Actor, note, operation
from yangguang.foundation.numbering.api import issue_document_number
from yangguang.foundation.organisation.api import PostKind
from yangguang.kernel import clock
from yangguang.reference.discretion import permissions
from yangguang.reference.discretion.models import Remark, StandardVersion
from yangguang.reference.discretion.operations.states import lock_version
from yangguang.reference.discretion.rules import find_faults
from yangguang.reference.discretion.rules.comparison import words_of_row
from yangguang.reference.discretion.rules.refusals import (
    RemarkEmpty,
    RemarksMissing,
    RemarksOpen,
    RowNotFound,
    StandardNotFit,
)
from yangguang.reference.discretion.states import VersionStatus


@operation(
    "discretion.submit_standard",
    summary="提交裁量基准",
    permission=permissions.may_submit_standard,
    subject="version",
    asks_factor=True,
)
def submit_standard(*, actor: Actor, now: datetime, version: StandardVersion) -> StandardVersion:
    """
    Hand a draft to the legal office; what has faults, or a worked example that comes out otherwise, cannot be handed in.

    Refuses with VersionNotOpen, StandardNotFit.
    """
    locked = lock_version(version, VersionStatus.SUBMITTED)
    faults = find_faults(locked.said)
    if faults:
        fields = {f"fault_{place}": str(fault) for place, fault in enumerate(faults)}
        raise StandardNotFit(count=len(faults), first=str(faults[0]), fields=fields)
    locked.status = VersionStatus.SUBMITTED
    locked.round += 1
    locked.submitted_by, locked.submitted_at = actor.label, now
    locked.decided_by, locked.decided_at = "", None
    locked.save()
    note(number=locked.number, round=locked.round, content_hash=locked.content_hash)
    return locked


@operation(
    "discretion.remark",
    summary="写对裁量基准的意见",
    permission=permissions.may_remark,
    subject="version",
)
def remark(
    *, actor: Actor, now: datetime, version: StandardVersion, text: str, grid: str = "", row: int = 0
) -> Remark:
    """
    Write a remark on a standard under review: pinned to a row of a table (a tier), to a table, or to the whole.

    Refuses with VersionNotOpen, RemarkEmpty, RowNotFound.
    """
    locked = lock_version(version, VersionStatus.FILED)
    if not text.strip():
        raise RemarkEmpty
    content = locked.said
    if grid and (grid not in content.grids or not 0 <= row <= len(content.grid_of(grid).rows)):
        raise RowNotFound(table=grid, row=row)
    note(grid=grid, row=row, text=text.strip())
    return Remark.objects.create(
        version=locked,
        grid=grid,
        row=row if grid else 0,
        quoted=words_of_row(content, grid, row) if grid and row else "",
        text=text.strip()[:1000],
        round=locked.round,
        made_by=actor.label,
        made_at=now,
    )


@operation(
    "discretion.settle_remark",
    summary="解决对裁量基准的意见",
    permission=permissions.may_settle_remark,
    subject="version",
)
def settle_remark(*, actor: Actor, now: datetime, version: StandardVersion, remark_id: int) -> Remark:
    """
    Say that a remark is settled; only the legal office can, and only while it has the standard.

    Refuses with VersionNotOpen, RowNotFound.
    """
    locked = lock_version(version, VersionStatus.FILED)
    found = locked.remarks.filter(pk=remark_id).first()
    if found is None:
        raise RowNotFound(table="意见", row=remark_id)
    if found.settled_at is None:
        found.settled_by, found.settled_at = actor.label, now
        found.save(update_fields=["settled_by", "settled_at"])
    note(remark=found.text)
    return found


@operation(
    "discretion.return_standard",
    summary="退回裁量基准",
    permission=permissions.may_return_standard,
    subject="version",
    asks_factor=True,
)
def return_standard(*, actor: Actor, now: datetime, version: StandardVersion) -> StandardVersion:
    """
    Give a standard back with at least one open remark.

    Refuses with VersionNotOpen, RemarksMissing.
    """
    locked = lock_version(version, VersionStatus.RETURNED)
    if not locked.remarks.filter(settled_at=None).exists():
        raise RemarksMissing
    return _decided(locked, actor, now, VersionStatus.RETURNED)


@operation(
    "discretion.file_standard",
    summary="备案裁量基准",
    permission=permissions.may_file_standard,
    subject="version",
    asks_factor=True,
)
def file_standard(*, actor: Actor, now: datetime, version: StandardVersion) -> StandardVersion:
    """
    File a standard under a number (备案): the unit may publish what was reviewed, and nothing else.

    Refuses with VersionNotOpen, RemarksOpen.
    """
    locked = lock_version(version, VersionStatus.FILED)
    waiting = locked.remarks.filter(settled_at=None).count()
    if waiting:
        raise RemarksOpen(count=waiting)
    post = actor.post(PostKind.LEGAL)
    locked.filing_number = issue_document_number(
        body_code=post.body_code if post else "", word="深司裁备", year=clock.local(now).year
    )
    return _decided(locked, actor, now, VersionStatus.FILED)


def _decided(version: StandardVersion, actor: Actor, now: datetime, status: VersionStatus) -> StandardVersion:
    version.status = status
    version.decided_by, version.decided_at = actor.label, now
    version.save()
    note(number=version.number, round=version.round, filing_number=version.filing_number)
    return version
