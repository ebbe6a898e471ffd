"""
退回: a case goes back to an earlier step with correct tokens, also out of and into parallel branches and
会签.

Four rules. What would be done again is taken back: of the tokens beside the returning one, only those that
can be held together with the target stay (`Regions.concurrent`). Scopes the target does not lie in are
left, with all inside. A join ahead gets the tokens of branches that are done, else it would wait for ever.
Going back into a finished sub-process opens it anew at the target.
"""

from datetime import datetime

from yangguang.foundation.acts.api import Actor
from yangguang.foundation.process.bpmn import NodeKind
from yangguang.foundation.process.engine import activities, waiting
from yangguang.foundation.process.engine.advance import settle
from yangguang.foundation.process.engine.holding import hold_task
from yangguang.foundation.process.engine.joins import place_of
from yangguang.foundation.process.engine.run import Host, Run
from yangguang.foundation.process.engine.verbs import close, require_free
from yangguang.foundation.process.models import Scope, Task
from yangguang.foundation.process.rules import ReturnNotPossible
from yangguang.foundation.process.states import ScopeKind, TaskState


def return_to(
    *,
    task_id: int,
    actor: Actor,
    to_node_id: str,
    reason: str,
    now: datetime,
    assignee_account_id: int | None = None,
) -> Task:
    """
    Send a case back to a step it has been through; gives the step opened there.

    With an assignee the step goes to that person's hands (say, whoever did it before), else to the desk of its post.

    Refuses with ReturnNotPossible, TaskHeldByAnother, TaskNotOpen, InstanceNotRunning, InstanceSuspended.
    """
    run, task = hold_task(task_id, now=now)
    require_free(task, actor)
    if task.signs_for_id is not None or not _was_done(run, to_node_id):
        target = run.nodes.get(to_node_id)
        raise ReturnNotPossible(name=task.name, target=target.name if target else to_node_id)
    for signer in [other for other in run.tasks if other.signs_for_id == task.pk]:
        run.close_task(signer, TaskState.CANCELLED)
    scope = task.scope
    close(run, task, actor, {**task.outcome, "returned_to": to_node_id, "reason": reason})
    scope = _descend(run, _climb(run, scope, to_node_id), to_node_id)
    if assignee_account_id is not None:
        run.assignees[to_node_id] = assignee_account_id
    before = set(map(id, run.tasks))
    run.enter(to_node_id, scope)
    run.trigger = task
    settle(run)
    return next(t for t in run.tasks if id(t) not in before and t.node_id == to_node_id)


def _was_done(run: Run, node_id: str) -> bool:
    node = run.nodes.get(node_id)
    if node is None or node.kind is not NodeKind.USER:
        return False
    done = Task.objects.filter(instance=run.instance, node_id=node_id, state=TaskState.DONE)
    return done.exists()


def _levels(run: Run, node_id: str) -> list[str]:
    """The sub-processes around a node, outermost first, after the top."""
    found: list[str] = []
    parent = run.nodes[node_id].parent_id
    while parent:
        found.insert(0, parent)
        parent = run.nodes[parent].parent_id
    return ["", *found]


def _climb(run: Run, scope: Scope | None, target: str) -> Scope | None:
    """Leave scopes the target does not lie in, then take back what would be done again at that level."""
    levels = _levels(run, target)
    while scope is not None:
        inside = scope.kind == ScopeKind.SUBPROCESS and scope.node_id in levels
        if inside:
            break
        outer = scope.parent
        waiting.cancel(run, scope)
        scope = outer
    _take_back(run, scope, target)
    return scope


def _level_of(scope: Scope | None) -> str:
    return "" if scope is None else scope.node_id


def _take_back(run: Run, scope: Scope | None, target: str) -> None:
    """Cancel what cannot stand beside the target, and feed the joins ahead."""
    level = _level_of(scope)
    levels = [*_levels(run, target), target]
    local_target = levels[levels.index(level) + 1]
    regions = run.compiled.regions(level)
    staying: list[Host] = []
    for row in run.rows_in(scope):
        if regions.concurrent(place_of(row), local_target):
            staying.append(row)
        elif row in run.tasks or row in run.tokens or row in run.scopes:
            waiting.cancel(run, row)
    present = [place_of(row) for row in staying]
    for join, flow in regions.missing_at_joins(local_target, present):
        run.add_token(join, flow, scope)


def _descend(run: Run, scope: Scope | None, target: str) -> Scope | None:
    """Open anew the sub-processes between a level and the target, with the joins in them fed."""
    levels = _levels(run, target)
    for node_id in levels[levels.index(_level_of(scope)) + 1 :]:
        node = run.nodes[node_id]
        if node.loop is not None:
            raise ReturnNotPossible(name=node.name or node_id, target=run.nodes[target].name)
        scope = activities.open_scope(run, node, scope, ScopeKind.SUBPROCESS, {}, None)
        _take_back(run, scope, target)
    return scope
