"""
What happens to a whole case: a special procedure (特别程序) stops it, withdrawal and termination end it.

During a special procedure nothing moves and no timer fires; afterwards every last day and every timer is
later by the time it took (行政许可法 art. 45).
"""

from datetime import datetime
from typing import Any

from yangguang.foundation.process.engine import clocks
from yangguang.foundation.process.engine.advance import end_case
from yangguang.foundation.process.engine.compiled import compiled_definition
from yangguang.foundation.process.engine.holding import hold_instance
from yangguang.foundation.process.models import Instance, Task, Timer
from yangguang.foundation.process.rules import NotSuspended
from yangguang.foundation.process.states import LIVE_TASKS, WORKABLE, InstanceState, RowState, TaskState


def suspend(*, instance_id: int, now: datetime) -> Instance:
    """
    Stop a case, and those it has called, for a special procedure.

    Refuses with InstanceNotRunning, InstanceSuspended.
    """
    run = hold_instance(instance_id, now=now)
    family = _family(run.instance)
    family.filter(state=InstanceState.RUNNING).update(state=InstanceState.SUSPENDED, suspended_at=now)
    Task.objects.filter(instance__in=family.values("pk"), state__in=WORKABLE).update(
        state=TaskState.SUSPENDED
    )
    run.instance.state, run.instance.suspended_at = InstanceState.SUSPENDED, now
    return run.instance


def resume(*, instance_id: int, now: datetime) -> Instance:
    """
    Let a case go on; last days and timers move by the time that does not count.

    Refuses with NotSuspended, InstanceNotRunning.
    """
    run = hold_instance(instance_id, now=now, even_suspended=True)
    paused_from = run.instance.suspended_at
    if run.instance.state != InstanceState.SUSPENDED or paused_from is None:
        raise NotSuspended
    family = _family(run.instance)
    for task in Task.objects.select_related("instance").filter(
        instance__in=family.values("pk"), state__in=LIVE_TASKS
    ):
        _resume_task(task, paused_from, now)
    for timer in Timer.objects.select_related("instance").filter(
        instance__in=family.values("pk"), state=RowState.LIVE
    ):
        node = compiled_definition(timer.instance.definition_id).nodes[timer.node_id]
        unit = node.timer.unit if node.timer else "cd"
        due = clocks.moved_instant(timer.due_at, unit, paused_from, now)
        Timer.objects.filter(pk=timer.pk).update(due_at=due)
    family.filter(state=InstanceState.SUSPENDED).update(state=InstanceState.RUNNING, suspended_at=None)
    run.instance.state, run.instance.suspended_at = InstanceState.RUNNING, None
    return run.instance


def _resume_task(task: Task, paused_from: datetime, now: datetime) -> None:
    values: dict[str, Any] = {
        "state": TaskState.OPEN if task.assignee_account_id is None else TaskState.CLAIMED
    }
    limit = compiled_definition(task.instance.definition_id).nodes[task.node_id].limit
    if task.due_on and limit:
        values["due_on"] = clocks.moved_day(task.due_on, limit.unit, paused_from, now)
    Task.objects.filter(pk=task.pk).update(**values)


def _family(instance: Instance) -> Any:
    """The case and all cases it has called, directly or not."""
    keys = [instance.pk]
    waiting = [instance.pk] if instance.inner_count else []
    while waiting:
        waiting = list(Instance.objects.filter(parent_id__in=waiting).values_list("pk", flat=True))
        keys += waiting
    return Instance.objects.filter(pk__in=keys)


def withdraw(*, instance_id: int, reason: str, now: datetime) -> Instance:
    """
    End a case because its applicant takes it back.

    Refuses with InstanceNotRunning.
    """
    return _end(instance_id, InstanceState.WITHDRAWN, reason, now)


def terminate(*, instance_id: int, reason: str, now: datetime) -> Instance:
    """
    End a case because the body closes it (终止办理).

    Refuses with InstanceNotRunning.
    """
    return _end(instance_id, InstanceState.TERMINATED, reason, now)


def _end(instance_id: int, state: InstanceState, reason: str, now: datetime) -> Instance:
    run = hold_instance(instance_id, now=now, even_suspended=True)
    end_case(run, state, reason=reason)
    return run.instance
