"""What comes from outside people's desks: messages, signals, and the time of timers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from yangguang.foundation.acts.api import require_operation
from yangguang.foundation.process import events
from yangguang.foundation.process.bpmn import EventKind
from yangguang.foundation.process.engine import waiting
from yangguang.foundation.process.engine.advance import settle
from yangguang.foundation.process.engine.holding import hold_instance
from yangguang.foundation.process.engine.run import Run
from yangguang.foundation.process.models import Instance, Subscription, Timer
from yangguang.foundation.process.rules import MessageNotAwaited
from yangguang.foundation.process.states import InstanceState, RowState


def deliver_message(
    *, instance_id: int, message: str, now: datetime, variables: Mapping[str, Any] | None = None
) -> Instance:
    """
    Give a message to the one step of a case that has waited for it longest.

    Refuses with MessageNotAwaited, InstanceNotRunning, InstanceSuspended.
    """
    run = hold_instance(instance_id, now=now)
    found = (
        Subscription.objects.filter(
            instance=run.instance, state=RowState.LIVE, kind=EventKind.MESSAGE.value, name=message
        )
        .order_by("pk")
        .first()
    )
    if found is None:
        raise MessageNotAwaited(message=message)
    run.set_variables(variables or {})
    _happen(run, found)
    return run.instance


def broadcast_signal(*, signal: str, now: datetime, variables: Mapping[str, Any] | None = None) -> list[int]:
    """
    Raise a signal for every running case that waits for it; gives their ids.

    Cases are locked in the order of their ids, so that two signals at once cannot block each other.
    """
    require_operation()
    waiting_cases = Subscription.objects.filter(
        state=RowState.LIVE,
        kind=EventKind.SIGNAL.value,
        name=signal,
        instance__state=InstanceState.RUNNING,
    )
    reached = []
    for instance_id in sorted(set(waiting_cases.values_list("instance_id", flat=True))):
        run = hold_instance(instance_id, now=now, even_suspended=True)
        if run.instance.state != InstanceState.RUNNING:
            continue
        found = Subscription.objects.filter(
            instance=run.instance, state=RowState.LIVE, kind=EventKind.SIGNAL.value, name=signal
        )
        run.set_variables(variables or {})
        fired = [hook for hook in found.order_by("pk") if _spend(run, hook)]
        if fired:
            run.trigger = fired[0]
            settle(run)
            reached.append(instance_id)
    return reached


def fire_timer(*, timer_id: int, instance_id: int, now: datetime) -> bool:
    """Fire one due timer of a case; False if it is no longer due, or another worker has the case in hand."""
    require_operation()
    root_id = Instance.objects.values_list("root_id", flat=True).get(pk=instance_id) or instance_id
    if Instance.objects.select_for_update(skip_locked=True).filter(pk=root_id).first() is None:
        return False
    timer = Timer.objects.filter(pk=timer_id, state=RowState.LIVE, due_at__lte=now).first()
    instance = Instance.objects.get(pk=instance_id)
    if timer is None or instance.state != InstanceState.RUNNING:
        return False
    run = Run(instance, now=now).load()
    node = run.nodes[timer.node_id]
    run.tell(events.TimerFired(**run.case(), node_id=node.id, name=node.name or node.id, at=now))
    _happen(run, timer)
    return True


def _happen(run: Run, hook: Timer | Subscription) -> None:
    _spend(run, hook)
    run.trigger = hook
    settle(run)


def _spend(run: Run, hook: Timer | Subscription) -> bool:
    run.change(hook, state=RowState.SPENT, fired_at=run.now)
    return waiting.fire(run, hook)
