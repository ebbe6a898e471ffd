"""
Gateways (BPMN 2.0.2, 13.4): where tokens are chosen, multiplied and waited for.

A join consumes one token per incoming flow. An inclusive join waits as long as a token elsewhere in the
same scope can still reach one of its empty flows (13.4.3); that is asked only when nothing else moves.
"""

from yangguang.foundation.process.bpmn import Node, NodeKind
from yangguang.foundation.process.engine.run import Run
from yangguang.foundation.process.models import Scope, Task, Token
from yangguang.foundation.process.rules import NoWayForward


def leave(run: Run, node: Node, scope: Scope | None) -> None:
    """Send tokens out of a node: one for an exclusive gateway, else along every flow that is open."""
    if node.kind is NodeKind.EXCLUSIVE:
        run.arrive(_exclusive(run, node, scope), scope)
        return
    if node.kind is NodeKind.PARALLEL or not any(flow in run.compiled.conditions for flow in node.outgoing):
        for flow in node.outgoing:
            run.arrive(flow, scope)
        return
    for flow in _open_flows(run, node, scope):
        run.arrive(flow, scope)


def _exclusive(run: Run, node: Node, scope: Scope | None) -> str:
    conditions = run.compiled.conditions
    if len(node.outgoing) == 1 and node.outgoing[0] not in conditions:
        return node.outgoing[0]
    variables = run.variables(scope)
    for flow in node.outgoing:
        if flow != node.default_flow and flow in conditions and conditions[flow].holds(variables):
            return flow
    if not node.default_flow:
        raise NoWayForward(name=node.name or node.id)
    return node.default_flow


def _open_flows(run: Run, node: Node, scope: Scope | None) -> list[str]:
    conditions = run.compiled.conditions
    variables = run.variables(scope)
    found = [
        flow
        for flow in node.outgoing
        if flow != node.default_flow and (flow not in conditions or conditions[flow].holds(variables))
    ]
    if found:
        return found
    if not node.default_flow:
        raise NoWayForward(name=node.name or node.id)
    return [node.default_flow]


def enter_exclusive(run: Run, node: Node, flow_id: str, scope: Scope | None) -> None:
    """Pass: an exclusive gateway never waits."""
    leave(run, node, scope)


def enter_parallel(run: Run, node: Node, flow_id: str, scope: Scope | None) -> None:
    """Wait until every incoming flow has brought a token, then use up one of each."""
    waiting: dict[str, Token] = {}
    for token in run.tokens:
        if token.node_id == node.id and token.scope is scope:
            waiting.setdefault(token.flow_id, token)
    if all(flow == flow_id or flow in waiting for flow in node.incoming):
        for flow, token in waiting.items():
            if flow != flow_id:
                run.spend(token)
        leave(run, node, scope)
    else:
        run.add_token(node.id, flow_id, scope)


def enter_inclusive(run: Run, node: Node, flow_id: str, scope: Scope | None) -> None:
    """Wait; `release_inclusive` decides when nothing else moves. A pure split passes."""
    if len(node.incoming) <= 1:
        leave(run, node, scope)
    else:
        run.add_token(node.id, flow_id, scope)


def release_inclusive(run: Run) -> bool:
    """Let one inclusive join that need not wait any longer go on; says whether one did."""
    for token in run.tokens:
        node = run.nodes[token.node_id]
        if node.kind is NodeKind.INCLUSIVE and not _must_wait(run, node, token.scope):
            arrived: dict[str, Token] = {}
            for other in run.tokens:
                if other.node_id == node.id and other.scope is token.scope:
                    arrived.setdefault(other.flow_id, other)
            for other in arrived.values():
                run.spend(other)
            leave(run, node, token.scope)
            return True
    return False


def _must_wait(run: Run, join: Node, scope: Scope | None) -> bool:
    rows = run.rows_in(scope)
    here = {row.flow_id for row in rows if isinstance(row, Token) and row.node_id == join.id}
    places = {place_of(row) for row in rows if row.node_id != join.id}
    certain = frozenset().union(*(run.compiled.upstream(flow) for flow in here))
    awaited = (run.compiled.upstream(flow) for flow in join.incoming if flow not in here)
    return any(places & upstream - certain for upstream in awaited)


def place_of(row: Task | Token | Scope) -> str:
    """Give the place of a live row in the graph: the flow a token waits on, or the node."""
    return (row.flow_id if isinstance(row, Token) else "") or row.node_id
