"""
Events that wait: timers and subscriptions on the border of an activity, on a catch event, behind an event
gateway.

Arming makes rows, firing uses them up. An interrupting boundary event takes its activity away with all that
is inside.
"""

from typing import Any

from yangguang.foundation.process import events
from yangguang.foundation.process.bpmn import EventKind, Node, NodeKind
from yangguang.foundation.process.engine import clocks, joins
from yangguang.foundation.process.engine.run import Host, Run
from yangguang.foundation.process.models import Scope, Subscription, Task, Timer, Token
from yangguang.foundation.process.states import RowState, ScopeKind, TaskState


def arm_border(run: Run, host: Task | Scope | Token, scope: Scope | None) -> None:
    """Arm the boundary events of an activity that begins; *scope* is the scope the activity lies in."""
    for event in run.compiled.hooks.get(host.node_id, ()):
        arm(run, event, host, scope)


def arm(run: Run, event: Node, host: Host, scope: Scope | None) -> None:
    """Make one timer or subscription."""
    common: dict[str, Any] = {
        "instance": run.instance,
        "node_id": event.id,
        type(host).__name__.lower(): host,
    }
    if event.event is EventKind.TIMER:
        assert event.timer is not None  # noqa: S101 - the linter refuses a timer without definition
        variables = run.variables(scope)
        due, interval, repeats = clocks.first_firing(
            event.timer, name=event.name or event.id, variables=variables, now=run.now
        )
        run.hooks.append(Timer(**common, due_at=due, interval=interval, repeats=repeats))
    else:
        name = event.event_name or event.name
        run.hooks.append(Subscription(**common, kind=event.event.value, name=name))


def enter_catch(run: Run, node: Node, flow_id: str, scope: Scope | None) -> None:
    """Wait at an intermediate event."""
    arm(run, node, run.add_token(node.id, "", scope), scope)


def enter_receive(run: Run, node: Node, flow_id: str, scope: Scope | None) -> None:
    """Wait for a message in a receive task, whose border may have events of its own."""
    token = run.add_token(node.id, "", scope)
    arm(run, node, token, scope)
    arm_border(run, token, scope)


def enter_event_gateway(run: Run, node: Node, flow_id: str, scope: Scope | None) -> None:
    """Wait for the first of several events."""
    token = run.add_token(node.id, "", scope)
    for flow in node.outgoing:
        arm(run, run.nodes[run.compiled.process.flows[flow].target], token, scope)


def throw(run: Run, node: Node, scope: Scope | None) -> None:
    """Send the message or raise the signal of a throw event, a send task or an end event."""
    name = node.event_name or node.name
    if node.event is EventKind.MESSAGE:
        run.tell(events.MessageThrown(**run.case(), message=name, node_id=node.id, at=run.now))
    elif node.event is EventKind.SIGNAL:
        catch_signal(run, name)
        run.tell(events.SignalThrown(**run.case(), signal=name, node_id=node.id, at=run.now))


def catch_signal(run: Run, name: str) -> int:
    """Fire everything in this case that waits for a signal; says how many."""
    stored = Subscription.objects.filter(
        instance=run.instance, state=RowState.LIVE, kind=EventKind.SIGNAL.value, name=name
    )
    armed = [h for h in run.hooks if isinstance(h, Subscription) and (h.kind, h.name) == ("signal", name)]
    return sum(fire(run, hook) for hook in (*stored.order_by("pk"), *armed))


def fire(run: Run, hook: Timer | Subscription) -> bool:
    """Let an event happen; False if what it hangs on is gone."""
    host = host_of(run, hook)
    if host is None:
        return False
    node = run.nodes[hook.node_id]
    if node.kind is NodeKind.BOUNDARY:
        _fire_border(run, node, hook, host)
        return True
    assert isinstance(host, Token)  # noqa: S101 - only tokens wait at events
    scope = host.scope
    run.spend(host)
    if host.node_id != node.id:  # behind an event gateway
        run.trail.append(next(flow for flow in node.incoming))
    run.trail.append(node.id)
    joins.leave(run, node, scope)
    return True


def _fire_border(run: Run, node: Node, hook: Timer | Subscription, host: Host) -> None:
    scope = level_of(host)
    run.trail.append(node.id)
    if node.cancel_activity:
        cancel(run, host)
    elif isinstance(hook, Timer) and hook.interval and hook.repeats != 0:
        assert node.timer is not None  # noqa: S101 - it is a timer event
        name = node.name or node.id
        due = clocks.after(hook.interval, node.timer.unit, name=name, now=run.now)
        repeats = None if hook.repeats is None else hook.repeats - 1
        again = Timer(instance=run.instance, node_id=node.id, due_at=due, interval=hook.interval)
        again.repeats = repeats
        setattr(again, type(host).__name__.lower(), host)
        run.hooks.append(again)
    joins.leave(run, node, scope)


def host_of(run: Run, hook: Timer | Subscription) -> Host | None:
    """Find the live row an event hangs on."""
    rows: tuple[Host, ...] = (*run.tasks, *run.scopes, *run.tokens)
    for row in rows:
        key = f"{type(row).__name__.lower()}_id"
        if row.pk is not None and getattr(hook, key) == row.pk:
            return row
        if row.pk is None and getattr(hook, key[:-3]) is row:
            return row
    return None


def level_of(host: Host) -> Scope | None:
    """Give the scope an activity lies in."""
    return host.parent if isinstance(host, Scope) else host.scope


def cancel(run: Run, host: Host) -> None:
    """Take an activity away, with everything inside and every case it called."""
    if isinstance(host, Task):
        for signer in [task for task in run.tasks if host.pk is not None and task.signs_for_id == host.pk]:
            run.close_task(signer, TaskState.CANCELLED)
        run.close_task(host, TaskState.CANCELLED)
    elif isinstance(host, Token):
        run.spend(host)
    else:
        for row in run.rows_in(host):
            cancel(run, row)
        run.queue = type(run.queue)(arrival for arrival in run.queue if arrival.scope is not host)
        if host.kind == ScopeKind.CALL and host.pk is not None:
            run.ended_children.append(host.pk)
        run.close_scope(host)


def cancel_all(run: Run, scope: Scope | None) -> None:
    """Take away everything directly or indirectly in a scope, but not the scope."""
    for row in run.rows_in(scope):
        if row in run.tasks or row in run.tokens or row in run.scopes:
            cancel(run, row)
    run.queue = type(run.queue)(arrival for arrival in run.queue if arrival.scope is not scope)
