"""
One input column of a decision table: from a value to the set of rules whose cell it passes, as bits of a
number.

Cells made of constants (the tiers and lists of real tables) are answered from an index: texts by
dictionary, numbers and days by bisection over the sorted ends. Other cells are tested one by one, only for
rules still in the running.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from yangguang.foundation.decisions.feel import Expression, Interval, Tests, normal
from yangguang.foundation.decisions.feel.closures import Constant, Test
from yangguang.foundation.decisions.feel.values import NUMBERS

_LOW, _HIGH = ("<", "<="), (">", ">=")


class Column:
    """The cells of one input, indexed where they can be."""

    def __init__(
        self, label: str, expression: Expression, cells: Sequence[Tests], allowed: Tests | None
    ) -> None:
        """Sort the cells into those everything passes, indexed ones and others."""
        self.label = label
        self.expression = expression
        self.cells = tuple(cells)
        self.allowed = allowed if allowed is not None and allowed.tests is not None else None
        self.always = 0
        self.slow: list[tuple[int, Tests]] = []
        exact: dict[Any, int] = {}
        ranges: dict[type, list[tuple[int, Interval]]] = {Decimal: [], date: []}
        for position, cell in enumerate(cells):
            bit = 1 << position
            if cell.tests is None:
                self.always |= bit
            elif not _is_indexable(cell):
                self.slow.append((bit, cell))
            else:
                for test in cell.tests:
                    _place(test, bit, exact, ranges)
        self.exact = exact
        self.axes = {kind: _Axis(found) for kind, found in ranges.items() if found}

    def passed(self, value: Any, scope: Mapping[str, Any], candidates: int) -> int:
        """Give the rules among *candidates* whose cell the value passes."""
        kind = type(value)
        found = self.always
        if self.exact and kind in (str, bool):
            found |= self.exact.get((kind, value), 0)
        axis = self.axes.get(Decimal if kind in NUMBERS else kind)
        if axis is not None:
            found |= axis.at(value)
        for bit, cell in self.slow:
            if candidates & bit and not found & bit and cell.matches(value, scope):
                found |= bit
        return found & candidates

    def value(self, scope: Mapping[str, Any]) -> Any:
        """Compute the input."""
        return normal(self.expression.closure(scope))


class _Axis:
    """Ranges on a line cut at all their ends: even places are the gaps between ends, odd places the ends."""

    def __init__(self, ranges: list[tuple[int, Interval]]) -> None:
        ends = {end for _, interval in ranges for end in (interval.low, interval.high) if end is not None}
        self.ends = sorted(ends)
        place = {end: 2 * position + 1 for position, end in enumerate(self.ends)}
        self.masks = [0] * (2 * len(self.ends) + 1)
        for bit, interval in ranges:
            first = 0 if interval.low is None else place[interval.low] + (not interval.closed_low)
            last = (
                len(self.masks) - 1
                if interval.high is None
                else place[interval.high] - (not interval.closed_high)
            )
            for cut in range(first, last + 1):
                self.masks[cut] |= bit

    def at(self, value: Any) -> int:
        position = bisect_left(self.ends, value)
        on_end = position < len(self.ends) and self.ends[position] == value
        return self.masks[2 * position + 1 if on_end else 2 * position]


def _is_indexable(cell: Tests) -> bool:
    return not cell.negated and all(_is_simple(test) for test in cell.tests or ())


def _is_simple(test: Test) -> bool:
    if not isinstance(test.closure, Constant):
        return False
    value = test.closure.value
    if test.kind in (*_LOW, *_HIGH):
        return type(value) in (int, Decimal, date)
    if test.kind not in ("in", "="):
        return False
    if isinstance(value, Interval):
        return type(value.low) in (int, Decimal, date) and type(value.low) is type(value.high)
    return type(value) in (int, Decimal, date, str, bool)


def _place(
    test: Test, bit: int, exact: dict[Any, int], ranges: dict[type, list[tuple[int, Interval]]]
) -> None:
    assert isinstance(test.closure, Constant)  # noqa: S101 - only constants are placed
    value = test.closure.value
    if type(value) in (str, bool):
        key = (type(value), value)
        exact[key] = exact.get(key, 0) | bit
        return
    if isinstance(value, Interval):
        interval = value
    elif test.kind in _LOW:
        interval = Interval(None, value, closed_low=False, closed_high=test.kind == "<=")
    elif test.kind in _HIGH:
        interval = Interval(value, None, closed_low=test.kind == ">=", closed_high=False)
    else:
        interval = Interval(value, value, closed_low=True, closed_high=True)
    end = interval.low if interval.low is not None else interval.high
    ranges[date if type(end) is date else Decimal].append((bit, interval))
