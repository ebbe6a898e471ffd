"""
Errors on their way out: to the nearest boundary event that catches the code, else they end the case as
failed.
"""

from yangguang.foundation.process.bpmn import EventKind, Node
from yangguang.foundation.process.engine import joins, waiting
from yangguang.foundation.process.engine.run import Run
from yangguang.foundation.process.models import Scope
from yangguang.foundation.process.states import InstanceState


def throw_error(run: Run, code: str, scope: Scope | None, *, at: Node | None = None) -> None:
    """
    Throw an error within a scope (BPMN 2.0.2, 10.5.6); *at* is the activity that raised it, if it has a border.

    An event naming the code goes before one that catches any error.
    """
    if at is not None:
        caught = _catcher(run, at.id, code)
        if caught is not None:
            _go_on(run, caught, scope)
            return
    while scope is not None:
        outer = scope.parent
        caught = _catcher(run, scope.node_id, code)
        if caught is not None:
            host = scope
            if outer is not None and outer.node_id == scope.node_id:  # one of several instances: all end
                host, outer = outer, outer.parent
            waiting.cancel(run, host)
            _go_on(run, caught, outer)
            return
        scope = outer
    waiting.cancel_all(run, None)
    run.queue.clear()
    run.instance.state = InstanceState.FAILED
    run.instance.error_code = code
    run.changed["error_code"] = code


def _catcher(run: Run, host_id: str, code: str) -> Node | None:
    border = [e for e in run.compiled.boundaries.get(host_id, ()) if e.event is EventKind.ERROR]
    named = next((event for event in border if event.event_name == code), None)
    return named or next((event for event in border if not event.event_ref), None)


def _go_on(run: Run, event: Node, scope: Scope | None) -> None:
    run.trail.append(event.id)
    joins.leave(run, event, scope)
