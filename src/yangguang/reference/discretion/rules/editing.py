"""What the editor's buttons do to a standard: add, remove and move rows, columns, factors, laws, examples."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from yangguang.reference.discretion.rules.content import (
    LEVELS,
    POINTS,
    RANGE,
    TIER,
    Derived,
    Example,
    Factor,
    Grid,
    Row,
    StandardContent,
)

GRID_KEYS = {"range": RANGE, "points": POINTS, "tier": TIER}
_FIELDS = {"range": "ranges", "points": "points", "tier": "tiers"}
DEFAULT_FORMULA = (
    'if 裁量档次 = "不予处罚" then 0 else if 裁量档次 = "减轻处罚" then 法定幅度.下限 * 分值 / 100 '
    "else 法定幅度.下限 + (法定幅度.上限 - 法定幅度.下限) * 分值 / 100"
)


def started(act: str) -> StandardContent:
    """Give a standard to begin with: the tier paths every standard must offer, to be filled in."""
    tiers = Grid((), tuple(Row((), (level, "", "")) for level in LEVELS))
    return StandardContent(
        act=act,
        ranges=Grid((), (Row((), ("", "")),)),
        tiers=tiers,
        by_law=({"law": "", "article": "", "text": ""},),
    )


def applied(content: StandardContent, deed: str, *, choice: str = "") -> StandardContent:
    """Apply a button of the editor, such as `add:tier` or `remove:factor:2`; an unknown one changes nothing."""
    verb, _, rest = deed.partition(":")
    what, _, place = rest.partition(":")
    at = int(place) if place.isdigit() else -1
    if what in GRID_KEYS:
        return _on_grid(content, verb, what, at, place or choice)
    if what in _LISTS:
        return _on_list(content, verb, what, at)
    if verb == "method":
        return _with_method(content, what)
    return content


def _on_grid(content: StandardContent, verb: str, key: str, at: int, column: str) -> StandardContent:
    grid = content.grid_of(GRID_KEYS[key])
    rows = grid.rows
    if verb == "add":
        empty = Row(tuple("" for _ in grid.factors), tuple("" for _ in content.results_of(GRID_KEYS[key])))
        grid = replace(grid, rows=(*rows, empty))
    elif verb == "column" and column and column not in grid.factors:
        wider = tuple(replace(row, tests=(*row.tests, "")) for row in rows)
        grid = Grid((*grid.factors, column), wider)
    elif verb == "narrow" and column in grid.factors:
        place = grid.factors.index(column)
        grid = Grid(
            _without(grid.factors, place),
            tuple(replace(row, tests=_without(row.tests, place)) for row in rows),
        )
    elif verb in _MOVES and 0 <= at < len(rows):
        grid = replace(grid, rows=_MOVES[verb](rows, at))
    changed: dict[str, Any] = {_FIELDS[key]: grid}
    return replace(content, **changed)


def _on_list(content: StandardContent, verb: str, what: str, at: int) -> StandardContent:
    name, empty = _LISTS[what]
    found: Sequence[Any] = getattr(content, name)
    if verb == "add":
        added: dict[str, Any] = {name: (*found, empty(content))}
        return replace(content, **added)
    if verb in _MOVES and 0 <= at < len(found):
        if what in ("factor", "derived") and verb == "remove":
            content = _forgotten(content, found[at].name)
        moved: dict[str, Any] = {name: _MOVES[verb](found, at)}
        return replace(content, **moved)
    return content


def _forgotten(content: StandardContent, factor: str) -> StandardContent:
    """Take a factor's columns out of every table."""
    for key in GRID_KEYS:
        content = _on_grid(content, "narrow", key, -1, factor)
    return content


def renamed(content: StandardContent, old: str, new: str) -> StandardContent:
    """Carry the new name of a factor, or of a computed fact, into the tables, expressions and examples that use it."""
    word = re.compile(rf"(?<![\w.]){re.escape(old)}(?!\w)")

    def changed(grid: Grid) -> Grid:
        return replace(grid, factors=tuple(new if one == old else one for one in grid.factors))

    examples = tuple(
        replace(one, facts={new if name == old else name: value for name, value in one.facts.items()})
        for one in content.examples
    )
    derived = tuple(
        replace(one, grid=changed(one.grid), expression=word.sub(new, one.expression))
        for one in content.derived
    )
    return replace(
        content,
        derived=derived,
        ranges=changed(content.ranges),
        points=changed(content.points),
        tiers=changed(content.tiers),
        examples=examples,
    )


def _with_method(content: StandardContent, method: str) -> StandardContent:
    if method not in ("tiers", "points") or method == content.method:
        return content
    count = 1 if method == "points" else 3
    rows = tuple(replace(row, results=(*row.results, "", "", "")[:count]) for row in content.tiers.rows)
    formula = content.formula or DEFAULT_FORMULA
    grid = replace(content.tiers, rows=rows)
    if method == "tiers" and POINTS in grid.factors:
        place = grid.factors.index(POINTS)
        grid = Grid(
            _without(grid.factors, place),
            tuple(replace(row, tests=_without(row.tests, place)) for row in grid.rows),
        )
    return replace(content, method=method, tiers=grid, formula=formula)


def _without(items: Sequence[Any], at: int) -> tuple[Any, ...]:
    return (*items[:at], *items[at + 1 :])


def _swapped(items: Sequence[Any], at: int) -> tuple[Any, ...]:
    """Move one up."""
    if at == 0:
        return tuple(items)
    return (*items[: at - 1], items[at], items[at - 1], *items[at + 1 :])


def _doubled(items: Sequence[Any], at: int) -> tuple[Any, ...]:
    return (*items[: at + 1], items[at], *items[at + 1 :])


_MOVES: dict[str, Callable[[Sequence[Any], int], tuple[Any, ...]]] = {
    "remove": _without,
    "up": _swapped,
    "copy": _doubled,
}
_LISTS: dict[str, tuple[str, Callable[[StandardContent], Any]]] = {
    "factor": (
        "factors",
        lambda content: Factor(name=f"因素{len(content.factors) + 1}", choices=("一般", "较重")),
    ),
    "derived": ("derived", lambda content: Derived(name=f"算出的{len(content.derived) + 1}")),
    "law": ("by_law", lambda content: {"law": "", "article": "", "text": ""}),
    "example": ("examples", lambda content: Example(f"例{len(content.examples) + 1}", {}, LEVELS[3])),
}
