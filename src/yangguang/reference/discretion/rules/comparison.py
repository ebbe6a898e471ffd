"""What differs between two versions of a standard, in words: what it says, and its tables row by row."""

from collections.abc import Iterator
from dataclasses import dataclass

from yangguang.reference.discretion.rules.content import POINTS, Row, StandardContent
from yangguang.reference.discretion.rules.wording import amount, cell_in_words, plain_number

_WORDS = {"tiers": "按档次", "points": "按分值"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is said otherwise."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One row of a table: its conditions, what it gives now and gave before; number 0: it is gone."""

    number: int
    tests: tuple[str, ...]
    after: tuple[str, ...]
    before: tuple[str, ...] = ()
    remark: str = ""
    is_new: bool = False

    @property
    def mark(self) -> str:
        """The number as addresses and labels write it."""
        return str(self.number)

    @property
    def is_gone(self) -> bool:
        """Whether only the earlier version has it."""
        return self.number == 0

    @property
    def is_changed(self) -> bool:
        """Whether it gives something else than before."""
        return self.is_new or self.is_gone or bool(self.before)


@dataclass(frozen=True, slots=True)
class ComparedGrid:
    """One table beside its earlier version."""

    name: str
    heads: tuple[str, ...]
    results: tuple[str, ...]
    rows: tuple[ComparedRow, ...]

    @property
    def changes(self) -> int:
        """How many rows differ."""
        return sum(1 for one in self.rows if one.is_changed)


def compare_contents(old: StandardContent, new: StandardContent) -> list[Difference]:
    """List what is said otherwise outside the tables."""
    return [
        Difference(name, before, after)
        for (name, before), (_, after) in zip(_said(old), _said(new), strict=True)
        if before != after
    ]


def compare_grids(old: StandardContent | None, new: StandardContent) -> list[ComparedGrid]:
    """Put every table beside its earlier version; rows with the same conditions belong together."""
    return [_compared(old, new, name) for name in new.grids]


def words_of_row(content: StandardContent, grid: str, row: int) -> str:
    """Say a row as it would be printed: conditions, then results."""
    one = content.grid_of(grid).rows[row - 1]
    heads = content.grid_of(grid).factors
    tests = "，".join(
        f"{head}{word}"
        for head, word in zip(heads, _tests(content, grid, one), strict=False)
        if word != "不限"
    )
    return f"{tests or '不限'}：{'、'.join(_results(content, grid, one))}"[:500]


def _compared(old: StandardContent | None, new: StandardContent, name: str) -> ComparedGrid:
    grid = new.grid_of(name)
    same_columns = old is not None and name in old.grids and old.grid_of(name).factors == grid.factors
    earlier = list(old.grid_of(name).rows) if old is not None and name in old.grids else []
    left = {one.tests: one for one in reversed(earlier)} if same_columns else {}
    rows = []
    for number, row in enumerate(grid.rows, start=1):
        before = left.pop(row.tests, None)
        after = _results(new, name, row)
        was = _results(old, name, before) if old is not None and before is not None else ()
        rows.append(
            ComparedRow(
                number,
                _tests(new, name, row),
                after,
                was if was != after else (),
                row.remark,
                is_new=old is not None and before is None,
            )
        )
    gone = [one for one in earlier if not same_columns or one.tests in left]
    if old is not None:
        rows += [
            ComparedRow(0, _tests(old, name, one), (), _results(old, name, one), one.remark) for one in gone
        ]
    heads = tuple(new.factor(one).question for one in grid.factors)
    return ComparedGrid(name, heads, new.results_of(name), tuple(rows))


def _tests(content: StandardContent, name: str, row: Row) -> tuple[str, ...]:
    factors = [content.factor(one) for one in content.grid_of(name).factors]
    return tuple(cell_in_words(cell, factor) for cell, factor in zip(row.tests, factors, strict=False))


def _results(content: StandardContent, name: str, row: Row) -> tuple[str, ...]:
    unit = "分" if name == POINTS else content.unit_word
    return tuple(_in_words(text, unit) for text in row.results)


def _in_words(text: str, unit: str) -> str:
    number = plain_number(text)
    return amount(number, unit) if number is not None else text.replace("*", "×") or "—"


def _said(content: StandardContent) -> Iterator[tuple[str, str]]:
    yield "违法行为", content.act
    yield "说明", content.summary
    yield "法律依据", "\n".join(f"《{one.get('law', '')}》{one.get('article', '')}" for one in content.by_law)
    yield "处罚种类", content.penalty
    yield "幅度的单位", content.unit_word
    yield "怎么算", _WORDS.get(content.method, content.method)
    yield (
        "裁量因素",
        "\n".join(
            f"{one.name}{f'（{one.unit}）' if one.unit else ''}{'：' + '、'.join(one.choices) if one.choices else ''}"
            for one in content.factors
        ),
    )
    yield (
        "算出来的事实",
        "\n".join(
            f"{one.name}：{one.expression or f'按 {len(one.grid.rows)} 条规则'}" for one in content.derived
        ),
    )
    yield "金额怎么算", content.formula
    yield "同时要做的", "\n".join(content.also)
    yield "提示", "\n".join(content.notes)
    yield (
        "试算例",
        "\n".join(
            f"{one.name}：{one.level}{f'，{one.low} 到 {one.high}' if one.low else ''}"
            for one in content.examples
        ),
    )
