"""Reading what people typed: the facts of the calculator, and the whole editor page as one standard."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import QueryDict

from yangguang.kernel.money import InvalidAmount, parse_yuan
from yangguang.reference.discretion.rules.content import (
    Derived,
    Example,
    Factor,
    Grid,
    Row,
    StandardContent,
)
from yangguang.reference.discretion.rules.editing import renamed

MAX_TEXT = 600
MAX_ROWS = 400


@dataclass(slots=True)
class Facts:
    """The facts of an act as typed, as values, and what is wrong with each."""

    values: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    act_on: date | None = None

    @property
    def is_complete(self) -> bool:
        """Whether a result can be computed."""
        return bool(self.values) and not self.problems


def read_facts(content: StandardContent, typed: Mapping[str, str], *, today: date) -> Facts:
    """Read the facts a standard asks for; every one is needed."""
    found = Facts()
    for factor in content.factors:
        text = typed.get(factor.name, "").replace("\x00", "").strip()[:MAX_TEXT]
        try:
            found.values[factor.name] = _value(factor, text)
        except ValueError as wrong:
            found.problems[factor.name] = str(wrong)
    text = typed.get("act_on", "").strip()
    try:
        found.act_on = date.fromisoformat(text) if text else today
    except ValueError:
        found.problems["act_on"] = "请按 2026-07-01 的样子填日期"
    if found.act_on and found.act_on > today:
        found.problems["act_on"] = "行为日期不能晚于今天"
    return found


def _value(factor: Factor, text: str) -> Any:
    if factor.kind == "yes_no":
        if text not in ("true", "false"):
            raise ValueError("请选“是”或者“否”")
        return text == "true"
    if factor.kind == "choice":
        if text not in factor.choices:
            raise ValueError("请选一项")
        return text
    return _number(factor, text)


def _number(factor: Factor, text: str) -> Decimal:
    if not text:
        raise ValueError("请填一个数")
    try:
        number = Decimal(parse_yuan(text)) / 100
    except InvalidAmount as refused:
        raise ValueError(f"“{text[:20]}”不是数，请用数字填写，最多两位小数") from refused
    if factor.least and number < Decimal(factor.least):
        raise ValueError(f"不能小于 {factor.least}")
    if factor.most and number > Decimal(factor.most):
        raise ValueError(f"不能大于 {factor.most}，请核对")
    return number


def read_content(typed: QueryDict, *, before: StandardContent) -> StandardContent:
    """Read the editor's page as a whole; nothing is refused here, the checks say what is wrong."""
    content = StandardContent(
        act=_text(typed, "act", before.act),
        summary=_text(typed, "summary", ""),
        by_law=tuple(_laws(typed)),
        penalty=_text(typed, "penalty", before.penalty),
        unit=_text(typed, "unit", before.unit),
        method=before.method,
        factors=tuple(_factors(typed)),
        derived=tuple(_all_derived(typed)),
        ranges=_grid(typed, "range", 2),
        points=_grid(typed, "points", 1) if before.is_scored else before.points,
        tiers=_grid(typed, "tier", 1 if before.is_scored else 3),
        formula=_text(typed, "formula", before.formula),
        also=_lines(typed, "also"),
        notes=_lines(typed, "notes"),
        examples=tuple(_examples(typed)),
    )
    for place, derived in enumerate(content.derived):
        was = typed.get(f"derived-{place}-was", "")
        if was and was != derived.name:
            content = renamed(content, was, derived.name)
    for place, factor in enumerate(content.factors):
        was = typed.get(f"factor-{place}-was", "")
        if was and was != factor.name:
            content = renamed(content, was, factor.name)
    return content


def _text(typed: QueryDict, name: str, otherwise: str = "") -> str:
    return typed.get(name, otherwise).replace("\x00", "").strip()[:4000]


def _lines(typed: QueryDict, name: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in _text(typed, name).splitlines() if line.strip())


def _places(typed: QueryDict, prefix: str, last: str) -> list[int]:
    """Give the numbers of the rows that were sent, in order."""
    found = {key.split("-")[1] for key in typed if key.startswith(f"{prefix}-") and key.endswith(f"-{last}")}
    return sorted(int(one) for one in found if one.isdigit() and len(one) < 6)[:MAX_ROWS]


def _laws(typed: QueryDict) -> list[dict[str, str]]:
    return [
        {"law": _text(typed, f"law-{n}-law"), "article": _text(typed, f"law-{n}-article"), "text": ""}
        for n in _places(typed, "law", "law")
    ]


def _factors(typed: QueryDict) -> list[Factor]:
    found = []
    for n in _places(typed, "factor", "name"):
        one = {
            key: _text(typed, f"factor-{n}-{key}")
            for key in ("name", "kind", "label", "unit", "least", "most", "hint")
        }
        found.append(Factor(**one, choices=_lines(typed, f"factor-{n}-choices")))
    return found


ARROW = "=>"


def _all_derived(typed: QueryDict) -> list[Derived]:
    """Read the computed facts: an expression, or rows of one line each, 条件 | 条件 => 结果 # 说明."""
    found = []
    for n in _places(typed, "derived", "name"):
        one = {key: _text(typed, f"derived-{n}-{key}") for key in ("name", "kind", "unit", "expression")}
        one["policy"] = _text(typed, f"derived-{n}-policy") or "UNIQUE"
        columns = tuple(
            name.strip() for name in _text(typed, f"derived-{n}-columns").split("|") if name.strip()
        )
        rows = tuple(_derived_row(line, len(columns)) for line in _lines(typed, f"derived-{n}-rows"))
        found.append(Derived(**one, choices=_lines(typed, f"derived-{n}-choices"), grid=Grid(columns, rows)))
    return found


def _derived_row(line: str, width: int) -> Row:
    tests, _, rest = line.partition(ARROW)
    result, _, remark = rest.partition("#")
    cells = [one.strip() for one in tests.split("|")] if width else []
    return Row((*cells, *[""] * (width - len(cells)))[:width], (result.strip(),), remark.strip())


def write_rows(grid: Grid) -> str:
    """Write the rows of a computed fact, one line each, as `_all_derived` reads them."""
    return "\n".join(
        f"{' | '.join(one or '-' for one in row.tests)} {ARROW} {row.results[0] if row.results else ''}"
        + (f" # {row.remark}" if row.remark else "")
        for row in grid.rows
    )


def _grid(typed: QueryDict, key: str, results: int) -> Grid:
    columns = tuple(typed.getlist(f"{key}-col"))[:30]
    rows = [
        Row(
            tuple(_text(typed, f"{key}-{n}-t{place}") for place in range(len(columns))),
            tuple(_text(typed, f"{key}-{n}-r{place}") for place in range(results)),
            _text(typed, f"{key}-{n}-remark"),
        )
        for n in _places(typed, key, "remark")
    ]
    return Grid(columns, tuple(rows))


def _examples(typed: QueryDict) -> list[Example]:
    found = []
    for n in _places(typed, "example", "name"):
        prefix = f"example-{n}-f-"
        facts = {key.removeprefix(prefix): _text(typed, key) for key in typed if key.startswith(prefix)}
        found.append(
            Example(
                _text(typed, f"example-{n}-name"),
                facts,
                _text(typed, f"example-{n}-level"),
                _text(typed, f"example-{n}-low").replace(",", ""),
                _text(typed, f"example-{n}-high").replace(",", ""),
            )
        )
    return found
