"""Stop a matter at once and let it go on again: emergencies, and authorities that were suspended or withdrawn."""

from datetime import datetime

from yangguang.foundation.acts.api import Actor, emit, note, operation
from yangguang.reference.matters import permissions
from yangguang.reference.matters.events import MatterResumed, MatterStopped
from yangguang.reference.matters.models import Matter, MatterStop
from yangguang.reference.matters.queries.guards import explain_gap
from yangguang.reference.matters.rules.refusals import (
    AuthorityMissing,
    MatterNotActive,
    MatterNotSuspended,
    ReasonMissing,
)
from yangguang.reference.matters.states import MatterState, VersionStatus, may_move_matter


@operation(
    "matters.stop_matter",
    summary="暂停事项",
    permission=permissions.may_stop_matter,
    subject="matter",
    binding=True,
)
def stop_matter(*, actor: Actor, now: datetime, matter: Matter, reason: str) -> MatterStop:
    """
    Take no more applications for a matter from this moment; the guide says why and since when.

    Cases already accepted go on under their version (行政许可法第八条: what was granted or begun lawfully is protected).

    Refuses with ReasonMissing, MatterNotActive.
    """
    if not reason.strip():
        raise ReasonMissing
    locked = Matter.objects.select_for_update().get(pk=matter.pk)
    if not may_move_matter(locked.state, MatterState.SUSPENDED):
        raise MatterNotActive(name=locked.name, state=locked.get_state_display())
    _move(matter, locked, MatterState.SUSPENDED)
    stop = MatterStop.objects.create(
        matter=locked, reason=f"{reason.strip().rstrip('。')}。", stopped_by=actor.label, stopped_at=now
    )
    note(reason=stop.reason)
    emit(MatterStopped(locked.code, locked.name, stop.reason, now))
    return stop


@operation(
    "matters.resume_matter",
    summary="恢复事项",
    permission=permissions.may_resume_matter,
    subject="matter",
    binding=True,
)
def resume_matter(*, actor: Actor, now: datetime, matter: Matter) -> Matter:
    """
    Let a stopped matter take applications again.

    Refuses with MatterNotSuspended, AuthorityMissing.
    """
    locked = Matter.objects.select_for_update().get(pk=matter.pk)
    if not may_move_matter(locked.state, MatterState.ACTIVE):
        raise MatterNotSuspended(name=locked.name, state=locked.get_state_display())
    version = locked.versions.filter(status=VersionStatus.PUBLISHED).order_by("-number").first()
    gap = explain_gap(version, frozenset()) if version else ""
    if gap:
        raise AuthorityMissing(name=locked.name, gap=gap)
    _move(matter, locked, MatterState.ACTIVE)
    MatterStop.objects.filter(matter=locked, resumed_at__isnull=True).update(
        resumed_by=actor.label, resumed_at=now
    )
    emit(MatterResumed(locked.code, locked.name, now))
    return locked


def _move(matter: Matter, locked: Matter, state: MatterState) -> None:
    locked.state = matter.state = state
    locked.save(update_fields=["state"])
