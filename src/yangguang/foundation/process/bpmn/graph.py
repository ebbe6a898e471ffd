"""
One level of a process as splits and joins, and the rules that fold it without changing whether it is sound.

Three kinds of split and join: exclusive (xor), parallel (and), inclusive (or); boundary events become
splits. The rules are those of van Dongen, Mendling and van der Aalst, "Structural patterns for soundness of
business process models" (2006): sequences, matching blocks, loops, joins after joins, splits after splits.
"""

from dataclasses import dataclass, field

from yangguang.foundation.process.bpmn.model import Node, NodeKind, Process


@dataclass(slots=True)
class Vertex:
    """A node of the rewritten graph; `kind` is xor, and, or, start, end or term."""

    origin: str
    kind: str
    into: list[int] = field(default_factory=list)
    out: list[int] = field(default_factory=list)


class Graph:
    """One level of a process as splits and joins; edges are numbers."""

    def __init__(self) -> None:
        """Begin empty."""
        self.vertices: dict[int, Vertex] = {}
        self.edges: dict[int, tuple[int, int]] = {}
        self.next = 0

    def vertex(self, origin: str, kind: str) -> int:
        """Add a vertex."""
        self.next += 1
        self.vertices[self.next] = Vertex(origin, kind)
        return self.next

    def edge(self, source: int, target: int) -> int:
        """Add an edge."""
        self.next += 1
        self.edges[self.next] = (source, target)
        self.vertices[source].out.append(self.next)
        self.vertices[target].into.append(self.next)
        return self.next

    def cut(self, edge: int) -> None:
        """Remove an edge."""
        source, target = self.edges.pop(edge)
        self.vertices[source].out.remove(edge)
        self.vertices[target].into.remove(edge)

    def redirect(self, edge: int, target: int) -> None:
        """Let an edge lead elsewhere."""
        source, old = self.edges[edge]
        self.vertices[old].into.remove(edge)
        self.vertices[target].into.append(edge)
        self.edges[edge] = (source, target)


# -- rewriting


def graph_of(process: Process, parent_id: str) -> Graph:
    """Rewrite one level of a process."""
    graph = Graph()
    entry: dict[str, int] = {}
    exits: dict[str, int] = {}
    hosts: dict[str, list[Node]] = {}
    level = list(process.children(parent_id))
    for node in level:
        if node.kind is NodeKind.BOUNDARY:
            hosts.setdefault(node.attached_to, []).append(node)
        else:
            entry[node.id], exits[node.id] = _vertices(graph, process, node)
    for host, events in hosts.items():
        if host in exits:
            _borders(graph, host, events, exits)
    _one_start(graph, [node for node in level if node.kind is NodeKind.START], entry)
    flows = [process.flows[flow] for node in level for flow in node.outgoing]
    for flow in flows:
        if flow.source in exits and flow.target in entry:
            graph.edge(exits[flow.source], entry[flow.target])
    _forget_unreached(graph)
    return graph


def _one_start(graph: Graph, starts: list[Node], entry: dict[str, int]) -> None:
    """Where several events may begin the process, any one of them does."""
    if len(starts) < 2:
        return
    root, choice = graph.vertex(starts[0].id, "start"), graph.vertex(starts[0].id, "xor")
    graph.edge(root, choice)
    for node in starts:
        graph.vertices[entry[node.id]].kind = "xor"
        graph.edge(choice, entry[node.id])


def _vertices(graph: Graph, process: Process, node: Node) -> tuple[int, int]:
    """Give the vertex where flows come in and the one where they go out."""
    if node.kind is NodeKind.START:
        vertex = graph.vertex(node.id, "start")
        if len(node.outgoing) <= 1:
            return vertex, vertex
        split = graph.vertex(node.id, "and")
        graph.edge(vertex, split)
        return vertex, split
    if node.is_end:
        kind = "end" if node.kind is NodeKind.END else "term"
        join = graph.vertex(node.id, "xor")
        graph.edge(join, graph.vertex(node.id, kind))
        return join, join
    join_kind, split_kind = _kinds(process, node)
    join = graph.vertex(node.id, join_kind)
    split = graph.vertex(node.id, split_kind)
    graph.edge(join, split)
    return join, split


def _kinds(process: Process, node: Node) -> tuple[str, str]:
    gateway = {
        NodeKind.EXCLUSIVE: "xor",
        NodeKind.EVENT_GATEWAY: "xor",
        NodeKind.PARALLEL: "and",
        NodeKind.INCLUSIVE: "or",
    }.get(node.kind)
    if gateway:
        return gateway, gateway
    conditional = any(process.flows[flow].condition for flow in node.outgoing)
    return "xor", "or" if conditional else "and"


def _borders(graph: Graph, host: str, events: list[Node], exits: dict[str, int]) -> None:
    """Put the boundary events of an activity between its work and its outgoing flows."""
    worked = graph.vertices[exits[host]].into[0]
    for event in events:
        exits[event.id] = graph.vertex(event.id, "and")
    interrupting = [event for event in events if event.cancel_activity]
    if interrupting:
        choice = _insert(graph, worked, graph.vertex(host, "xor"))
        for event in interrupting:
            graph.edge(choice, exits[event.id])
    for event in events:
        if not event.cancel_activity:  # may happen beside the work, or not
            fork = _insert(graph, worked, graph.vertex(event.id, "and"))
            maybe = graph.vertex(event.id, "xor")
            graph.edge(fork, maybe)
            graph.edge(maybe, exits[event.id])
            graph.edge(maybe, graph.vertex(event.id, "end"))


def _insert(graph: Graph, edge: int, vertex: int) -> int:
    """Put a vertex on an edge."""
    target = graph.edges[edge][1]
    graph.redirect(edge, vertex)
    graph.edge(vertex, target)
    return vertex


def _forget_unreached(graph: Graph) -> None:
    reached: set[int] = set()
    waiting = [key for key, vertex in graph.vertices.items() if vertex.kind == "start" and not vertex.into]
    while waiting:
        key = waiting.pop()
        if key not in reached:
            reached.add(key)
            waiting += [graph.edges[edge][1] for edge in graph.vertices[key].out]
    for edge, (source, _) in list(graph.edges.items()):
        if source not in reached:
            graph.cut(edge)
    for key in list(graph.vertices):
        if key not in reached:
            del graph.vertices[key]


# -- folding


def fold(graph: Graph) -> None:
    """Apply the rules until none applies."""
    changed = True
    while changed:
        changed = False
        for key in list(graph.vertices):
            if key in graph.vertices:
                changed = _fold_at(graph, key) or changed


def _fold_at(graph: Graph, key: int) -> bool:
    vertex = graph.vertices[key]
    if vertex.kind not in ("xor", "and", "or"):
        return False
    if len(vertex.into) == 1 and len(vertex.out) == 1:
        return _bridge(graph, key)
    if len(vertex.out) > 1 and len(vertex.into) == 1:
        return _fold_split(graph, key)
    # Inclusive joins stay apart: in a circle they may wait for each other.
    if len(vertex.out) == 1 and len(vertex.into) > 1 and vertex.kind != "or":
        target = graph.edges[vertex.out[0]][1]
        if _is_join(graph, target) and graph.vertices[target].kind == vertex.kind and target != key:
            return _merge_joins(graph, key, target)
    return False


def _bridge(graph: Graph, key: int) -> bool:
    """Remove a vertex with one way in and one way out."""
    vertex = graph.vertices[key]
    incoming, outgoing = vertex.into[0], vertex.out[0]
    target = graph.edges[outgoing][1]
    if target == key:
        return False
    graph.cut(outgoing)
    graph.redirect(incoming, target)
    del graph.vertices[key]
    return True


def _is_join(graph: Graph, key: int) -> bool:
    vertex = graph.vertices[key]
    return vertex.kind in ("xor", "and", "or") and len(vertex.out) == 1 and len(vertex.into) > 1


def _merge_joins(graph: Graph, inner: int, outer: int) -> bool:
    graph.cut(graph.vertices[inner].out[0])
    for edge in list(graph.vertices[inner].into):
        graph.redirect(edge, outer)
    del graph.vertices[inner]
    return True


def _fold_split(graph: Graph, key: int) -> bool:
    vertex = graph.vertices[key]
    seen: dict[int, int] = {}
    ended = 0
    for edge in list(vertex.out):
        target = graph.edges[edge][1]
        other = graph.vertices[target]
        if other.kind == "end" and (vertex.kind == "and" or ended):
            _drop_end(graph, edge, target)
            return True
        ended = ended or (target if other.kind == "end" else 0)
        if _is_join(graph, target):
            if target in seen and other.kind in (vertex.kind, "or"):
                graph.cut(edge)  # a matching block
                return True
            seen[target] = edge
            back = graph.edges[other.out[0]][1] == key
            if vertex.kind == other.kind == "xor" and back:
                graph.cut(edge)  # a loop straight back
                return True
        elif other.kind == vertex.kind and len(other.into) == 1 and target != key:
            graph.cut(edge)  # a split right after a split of its kind
            for onward in list(other.out):
                end = graph.edges[onward][1]
                graph.cut(onward)
                graph.edge(key, end)
            del graph.vertices[target]
            return True
    return False


def _drop_end(graph: Graph, edge: int, end: int) -> None:
    graph.cut(edge)
    if not graph.vertices[end].into:
        del graph.vertices[end]
