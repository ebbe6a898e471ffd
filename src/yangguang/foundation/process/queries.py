"""Reading cases: what is open, what lies on a desk, which way a case went."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from yangguang.foundation.acts.api import Actor
from yangguang.foundation.process.bpmn import Process
from yangguang.foundation.process.engine.compiled import compiled_definition
from yangguang.foundation.process.models import Instance, Scope, Subscription, Task, Timer, Token
from yangguang.foundation.process.states import LIVE_TASKS, RowState, TaskState


def open_tasks_of(instance: Instance) -> QuerySet[Task]:
    """List the steps of a case that wait, earliest first."""
    return Task.objects.filter(instance=instance, state__in=LIVE_TASKS).order_by("arrived_at", "pk")


def done_tasks_of(instance: Instance) -> QuerySet[Task]:
    """List the steps of a case that were done, in order."""
    return Task.objects.filter(instance=instance, state=TaskState.DONE).order_by("done_at", "pk")


def inbox_mine(*, actor: Actor) -> QuerySet[Task]:
    """List the steps in the actor's own hands, most urgent first."""
    found = Task.objects.filter(assignee_account_id=actor.account_id, state=TaskState.CLAIMED)
    return found.order_by("due_on", "pk")


def inbox_open(*, actor: Actor) -> QuerySet[Task]:
    """List the steps nobody has taken yet on the desks of the actor's posts, most urgent first."""
    desks = _desks(actor)
    if not desks:
        return Task.objects.none()
    wanted = Q()
    for body_code, post_kind in desks:
        wanted |= Q(body_code=body_code, post_kind=post_kind)
    return Task.objects.filter(wanted, state=TaskState.OPEN).order_by("due_on", "pk")


def inbox(*, actor: Actor, offset: int = 0, limit: int = 20) -> list[Task]:
    """
    List one page of everything the actor could work on now: own steps and those of the actor's posts.

    Each desk is read by its index up to the end of the page, so the cost does not grow with the number of tasks.
    """
    end = offset + limit
    parts = [_ordered(assignee_account_id=actor.account_id, state=TaskState.CLAIMED)[:end]]
    parts += [
        _ordered(body_code=body_code, post_kind=post_kind, state=TaskState.OPEN)[:end]
        for body_code, post_kind in _desks(actor)
    ]
    if len(parts) == 1:
        keys = parts[0].values_list("pk", "due_on")
    else:
        first, *others = (part.values_list("pk", "due_on") for part in parts)
        keys = first.union(*others, all=True).order_by("due_on", "pk")
    page = [key for key, _ in keys[offset:end]]
    rows = {row.pk: row for row in Task.objects.select_related("instance").filter(pk__in=page)}
    return [rows[key] for key in page if key in rows]


def count_inbox(*, actor: Actor, most: int = 1_000) -> int:
    """Count the inbox, up to *most*: a desk with more does not need the exact figure."""
    found = inbox_mine(actor=actor).order_by()[:most].count()
    for body_code, post_kind in _desks(actor):
        if found < most:
            desk = Task.objects.filter(body_code=body_code, post_kind=post_kind, state=TaskState.OPEN)
            found += desk[: most - found].count()
    return found


def _ordered(**wanted: Any) -> QuerySet[Task]:
    return Task.objects.filter(**wanted).order_by("due_on", "pk")


def _desks(actor: Actor) -> list[tuple[str, str]]:
    return list(dict.fromkeys((post.body_code, post.kind) for post in actor.posts))


def process_of(instance: Instance) -> Process:
    """Give the model a case runs on, for drawing."""
    return compiled_definition(instance.definition_id).process


def active_nodes_of(instance: Instance) -> list[str]:
    """List the nodes where the case stands now."""
    places = [task.node_id for task in open_tasks_of(instance).only("node_id")]
    for model in (Token, Scope):
        rows = model.objects.filter(instance=instance, state=RowState.LIVE)
        places += rows.values_list("node_id", flat=True)
    return list(dict.fromkeys(places))


@dataclass(frozen=True, slots=True)
class Passage:
    """One thing a case passed: a node or a flow, when, and through which deed (a task's node, a timer, a message)."""

    element_id: str
    at: datetime
    by: str


def path_of(instance: Instance) -> list[Passage]:
    """List every node and flow the case has passed, in order, for drawing its way into the flowchart."""
    steps: list[tuple[datetime, int, str, list[str]]] = [(instance.started_at, 0, "", instance.trail)]
    for task in Task.objects.filter(instance=instance, done_at__isnull=False).only(
        "done_at", "node_id", "trail"
    ):
        if task.done_at is not None:
            steps.append((task.done_at, task.pk, task.node_id, task.trail))
    for model in (Timer, Subscription):
        fired = model.objects.filter(instance=instance, fired_at__isnull=False)
        steps += [(hook.fired_at or instance.started_at, hook.pk, hook.node_id, hook.trail) for hook in fired]
    for scope in Scope.objects.filter(instance=instance, ended_at__isnull=False):
        if scope.trail and scope.ended_at is not None:
            steps.append((scope.ended_at, scope.pk, scope.node_id, scope.trail))
    steps.sort(key=lambda step: step[:2])
    return [Passage(element, at, by) for at, _, by, trail in steps for element in trail]
