"""What officers do with a step: take it, give it back, do it, hand it over (转办), add signers (加签)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from yangguang.foundation.acts.api import Actor
from yangguang.foundation.process import events
from yangguang.foundation.process.engine import activities, clocks
from yangguang.foundation.process.engine.advance import settle
from yangguang.foundation.process.engine.holding import hold_task
from yangguang.foundation.process.engine.run import Run
from yangguang.foundation.process.models import Task
from yangguang.foundation.process.rules import (
    SignersNotPossible,
    SignersOutstanding,
    TaskHeldByAnother,
    TaskNotHeld,
)
from yangguang.foundation.process.states import ScopeKind, TaskState


def claim_task(*, task_id: int, actor: Actor, now: datetime) -> Task:
    """
    Take a step into one's own hands; a step one already has stays so.

    Refuses with TaskNotOpen, TaskHeldByAnother, InstanceNotRunning, InstanceSuspended.
    """
    run, task = hold_task(task_id, now=now)
    require_free(task, actor)
    if task.assignee_account_id is None:
        run.change(task, state=TaskState.CLAIMED, assignee_account_id=actor.account_id, claimed_at=now)
        run.flush()
    return task


def release_task(*, task_id: int, actor: Actor, now: datetime) -> Task:
    """
    Put a step back on the desk of its post.

    Refuses with TaskNotHeld, TaskNotOpen, InstanceNotRunning, InstanceSuspended.
    """
    run, task = hold_task(task_id, now=now)
    if task.assignee_account_id is None or task.assignee_account_id != actor.account_id:
        raise TaskNotHeld(name=task.name)
    run.change(task, state=TaskState.OPEN, assignee_account_id=None, claimed_at=None)
    run.flush()
    return task


def complete_task(
    *,
    task_id: int,
    actor: Actor,
    now: datetime,
    variables: Mapping[str, Any] | None = None,
    outcome: Mapping[str, Any] | None = None,
) -> Task:
    """
    Do a step: keep the outcome, set variables, and move the case on.

    The result of an instance of 会签 is `outcome["result"]`, or the whole outcome. Two officers finishing at the same
    moment come one after the other, since the case row is locked first.

    Refuses with TaskNotOpen, TaskHeldByAnother, SignersOutstanding, InstanceNotRunning, InstanceSuspended, and with
    what moving on refuses (NoWayForward, NotACollection, TimerUnreadable).
    """
    run, task = hold_task(task_id, now=now)
    require_free(task, actor)
    waiting_for = sum(1 for other in run.tasks if other.signs_for_id == task.pk)
    if waiting_for:
        raise SignersOutstanding(name=task.name, count=waiting_for)
    run.set_variables(variables or {})
    close(run, task, actor, outcome or {})
    if not task.is_signer or task.signs_for_id is None:
        node = run.nodes[task.node_id]
        result = task.outcome.get("result", task.outcome)
        activities.finish_instance(run, node, task.scope, result)
        run.trigger = task
        settle(run)
    else:
        run.flush()
    return task


def close(run: Run, task: Task, actor: Actor, outcome: Mapping[str, Any]) -> None:
    """Mark a step done by somebody, and tell."""
    run.close_task(
        task,
        TaskState.DONE,
        outcome=dict(outcome),
        assignee_account_id=actor.account_id
        if task.assignee_account_id is None
        else task.assignee_account_id,
    )
    run.tell(
        events.TaskDone(
            **run.case(),
            task_id=task.pk,
            node_id=task.node_id,
            name=task.name,
            step=task.step,
            by_account_id=task.assignee_account_id,
            at=run.now,
        )
    )


def require_free(task: Task, actor: Actor) -> None:
    """Refuse a step that lies in another's hands."""
    if task.assignee_account_id is not None and task.assignee_account_id != actor.account_id:
        raise TaskHeldByAnother(name=task.name)


def hand_over(*, task_id: int, actor: Actor, to_account_id: int, reason: str, now: datetime) -> Task:
    """
    Give a step to a colleague (转办); its last day stays, since the case does not wait for the office.

    Refuses with TaskHeldByAnother, TaskNotOpen, InstanceNotRunning, InstanceSuspended.
    """
    run, task = hold_task(task_id, now=now)
    require_free(task, actor)
    passed = {"from": actor.account_id, "to": to_account_id, "reason": reason, "at": now.isoformat()}
    run.change(
        task,
        state=TaskState.CLAIMED,
        assignee_account_id=to_account_id,
        claimed_at=now,
        outcome={**task.outcome, "handed_over": [*task.outcome.get("handed_over", []), passed]},
    )
    run.flush()
    return task


def add_signers(*, task_id: int, actor: Actor, account_ids: Sequence[int], now: datetime) -> list[Task]:
    """
    Ask colleagues to sign (加签).

    A step several people do already (会签) gets more of them; another step stays where it is and cannot be done before
    the signers have answered.

    Refuses with SignersNotPossible, TaskHeldByAnother, TaskNotOpen, InstanceNotRunning, InstanceSuspended.
    """
    run, task = hold_task(task_id, now=now)
    require_free(task, actor)
    if task.signs_for_id is not None or not account_ids:
        raise SignersNotPossible(name=task.name)
    several = task.scope is not None and task.scope.kind == ScopeKind.MULTI
    added = _join_them(run, task, account_ids) if several else _ask_them(run, task, account_ids)
    run.flush()
    return added


def _join_them(run: Run, task: Task, account_ids: Sequence[int]) -> list[Task]:
    node, scope = run.nodes[task.node_id], task.scope
    assert scope is not None  # noqa: S101 - asked by the caller
    first = scope.total
    run.change(scope, total=scope.total + len(account_ids))
    added = []
    for index, account_id in enumerate(account_ids, first):
        local = activities.element(node, account_id, index)
        signer = activities.open_task(run, node, scope, local=local, index=index, assignee=account_id)
        signer.is_signer = True
        added.append(signer)
    return added


def _ask_them(run: Run, task: Task, account_ids: Sequence[int]) -> list[Task]:
    node = run.nodes[task.node_id]
    return [
        run.add_task(
            Task(
                instance=run.instance,
                scope=task.scope,
                node_id=task.node_id,
                name=f"{task.name}（加签）",
                step=task.step,
                post_kind=task.post_kind,
                body_code=task.body_code,
                state=TaskState.CLAIMED,
                assignee_account_id=account_id,
                claimed_at=run.now,
                arrived_at=run.now,
                due_on=task.due_on or clocks.due_on(node.limit, run.now),
                is_signer=True,
                signs_for=task,
            )
        )
        for account_id in account_ids
    ]
