"""
From the model to what a reader needs: steps and who does them, arrows with their reasons.

Exclusive gateways are not drawn: each way through them becomes one arrow that carries its condition's name.
Parallel, inclusive and event gateways stay, as small diamonds. Sub-processes are opened, so that every step
stands in its own lane.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from yangguang.foundation.process.bpmn.model import Node, NodeKind, Process


class Shape(StrEnum):
    """How a node is drawn."""

    BOX = "box"
    DIAMOND = "diamond"
    DOT = "dot"


@dataclass(frozen=True, slots=True)
class Vertex:
    """One drawn node and the lane it stands in."""

    id: str
    lane: str
    shape: Shape
    node: Node


@dataclass(frozen=True, slots=True)
class Edge:
    """One drawn arrow; `is_aside` marks a way that is not the usual one (dashed)."""

    source: str
    target: str
    label: str = ""
    is_aside: bool = False


@dataclass(frozen=True)
class Graph:
    """What is drawn, in reading order."""

    vertices: dict[str, Vertex]
    edges: tuple[Edge, ...]
    lanes: tuple[str, ...]


GATEWAYS_DRAWN = frozenset({NodeKind.PARALLEL, NodeKind.INCLUSIVE, NodeKind.EVENT_GATEWAY})
PASSED_THROUGH = frozenset({NodeKind.EXCLUSIVE, NodeKind.THROW})


def readable_graph(process: Process) -> Graph:
    """Make the graph a reader sees, lanes in the order of the file."""
    lanes = _lanes(process)
    vertices = {
        node.id: Vertex(node.id, lanes[node.id], _shape(node), node)
        for node in process.nodes.values()
        if _is_drawn(process, node)
    }
    edges: dict[tuple[str, str, str], Edge] = {}
    for vertex in vertices.values():
        for edge in _edges_from(process, vertex, vertices):
            edges.setdefault((edge.source, edge.target, edge.label), edge)
    touched = {end for edge in edges.values() for end in (edge.source, edge.target)}
    kept = {key: one for key, one in vertices.items() if key in touched or one.shape is Shape.BOX}
    used = {one.lane for one in kept.values()}
    order = [lane.id for lane in process.lanes if lane.id in used]
    return Graph(kept, tuple(edges.values()), (*order, *sorted(used - set(order))))


def _lanes(process: Process) -> dict[str, str]:
    """Give every node a lane: its own, its host's, its sub-process's, or that of a neighbour."""
    lanes = {node.id: node.lane_id for node in process.nodes.values()}
    for node in process.nodes.values():
        host = node.attached_to or node.parent_id
        if not lanes[node.id] and host:
            lanes[node.id] = lanes.get(host, "")
    for _ in range(2):
        for flow in process.flows.values():
            lanes[flow.target] = lanes[flow.target] or lanes[flow.source]
            lanes[flow.source] = lanes[flow.source] or lanes[flow.target]
    return lanes


def _is_drawn(process: Process, node: Node) -> bool:
    if node.kind in PASSED_THROUGH or _is_opened(process, node):
        return False
    inner = bool(node.parent_id)
    if node.kind in (NodeKind.START, NodeKind.END) and inner:
        return False
    return node.kind is not NodeKind.TASK or bool(node.name)


def _is_opened(process: Process, node: Node) -> bool:
    return node.kind is NodeKind.SUBPROCESS and next(process.children(node.id), None) is not None


def _shape(node: Node) -> Shape:
    if node.kind in GATEWAYS_DRAWN:
        return Shape.DIAMOND
    named_event = node.kind in (NodeKind.START, NodeKind.END, NodeKind.TERMINATE, NodeKind.ERROR_END)
    if node.is_activity or (named_event and node.name) or node.kind in (NodeKind.CATCH, NodeKind.RECEIVE):
        return Shape.BOX
    return Shape.DOT


def _edges_from(process: Process, vertex: Vertex, drawn: dict[str, Vertex]) -> Iterator[Edge]:
    """Follow every way out of a node to the next drawn one, gathering the names met on the way."""
    todo = [(flow, "", False, frozenset[str]()) for flow in _ways_out(process, vertex.node)]
    while todo:
        flow_id, label, aside, seen = todo.pop(0)
        if flow_id in seen:
            continue
        flow = process.flows[flow_id]
        source = process.nodes[flow.source]
        label = "，".join(part for part in (label, flow.name) if part)
        aside = aside or _is_aside(source, flow_id)
        target = process.nodes[flow.target]
        if target.id in drawn:
            yield Edge(vertex.id, target.id, label, aside or vertex.node.kind is NodeKind.BOUNDARY)
            continue
        todo += [(way, label, aside, seen | {flow_id}) for way in _ways_on(process, target)]


def _ways_out(process: Process, node: Node) -> list[str]:
    ways = list(node.outgoing)
    if not ways and node.parent_id:
        ways = _ways_on(process, process.nodes[node.parent_id])
    return ways


def _ways_on(process: Process, node: Node) -> list[str]:
    """Give the flows that leave a node we do not draw; into a sub-process through its start, out of it at its end."""
    if _is_opened(process, node):
        return [flow for start in process.starts(node.id) for flow in start.outgoing]
    if node.kind is NodeKind.END and node.parent_id:
        host = process.nodes[node.parent_id]
        return list(host.outgoing)
    return list(node.outgoing)


def _is_aside(source: Node, flow_id: str) -> bool:
    """Tell the unusual way from the usual one: the default flow, or else the first, is the usual."""
    if source.kind is not NodeKind.EXCLUSIVE or len(source.outgoing) < 2:
        return False
    usual = source.default_flow or source.outgoing[0]
    return flow_id != usual
