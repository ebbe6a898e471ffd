"""
What a discretion standard says, as values: facts asked, the range the law gives, tiers or points, worked examples.

Everything that computes is DMN 1.3 level 2: `sheets_of` gives the computed facts, then 法定幅度, 分值, 裁量档次, 金额 in
the order they need one another, so that the file people download is the very thing that decides.
"""

import hashlib
import json
from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from yangguang.foundation.decisions.api import (
    ExpressionRefused,
    Sheet,
    SheetInput,
    SheetOutput,
    SheetRow,
    compile_expression,
)

LEVELS = ("不予处罚", "减轻处罚", "从轻处罚", "一般处罚", "从重处罚")
"""From the lightest to the heaviest (行政处罚法第三十二条、第三十三条; handbook §5.6)."""

RANGE, POINTS, TIER, AMOUNT = "法定幅度", "分值", "裁量档次", "金额"
IDS = {RANGE: "statutory_range", POINTS: "points", TIER: "tier", AMOUNT: "amount"}
UNITS = {"yuan": "元", "day": "日", "month": "个月"}


@dataclass(frozen=True, slots=True)
class Factor:
    """One fact the standard asks for (裁量因素): a number with a unit, one of several choices, or yes/no."""

    name: str
    kind: str = "choice"  # number, choice, yes_no
    label: str = ""
    unit: str = ""
    choices: tuple[str, ...] = ()
    least: str = ""
    most: str = ""
    hint: str = ""

    @property
    def allowed(self) -> str:
        """The values it may take, as S-FEEL tests."""
        if self.kind == "choice":
            return ",".join(json.dumps(one, ensure_ascii=False) for one in self.choices)
        if self.kind == "yes_no":
            return "true,false"
        if self.least and self.most:
            return f"[{self.least}..{self.most}]"
        return f">= {self.least}" if self.least else f"<= {self.most}" if self.most else ""

    @property
    def type_ref(self) -> str:
        """Its type in DMN."""
        return {"number": "number", "yes_no": "boolean"}.get(self.kind, "string")

    @property
    def question(self) -> str:
        """What people read."""
        return self.label or self.name


@dataclass(frozen=True, slots=True)
class Row:
    """One rule: a cell per factor of its grid, a text per result, a remark."""

    tests: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """One table: the names of the factors it reads, and its rows."""

    factors: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()

    @classmethod
    def read(cls, record: dict[str, Any]) -> Self:
        """Take it out of a record."""
        rows = tuple(
            Row(tuple(one["tests"]), tuple(one["results"]), one.get("remark", ""))
            for one in record.get("rows", ())
        )
        return cls(tuple(record.get("factors", ())), rows)


POLICIES = {
    "UNIQUE": "只准有一条适用",
    "ANY": "几条都适用时结果要一样",
    "FIRST": "从上往下，第一条适用的",
    "PRIORITY": "按可选情形的先后，取最前的",
    "SUM": "适用的各条相加",
    "MIN": "适用的各条里取最小",
    "MAX": "适用的各条里取最大",
    "COUNT": "数一数有几条适用",
}
"""The hit policies (DMN 1.3 §8.2.10) that leave one fact; those that leave a list are none."""
_GATHERING = ("SUM", "MIN", "MAX", "COUNT")


@dataclass(frozen=True, slots=True)
class Derived:
    """
    One fact that is computed from others before the tables read it (中间决策): by an expression, or by a table of one result.

    Every grid and every other derived may read it by its name, as it reads a factor.
    """

    name: str
    kind: str = "number"  # as a factor's
    unit: str = ""
    choices: tuple[str, ...] = ()
    expression: str = ""
    grid: Grid = field(default_factory=Grid)
    policy: str = "UNIQUE"  # what several rules that apply mean, a key of POLICIES

    @property
    def policy_problem(self) -> str:
        """What is wrong with the hit policy; nothing where it fits what comes out."""
        if self.policy not in POLICIES:
            return f"的命中策略“{self.policy}”不认识"
        if self.policy in _GATHERING and self.kind != "number":
            return f"要“{POLICIES[self.policy]}”，得出的应当是数"
        if self.policy == "PRIORITY" and self.kind != "choice":
            return f"要“{POLICIES[self.policy]}”，得出的应当是几种情形之一"
        return ""

    @property
    def is_table(self) -> bool:
        """Whether rows decide."""
        return bool(self.grid.rows)

    @property
    def factor(self) -> Factor:
        """What it is to the tables that read it."""
        return Factor(self.name, self.kind, unit=self.unit, choices=self.choices)

    @classmethod
    def read(cls, record: dict[str, Any]) -> Self:
        """Take it out of a record."""
        plain = {
            key: record[key] for key in ("name", "kind", "unit", "expression", "policy") if key in record
        }
        return cls(**plain, choices=tuple(record.get("choices", ())), grid=Grid.read(record.get("grid", {})))


@dataclass(frozen=True, slots=True)
class Example:
    """One worked example: facts, and what must come out. It has to hold before the standard may be published."""

    name: str
    facts: dict[str, Any]
    level: str
    low: str = ""
    high: str = ""


@dataclass(frozen=True, slots=True)
class StandardContent:
    """Everything one version says."""

    act: str
    summary: str = ""
    by_law: tuple[dict[str, str], ...] = ()
    penalty: str = "罚款"
    unit: str = "yuan"
    method: str = "tiers"  # tiers or points
    factors: tuple[Factor, ...] = ()
    derived: tuple[Derived, ...] = ()
    ranges: Grid = field(default_factory=Grid)
    points: Grid = field(default_factory=Grid)
    tiers: Grid = field(default_factory=Grid)
    formula: str = ""
    also: tuple[str, ...] = ()  # what is ordered beside it: confiscation, correction
    notes: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()

    @classmethod
    def read(cls, record: dict[str, Any]) -> Self:
        """Take the content out of a record (JSON)."""
        plain = {
            key: record[key]
            for key in ("act", "summary", "penalty", "unit", "method", "formula")
            if key in record
        }
        return cls(
            **plain,
            by_law=tuple(record.get("by_law", ())),
            factors=tuple(
                Factor(**{**one, "choices": tuple(one.get("choices", ()))})
                for one in record.get("factors", ())
            ),
            derived=tuple(Derived.read(one) for one in record.get("derived", ())),
            ranges=Grid.read(record.get("ranges", {})),
            points=Grid.read(record.get("points", {})),
            tiers=Grid.read(record.get("tiers", {})),
            also=tuple(record.get("also", ())),
            notes=tuple(record.get("notes", ())),
            examples=tuple(Example(**one) for one in record.get("examples", ())),
        )

    def as_record(self) -> dict[str, Any]:
        """Give a record that JSON can hold."""
        record = dict(json.loads(json.dumps(asdict(self), ensure_ascii=False)))
        if not self.derived:
            del record["derived"]  # standards without any keep the fingerprint they were published under
        for one in record.get("derived", ()):
            if one["policy"] == "UNIQUE":  # the same, for those that were published before there was a choice
                del one["policy"]
        return record

    @property
    def digest(self) -> str:
        """The fingerprint of what is said (SM3, GB/T 32905), independent of the order of keys."""
        text = json.dumps(self.as_record(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.new("sm3", text.encode()).hexdigest()

    @property
    def is_money(self) -> bool:
        """Whether the result is an amount of money."""
        return self.unit == "yuan"

    @property
    def is_scored(self) -> bool:
        """Whether points are added up."""
        return self.method == "points"

    @property
    def unit_word(self) -> str:
        """The unit as people read it."""
        return UNITS.get(self.unit, self.unit)

    def factor(self, name: str) -> Factor:
        """Find a factor by name; the sum of points is one that computes itself."""
        if name == POINTS:
            return Factor(POINTS, "number", "各项分值相加", "分", least="0")
        return next((one for one in self.readable if one.name == name), Factor(name))

    @property
    def readable(self) -> tuple[Factor, ...]:
        """Everything a table may read: the factors that are asked, and those that are computed."""
        return (*self.factors, *(one.factor for one in self.derived))

    def results_of(self, grid: str) -> tuple[str, ...]:
        """Name the result columns of a grid."""
        if grid == RANGE:
            return ("下限", "上限")
        if grid == POINTS:
            return (POINTS,)
        return ("档次",) if self.is_scored else ("档次", "下限", "上限")

    def grid_of(self, name: str) -> Grid:
        """Give a grid by the name of its decision."""
        return {RANGE: self.ranges, POINTS: self.points, TIER: self.tiers}[name]

    @property
    def grids(self) -> tuple[str, ...]:
        """Name the tables this standard has, in the order they are decided."""
        return (RANGE, POINTS, TIER) if self.is_scored else (RANGE, TIER)


def sheets_of(content: StandardContent) -> tuple[Sheet, ...]:
    """Give the decisions of a standard as tables and expressions."""
    sheets = [_derived_sheet(content, one) for one in content.derived]
    sheets += [_sheet(content, name) for name in content.grids]
    if content.is_scored:
        needs = tuple(IDS[name] for name in (RANGE, POINTS, TIER))
        needs += _derived_ids(content, names_in(content.formula))
        reads = tuple(one.name for one in content.factors if one.name in names_in(content.formula))
        sheets.append(Sheet(IDS[AMOUNT], AMOUNT, expression=content.formula, requires=needs, reads=reads))
    return tuple(sheets)


def names_in(expression: str) -> frozenset[str]:
    """Give the names an expression reads; nothing for one that is not written to its end."""
    try:
        return compile_expression(expression).names
    except ExpressionRefused:
        return frozenset()


def _derived_ids(content: StandardContent, names: Collection[str], but: str = "") -> tuple[str, ...]:
    return tuple(
        f"derived_{place}"
        for place, one in enumerate(content.derived, start=1)
        if one.name in names and one.name != but
    )


def _derived_sheet(content: StandardContent, derived: Derived) -> Sheet:
    place = next(at for at, one in enumerate(content.derived, start=1) if one is derived)
    if not derived.is_table:
        names = names_in(derived.expression)
        reads = tuple(one.name for one in content.factors if one.name in names)
        needs = _derived_ids(content, names, derived.name)
        return Sheet(
            f"derived_{place}", derived.name, expression=derived.expression, requires=needs, reads=reads
        )
    inputs = tuple(
        SheetInput(
            content.factor(one).question, one, content.factor(one).allowed, content.factor(one).type_ref
        )
        for one in derived.grid.factors
    )
    rows = tuple(
        SheetRow(
            tuple(_cell(row.tests, n) for n in range(len(derived.grid.factors))),
            (_text_result(row.results[0] if row.results else "", derived),),
            row.remark,
        )
        for row in derived.grid.rows
    )
    output = SheetOutput(derived.name, allowed=derived.factor.allowed, type_ref=derived.factor.type_ref)
    needs = _derived_ids(content, derived.grid.factors, derived.name)
    gather = derived.policy if derived.policy in _GATHERING else ""
    policy = "COLLECT" if gather else derived.policy
    return Sheet(f"derived_{place}", derived.name, inputs, (output,), rows, policy, gather, requires=needs)


def _text_result(text: str, derived: Derived) -> str:
    """Choices are written plainly by people; in the file they are texts of S-FEEL."""
    plain = text.strip()
    return json.dumps(plain, ensure_ascii=False) if plain in derived.choices else plain


def _sheet(content: StandardContent, name: str) -> Sheet:
    grid = content.grid_of(name)
    inputs = []
    for each in grid.factors:
        factor = content.factor(each)
        inputs.append(SheetInput(factor.question, each, factor.allowed, factor.type_ref))
    is_level = name == TIER
    outputs = tuple(
        SheetOutput(
            one,
            allowed=",".join(f'"{level}"' for level in LEVELS) if one == "档次" else "",
            default="0" if one == POINTS else "",  # where no row applies, nothing is added
            type_ref="string" if one == "档次" else "number",
        )
        for one in content.results_of(name)
    )
    rows = tuple(
        SheetRow(
            tuple(_cell(row.tests, n) for n in range(len(grid.factors))),
            tuple(_result(row.results, n, outputs[n].name) for n in range(len(outputs))),
            row.remark,
        )
        for row in grid.rows
    )
    computed = {one for row in grid.rows for text in row.results for one in names_in(text)}
    needs = (*_derived_ids(content, {*grid.factors, *computed}), *((IDS[RANGE],) if is_level else ()))
    if is_level and content.is_scored:
        needs = (*needs, IDS[POINTS])
    policy, gather = ("COLLECT", "SUM") if name == POINTS else ("UNIQUE", "")
    return Sheet(IDS[name], name, tuple(inputs), outputs, rows, policy, gather, requires=needs)


def _cell(texts: tuple[str, ...], place: int) -> str:
    return (texts[place].strip() if place < len(texts) else "") or "-"


def _result(texts: tuple[str, ...], place: int, column: str) -> str:
    """Levels are written plainly by people; in the file they are texts of S-FEEL."""
    text = texts[place].strip() if place < len(texts) else ""
    return json.dumps(text, ensure_ascii=False) if column == "档次" and not text.startswith('"') else text
