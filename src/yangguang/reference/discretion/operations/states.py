"""Locking a version, and saying that its life does not know a step."""

from yangguang.reference.discretion.models import Standard, StandardVersion
from yangguang.reference.discretion.rules.refusals import VersionNotOpen
from yangguang.reference.discretion.states import VersionStatus, may_move


def lock_version(version: StandardVersion, target: VersionStatus) -> StandardVersion:
    """
    Lock a standard with its version, and make sure that the life of the version knows this step.

    Refuses with VersionNotOpen.
    """
    Standard.objects.select_for_update().get(pk=version.standard_id)
    locked = StandardVersion.objects.select_related("standard__matter__body").get(pk=version.pk)
    if not may_move(locked.status, target):
        raise not_open(locked)
    return locked


def not_open(version: StandardVersion) -> VersionNotOpen:
    """Say where a version stands, and who brought it there."""
    status = version.get_status_display()
    if version.decided_by:
        status = f"{status}，{version.decided_by}办的"
    return VersionNotOpen(act=version.standard.act, number=version.number, status=status)
