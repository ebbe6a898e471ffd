"""
The requirement graph of a model (DMN 1.3, clause 6): which decision needs which data and which other decision.

Placed in rows, what is given at the bottom, what is asked on top; drawn as SVG on the server, and written as DMNDI so that
other tools open the file as a picture.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from yangguang.foundation.decisions.dmn.sheet import Sheet, input_data

WIDTH, HEIGHT, GAP, RISE, EDGE = 168, 52, 28, 56, 12
_LONGEST = 11  # characters of a name on one line


@dataclass(frozen=True, slots=True)
class Node:
    """One box: an input or a decision, with the place of its upper left corner."""

    id: str
    name: str
    kind: str  # input, table, expression
    x: int
    y: int

    @property
    def kind_name(self) -> str:
        """What it is, in words."""
        return {"input": "输入", "table": "决策表", "expression": "算式"}[self.kind]


@dataclass(frozen=True, slots=True)
class Graph:
    """Boxes and the arrows between them, from what is needed to what needs it."""

    nodes: tuple[Node, ...]
    arrows: tuple[tuple[str, str], ...]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return (
            max((one.x for one in self.nodes), default=0) + WIDTH + EDGE,
            max((one.y for one in self.nodes), default=0) + HEIGHT + EDGE,
        )

    def sentences(self) -> list[str]:
        """Say the graph in words, decision by decision; the twin of the picture."""
        names = {one.id: one.name for one in self.nodes}
        return [
            f"{one.name}（{one.kind_name}）看" + "、".join(names[a] for a, b in self.arrows if b == one.id)
            for one in self.nodes
            if one.kind != "input" and any(b == one.id for _, b in self.arrows)
        ]


def requirement_graph(sheets: Sequence[Sheet]) -> Graph:
    """Lay out the decisions of a model and what they read."""
    data = input_data(sheets)
    arrows = []
    for sheet in sheets:
        read = [*(one.expression for one in sheet.inputs), *sheet.reads]
        arrows += [(f"input_{place}", sheet.id) for place, one in enumerate(data, 1) if one in read]
        arrows += [(one, sheet.id) for one in sheet.requires]
    level = _levels([f"input_{place}" for place in range(1, len(data) + 1)], sheets, arrows)
    boxes = [(f"input_{place}", one, "input") for place, one in enumerate(data, start=1)]
    boxes += [(one.id, one.name, "table" if one.is_table else "expression") for one in sheets]
    return Graph(tuple(_placed(boxes, level)), tuple(arrows))


def _levels(
    data: Sequence[str], sheets: Sequence[Sheet], arrows: Sequence[tuple[str, str]]
) -> dict[str, int]:
    level = dict.fromkeys((*data, *(one.id for one in sheets)), 0)
    for _ in sheets:  # longest way up; as many rounds as there are decisions, so that a circle ends too
        for low, high in arrows:
            if low in level and level[high] <= level[low] < len(sheets):
                level[high] = level[low] + 1
    return level


def _placed(boxes: Sequence[tuple[str, str, str]], level: Mapping[str, int]) -> list[Node]:
    rows: dict[int, list[tuple[str, str, str]]] = {}
    for box in boxes:
        rows.setdefault(level[box[0]], []).append(box)
    widest = max(len(row) for row in rows.values()) if rows else 0
    top = max(rows, default=0)
    nodes = []
    for height, row in rows.items():
        left = EDGE + (widest - len(row)) * (WIDTH + GAP) // 2
        y = EDGE + (top - height) * (HEIGHT + RISE)
        nodes += [Node(*box, left + place * (WIDTH + GAP), y) for place, box in enumerate(row)]
    return nodes


def draw_graph(graph: Graph, *, title: str) -> str:
    """Draw a requirement graph as SVG; colours come from the page."""
    width, height = graph.size
    places = {one.id: one for one in graph.nodes}
    head = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-label={quoteattr(title)}'
    tip = 'viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"'
    parts = [
        f'<svg class="yg-drg" {head} xmlns="http://www.w3.org/2000/svg">',
        f'<defs><marker id="drg-tip" {tip}><path d="M0 0 8 4 0 8z"/></marker></defs>',
    ]
    for low, high in graph.arrows:
        if low in places and high in places:
            start, end = places[low], places[high]
            parts.append(
                f'<path class="drg-arrow" marker-end="url(#drg-tip)" d="M{start.x + WIDTH // 2} {start.y} '
                f'L{end.x + WIDTH // 2} {end.y + HEIGHT}"/>'
            )
    for one in graph.nodes:
        round_ = HEIGHT // 2 if one.kind == "input" else 3
        parts.append(
            f'<g class="drg-{one.kind}"><title>{escape(one.kind_name)}：{escape(one.name)}</title>'
            f'<rect x="{one.x}" y="{one.y}" width="{WIDTH}" height="{HEIGHT}" rx="{round_}"/>{_lines(one)}</g>'
        )
    return "".join([*parts, "</svg>"])


def _lines(node: Node) -> str:
    name = node.name if len(node.name) <= 2 * _LONGEST else node.name[: 2 * _LONGEST - 1] + "…"
    lines = [name[:_LONGEST], name[_LONGEST:]] if len(name) > _LONGEST else [name]
    first = node.y + HEIGHT / 2 + 5 - 9 * (len(lines) - 1)
    return "".join(
        f'<text x="{node.x + WIDTH // 2}" y="{first + 18 * place:g}" text-anchor="middle">{escape(line)}</text>'
        for place, line in enumerate(lines)
    )


def write_diagram(graph: Graph) -> str:
    """Write the picture as DMNDI, so that other tools show the graph where we do."""
    shapes = "".join(
        f'<dmndi:DMNShape id="shape_{one.id}" dmnElementRef="{one.id}"><dc:Bounds height="{HEIGHT}" width="{WIDTH}" '
        f'x="{one.x}" y="{one.y}"/></dmndi:DMNShape>'
        for one in graph.nodes
    )
    places = {one.id: one for one in graph.nodes}
    number: dict[str, int] = {}
    edges = []
    for low, high in graph.arrows:
        number[high] = number.get(high, 0) + 1
        if low in places and high in places:
            start, end = places[low], places[high]
            edges.append(
                f'<dmndi:DMNEdge id="edge_{high}_{number[high]}" dmnElementRef="{high}_needs_{number[high]}">'
                f'<di:waypoint x="{start.x + WIDTH // 2}" y="{start.y}"/>'
                f'<di:waypoint x="{end.x + WIDTH // 2}" y="{end.y + HEIGHT}"/></dmndi:DMNEdge>'
            )
    spaces = (
        'xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" '
        'xmlns:di="http://www.omg.org/spec/DMN/20180521/DI/"'
    )
    inside = f'<dmndi:DMNDiagram id="diagram">{shapes}{"".join(edges)}</dmndi:DMNDiagram>'
    return f"  <dmndi:DMNDI {spaces}>{inside}</dmndi:DMNDI>"
