"""Bringing a flow to a net: from the BPMN that is published, or from a list of steps as outside systems declare theirs."""

from collections.abc import Iterable, Mapping

from yangguang.foundation.process.bpmn import NodeKind, Process
from yangguang.oversight.monitoring.rules.nets import Net
from yangguang.oversight.monitoring.rules.nodes import ANY, CHOICE, END, PASS, SPLIT, TASK, NetNode, Way

_KINDS = {
    NodeKind.USER: TASK,
    NodeKind.EXCLUSIVE: CHOICE,
    NodeKind.EVENT_GATEWAY: CHOICE,
    NodeKind.PARALLEL: SPLIT,
    NodeKind.INCLUSIVE: ANY,
    NodeKind.END: END,
    NodeKind.TERMINATE: END,
    NodeKind.ERROR_END: END,
}


def net_of_process(process: Process) -> Net:
    """Compile a flow as it is published; sub-processes are laid open, inner ends lead on."""
    nodes = {node.id: _net_node(process, node.id) for node in process.nodes.values()}
    for node in process.nodes.values():
        if node.kind is NodeKind.SUBPROCESS:
            _lay_open(process, nodes, node.id)
    for node in process.nodes.values():
        for way in nodes[node.id].ways:
            target = nodes[way.target]
            target.incoming = (*target.incoming, way.flow)
    for node in process.nodes.values():
        if node.attached_to:
            _attach(process, nodes, node.id)
    return Net(nodes, tuple(node.id for node in process.starts()))


def _net_node(process: Process, node_id: str) -> NetNode:
    node = process.nodes[node_id]
    ways = tuple(
        Way(flow.id, flow.target, flow.condition, flow.id == node.default_flow)
        for flow in (process.flows[one] for one in node.outgoing)
    )
    return NetNode(
        node_id=node.id,
        kind=_KINDS.get(node.kind, PASS),
        name=node.name or node.id,
        post=process.post_kind_of(node.id),
        letter=node.step,
        limit=(node.limit.length, node.limit.unit) if node.limit else None,
        people=2 if process.post_kind_of(node.id) == "inspect" else 1,  # 行政许可法 第三十四条第三款
        may_repeat=node.loop is not None,
        ways=ways,
    )


def _lay_open(process: Process, nodes: dict[str, NetNode], node_id: str) -> None:
    outer = nodes[node_id]
    leave = f"{node_id}/left"
    nodes[leave] = NetNode(leave, PASS, ways=outer.ways)
    for inner in process.children(node_id):
        if nodes[inner.id].kind == END:
            nodes[inner.id].kind = PASS
            nodes[inner.id].ways = (Way(f"{inner.id}/left", leave),)
        if outer.may_repeat:
            nodes[inner.id].may_repeat = True
    outer.ways = tuple(Way(f"{one.id}/entered", one.id) for one in process.starts(node_id))
    outer.kind = PASS


def _attach(process: Process, nodes: dict[str, NetNode], boundary: str) -> None:
    node = process.nodes[boundary]
    inner = _inside(process, node.attached_to)
    for host in inner:
        if nodes[host].kind == TASK:
            nodes[host].exits = (*nodes[host].exits, (boundary, node.cancel_activity, tuple(inner)))


def _inside(process: Process, node_id: str) -> list[str]:
    found = [node_id]
    for child in process.children(node_id):
        found += _inside(process, child.id)
    return found


def net_of_steps(steps: Iterable[Mapping[str, object]]) -> Net:
    """
    Compile a flow that is given as a list of steps, as outside systems declare theirs.

    Each has `code name post limit unit people next`; `next` names the steps one of which follows (empty: the one after it in
    the list, `end`: none), `together` the steps that follow side by side, `is_start` where a case may begin.
    """
    rows = list(steps)
    nodes: dict[str, NetNode] = {"begin": NetNode("begin", PASS), "end": NetNode("end", END)}
    codes = [str(row["code"]) for row in rows]
    for place, row in enumerate(rows):
        code = codes[place]
        following = [str(one) for one in _listed(row.get("next"))]
        if not following and not row.get("together"):
            following = [codes[place + 1]] if place + 1 < len(codes) else ["end"]
        nodes[code] = NetNode(
            code,
            TASK,
            name=str(row.get("name") or code),
            letter=str(row.get("letter") or ""),
            post=str(row.get("post") or ""),
            limit=(int(str(row["limit"])), str(row.get("unit") or "wd"))
            if row.get("limit") is not None
            else None,
            people=int(str(row.get("people") or 1)),
            may_repeat=bool(row.get("may_repeat")),
        )
        choice = f"{code}/next"
        together = [str(one) for one in _listed(row.get("together"))]
        nodes[choice] = NetNode(
            choice,
            SPLIT if together else CHOICE,
            ways=tuple(Way(f"{code}>{one}", one) for one in together or following),
        )
        nodes[code].ways = (Way(f"{code}/done", choice),)
    first = (
        [code for code, row in zip(codes, rows, strict=True) if row.get("is_start")] or codes[:1] or ["end"]
    )
    nodes["begin"].kind = CHOICE
    nodes["begin"].ways = tuple(Way(f"begin>{one}", one) for one in first)
    for node in list(nodes.values()):
        for way in node.ways:
            nodes[way.target].incoming = (*nodes[way.target].incoming, way.flow)
    return Net(nodes, ("begin",))


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, (list, tuple)) else [value] if value else []
