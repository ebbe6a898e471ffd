"""The one thing the engine does of its own accord: fire timers whose time has come."""

from datetime import datetime

from yangguang.foundation.acts.api import Actor, note, operation, system_actor
from yangguang.foundation.process import permissions
from yangguang.foundation.process.engine import happenings
from yangguang.foundation.process.models import Instance, Timer
from yangguang.foundation.process.states import InstanceState, RowState

CLOCK = system_actor("时限计时")


@operation(
    "process.fire_timer",
    summary="流程计时到期",
    permission=permissions.may_fire_timer,
    subject="instance",
)
def fire_timer(*, actor: Actor, now: datetime, instance: Instance, timer: Timer) -> bool:
    """Fire one timer of a case. False when another worker has the case or the timer is gone."""
    fired = happenings.fire_timer(timer_id=timer.pk, instance_id=instance.pk, now=now)
    note(node=timer.node_id, due_at=timer.due_at.isoformat(), fired=fired)
    return fired


def fire_due_timers(*, now: datetime, limit: int = 100) -> int:
    """
    Fire the timers that are due, earliest first, each in an operation of its own; gives how many fired.

    A case another worker has locked is left for the next round (SKIP LOCKED).
    """
    due = (
        Timer.objects.select_related("instance")
        .filter(state=RowState.LIVE, due_at__lte=now, instance__state=InstanceState.RUNNING)
        .order_by("due_at")[:limit]
    )
    return sum(fire_timer(actor=CLOCK, now=now, instance=timer.instance, timer=timer) for timer in due)
