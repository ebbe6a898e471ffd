"""
Give every box a cell: lanes are rows in the order of the file, columns follow the order of the work.

Columns come from the longest way to a step; then neighbouring columns are folded together while their steps
stand in different lanes, until the chart fits the page. Steps of one lane in one column are stacked and the
lane grows.
"""

from collections import defaultdict
from dataclasses import dataclass

from yangguang.foundation.process.drawing.graph import Edge, Graph, Shape, Vertex

LEFT = 124  # where the lanes' names end
TOP = 8
BOX_WIDTH, BOX_HEIGHT = 132, 60
BOX_GAP = 18  # between the boxes of neighbouring columns: room for one upright arrow
ROW_HEIGHT = 104
MAX_WIDTH = 1184  # the width of the page: a chart this wide keeps its text at reading size
MIN_PITCH, MAX_PITCH = 147, 168
DIAMOND = 30
DOT = 22


@dataclass(frozen=True)
class Placed:
    """Where a node lies: centre, half width, half height."""

    id: str
    x: float
    y: float
    half_width: float
    half_height: float
    column: int
    row: int

    @property
    def left(self) -> float:
        """The left edge."""
        return self.x - self.half_width

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.half_width

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.y - self.half_height

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.half_height


@dataclass(frozen=True)
class LaneBand:
    """One lane as a band across the chart."""

    id: str
    top: float
    height: float


@dataclass(frozen=True)
class Layout:
    """All nodes with their places, the bands and the size of the chart."""

    placed: dict[str, Placed]
    bands: tuple[LaneBand, ...]
    width: float
    height: float
    back_edges: frozenset[Edge]
    rows: tuple[float, ...]


def lay_out(graph: Graph) -> Layout:
    """Place every node of the graph."""
    back = _back_edges(graph)
    columns = _columns(graph, back)
    columns = _fold(graph, columns)
    stacks = _stacks(graph, columns)
    rows_of_lane = {
        lane: max((len(stack) for (of, _), stack in stacks.items() if of == lane), default=1)
        for lane in graph.lanes
    }
    first_row: dict[str, int] = {}
    total = 0
    for lane in graph.lanes:
        first_row[lane] = total
        total += rows_of_lane[lane]
    count = max(columns.values(), default=0) + 1
    pitch = min(MAX_PITCH, max(MIN_PITCH, (MAX_WIDTH - LEFT - 24) / count))
    placed: dict[str, Placed] = {}
    for (lane, column), stack in stacks.items():
        spare = (rows_of_lane[lane] - len(stack)) // 2  # whole rows: arrows run between them
        for depth, vertex in enumerate(stack):
            row = first_row[lane] + depth + spare
            placed[vertex.id] = _place(vertex, column, row, pitch)
    bands = tuple(
        LaneBand(lane, TOP + first_row[lane] * ROW_HEIGHT, rows_of_lane[lane] * ROW_HEIGHT)
        for lane in graph.lanes
    )
    width = max(MAX_WIDTH, LEFT + count * pitch + 24)
    rows = tuple(TOP + number * ROW_HEIGHT for number in range(total + 1))
    return Layout(placed, bands, width, TOP + total * ROW_HEIGHT, back, rows)


def _place(vertex: Vertex, column: int, row: float, pitch: float) -> Placed:
    half = {
        Shape.BOX: (min(BOX_WIDTH, pitch - BOX_GAP) / 2, BOX_HEIGHT / 2),
        Shape.DIAMOND: (DIAMOND / 2, DIAMOND / 2),
        Shape.DOT: (DOT / 2, DOT / 2),
    }[vertex.shape]
    x = LEFT + 14 + pitch * (column + 0.5)
    y = TOP + ROW_HEIGHT * (row + 0.5)
    return Placed(vertex.id, x, y, *half, column, int(row))


def _back_edges(graph: Graph) -> frozenset[Edge]:
    """Find the edges that lead back to a step on the way, by depth-first search in reading order."""
    out: dict[str, list[Edge]] = defaultdict(list)
    for edge in graph.edges:
        out[edge.source].append(edge)
    entered = {edge.target for edge in graph.edges}
    roots = [key for key in graph.vertices if key not in entered] or list(graph.vertices)[:1]
    state: dict[str, int] = {}
    back: set[Edge] = set()
    for root in [*roots, *graph.vertices]:
        if state.get(root):
            continue
        stack = [(root, iter(out[root]))]
        state[root] = 1
        while stack:
            node, edges = stack[-1]
            found = next(edges, None)
            if found is None:
                state[node] = 2
                stack.pop()
            elif state.get(found.target) == 1:
                back.add(found)
            elif found.target not in state:
                state[found.target] = 1
                stack.append((found.target, iter(out[found.target])))
    return frozenset(back)


def _columns(graph: Graph, back: frozenset[Edge]) -> dict[str, int]:
    """Number columns by the longest way; a step that only leads back stands under the step it serves."""
    forward = [edge for edge in graph.edges if edge not in back]
    columns = dict.fromkeys(graph.vertices, 0)
    for _ in range(len(graph.vertices)):
        moved = False
        for edge in forward:
            wanted = columns[edge.source] + 1
            if columns[edge.target] < wanted:
                columns[edge.target] = wanted
                moved = True
        if not moved:
            break
    _pull_asides(graph, columns, forward)
    return columns


def _pull_asides(graph: Graph, columns: dict[str, int], forward: list[Edge]) -> None:
    """Put detours (补正) and early ends (不予受理) into the column of the step they leave, if its lane is another."""
    sources: dict[str, list[str]] = defaultdict(list)
    leads_on = {edge.source for edge in forward}
    for edge in forward:
        sources[edge.target].append(edge.source)
    for key, vertex in graph.vertices.items():
        comes_from = sources[key]
        if key in leads_on or len(comes_from) != 1:
            continue
        host = comes_from[0]
        taken = any(
            columns[other] == columns[host] and one.lane == vertex.lane
            for other, one in graph.vertices.items()
        )
        if vertex.lane != graph.vertices[host].lane and not taken:
            columns[key] = columns[host]


def _fold(graph: Graph, columns: dict[str, int]) -> dict[str, int]:
    """Fold neighbouring columns, from the end backwards, while the chart is wider than the page."""
    most = int((MAX_WIDTH - LEFT - 24) // MIN_PITCH)
    groups: list[list[str]] = [[] for _ in range(max(columns.values(), default=0) + 1)]
    for key, column in columns.items():
        groups[column].append(key)
    neighbours: dict[str, set[str]] = defaultdict(set)
    for edge in graph.edges:
        neighbours[edge.source].add(edge.target)
    for right in range(len(groups) - 1, 0, -1):
        if len(groups) <= most:
            break
        together = groups[right - 1] + groups[right]
        if _can_share(graph, together, neighbours):
            groups[right - 1 : right + 1] = [together]
    return {key: number for number, group in enumerate(groups) for key in group}


def _can_share(graph: Graph, keys: list[str], neighbours: dict[str, set[str]]) -> bool:
    """Tell whether these steps can stand above each other: each in its own lane, none between two that are joined."""
    order = {lane: number for number, lane in enumerate(graph.lanes)}
    height = {key: order[graph.vertices[key].lane] for key in keys}
    taken = set(height.values())
    if len(taken) < len(keys):
        return False
    return not any(
        any(min(height[key], height[other]) < lane < max(height[key], height[other]) for lane in taken)
        for key in keys
        for other in neighbours[key] & height.keys()
    )


def _stacks(graph: Graph, columns: dict[str, int]) -> dict[tuple[str, int], list[Vertex]]:
    stacks: dict[tuple[str, int], list[Vertex]] = defaultdict(list)
    for vertex in graph.vertices.values():
        stacks[(vertex.lane, columns[vertex.id])].append(vertex)
    return stacks
