"""
The diagram part of a file (BPMN DI), so that bpmn-js and other tools open what we write.

Our own chart is laid out by `process.drawing`; this one only has to be sound: lanes as bands, columns by the longest way.
"""

from collections import defaultdict
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

if TYPE_CHECKING:
    from yangguang.reference.flows.rules.outline import Outline, Row

PITCH, BAND, LEFT, TOP = 150, 100, 200, 80
SIZES = {"gateway": (50, 50), "event": (36, 36), "task": (100, 64)}
_SPACES = (
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:di="http://www.omg.org/spec/DD/20100524/DI" '
)


def with_diagram(xml: str, outline: "Outline") -> str:
    """Add a pool and a diagram to a file."""
    pool = f"{outline.id}_pool"
    name = quoteattr(outline.name)
    collaboration = (
        f'<collaboration id="{outline.id}_collaboration"><participant id="{pool}" name={name} '
        f'processRef="{outline.id}"/></collaboration>\n'
    )
    xml = xml.replace("<definitions ", f"<definitions {_SPACES}", 1)
    at = xml.index("<process ")
    xml = xml[:at] + collaboration + xml[at:]
    return xml.replace("</definitions>", f"{_diagram(outline, pool)}</definitions>", 1)


def _diagram(outline: "Outline", pool: str) -> str:
    places, bands, width = _placed(outline)
    height = sum(size for _, _, size in bands) or BAND
    shapes = [_shape(pool, LEFT - 60, TOP, width + 60, height, ' isHorizontal="true"')]
    shapes += [
        _shape(lane, LEFT - 30, top, width + 30, size, ' isHorizontal="true"') for lane, top, size in bands
    ]
    for row in outline.rows:
        if row.id in places:
            x, y = places[row.id]
            wide, high = _size(row)
            extra = ' isExpanded="false"' if row.kind == "subprocess" else ""
            shapes.append(_shape(row.id, x - wide / 2, y - high / 2, wide, high, extra))
    edges = [
        _edge(way.id, places[row.id], _size(row), places[way.target], _size(outline.row(way.target)))
        for row in outline.rows
        for way in row.ways
        if row.id in places and way.target in places
    ]
    plane = f'<bpmndi:BPMNPlane id="{outline.id}_plane" bpmnElement="{outline.id}_collaboration">'
    return (
        f'<bpmndi:BPMNDiagram id="{outline.id}_diagram">{plane}\n'
        + "\n".join([*shapes, *edges])
        + "\n</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>\n"
    )


def _size(row: "Row") -> tuple[int, int]:
    if row.is_gateway:
        return SIZES["gateway"]
    return SIZES["event" if row.is_end or row.kind in ("start", "catch", "throw", "boundary") else "task"]


def _placed(
    outline: "Outline",
) -> tuple[dict[str, tuple[float, float]], list[tuple[str, float, float]], float]:
    columns = _columns(outline)
    lanes = [one.id for one in outline.lanes] or [""]
    cells: dict[tuple[str, int], list[str]] = defaultdict(list)
    for row in outline.rows:
        if row.id in columns and not row.host:
            lane = row.lane if row.lane in lanes else lanes[0]
            cells[lane, columns[row.id]].append(row.id)
    places: dict[str, tuple[float, float]] = {}
    bands: list[tuple[str, float, float]] = []
    top = float(TOP)
    for lane in lanes:
        deepest = max((len(ids) for (of, _), ids in cells.items() if of == lane), default=1)
        for (of, column), ids in cells.items():
            for depth, row_id in enumerate(ids if of == lane else ()):
                places[row_id] = (LEFT + 60 + PITCH * column, top + BAND * (depth + 0.5))
        bands.append((lane, top, BAND * deepest))
        top += BAND * deepest
    for row in outline.rows:
        if row.host in places:
            x, y = places[row.host]
            places[row.id] = (x + 25, y + 32)
    width = PITCH * (max(columns.values(), default=0) + 1) + 60
    return places, [one for one in bands if one[0]], width


def _columns(outline: "Outline") -> dict[str, int]:
    """Number the columns by the longest way from the start; ways back do not count."""
    level = {one.id: one for one in outline.rows if not one.parent}
    onward = {key: [way.target for way in one.ways if way.target in level] for key, one in level.items()}
    for one in level.values():
        if one.host in level:
            onward[one.host] = [*onward[one.host], *onward[one.id]]
    order, back = _walked(onward)
    columns = dict.fromkeys(level, 0)
    for row_id in reversed(order):
        for target in onward[row_id]:
            if (row_id, target) not in back:
                columns[target] = max(columns[target], columns[row_id] + 1)
    return columns


def _walked(onward: dict[str, list[str]]) -> tuple[list[str], set[tuple[str, str]]]:
    """Walk the graph in depth: rows in the order they are left, and the ways back."""
    order: list[str] = []
    back: set[tuple[str, str]] = set()
    seen: set[str] = set()
    for first in list(onward):
        if first in seen:
            continue
        seen.add(first)
        todo = [(first, iter(onward[first]))]
        while todo:
            row_id, rest = todo[-1]
            target = next(rest, None)
            if target is None:
                todo.pop()
                order.append(row_id)
            elif any(target == one for one, _ in todo):
                back.add((row_id, target))
            elif target not in seen:
                seen.add(target)
                todo.append((target, iter(onward[target])))
    return order, back


def _shape(element: str, x: float, y: float, wide: float, high: float, extra: str = "") -> str:
    bounds = f'<dc:Bounds x="{x:.0f}" y="{y:.0f}" width="{wide:.0f}" height="{high:.0f}"/>'
    return (
        f'<bpmndi:BPMNShape id="{element}_shape" bpmnElement="{element}"{extra}>{bounds}</bpmndi:BPMNShape>'
    )


def _edge(
    way: str,
    source: tuple[float, float],
    source_size: tuple[int, int],
    target: tuple[float, float],
    target_size: tuple[int, int],
) -> str:
    (x1, y1), (x2, y2) = source, target
    if x2 > x1:
        start, end = (x1 + source_size[0] / 2, y1), (x2 - target_size[0] / 2, y2)
        middle = (start[0] + end[0]) / 2
        points = [start, (middle, y1), (middle, y2), end] if y1 != y2 else [start, end]
    else:  # a way back goes below
        below = max(y1, y2) + 46
        points = [(x1, y1 + source_size[1] / 2), (x1, below), (x2, below), (x2, y2 + target_size[1] / 2)]
    text = "".join(f'<di:waypoint x="{x:.0f}" y="{y:.0f}"/>' for x, y in points)
    return f'<bpmndi:BPMNEdge id="{way}_edge" bpmnElement="{way}">{text}</bpmndi:BPMNEdge>'
