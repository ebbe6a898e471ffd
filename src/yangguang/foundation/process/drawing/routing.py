"""
Find a way for every arrow: right angles only, never through a box, seldom across or along another arrow.

Candidate ways of one to five segments are tried from the cheapest on (length, bends); a way that meets
other arrows pays for it. The first whose full price is not above the next candidate's bare price is the
best there is among them.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from yangguang.foundation.process.drawing.graph import Edge
from yangguang.foundation.process.drawing.layout import ROW_HEIGHT, Layout, Placed

Point = tuple[float, float]
Way = tuple[Point, ...]
Segment = tuple[float, float, float, frozenset[str]]  # where, from, to, small signs it begins or ends at
Shelf = dict[int, list[Segment]]

BEND = 45.0
CROSSING = 70.0
ALONG = 900.0
THROUGH = 20000.0
SMALL = 40.0  # half the width below which a node is a sign, not a box
CLEAR = 9.0  # room kept around boxes
SPREAD = 7.0  # two arrows closer than this lie on each other
TOP_PORT, FOOT_PORT = -30.0, 22.0
SIDE_OFFSETS = (0.0, -12.0, 12.0)
END_OFFSETS = (-30.0, 0.0, 22.0, -44.0, 44.0)
PORTS = (-30.0, 0.0, 22.0)


@dataclass(frozen=True)
class Routed:
    """An arrow with its way."""

    edge: Edge
    way: Way


class Field:
    """The chart while arrows are being laid: boxes to keep clear of, segments already there."""

    def __init__(self, layout: Layout) -> None:
        """Sort the boxes by row and column, so that a segment asks only its neighbours."""
        self.layout = layout
        self.by_row: dict[int, list[Placed]] = defaultdict(list)
        self.by_column: dict[int, list[Placed]] = defaultdict(list)
        for one in layout.placed.values():
            for row in {int(one.top // ROW_HEIGHT), int(one.bottom // ROW_HEIGHT)}:
                self.by_row[row].append(one)
            for stripe in range(int(one.left // 40) - 1, int(one.right // 40) + 2):
                self.by_column[stripe].append(one)
        self.level: Shelf = defaultdict(list)
        self.upright: Shelf = defaultdict(list)
        self.signs: frozenset[str] = frozenset()  # small signs at the ends of the arrow now being laid

    def price(self, way: Way, bare: float, limit: float) -> float:
        """Give the full price of a way, or stop as soon as it exceeds the limit."""
        total = bare
        last = len(way) - 2
        for number, (start, end) in enumerate(itertools.pairwise(way)):
            total += THROUGH * self._boxes_hit(start, end, number == 0, number == last)
            if total >= limit:
                return total
            total += self._meetings(start, end)
            if total >= limit:
                return total
        return total

    def keep(self, way: Way) -> None:
        """Remember the segments of an arrow that has been laid."""
        for (x1, y1), (x2, y2) in itertools.pairwise(way):
            if y1 == y2:
                self.level[int(y1 // 16)].append((y1, min(x1, x2), max(x1, x2), self.signs))
            else:
                self.upright[int(x1 // 16)].append((x1, min(y1, y2), max(y1, y2), self.signs))

    def _boxes_hit(self, start: Point, end: Point, is_first: bool, is_last: bool) -> int:
        (x1, y1), (x2, y2) = start, end
        left, right, top, bottom = min(x1, x2), max(x1, x2), min(y1, y2), max(y1, y2)
        near = self.by_row[int(y1 // ROW_HEIGHT)] if y1 == y2 else self.by_column[int(x1 // 40)]
        hits = 0
        for box in near:
            if (
                box.left - CLEAR < right
                and left < box.right + CLEAR
                and box.top - CLEAR < bottom
                and top < box.bottom + CLEAR
                and not (is_first and _touches(box, start))
                and not (is_last and _touches(box, end))
            ):
                hits += 1
        return hits

    def _meetings(self, start: Point, end: Point) -> float:
        (x1, y1), (x2, y2) = start, end
        if y1 == y2:
            left, right = min(x1, x2), max(x1, x2)
            along = _along(self.level, y1, left, right, self.signs)
            across = _across(self.upright, left, right, y1)
        else:
            top, bottom = min(y1, y2), max(y1, y2)
            along = _along(self.upright, x1, top, bottom, self.signs)
            across = _across(self.level, top, bottom, x1)
        return ALONG * along + CROSSING * across


def _touches(box: Placed, point: Point) -> bool:
    x, y = point
    return box.left - 0.5 <= x <= box.right + 0.5 and box.top - 0.5 <= y <= box.bottom + 0.5


def _along(shelf: Shelf, position: float, low: float, high: float, signs: frozenset[str]) -> int:
    """Count the arrows a segment would lie on; arrows of the same small sign may share their way to it."""
    slot = int(position // 16)
    return sum(
        abs(at - position) < SPREAD and start < high and low < end and not (signs & owners)
        for near in (slot - 1, slot, slot + 1)
        if near in shelf
        for at, start, end, owners in shelf[near]
    )


def _across(shelf: Shelf, low: float, high: float, position: float) -> int:
    return sum(
        low < at < high and start < position < end
        for slot in range(int(low // 16), int(high // 16) + 1)
        if slot in shelf
        for at, start, end, _ in shelf[slot]
    )


def route_all(edges: Iterable[Edge], layout: Layout) -> list[Routed]:
    """Lay every arrow, short ones first, so that long ones go around them."""
    field = Field(layout)
    placed = layout.placed

    def length(edge: Edge) -> tuple[bool, float]:
        source, target = placed[edge.source], placed[edge.target]
        return (edge in layout.back_edges, abs(source.x - target.x) + abs(source.y - target.y))

    found = {
        edge: _best(placed[edge.source], placed[edge.target], field) for edge in sorted(edges, key=length)
    }
    return [Routed(edge, way) for edge, way in found.items()]


def _best(source: Placed, target: Placed, field: Field) -> Way:
    """Try the simple families of ways first; a family is left out when even its cheapest way would cost more."""
    apart = abs(source.x - target.x) + abs(source.y - target.y) - source.half_width - target.half_width
    field.signs = frozenset(box.id for box in (source, target) if box.half_width <= SMALL)
    best: Way = ((source.right, source.y), (target.left, target.y))
    lowest = float("inf")
    for bends, family in FAMILIES:
        if lowest <= max(apart, 0.0) + BEND * bends:
            break
        ways = sorted((_bare(way, source, target), way) for way in family(source, target, field.layout))
        for bare, way in ways:
            if bare >= lowest:
                break
            price = field.price(way, bare, lowest)
            if price < lowest:
                best, lowest = way, price
    field.keep(best)
    return best


def _bare(way: Way, source: Placed, target: Placed) -> float:
    length = sum(abs(x1 - x2) + abs(y1 - y2) for (x1, y1), (x2, y2) in itertools.pairwise(way))
    return length + BEND * (len(way) - 2) + _off(way[0], source) + _off(way[-1], target)


def _off(point: Point, box: Placed) -> float:
    """Price how far from its best place an arrow meets a box: the badges leave the upper left and lower right free."""
    x, y = point
    if x in (box.left, box.right):
        return 1.6 * abs(y - box.y)
    best = TOP_PORT if y < box.y else FOOT_PORT
    return 1.6 * abs(x - box.x - (best if box.half_width > SMALL else 0.0))


def _straight(source: Placed, target: Placed, layout: Layout) -> Iterator[Way]:
    if abs(source.y - target.y) < 1 and source.id != target.id:
        ahead = target.x > source.x
        start, end = (source.right, target.left) if ahead else (source.left, target.right)
        for offset in SIDE_OFFSETS:
            if abs(offset) < min(source.half_height, target.half_height) - 4:
                yield ((start, source.y + offset), (end, source.y + offset))
    if abs(source.x - target.x) < 1 and source.id != target.id:
        down = target.y > source.y
        start, end = (source.bottom, target.top) if down else (source.top, target.bottom)
        for offset in END_OFFSETS:
            if abs(offset) < min(source.half_width, target.half_width) - 4:
                yield ((source.x + offset, start), (source.x + offset, end))


def _one_bend(source: Placed, target: Placed, layout: Layout) -> Iterator[Way]:
    down = target.y > source.y
    side = source.right if target.x > source.x else source.left
    entry = target.top if down else target.bottom
    far_side = target.left if target.x > source.x else target.right
    leave = source.bottom if down else source.top
    if abs(target.x - source.x) <= source.half_width or abs(target.y - source.y) <= 4:
        return
    for end in END_OFFSETS:
        for start in SIDE_OFFSETS:
            if abs(end) < target.half_width - 6 and abs(start) < source.half_height - 6:
                x, y = target.x + end, source.y + start
                yield ((side, y), (x, y), (x, entry))
            if abs(end) < source.half_width - 6 and abs(start) < target.half_height - 6:
                x, y = source.x + end, target.y + start
                yield ((x, leave), (x, y), (far_side, y))


def _two_bends(source: Placed, target: Placed, layout: Layout) -> Iterator[Way]:
    """Leave sideways, change rows in the gap between columns, enter sideways."""
    if target.left > source.right:
        leave, entry = source.right, target.left
    elif target.right < source.left:
        leave, entry = source.left, target.right
    else:
        return
    step = 1 if entry > leave else -1
    for gap in (leave + 12 * step, (leave + entry) / 2, entry - 14 * step, entry - 22 * step):
        for start in SIDE_OFFSETS:
            for end in SIDE_OFFSETS:
                if abs(start) < source.half_height - 4 and abs(end) < target.half_height - 4:
                    y1, y2 = source.y + start, target.y + end
                    yield ((leave, y1), (gap, y1), (gap, y2), (entry, y2))


def _sideways(source: Placed, target: Placed, layout: Layout) -> Iterator[Way]:
    """Leave upwards or downwards, run between two rows, and enter from there."""
    for channel in _channels(layout, source, target):
        for start in PORTS:
            leave = source.bottom if channel > source.y else source.top
            entry = target.bottom if channel > target.y else target.top
            for end in PORTS:
                if abs(start) > source.half_width - 6 or abs(end) > target.half_width - 6:
                    continue
                x1, x2 = source.x + start, target.x + end
                if abs(x1 - x2) > 1:
                    yield ((x1, leave), (x1, channel), (x2, channel), (x2, entry))


def _four_bends(source: Placed, target: Placed, layout: Layout) -> Iterator[Way]:
    for channel in _channels(layout, source, target):
        for before in (14.0, 22.0):
            for after in (10.0, 18.0):
                x1, x2 = source.right + after, target.left - before
                yield (
                    (source.right, source.y),
                    (x1, source.y),
                    (x1, channel),
                    (x2, channel),
                    (x2, target.y),
                    (target.left, target.y),
                )


def _around(source: Placed, target: Placed, layout: Layout) -> Iterator[Way]:
    """Leave and enter through head or foot, changing rows in a gap between columns."""
    gaps = {source.left - 13, source.right + 13, target.left - 13, target.right + 13}
    channels = [channel for channel in _channels(layout, source, target) if channel in _rows(layout)]
    for first in channels:
        for second in channels:
            for gap in gaps:
                x1 = source.x + _port(source, first)
                x2 = target.x + _port(target, second)
                yield (
                    (x1, source.bottom if first > source.y else source.top),
                    (x1, first),
                    (gap, first),
                    (gap, second),
                    (x2, second),
                    (x2, target.bottom if second > target.y else target.top),
                )


def _port(box: Placed, height: float) -> float:
    """Give where an arrow towards a height leaves a box; small signs have one port in the middle."""
    if box.half_width <= SMALL:
        return 0.0
    return TOP_PORT if height < box.y else FOOT_PORT


def _rows(layout: Layout) -> set[float]:
    return {layout.rows[0] + 9, *layout.rows[1:-1], layout.rows[-1] - 9}


def _channels(layout: Layout, source: Placed, target: Placed) -> Iterator[float]:
    """Give the free heights between rows of boxes, where long arrows run, near the two boxes."""
    top, bottom = sorted((source.y, target.y))
    for row in layout.rows:
        if top - ROW_HEIGHT < row < bottom + ROW_HEIGHT:
            inner = row not in (layout.rows[0], layout.rows[-1])
            yield from (row, row - 8, row + 8) if inner else (row + (9 if row == layout.rows[0] else -9),)


FAMILIES = ((0, _straight), (1, _one_bend), (2, _two_bends), (2, _sideways), (4, _four_bends), (4, _around))
