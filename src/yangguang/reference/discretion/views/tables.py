"""Tables of a standard made ready for pages: in words for the public, as fields for the editor."""

from dataclasses import dataclass
from decimal import Decimal

from yangguang.reference.discretion.rules import Assessment, Factor, Fault, StandardContent
from yangguang.reference.discretion.rules.content import POINTS, RANGE, TIER
from yangguang.reference.discretion.rules.editing import GRID_KEYS
from yangguang.reference.discretion.rules.wording import amount, cell_in_words, plain_number

TITLES = {RANGE: "法定幅度", POINTS: "分值表", TIER: "裁量档次"}
HINTS = {
    RANGE: "法律、法规自己写的幅度，每种情形一条，不能漏、不能叠。",
    POINTS: "每一条都看，适用的相加。",
    TIER: "只准有一条适用。数写成 5000，区间写成 [10000..50000)，左闭右开；文字加引号；不限写一横。",
}


@dataclass(frozen=True, slots=True)
class PrintedGrid:
    """One table in words."""

    name: str
    heads: tuple[str, ...]
    results: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...], tuple[str, ...], str], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of the editor."""

    id: str
    name: str
    value: str
    heading: str
    problem: str = ""
    is_level: bool = False


@dataclass(frozen=True, slots=True)
class EditedRow:
    """One rule in the editor."""

    place: int
    number: int
    tests: tuple[Cell, ...]
    results: tuple[Cell, ...]
    remark: Cell


@dataclass(frozen=True, slots=True)
class EditedGrid:
    """One table in the editor."""

    key: str
    name: str
    title: str
    hint: str
    columns: tuple[Factor, ...]
    results: tuple[str, ...]
    rows: tuple[EditedRow, ...]
    addable: tuple[Factor, ...]


def printed_grids(content: StandardContent) -> list[PrintedGrid]:
    """Write every table of a standard as it would be printed."""
    return [_printed(content, name) for name in content.grids]


def _printed(content: StandardContent, name: str) -> PrintedGrid:
    grid, results = content.grid_of(name), content.results_of(name)
    factors = [content.factor(one) for one in grid.factors]
    rows = tuple(
        (
            number,
            tuple(cell_in_words(cell, factor) for cell, factor in zip(row.tests, factors, strict=False)),
            tuple(_result(text, content.unit_word if name != POINTS else "分") for text in row.results),
            row.remark,
        )
        for number, row in enumerate(grid.rows, start=1)
    )
    return PrintedGrid(TITLES[name], tuple(one.question for one in factors), results, rows)


def _result(text: str, unit: str) -> str:
    number = plain_number(text)
    return amount(number, unit) if number is not None else text.replace("*", "×") or "—"


def edited_grids(content: StandardContent, faults: list[Fault]) -> list[EditedGrid]:
    """Make every table of a draft ready to be edited, with what is wrong in each cell."""
    wrong = {(one.grid, one.row, one.column): one.problem for one in faults if one.column}
    keys = {name: key for key, name in GRID_KEYS.items()}
    return [_edited(content, name, keys[name], wrong) for name in content.grids]


def _edited(
    content: StandardContent, name: str, key: str, wrong: dict[tuple[str, int, str], str]
) -> EditedGrid:
    grid, results = content.grid_of(name), content.results_of(name)

    def cell(place: int, part: str, value: str, column: str) -> Cell:
        field = f"{key}-{place}-{part}"
        problem = wrong.get((name, place + 1, column), "")
        return Cell(f"c-{field}", field, value, column, problem, column == "档次")

    rows = []
    for place, row in enumerate(grid.rows):
        tests = (*row.tests, *[""] * len(grid.factors))[: len(grid.factors)]
        outcome = (*row.results, *[""] * len(results))[: len(results)]
        rows.append(
            EditedRow(
                place,
                place + 1,
                tuple(cell(place, f"t{n}", text, grid.factors[n]) for n, text in enumerate(tests)),
                tuple(cell(place, f"r{n}", text, results[n]) for n, text in enumerate(outcome)),
                cell(place, "remark", row.remark, "说明"),
            )
        )
    offered = [*content.readable]
    if name == TIER and content.is_scored:
        offered.append(content.factor(POINTS))
    return EditedGrid(
        key,
        name,
        TITLES[name],
        HINTS[name],
        tuple(content.factor(one) for one in grid.factors),
        results,
        tuple(rows),
        tuple(one for one in offered if one.name not in grid.factors),
    )


def draw_bar(found: Assessment) -> str:
    """Draw where the result lies in the range of the law, as one line with both ends written."""
    most = max(found.range_high, found.high)
    if not most:
        return ""

    def at(value: Decimal) -> str:
        return f"{float(value / most) * 640:.1f}"

    left, right = at(found.range_low), at(found.range_high)
    begin, wide = at(found.low), max(float((found.high - found.low) / most) * 640, 6.0)
    words = f"法定幅度 {found.range_in_figures}，结果 {found.in_figures}"
    shown = (
        f'<rect class="b" x="{begin}" y="14" width="{wide:.1f}" height="18"/>' if not found.is_none else ""
    )
    return (
        f'<svg viewBox="-4 0 656 60" role="img" aria-label="{words}"><path d="M0 23H640" stroke="#c6c1b2"/>'
        f'<rect class="a" x="{left}" y="10" width="{float(right) - float(left):.1f}" height="26"/>{shown}'
        f'<text x="{left}" y="54">{found.figures(found.range_low)}</text>'
        f'<text x="{right}" y="54" text-anchor="end">{found.figures(found.range_high)}</text></svg>'
    )
