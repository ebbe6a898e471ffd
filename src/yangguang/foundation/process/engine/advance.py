"""
Moving tokens until every one of them waits or has ended; then closing what is empty, and the case itself.

Each kind of node has one function that says what happens when a token enters it.
"""

from collections.abc import Callable

from yangguang.foundation.acts.api import note
from yangguang.foundation.process import events
from yangguang.foundation.process.bpmn import Node, NodeKind
from yangguang.foundation.process.engine import activities, cases, errors, joins, waiting
from yangguang.foundation.process.engine.run import Run
from yangguang.foundation.process.models import Instance, Scope
from yangguang.foundation.process.rules import EndlessLoop
from yangguang.foundation.process.states import InstanceState, RowState

MAX_MOVES = 5_000

Enter = Callable[[Run, Node, str, Scope | None], None]


def _pass(run: Run, node: Node, flow_id: str, scope: Scope | None) -> None:
    joins.leave(run, node, scope)


def _throw(run: Run, node: Node, flow_id: str, scope: Scope | None) -> None:
    waiting.throw(run, node, scope)
    joins.leave(run, node, scope)


def _end(run: Run, node: Node, flow_id: str, scope: Scope | None) -> None:
    """The token ends here; what it leaves behind is closed when nothing else moves."""
    waiting.throw(run, node, scope)


def _terminate(run: Run, node: Node, flow_id: str, scope: Scope | None) -> None:
    waiting.cancel_all(run, scope)
    if scope is None:
        run.instance.state = InstanceState.TERMINATED


def _error_end(run: Run, node: Node, flow_id: str, scope: Scope | None) -> None:
    errors.throw_error(run, node.event_name, scope)


ENTER: dict[NodeKind, Enter] = {
    NodeKind.START: _pass,
    NodeKind.TASK: activities.enter_activity,
    NodeKind.MANUAL: activities.enter_activity,
    NodeKind.USER: activities.enter_activity,
    NodeKind.SERVICE: activities.enter_activity,
    NodeKind.RULE: activities.enter_activity,
    NodeKind.SEND: activities.enter_activity,
    NodeKind.SUBPROCESS: activities.enter_activity,
    NodeKind.CALL: activities.enter_activity,
    NodeKind.RECEIVE: waiting.enter_receive,
    NodeKind.EXCLUSIVE: joins.enter_exclusive,
    NodeKind.PARALLEL: joins.enter_parallel,
    NodeKind.INCLUSIVE: joins.enter_inclusive,
    NodeKind.EVENT_GATEWAY: waiting.enter_event_gateway,
    NodeKind.CATCH: waiting.enter_catch,
    NodeKind.THROW: _throw,
    NodeKind.END: _end,
    NodeKind.TERMINATE: _terminate,
    NodeKind.ERROR_END: _error_end,
}


def settle(run: Run) -> None:
    """
    Move every token as far as it goes, write everything, and go on in the case that called this one if it has ended.

    Refuses with NoWayForward, EndlessLoop, NotACollection, TimerUnreadable, ServiceNotRegistered.
    """
    _drive(run)
    if run.is_over:
        run.changed |= {"state": run.instance.state, "ended_at": run.now}
        run.instance.ended_at = run.now
        run.tell(
            events.InstanceEnded(
                **run.case(), state=run.instance.state, error_code=run.instance.error_code, at=run.now
            )
        )
    if run.decided:
        note(decisions=run.decided)
    run.flush()
    if run.ended_children:
        _end_children(run)
    if run.is_over and run.instance.parent_id and run.returns_to_caller:
        _resume_caller(run)


def _drive(run: Run) -> None:
    moves = 0
    while True:
        while run.queue:
            arrival = run.queue.popleft()
            if arrival.scope is not None and arrival.scope.state != RowState.LIVE:
                continue
            node = run.nodes[arrival.node_id]
            moves += 1
            if moves > MAX_MOVES:
                raise EndlessLoop(name=node.name or node.id)
            run.trail.append(node.id)
            ENTER[node.kind](run, node, arrival.flow_id, arrival.scope)
        if run.is_over:
            return
        if not (joins.release_inclusive(run) or activities.close_scopes(run) or _start_called(run)):
            break
    if not (run.tasks or run.tokens or run.scopes):
        run.instance.state = InstanceState.DONE


# -- cases that call cases


def begin(run: Run, start_id: str) -> None:
    """Put the first token of a case at a start event and settle; the trail is kept on the case."""
    run.trigger = run.instance
    run.enter(start_id, None)
    settle(run)


def _start_called(run: Run) -> bool:
    """Begin the cases of call activities met in this step; those that end at once go on here."""
    if not run.calls:
        return False
    while run.calls:
        scope = run.calls.pop(0)
        child = cases.create_called(
            run.instance, scope, run.nodes[scope.node_id], run.variables(scope), run.now
        )
        inner = Run(child, now=run.now)
        inner.returns_to_caller = False  # the caller is at work right here
        begin(inner, cases.start_of(inner.compiled.process).id)
        if not child.is_live:
            finish_call(run, scope, child)
    return True


def finish_call(run: Run, scope: Scope, child: Instance) -> None:
    """Go on after a called case: its variables come back, its error is thrown here."""
    node, outer = run.nodes[scope.node_id], scope.parent
    if child.state == InstanceState.FAILED:
        errors.throw_error(run, child.error_code, scope)
        return
    run.set_variables(child.variables)
    run.close_scope(scope)
    activities.finish_instance(run, node, outer, child.variables.get("result"))


def _resume_caller(run: Run) -> None:
    """Go on in the case that called this one."""
    parent = run.instance.parent
    assert parent is not None  # noqa: S101 - asked by the caller
    caller = Run(parent, now=run.now).load()
    scope = next((one for one in caller.scopes if one.pk == run.instance.parent_scope_id), None)
    if scope is None or caller.is_over:
        return
    caller.trigger = scope
    finish_call(caller, scope, run.instance)
    settle(caller)


def _end_children(run: Run) -> None:
    """End the cases that cancelled call activities had begun."""
    children = Instance.objects.filter(
        parent_scope_id__in=run.ended_children,
        state__in=(InstanceState.RUNNING, InstanceState.SUSPENDED),
    )
    run.ended_children = []
    for child in children:
        end_case(Run(child, now=run.now).load(), InstanceState.TERMINATED, reason="")


def end_case(run: Run, state: InstanceState, *, reason: str) -> None:
    """End a case from outside: nothing in it waits any longer."""
    waiting.cancel_all(run, None)
    run.instance.state = state
    run.instance.end_reason = reason
    run.changed |= {"state": state, "end_reason": reason, "ended_at": run.now}
    run.tell(events.InstanceEnded(**run.case(), state=state, error_code="", at=run.now))
    run.flush()
    if run.ended_children:
        _end_children(run)
