"""
Whether a flow can get stuck or run twice: a proof by reduction, and by exhaustive search where reduction
stops.

What `graph` cannot fold away is searched state by state, one bit per token, until a token can never be
consumed (deadlock) or two tokens meet on one flow (lost synchronisation). Data are ignored: any branch may
be taken.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from yangguang.foundation.process.bpmn.graph import Graph, Vertex, fold, graph_of
from yangguang.foundation.process.bpmn.model import Process

MAX_STATES = 20_000
ENOUGH_STATES = 2_000  # once something is wrong
MAX_WAYS = 64  # of an inclusive split: single branches, pairs and all beyond this


@dataclass(frozen=True, slots=True)
class Flaw:
    """What can go wrong: kind is deadlock, lost_synchronisation, endless or not_proved."""

    kind: str
    node_id: str


def flaws(process: Process, parent_id: str = "") -> list[Flaw]:
    """Find what can go wrong on one level of a process (the top, or inside one sub-process)."""
    graph = graph_of(process, parent_id)
    fold(graph)
    endless = _endless(graph)
    if endless:
        return [Flaw("endless", graph.vertices[key].origin) for key in endless[:1]]
    if not any(v.kind in ("and", "or") for v in graph.vertices.values()):
        return []
    return _Search(graph).run()


def _endless(graph: Graph) -> list[int]:
    """Vertices from which no end is left: a circle that goes round for ever, sending tokens off on its way."""
    ending = [key for key, vertex in graph.vertices.items() if not vertex.out]
    reached: set[int] = set()
    while ending:
        key = ending.pop()
        if key not in reached:
            reached.add(key)
            ending += [graph.edges[edge][0] for edge in graph.vertices[key].into]
    return [key for key in graph.vertices if key not in reached]


@dataclass(slots=True)
class _Step:
    """One way a vertex may fire: bits taken, bits given."""

    vertex: int
    takes: int
    gives: int
    ends_all: bool = False


class _Search:
    """Every reachable distribution of tokens, as bits, one per edge."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.bit = {edge: 1 << position for position, edge in enumerate(graph.edges)}
        self.steps: list[_Step] = []
        self.waits: dict[int, int] = {}  # inclusive join → bits of its incoming edges
        for key, vertex in graph.vertices.items():
            self._declare(key, vertex)
        self.upstream = {key: self._upstream(key) for key in self.waits}
        self.found: dict[tuple[str, str], Flaw] = {}

    def _bits(self, edges: Iterable[int]) -> int:
        total = 0
        for edge in edges:
            total |= self.bit[edge]
        return total

    def _declare(self, key: int, vertex: Vertex) -> None:
        if vertex.kind == "start" and not vertex.into:
            return
        if not vertex.out:
            self.steps += [
                _Step(key, self.bit[edge], 0, ends_all=vertex.kind == "term") for edge in vertex.into
            ]
            return
        gives = self._gives(vertex)
        if vertex.kind == "and":
            self.steps += [_Step(key, self._bits(vertex.into), given) for given in gives]
        elif vertex.kind == "or" and len(vertex.into) > 1:
            self.waits[key] = self._bits(vertex.into)
        else:
            self.steps += [_Step(key, self.bit[e], given) for e in vertex.into for given in gives]

    def _gives(self, vertex: Vertex) -> list[int]:
        bits = [self.bit[edge] for edge in vertex.out]
        if vertex.kind == "and" or len(bits) == 1:
            return [sum(bits)]
        if vertex.kind != "or":
            return bits
        sizes = range(1, len(bits) + 1) if 2 ** len(bits) <= MAX_WAYS else (1, 2, len(bits))
        return [sum(chosen) for size in sizes for chosen in combinations(bits, size)]

    def _upstream(self, join: int) -> dict[int, int]:
        """For each incoming edge of an inclusive join: the edges a token could still come from."""
        found = {}
        for edge in self.graph.vertices[join].into:
            reached = 0
            waiting = [self.graph.edges[edge][0]]
            seen = {join}
            while waiting:
                key = waiting.pop()
                if key in seen:
                    continue
                seen.add(key)
                reached |= self._bits(self.graph.vertices[key].into)
                waiting += [self.graph.edges[e][0] for e in self.graph.vertices[key].into]
            found[self.bit[edge]] = reached
        return found

    def _inclusive(self, marking: int) -> Iterable[_Step]:
        """Inclusive joins that need not wait any longer (BPMN 2.0.2, 13.4.3)."""
        for join, bits in self.waits.items():
            here = marking & bits
            if not here:
                continue
            elsewhere = marking & ~bits
            sources = self.upstream[join]
            arrived_from = 0
            for bit, upstream in sources.items():
                if bit & here:
                    arrived_from |= upstream
            awaited = any(
                elsewhere & upstream & ~arrived_from for bit, upstream in sources.items() if not bit & here
            )
            if not awaited:
                for given in self._gives(self.graph.vertices[join]):
                    yield _Step(join, here, given)

    def run(self) -> list[Flaw]:
        starts = [v for v in self.graph.vertices.values() if v.kind == "start"]
        waiting = [self._bits(vertex.out) for vertex in starts][:1]
        seen = set(waiting)
        while waiting:
            marking = waiting.pop()
            for following in self._followers(marking):
                if following not in seen:
                    seen.add(following)
                    waiting.append(following)
            if len(seen) > (ENOUGH_STATES if self.found else MAX_STATES):
                if not self.found:
                    self._note("not_proved", starts[0].origin)
                break
        return list(self.found.values())

    def _followers(self, marking: int) -> list[int]:
        following = []
        moved = False
        for step in (*self.steps, *self._inclusive(marking)):
            if marking & step.takes != step.takes:
                continue
            moved = True
            if step.ends_all:
                following.append(0)
                continue
            left = marking & ~step.takes
            if left & step.gives:
                self._note("lost_synchronisation", self._meeting(left & step.gives))
                continue
            following.append(left | step.gives)
        if marking and not moved:
            self._stuck(marking)
        return following

    def _meeting(self, bits: int) -> str:
        edge = next(edge for edge, bit in self.bit.items() if bit & bits)
        return self.graph.vertices[self.graph.edges[edge][0]].origin

    def _stuck(self, marking: int) -> None:
        for edge, bit in self.bit.items():
            if bit & marking:
                self._note("deadlock", self.graph.vertices[self.graph.edges[edge][1]].origin)

    def _note(self, kind: str, node_id: str) -> None:
        self.found.setdefault((kind, node_id), Flaw(kind, node_id))
