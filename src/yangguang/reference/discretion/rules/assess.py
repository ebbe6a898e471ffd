"""Facts to a result, with every rule that applied on the way and why: the one calculation of page, case and tests."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from yangguang.foundation.decisions.api import (
    DecisionModel,
    Graph,
    Matched,
    read_decisions,
    requirement_graph,
    write_diagram,
    write_sheets,
)
from yangguang.reference.discretion.rules.content import (
    AMOUNT,
    IDS,
    LEVELS,
    POINTS,
    RANGE,
    TIER,
    StandardContent,
    sheets_of,
)
from yangguang.reference.discretion.rules.refusals import NoRuleApplies
from yangguang.reference.discretion.rules.wording import (
    amount,
    capitals,
    cell_in_words,
    money,
    plain_number,
    to_fen,
    value_in_words,
)


@dataclass(frozen=True, slots=True)
class Ground:
    """One rule that applied: its table and number, its cells beside the facts, what it says."""

    decision: str
    rule: int
    cells: tuple[tuple[str, str, str], ...]  # factor, what the rule asks, what the fact is
    result: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a standard says of certain facts. Amounts are in the standard's unit; money also in fen."""

    level: str
    low: Decimal
    high: Decimal
    range_low: Decimal
    range_high: Decimal
    grounds: tuple[Ground, ...]
    unit: str
    score: Decimal | None = None
    computed: tuple[tuple[str, str], ...] = ()  # facts computed on the way, in words

    @property
    def is_money(self) -> bool:
        """Whether it is an amount of money."""
        return self.unit == "元"

    @property
    def is_none(self) -> bool:
        """Whether nothing is imposed."""
        return self.level == LEVELS[0]

    @property
    def is_exact(self) -> bool:
        """Whether it is one amount and no range."""
        return self.low == self.high

    @property
    def rank(self) -> tuple[int, Decimal, Decimal]:
        """What is compared to tell the lighter of two (行政处罚法第三十七条): nothing at all, else the amounts."""
        return (0 if self.is_none else 1, self.high, self.low)

    def figures(self, value: Decimal) -> str:
        """Write one amount in figures."""
        return money(value) if self.is_money else amount(value, self.unit)

    @property
    def in_figures(self) -> str:
        """The result in figures."""
        if self.is_none:
            return "不予处罚"
        if self.is_exact:
            return self.figures(self.low)
        return f"{self.figures(self.low)}至{self.figures(self.high)}"

    @property
    def in_capitals(self) -> str:
        """The result in capitals; empty for anything but money."""
        if not self.is_money or self.is_none:
            return ""
        return capitals(self.low) if self.is_exact else f"{capitals(self.low)}至{capitals(self.high)}"

    @property
    def range_in_figures(self) -> str:
        """What the law itself allows."""
        return f"{self.figures(self.range_low)}至{self.figures(self.range_high)}"

    def as_dict(self) -> dict[str, Any]:
        """The same for machines; money in fen."""
        ends = {
            "low": self.low,
            "high": self.high,
            "statutory_low": self.range_low,
            "statutory_high": self.range_high,
        }
        if self.is_money:
            amounts: dict[str, Any] = {f"{name}_fen": to_fen(value) for name, value in ends.items()}
        else:
            amounts = {name: str(value) for name, value in ends.items()}
        return {
            "level": self.level,
            **amounts,
            "unit": self.unit,
            "in_figures": self.in_figures,
            "in_capitals": self.in_capitals,
            "score": None if self.score is None else str(self.score),
            "computed": dict(self.computed),
            "rules": [
                {
                    "decision": one.decision,
                    "rule": one.rule,
                    "because": [{"factor": f, "rule_says": r, "fact": v} for f, r, v in one.cells],
                    "result": one.result,
                    "remark": one.remark,
                }
                for one in self.grounds
            ],
        }


def dmn_of(content: StandardContent) -> str:
    """Write a standard as DMN 1.3, with the picture of its requirement graph."""
    return write_sheets(
        sheets_of(content),
        name=content.act,
        model_id="discretion_standard",
        draw=lambda sheets: write_diagram(requirement_graph(sheets)),
    )


def graph_of(content: StandardContent) -> Graph:
    """Give what is needed for what: facts, computed facts, the tables."""
    return requirement_graph(sheets_of(content))


@functools.lru_cache(maxsize=128)
def model_of(dmn: str) -> DecisionModel:
    """Compile a standard; the same text once. Refuses with DecisionModelRefused, ExpressionRefused."""
    return read_decisions(dmn)


def assess(
    content: StandardContent, facts: Mapping[str, Any], *, model: DecisionModel | None = None
) -> Assessment:
    """
    Say what a standard imposes on certain facts (行政处罚法第三十四条), and by which rules.

    *model* is the standard compiled, where many facts are tried. Refuses with NoRuleApplies, RulesOverlap,
    ValueNotAllowed, and what a broken table refuses.
    """
    model = model or model_of(dmn_of(content))
    asked = AMOUNT if content.is_scored else TIER
    decided = model.decide(IDS[asked], facts)
    steps = {one.decision_name: one for one in decided.trace}
    if RANGE not in steps:
        steps |= {one.decision_name: one for one in model.decide(IDS[RANGE], facts).trace}
    for name in (RANGE, TIER):
        if not steps[name].rules:
            raise NoRuleApplies(decision=name)
    limits = steps[RANGE].result
    score = Decimal(steps[POINTS].result or 0) if POINTS in steps else None
    if content.is_scored:
        level = str(steps[TIER].result)
        low = high = _number(decided.value)
    else:
        tier = decided.value
        level, low, high = str(tier["档次"]), _number(tier["下限"]), _number(tier["上限"])
    made = {one.name: steps[one.name].result for one in content.derived if one.name in steps}
    known = {**facts, **made, POINTS: score}
    return Assessment(
        level=level,
        low=low,
        high=high,
        range_low=_number(limits["下限"]),
        range_high=_number(limits["上限"]),
        grounds=tuple(g for name in content.grids for g in _grounds(content, name, steps[name], known)),
        unit=content.unit_word,
        score=score,
        computed=tuple((name, value_in_words(value, content.factor(name))) for name, value in made.items()),
    )


def _number(value: Any) -> Decimal:
    return Decimal(value) if isinstance(value, int | Decimal) else Decimal(0)


def _grounds(content: StandardContent, name: str, step: Matched, facts: Mapping[str, Any]) -> list[Ground]:
    grid = content.grid_of(name)
    found = []
    for number in step.rules:
        row = grid.rows[number - 1]
        cells = []
        for factor_name, cell in zip(grid.factors, row.tests, strict=False):
            factor = content.factor(factor_name)
            if cell.strip() in ("", "-"):
                continue
            fact = value_in_words(facts.get(factor_name), factor)
            cells.append((factor.question, cell_in_words(cell, factor), fact))
        found.append(Ground(name, number, tuple(cells), _said(content, name, row.results), row.remark))
    return found


def _said(content: StandardContent, name: str, results: tuple[str, ...]) -> str:
    if name == POINTS:
        return f"{results[0]} 分"
    level, ends = ([results[0]], results[1:]) if name == TIER else ([], results)
    if level and level[0] == LEVELS[0]:
        return LEVELS[0]
    said = [_end(text, content.unit_word) for text in ends if text]
    return "　".join([*level, *(["至".join(dict.fromkeys(said))] if said else [])])


def _end(text: str, unit: str) -> str:
    number = plain_number(text)
    return amount(number, unit) if number is not None else text.replace("*", "×")


@dataclass(frozen=True, slots=True)
class Choice:
    """Which of two versions governs an act, and why."""

    is_new: bool
    reason: str


def choose_law(*, old: Assessment, new: Assessment, old_number: int, new_number: int, act_on: date) -> Choice:
    """Apply the rule of the time of the act unless the new one is lighter (行政处罚法第三十七条: 从旧兼从轻)."""
    then = f"行为发生在{act_on.year}年{act_on.month}月{act_on.day}日，当时施行第 {old_number} 版（{old.in_figures}）；"
    now = f"现在施行第 {new_number} 版（{new.in_figures}）。"
    if new.rank < old.rank:
        return Choice(True, f"{then}{now}新的规定处罚较轻，适用新的规定（行政处罚法第三十七条）。")
    return Choice(False, f"{then}{now}新的规定不比当时轻，适用行为发生时的规定（行政处罚法第三十七条）。")
