"""
What a decision table leaves open and where its rules collide, found without trying values one by one.

Every column is cut into parts within which no cell changes its answer: points and the spaces between the ends of
intervals, the texts named and all others, true and false. Rules are then sets of parts, gaps and overlaps plain set
arithmetic. Exact for cells made of constants; a cell that reads a variable or calls a function is listed, not guessed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from yangguang.foundation.decisions.dmn.columns import Column
from yangguang.foundation.decisions.dmn.table import Table
from yangguang.foundation.decisions.feel import Interval, Tests
from yangguang.foundation.decisions.feel.closures import Constant, Test

MOST_FINDINGS = 50
MOST_VISITS = 200_000
OTHER = "其他"
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a column's values: a value that stands for all of it, and its ends if it lies on a line."""

    sample: Any
    low: Any = None
    high: Any = None
    is_point: bool = False

    @property
    def is_on_line(self) -> bool:
        """Whether it is a number or a day."""
        return _on_line(self.sample)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the table something is: by column label the values in words and one example."""

    words: Mapping[str, str]
    example: Mapping[str, Any]

    def __str__(self) -> str:
        """The place on one line."""
        return "，".join(f"{label} {words}" for label, words in self.words.items()) or "任何情形"


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two rules that both match somewhere, by the numbers people read."""

    first: int
    second: int
    place: Place


@dataclass(frozen=True, slots=True)
class Coverage:
    """
    What was found. `unread` names cells (rule number, column label) that are not made of constants: their rules are
    left out of both questions. `is_complete` is False when there was more than could be listed.
    """

    gaps: tuple[Place, ...] = ()
    overlaps: tuple[Overlap, ...] = ()
    unread: tuple[tuple[int, str], ...] = ()
    is_complete: bool = True


@dataclass(slots=True)
class _Axis:
    """A column cut into parts, with the rules that hold in each as bits."""

    label: str
    parts: list[Part]
    masks: list[int]


def examine(table: Table) -> Coverage:
    """List the gaps of a table and the pairs of its rules that overlap (within the input values its columns allow)."""
    unread = tuple(_unread(table))
    skipped = 0
    for number, _ in unread:
        skipped |= 1 << (number - 1)
    readable = table.all_rules & ~skipped
    axes = [_axis(column, readable) for column in table.columns]
    overlaps, all_pairs = _overlaps(axes, readable)
    search = _Search(axes)
    gaps = tuple(_place(axes, box) for box in search.gaps(0, readable)[:MOST_FINDINGS])
    is_complete = all_pairs and search.visits < MOST_VISITS and len(gaps) < MOST_FINDINGS
    return Coverage(gaps, tuple(overlaps), unread, is_complete)


def parts_of(column: Column) -> list[Part]:
    """Cut a column into the parts within which no cell changes its answer, those its input values allow."""
    constants = [
        value
        for cell in (*column.cells, *((column.allowed,) if column.allowed else ()))
        for test in cell.tests or ()
        if _is_plain(test)
        for value in _ends(test)
    ]
    parts = list(_cut(constants))
    allowed = column.allowed
    return [part for part in parts if allowed is None or allowed.matches(part.sample, {})]


def is_readable(cell: Tests) -> bool:
    """Whether a cell is made of constants alone, so that its parts are known."""
    return all(_is_plain(test) for test in cell.tests or ())


def _unread(table: Table) -> Iterator[tuple[int, str]]:
    for column in table.columns:
        for position, cell in enumerate(column.cells):
            if not is_readable(cell):
                yield table.rules[position].number, column.label


def _is_plain(test: Test) -> bool:
    return isinstance(test.closure, Constant) and test.kind != "?" and all(
        _on_line(value) or type(value) in (str, bool) for value in _ends(test)
    )  # fmt: skip


def _ends(test: Test) -> list[Any]:
    assert isinstance(test.closure, Constant)  # noqa: S101 - asked before
    value = test.closure.value
    values = value if type(value) is list else [value]
    return [
        end
        for one in values
        for end in ((one.low, one.high) if isinstance(one, Interval) else (one,))
        if end is not None or not isinstance(one, Interval)
    ]


def _on_line(value: Any) -> bool:
    return type(value) in (int, Decimal, date)


def _cut(constants: Sequence[Any]) -> Iterator[Part]:
    numbers = sorted({Decimal(one) for one in constants if type(one) in (int, Decimal)})
    days = sorted({one for one in constants if type(one) is date})
    texts = sorted({one for one in constants if type(one) is str})
    if numbers:
        yield from _line(numbers, Decimal(1))
    if days:
        yield from _line(days, _ONE_DAY)
    for text in texts:
        yield Part(text, is_point=True)
    if texts:
        yield Part(_other(texts))
    if any(type(one) is bool for one in constants):
        yield Part(True, is_point=True)
        yield Part(False, is_point=True)
    if not constants:
        yield Part(None)


def _line(ends: list[Any], step: Any) -> Iterator[Part]:
    yield Part(ends[0] - step, None, ends[0])
    for position, end in enumerate(ends):
        yield Part(end, end, end, is_point=True)
        following = ends[position + 1] if position + 1 < len(ends) else None
        if following is None:
            yield Part(end + step, end, None)
        elif type(end) is not date:
            yield Part((end + following) / 2, end, following)
        elif following - end > _ONE_DAY:  # there is no day between two days that follow each other
            yield Part(end + _ONE_DAY, end, following)


def _other(texts: list[str]) -> str:
    name = OTHER
    while name in texts:
        name += "…"
    return name


def _axis(column: Column, readable: int) -> _Axis:
    parts = parts_of(column)
    masks = [0] * len(parts)
    for position, cell in enumerate(column.cells):
        bit = 1 << position
        if not readable & bit:
            continue
        for place, part in enumerate(parts):
            if cell.tests is None or cell.matches(part.sample, {}):
                masks[place] |= bit
    return _Axis(column.label, parts, masks)


def _overlaps(axes: list[_Axis], readable: int) -> tuple[list[Overlap], bool]:
    found: list[Overlap] = []
    for position in _bits(readable):
        bit = 1 << position
        meets = readable & ~((bit << 1) - 1)  # each pair once
        for axis in axes:
            together = 0
            for mask in axis.masks:
                if mask & bit:
                    together |= mask
            meets &= together
        for other in _bits(meets):
            if len(found) >= MOST_FINDINGS:
                return found, False
            pair = bit | 1 << other
            box = [[n for n, mask in enumerate(axis.masks) if mask & pair == pair] for axis in axes]
            found.append(Overlap(position + 1, other + 1, _place(axes, box)))
    return found, True


@dataclass(slots=True)
class _Search:
    """Walks the columns with the rules still in the running; what no rule reaches is a gap."""

    axes: list[_Axis]
    visits: int = 0
    known: dict[tuple[int, int], list[list[list[int]]]] = field(default_factory=dict)

    def gaps(self, depth: int, running: int) -> list[list[list[int]]]:
        """Give boxes (per column the places of its parts) that no rule covers."""
        if not running:
            return [[list(range(len(axis.parts))) for axis in self.axes[depth:]]]
        if depth == len(self.axes):
            return []
        if (depth, running) in self.known or self.visits >= MOST_VISITS:
            return self.known.get((depth, running), [])
        self.visits += 1
        groups: dict[int, list[int]] = {}
        for place, mask in enumerate(self.axes[depth].masks):
            groups.setdefault(mask & running, []).append(place)
        merged: dict[str, tuple[list[int], list[list[int]]]] = {}
        for mask, places in groups.items():
            for box in self.gaps(depth + 1, mask):
                merged.setdefault(repr(box), ([], box))[0].extend(places)
        boxes = [[sorted(places), *box] for places, box in merged.values()][:MOST_FINDINGS]
        self.known[depth, running] = boxes
        return boxes


def _place(axes: list[_Axis], box: Sequence[Sequence[int]]) -> Place:
    words: dict[str, str] = {}
    example: dict[str, Any] = {}
    for axis, places in zip(axes, box, strict=True):
        if not places:
            continue
        parts = [axis.parts[place] for place in places]
        example[axis.label] = parts[0].sample
        if len(parts) < len(axis.parts):
            words[axis.label] = _words(parts)
    return Place(words, example)


def _words(parts: list[Part]) -> str:
    runs: list[list[Part]] = []
    for part in parts:
        if runs and part.is_on_line and runs[-1][-1].is_on_line and runs[-1][-1].high == part.low:
            runs[-1].append(part)
        else:
            runs.append([part])
    return "、".join(_run(run) for run in runs)


def _run(run: list[Part]) -> str:
    first, last = run[0], run[-1]
    if not first.is_on_line:
        return {True: "是", False: "否"}.get(first.sample, f"“{first.sample}”" if first.is_point else OTHER)
    if first.low is None and last.high is None:
        return "任何值"
    if first.is_point and len(run) == 1:
        return f"= {first.sample}"
    if first.low is None:
        return f"{'<=' if last.is_point else '<'} {last.high}"
    if last.high is None:
        return f"{'>=' if first.is_point else '>'} {first.low}"
    return f"{'[' if first.is_point else '('}{first.low}..{last.high}{']' if last.is_point else ')'}"


def _bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
