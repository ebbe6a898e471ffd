"""
The published flowchart of a model: the drawing, the numbered list for narrow screens, and the scale of the
limits.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from yangguang.foundation.process.bpmn.model import Node, NodeKind, Process
from yangguang.foundation.process.drawing import svg
from yangguang.foundation.process.drawing.graph import Graph, Shape, Vertex, readable_graph
from yangguang.foundation.process.drawing.layout import LEFT, MAX_WIDTH, Layout, lay_out
from yangguang.foundation.process.drawing.routing import route_all

UNITS = {"wd": "天", "cd": "日", "h": "小时"}


@dataclass(frozen=True, slots=True)
class NodeFigures:
    """What goes on at one step now and lately."""

    in_hand: int = 0
    overdue: int = 0
    median_days: float | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """What an editor or a trial says of a node: kind is wrong, passed or now, *words* say it without the picture."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class ListedStep:
    """One step of the list that stands for the chart on narrow screens and in the table."""

    number: int
    node_id: str
    name: str
    lane: str
    limit: str
    what: str
    figures: NodeFigures
    is_applicant: bool


@dataclass(frozen=True)
class Flowchart:
    """A chart ready for a page: mark `svg` safe, list `steps` beside it."""

    svg: str
    steps: tuple[ListedStep, ...]
    total_days: int = 0
    hash: str = ""
    lanes: tuple[str, ...] = field(default=())


def draw_flow(
    process: Process,
    live: Mapping[str, NodeFigures] | None = None,
    *,
    title: str = "",
    promise_days: int | None = None,
    statutory_days: int | None = None,
    marks: Mapping[str, Mark] | None = None,
) -> Flowchart:
    """
    Draw a model for the public: lanes are posts, boxes carry the limit, badges say what is in hand and what is late.

    *live* gives figures by node id, *marks* what an editor or a trial says of nodes. The same model always gives the
    same drawing.
    """
    figures = live or {}
    graph = readable_graph(process)
    layout = lay_out(graph)
    steps = _listed(process, graph, layout, figures)
    scale, foot = _scale(process, graph, layout, promise_days, statutory_days)
    height = layout.height + foot
    name = title or process.name
    marker = f"a{process.source_hash[:8] or 'x'}"
    body = (
        svg.bands(layout, {lane.id: lane for lane in process.lanes})
        + _arrows(graph, layout, figures, marker)
        + _nodes(process, graph, layout, figures)
        + _marks(layout, marks or {})
        + scale
    )
    spoken = "、".join(step.name for step in steps)
    wide = f' style="min-width:{svg.number(layout.width)}px"' if layout.width > MAX_WIDTH else ""
    drawing = (
        f'<svg class="flow"{wide} viewBox="0 0 {svg.number(layout.width)} {svg.number(height)}" role="img" '
        f'aria-labelledby="{marker}t {marker}d"><title id="{marker}t">{svg.write(name)}流程图</title>'
        f'<desc id="{marker}d">{svg.write(spoken)}，共 {len(steps)} 步。文字版见图下。</desc>'
        f'<defs><marker id="{marker}" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="7" markerHeight="7" '
        f'orient="auto-start-reverse"><path d="M0 .5 7 4 0 7.5z" class="ah"/></marker></defs>{body}</svg>'
    )
    return Flowchart(drawing, steps, _total(process), process.source_hash, graph.lanes)


def _arrows(graph: Graph, layout: Layout, figures: Mapping[str, NodeFigures], marker: str) -> str:
    routed = route_all(graph.edges, layout)
    badges = [
        box
        for key, known in figures.items()
        if key in layout.placed
        for box in svg.badge_boxes(layout.placed[key], known.in_hand, known.overdue)
    ]
    drawn = "".join(
        svg.arrow(one.way, one.edge.is_aside or one.edge in layout.back_edges, marker) for one in routed
    )
    return drawn + svg.labels(routed, layout, badges)


def _nodes(process: Process, graph: Graph, layout: Layout, figures: Mapping[str, NodeFigures]) -> str:
    parts = []
    for vertex in graph.vertices.values():
        place = layout.placed[vertex.id]
        known = figures.get(vertex.id, NodeFigures())
        badges = svg.badge_in_hand(place, known.in_hand) if known.in_hand else ""
        badges += svg.badge_overdue(place, known.overdue) if known.overdue else ""
        parts.append(
            svg.node(
                vertex,
                place,
                is_applicant=_is_applicant(process, vertex),
                caption=caption_of(process, vertex.node),
                badges=badges,
            )
        )
    return "".join(parts)


def _marks(layout: Layout, marks: Mapping[str, Mark]) -> str:
    placed = [(layout.placed[node_id], one) for node_id, one in marks.items() if node_id in layout.placed]
    return "".join(svg.mark(place, one.kind, one.words) for place, one in placed)


def caption_of(process: Process, node: Node) -> str:
    """Say under a step's name what its limit is: the agency's days, or that the applicant's time does not count."""
    caption = node.extension.get("caption", "")
    if caption:
        return caption
    if node.kind in (NodeKind.SERVICE, NodeKind.RULE):
        return "系统自动"
    if node.kind is NodeKind.CALL:
        return "另一事项"
    if node.limit is None:
        return ""
    if process.post_kind_of(node.id) == "applicant":
        return "您的时间，不计时"
    return "当场" if node.limit.length == 0 else f"{node.limit.length} {UNITS.get(node.limit.unit, '天')}"


def _is_applicant(process: Process, vertex: Vertex) -> bool:
    lane = next((one for one in process.lanes if one.id == vertex.lane), None)
    return lane is not None and lane.post_kind == "applicant"


def _listed(
    process: Process, graph: Graph, layout: Layout, figures: Mapping[str, NodeFigures]
) -> tuple[ListedStep, ...]:
    names = {lane.id: lane.name for lane in process.lanes}
    boxes = [one for one in graph.vertices.values() if one.shape is Shape.BOX and not one.node.is_end]
    rank = {name: number for number, name in enumerate(graph.vertices)}
    boxes.sort(key=lambda one: (layout.placed[one.id].column, rank[one.id]))
    return tuple(
        ListedStep(
            number=count,
            node_id=one.id,
            name=one.node.name,
            lane=names.get(one.lane, ""),
            limit=_limit_words(process, one.node),
            what=one.node.documentation,
            figures=figures.get(one.id, NodeFigures()),
            is_applicant=_is_applicant(process, one),
        )
        for count, one in enumerate(boxes, start=1)
    )


def _limit_words(process: Process, node: Node) -> str:
    if node.kind in (NodeKind.SERVICE, NodeKind.RULE):
        return "即时"
    if node.limit is None or process.post_kind_of(node.id) == "applicant":
        return "不计时"
    return (
        "当场"
        if node.limit.length == 0
        else f"{node.limit.length} {UNITS_LONG.get(node.limit.unit, '个工作日')}"
    )


UNITS_LONG = {"wd": "个工作日", "cd": "日", "h": "小时"}
COUNTED_STEPS = frozenset("AERD")


def _counted(process: Process) -> list[Node]:
    """List the steps that use up the decision limit: after acceptance, up to the decision."""
    return [
        node
        for node in process.user_tasks()
        if node.limit and node.limit.length and node.limit.unit == "wd" and node.step in COUNTED_STEPS
    ]


def _total(process: Process) -> int:
    return sum(node.limit.length for node in _counted(process) if node.limit)


def _scale(
    process: Process, graph: Graph, layout: Layout, promise: int | None, statutory: int | None
) -> tuple[str, float]:
    """Draw how the limit is split among the steps, one bar, as long as the chart allows."""
    steps = [node for node in _counted(process) if node.id in graph.vertices]
    steps.sort(key=lambda node: layout.placed[node.id].column)
    total = sum(node.limit.length for node in steps if node.limit)
    if not total or len(steps) > 8:
        return "", 0.0
    top = layout.height + 26
    left, right = LEFT + 130.0, layout.width - 170.0
    gap = 2.0
    unit = (right - left - gap * (len(steps) - 1)) / total
    parts = [
        (
            f'<text x="16" y="{svg.number(top + 17)}" class="la">时限</text>'
            f'<text x="{svg.number(left - 12)}" y="{svg.number(top + 18)}" class="l" text-anchor="end">受理次日起算</text>'
        )
    ]
    at = left
    for node in steps:
        days = node.limit.length if node.limit else 0
        wide = unit * days
        words = f"{_short(node.name)} {days} 天"
        shown = words if 14 * len(words) < wide + 20 else f"{days}"
        parts.append(
            f'<rect x="{svg.number(at)}" y="{svg.number(top)}" width="{svg.number(wide)}" height="26" class="bar">'
            f"<title>{svg.write(node.name)} {days} 个工作日</title></rect>"
            f'<text x="{svg.number(at + wide / 2)}" y="{svg.number(top + 18)}" class="bt">{svg.write(shown)}</text>'
        )
        at += wide + gap
    tail = f"共 {promise or total} 天" + (f"，法定 {statutory} 天" if statutory else "")
    parts.append(f'<text x="{svg.number(right + 12)}" y="{svg.number(top + 18)}" class="l">{tail}</text>')
    return "".join(parts), 62.0


def _short(name: str) -> str:
    return name.removeprefix("作出").removeprefix("现场").removesuffix("材料")[:4] or name
