"""
Activities (BPMN 2.0.2, 13.3): steps for people, automatic work, sub-processes, calls, and several instances
of each.

Several instances (会签) hang under a scope of kind multi, which counts them and asks the completion
condition after each. The condition sees `nrOfInstances`, `nrOfCompletedInstances`, `nrOfActiveInstances`
and `results`, the list of what each finished instance gave; afterwards the results stay in the variable
that `yg:result` names, or the node.
"""

from typing import Any

from yangguang.foundation.decisions.api import compile_expression
from yangguang.foundation.process.bpmn import Node, NodeKind
from yangguang.foundation.process.engine import clocks, joins, waiting
from yangguang.foundation.process.engine.errors import throw_error
from yangguang.foundation.process.engine.run import Run
from yangguang.foundation.process.engine.services import FlowError, service_named
from yangguang.foundation.process.models import Scope, Task
from yangguang.foundation.process.rules import NotACollection
from yangguang.foundation.process.states import RowState, ScopeKind, TaskState

MAX_INSTANCES = 1_000


def enter_activity(run: Run, node: Node, flow_id: str, scope: Scope | None) -> None:
    """Begin an activity, once or several times."""
    if node.loop is not None:
        _begin_several(run, node, scope)
    else:
        _begin(run, node, scope, {}, None)


def _begin(run: Run, node: Node, scope: Scope | None, local: dict[str, Any], index: int | None) -> None:
    """Begin one instance; with an index, *scope* is the multi scope it belongs to."""
    if node.kind is NodeKind.USER:
        open_task(run, node, scope, local=local, index=index)
    elif node.kind is NodeKind.SUBPROCESS:
        inner = open_scope(run, node, scope, ScopeKind.SUBPROCESS, local, index)
        start = next(start for start in run.compiled.process.starts(node.id))
        run.enter(start.id, inner)
    elif node.kind is NodeKind.CALL:
        run.calls.append(open_scope(run, node, scope, ScopeKind.CALL, local, index))
    else:
        _work(run, node, scope, local)


def open_task(
    run: Run,
    node: Node,
    scope: Scope | None,
    *,
    local: dict[str, Any] | None = None,
    index: int | None = None,
    assignee: int | None = None,
) -> Task:
    """Put a step before people: on the desk of the post of its lane, or of one person."""
    local = local or {}
    body, chosen = node.extension.get("body", ""), node.extension.get("assignee", "")
    variables = run.variables(scope, local) if body or chosen else {}
    body_code = compile_expression(body).evaluate(variables) if body else None
    assignee = run.assignees.pop(node.id, assignee)
    if assignee is None and chosen:
        value = compile_expression(chosen).evaluate(variables)
        assignee = int(value) if value is not None else None
    task = Task(
        instance=run.instance,
        scope=scope,
        node_id=node.id,
        name=node.name or node.id,
        step=node.step,
        post_kind=run.compiled.posts.get(node.id, ""),
        body_code=body_code or run.instance.body_code,
        state=TaskState.OPEN if assignee is None else TaskState.CLAIMED,
        assignee_account_id=assignee,
        claimed_at=None if assignee is None else run.now,
        arrived_at=run.now,
        due_on=clocks.due_on(node.limit, run.now),
        local=local,
        mi_index=index,
    )
    run.add_task(task)
    if index is None:
        waiting.arm_border(run, task, scope)
    return task


def open_scope(
    run: Run, node: Node, parent: Scope | None, kind: ScopeKind, local: dict[str, Any], index: int | None
) -> Scope:
    """Open the inside of an activity and arm its border."""
    inner = Scope(
        instance=run.instance,
        parent=parent,
        node_id=node.id,
        kind=kind,
        local=local,
        mi_index=index,
        began_at=run.now,
    )
    run.add_scope(inner)
    if index is None:
        waiting.arm_border(run, inner, parent)
    return inner


# -- work done at once


def _work(run: Run, node: Node, scope: Scope | None, local: dict[str, Any]) -> None:
    try:
        work(run, node, run.variables(scope, local))
    except FlowError as error:
        throw_error(run, error.code, scope, at=node)
    else:
        joins.leave(run, node, scope)


def work(run: Run, node: Node, variables: dict[str, Any]) -> None:
    """Do the work of an automatic step: call the service, ask the decision, send the message."""
    if node.kind is NodeKind.SERVICE:
        made = service_named(node.service)(dict(variables), run.now) or {}
        run.set_variables({node.result_variable: made} if node.result_variable else made)
    elif node.kind is NodeKind.RULE:
        decided = run.compiled.decide(node.decision_ref, variables)
        run.decided += [
            {"node": node.id, "decision": step.decision_name, "rules": list(step.rules)}
            for step in decided.trace
        ]
        value = plain(decided.value)
        name = node.result_variable
        if not name and isinstance(value, dict):
            run.set_variables(value)
        else:
            run.set_variables({name or node.decision_ref.rpartition("#")[2]: value})
    elif node.kind is NodeKind.SEND:
        waiting.throw(run, node, None)


def plain(value: Any) -> Any:
    """Bring a value of a decision into JSON: numbers as numbers, days as text."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return int(value) if value == value.to_integral_value() else float(value)


# -- several instances


def _begin_several(run: Run, node: Node, scope: Scope | None) -> None:
    items = _items(run, node, scope)
    if not items:
        joins.leave(run, node, scope)
        return
    if node.kind not in (NodeKind.USER, NodeKind.SUBPROCESS, NodeKind.CALL):
        _work_several(run, node, scope, items)
        return
    loop = node.loop
    assert loop is not None  # noqa: S101 - asked by the caller
    multi = Scope(
        instance=run.instance, parent=scope, node_id=node.id, kind=ScopeKind.MULTI, began_at=run.now
    )
    multi.total = len(items)
    multi.items = items[1:] if loop.sequential else []
    run.add_scope(multi)
    waiting.arm_border(run, multi, scope)
    for index, item in enumerate(items[:1] if loop.sequential else items):
        _begin(run, node, multi, element(node, item, index), index)


def _work_several(run: Run, node: Node, scope: Scope | None, items: list[Any]) -> None:
    try:
        for index, item in enumerate(items):
            work(run, node, run.variables(scope, element(node, item, index)))
    except FlowError as error:
        throw_error(run, error.code, scope, at=node)
    else:
        joins.leave(run, node, scope)


def element(node: Node, item: Any, index: int) -> dict[str, Any]:
    """Give the local variables of one instance."""
    loop = node.loop
    local: dict[str, Any] = {"loopCounter": index}
    if loop is not None and loop.element_variable:
        local[loop.element_variable] = item
    return local


def _items(run: Run, node: Node, scope: Scope | None) -> list[Any]:
    loop = node.loop
    assert loop is not None  # noqa: S101 - asked by the caller
    variables = run.variables(scope)
    if loop.collection:
        found = compile_expression(loop.collection).evaluate(variables)
        if not isinstance(found, list) or len(found) > MAX_INSTANCES:
            raise NotACollection(name=node.name or node.id, collection=loop.collection)
        return [plain(item) for item in found]
    number = compile_expression(loop.cardinality).evaluate(variables)
    if not isinstance(number, int | float) and not hasattr(number, "to_integral_value"):
        raise NotACollection(name=node.name or node.id, collection=loop.cardinality)
    return list(range(min(max(int(number), 0), MAX_INSTANCES)))


def finish_instance(run: Run, node: Node, scope: Scope | None, result: Any) -> None:
    """Go on after one instance of an activity: out, or to the count of the multi scope it belongs to."""
    if scope is None or scope.kind != ScopeKind.MULTI or scope.node_id != node.id:
        joins.leave(run, node, scope)
        return
    run.change(scope, completed=scope.completed + 1, results=[*scope.results, result])
    if scope.completed >= scope.total or _is_complete(run, node, scope):
        _close_several(run, node, scope)
    elif scope.items:
        index = scope.completed
        item, rest = scope.items[0], scope.items[1:]
        run.change(scope, items=rest)
        _begin(run, node, scope, element(node, item, index), index)


def _is_complete(run: Run, node: Node, scope: Scope) -> bool:
    condition = node.loop.completion_condition if node.loop else ""
    if not condition:
        return False
    active = sum(1 for row in run.rows_in(scope) if not getattr(row, "is_signer", False))
    seen = run.variables(
        scope,
        {
            "nrOfInstances": scope.total,
            "nrOfCompletedInstances": scope.completed,
            "nrOfActiveInstances": active,
            "results": scope.results,
        },
    )
    return compile_expression(condition).holds(seen)


def _close_several(run: Run, node: Node, scope: Scope) -> None:
    run.set_variables(
        {
            node.result_variable or node.id: {
                "results": scope.results,
                "completed": scope.completed,
                "total": scope.total,
            }
        }
    )
    waiting.cancel_all(run, scope)
    outer = scope.parent
    run.close_scope(scope)
    joins.leave(run, node, outer)


def close_scopes(run: Run) -> bool:
    """Close one sub-process in which nothing is left, and go on after it; says whether one was closed."""
    for scope in run.scopes:
        if scope.kind == ScopeKind.SUBPROCESS and scope.state == RowState.LIVE and not run.rows_in(scope):
            outer = scope.parent
            run.close_scope(scope)
            finish_instance(run, run.nodes[scope.node_id], outer, scope.local.get("result"))
            return True
    return False
