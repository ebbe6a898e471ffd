"""Whether a matter stands still, and why."""

from django.db.models import QuerySet

from yangguang.reference.matters.models import Matter, MatterStop
from yangguang.reference.matters.states import MatterState


def current_stop(matter: Matter) -> MatterStop | None:
    """Find why a matter stands still; none while it is in use."""
    if matter.state != MatterState.SUSPENDED:
        return None
    return matter.stops.filter(resumed_at__isnull=True).first()


def list_stops(*, matters: QuerySet[Matter]) -> list[MatterStop]:
    """List when these matters stood still, newest first."""
    return list(MatterStop.objects.filter(matter__in=matters).select_related("matter__body"))
