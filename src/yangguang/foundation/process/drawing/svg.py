"""Write the chart down as SVG that reads without colour, prints, and speaks to screen readers."""

import itertools
from collections.abc import Iterable, Mapping
from html import escape

from yangguang.foundation.process.bpmn.model import EventKind, Lane, NodeKind
from yangguang.foundation.process.drawing.graph import Shape, Vertex
from yangguang.foundation.process.drawing.layout import Layout, Placed
from yangguang.foundation.process.drawing.routing import Point, Routed, Way

ROUND = 8.0
LANE_LINE = 20.0
Box = tuple[float, float, float, float]
WARNING = (
    '<path d="M9 1.4 17.2 16H.8z" fill="#ffb31a" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round"/>'
    '<path d="M9 6.4v4.4M9 12.3v1.8" stroke="#16242c" stroke-width="1.8"/>'
)
MARKS = {
    NodeKind.PARALLEL: "M-6 0H6M0 -6V6",
    NodeKind.INCLUSIVE: "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0",
    NodeKind.EVENT_GATEWAY: "M0 -6 6 -1.5 3.7 5.5H-3.7L-6 -1.5z",
}


def write(text: object) -> str:
    """Escape a text for the chart."""
    return escape(str(text), quote=True)


def number(value: float) -> str:
    """Write a coordinate shortly."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def bands(layout: Layout, lanes: Mapping[str, Lane]) -> str:
    """Draw the lanes with their posts' names."""
    parts = []
    for count, band in enumerate(layout.bands):
        lane = lanes.get(band.id)
        name = lane.name if lane and lane.name else "流程"
        middle = band.top + band.height / 2
        note = lane.note if lane else ""
        parts.append(
            f'<rect x="0" y="{number(band.top)}" width="{number(layout.width)}" '
            f'height="{number(band.height)}" class="lane{count % 2}"/>'
        )
        rows = [("la", one) for one in _wrapped(name, 6)] + [("lb", one) for one in _wrapped(note, 7)]
        first = middle + 5 - LANE_LINE * (len(rows) - 1) / 2
        parts += [
            f'<text x="16" y="{number(first + LANE_LINE * place)}" class="{kind}">{write(row)}</text>'
            for place, (kind, row) in enumerate(rows)
        ]
    parts.append(f'<path d="M124 8V{number(layout.height)}" class="ll"/>')
    return "".join(parts)


def _wrapped(text: str, most: int) -> list[str]:
    """Break a lane's words where they would run into the chart: at a stop if there is one, else in halves of equal length."""
    if len(text) <= most:
        return [text] if text else []
    cut = max((text.rfind(sign, 0, most) + 1 for sign in "，、；（"), default=0)
    count = -(-len(text) // most)
    size = cut or -(-len(text) // count)
    return [text[:size].rstrip("，、；"), *_wrapped(text[size:], most)]


def arrow(way: Way, is_aside: bool, marker: str) -> str:
    """Draw one arrow with rounded corners."""
    kind = "e d" if is_aside else "e"
    return f'<path d="{path_of(_shorten(way))}" class="{kind}" marker-end="url(#{marker})"/>'


def _shorten(way: Way) -> Way:
    """Stop a little before the box, where the arrow's head will touch it."""
    (x1, y1), (x2, y2) = way[-2], way[-1]
    if y1 == y2:
        return (*way[:-1], (x2 - 3 if x2 > x1 else x2 + 3, y2))
    return (*way[:-1], (x2, y2 - 3 if y2 > y1 else y2 + 3))


def path_of(way: Way) -> str:
    """Write the way as a path whose corners are quarter rounds."""
    parts = [f"M{number(way[0][0])} {number(way[0][1])}"]
    for before, corner, after in zip(way, way[1:], way[2:], strict=False):
        radius = min(ROUND, _distance(before, corner) / 2, _distance(corner, after) / 2)
        enter, leave = _towards(corner, before, radius), _towards(corner, after, radius)
        parts.append(
            f"L{number(enter[0])} {number(enter[1])}"
            f"Q{number(corner[0])} {number(corner[1])} {number(leave[0])} {number(leave[1])}"
        )
    parts.append(f"L{number(way[-1][0])} {number(way[-1][1])}")
    return "".join(parts)


def _distance(one: Point, other: Point) -> float:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])


def _towards(corner: Point, other: Point, radius: float) -> Point:
    dx, dy = other[0] - corner[0], other[1] - corner[1]
    length = abs(dx) + abs(dy) or 1.0
    return (corner[0] + dx / length * radius, corner[1] + dy / length * radius)


def node(vertex: Vertex, place: Placed, *, is_applicant: bool, caption: str, badges: str) -> str:
    """Draw one node: a step as a box with its limit, a gateway as a diamond, an event as a ring."""
    if vertex.shape is Shape.DIAMOND:
        return _diamond(vertex, place)
    if vertex.shape is Shape.DOT:
        return _ring(vertex, place)
    kind = "n me" if is_applicant else "n"
    begins_elsewhere = vertex.node.kind is NodeKind.START and not is_applicant
    rounding = 26 if vertex.node.is_end or begins_elsewhere else 4
    name = _fit(vertex.node.name or vertex.node.id)
    lift = 26 if caption else 35
    lines = f'<text x="{number(place.x)}" y="{number(place.top + lift)}" class="t">{write(name)}</text>'
    if caption:
        lines += f'<text x="{number(place.x)}" y="{number(place.top + 47)}" class="s">{write(caption)}</text>'
    return (
        f'<g data-node="{write(vertex.id)}"><rect x="{number(place.left)}" y="{number(place.top)}" '
        f'width="{number(2 * place.half_width)}" height="60" rx="{rounding}" class="{kind}"/>'
        f"{_loop_mark(vertex, place)}{lines}{badges}</g>"
    )


def _fit(name: str) -> str:
    return name if len(name) <= 8 else name[:7] + "…"


def _loop_mark(vertex: Vertex, place: Placed) -> str:
    """Mark a step that several people do, each for themselves: three strokes in the corner, clear of name and limit."""
    if vertex.node.loop is None:
        return ""
    x, y = place.left + 13, place.top + 12
    strokes = "M-5 -6V0M0 -6V0M5 -6V0" if not vertex.node.loop.sequential else "M-6 -6H6M-6 -3H6M-6 0H6"
    return f'<path transform="translate({number(x)} {number(y)})" d="{strokes}" class="m"/>'


def _diamond(vertex: Vertex, place: Placed) -> str:
    half = number(place.half_width)
    title = {"parallel": "同时进行，都完成才继续", "inclusive": "按情况进行其中几项"}.get(
        vertex.node.kind.value, "等其中一件事先发生"
    )
    return (
        f'<g transform="translate({number(place.x)} {number(place.y)})" data-node="{write(vertex.id)}">'
        f"<title>{title}</title>"
        f'<path d="M0 -{half} {half} 0 0 {half} -{half} 0z" class="n"/><path d="{MARKS[vertex.node.kind]}" class="m"/></g>'
    )


def _ring(vertex: Vertex, place: Placed) -> str:
    timer = vertex.node.event is EventKind.TIMER
    inside = '<path d="M0 -5V0L4 2" class="m"/>' if timer else ""
    heavy = ' stroke-width="3.5"' if vertex.node.is_end else ""
    label = write(vertex.node.name) if vertex.node.name else ""
    text = f'<text y="26" class="s">{label}</text>' if label else ""
    return (
        f'<g transform="translate({number(place.x)} {number(place.y)})" data-node="{write(vertex.id)}">'
        f'<circle r="{number(place.half_width)}" class="n"{heavy}/>{inside}{text}</g>'
    )


def badge_boxes(place: Placed, in_hand: int, overdue: int) -> list[Box]:
    """Give the room that a node's badges take."""
    found: list[Box] = []
    if in_hand:
        found.append((place.right - 80, place.top - 18, place.right + 12, place.top + 8))
    if overdue:
        found.append((place.left - 10, place.bottom - 8, place.left + 88, place.bottom + 19))
    return found


def badge_in_hand(place: Placed, count: int) -> str:
    """Say how many cases stand at this step now; the sun means here and now."""
    width = 62 + 8 * len(f"{count:,}")
    return (
        f'<g transform="translate({number(place.right - width + 10)} {number(place.top - 16)})">'
        f'<rect width="{width}" height="23" rx="11.5" class="c"/><circle cx="13" cy="11.5" r="4.5" class="sun"/>'
        f'<text x="{number((width + 18) / 2)}" y="16.5" class="ct">在办 {count:,}</text></g>'
    )


def badge_overdue(place: Placed, count: int) -> str:
    """Say how many of them are past the limit."""
    width = 74 + 8 * len(f"{count:,}")
    return (
        f'<g transform="translate({number(place.left - 8)} {number(place.bottom - 6)})">'
        f'<rect width="{width}" height="23" rx="11.5" class="c cl"/>'
        f'<g transform="translate(8 3) scale(.92)" class="cw">{WARNING}</g>'
        f'<text x="{number((width + 22) / 2)}" y="16.5" class="ct">超时 {count:,}</text></g>'
    )


def mark(place: Placed, kind: str, words: str) -> str:
    """Say at a node's corner that something is wrong with it, that it was passed, or that the case stands there."""
    x, y = number(place.left - 9), number(place.top - 9)
    if kind == "wrong":
        return f'<g transform="translate({x} {y})" class="cw"><title>{write(words)}</title>{WARNING}</g>'
    sign = (
        '<circle cx="9" cy="9" r="8" class="sun"/>'
        if kind == "now"
        else '<circle cx="9" cy="9" r="8.5" class="c"/><path d="M5 9.2 8 12.2 13.4 6" class="m"/>'
    )
    return f'<g transform="translate({x} {y})"><title>{write(words)}</title>{sign}</g>'


def labels(routed: Iterable[Routed], layout: Layout, badges: Iterable[Box]) -> str:
    """Write each arrow's reason beside it, where nothing else is written or drawn."""
    routed = list(routed)
    taken: list[Box] = [
        (one.left - 2, one.top - 2, one.right + 2, one.bottom + 2) for one in layout.placed.values()
    ]
    taken += badges
    for one in routed:
        taken += [
            (min(x1, x2) - 2, min(y1, y2) - 2, max(x1, x2) + 2, max(y1, y2) + 2)
            for (x1, y1), (x2, y2) in zip(one.way, one.way[1:], strict=False)
        ]
    parts = []
    for one in routed:
        if not one.edge.label:
            continue
        lines = _lines(one.edge.label)
        found = _label_place(one.way, lines, taken, layout.width)
        if found is None:
            continue
        box, x, y, anchor = found
        taken.append(box)
        parts += [
            f'<text x="{number(x)}" y="{number(y + 18 * count)}" class="l" text-anchor="{anchor}">{write(line)}</text>'
            for count, line in enumerate(lines)
        ]
    return "".join(parts)


def _lines(label: str) -> list[str]:
    if len(label) <= 9 and not any(sign in label[3:] for sign in "，、；"):
        return [label]
    cut = (
        next((at + 1 for at, sign in enumerate(label) if sign in "，、；" and at >= 3), 0)
        or (len(label) + 1) // 2
    )
    return (
        [label[:cut].rstrip("，、；"), label[cut:]] if len(label) <= 22 else [label[:11], label[11:21] + "…"]
    )


def _label_place(
    way: Way, lines: list[str], taken: list[Box], width: float
) -> tuple[Box, float, float, str] | None:
    wide = 14.5 * max(len(line) for line in lines)
    height = 18.0 * len(lines)
    for box, x, y, anchor in _label_spots(way, wide, height):
        free = not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken)
        if free and box[0] > 126 and box[2] < width - 4 and box[1] > 10:
            return box, x, y, anchor
    return None


def _label_spots(way: Way, width: float, height: float) -> Iterable[tuple[Box, float, float, str]]:
    segments = sorted(itertools.pairwise(way), key=lambda pair: -_distance(*pair))
    for (x1, y1), (x2, y2) in segments:
        for share in (0.5, 0.3, 0.7, 0.15, 0.85):
            x, y = x1 + (x2 - x1) * share, y1 + (y2 - y1) * share
            if y1 == y2:
                yield (x - width / 2, y - height - 6, x + width / 2, y - 5), x, y - height + 9, "middle"
                yield (x - width / 2, y + 4, x + width / 2, y + height + 6), x, y + 18, "middle"
                for lift in (34.0, 48.0):
                    yield (
                        (x - width / 2, y - lift - height, x + width / 2, y - lift),
                        x,
                        y - lift - height + 14,
                        "middle",
                    )
                    yield (
                        (x - width / 2, y + lift, x + width / 2, y + lift + height),
                        x,
                        y + lift + 14,
                        "middle",
                    )
            else:
                top = y - height / 2
                yield (x + 8, top, x + 10 + width, top + height), x + 10, top + 14, "start"
                yield (x - 10 - width, top, x - 8, top + height), x - 10, top + 14, "end"
