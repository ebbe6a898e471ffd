"""A standard from a DMN file of any tool: tables are taken by the names of their decisions, factors from their columns."""

import re
from dataclasses import replace
from typing import Any

from yangguang.foundation.decisions.api import Sheet, SheetInput, read_decisions, read_sheets
from yangguang.reference.discretion.rules.content import (
    AMOUNT,
    POINTS,
    POLICIES,
    RANGE,
    TIER,
    Derived,
    Factor,
    Grid,
    Row,
    StandardContent,
)
from yangguang.reference.discretion.rules.refusals import ModelNotUnderstood

_INTERVAL = re.compile(r"^[\[(]\s*(-?\d+(?:\.\d+)?)\s*\.\.\s*(-?\d+(?:\.\d+)?)\s*[\])]$")
_LEAST = re.compile(r"^>=?\s*(-?\d+(?:\.\d+)?)$")
_TEXTS = re.compile(r'"([^"]*)"')


def content_from_dmn(source: bytes | str, *, base: StandardContent) -> StandardContent:
    """
    Read the tables of a DMN file into a standard; what DMN does not carry (law, units, hints) stays as in *base*.

    Refuses with DecisionModelRefused, ExpressionRefused, ModelNotUnderstood.
    """
    read_decisions(source)  # every cell compiles, or the file is refused with its place
    sheets = {one.name: one for one in read_sheets(source)}
    tier = _needed(sheets, TIER)
    _refuse_policies(sheets)
    is_scored = POINTS in sheets
    units = {one.name: one.unit for one in base.readable}
    derived = tuple(
        replace(_derived(one), unit=units.get(one.name, ""))
        for one in sheets.values()
        if one.name not in _OURS
    )
    made = {one.name for one in derived}
    known = {one.name: one for one in base.factors}
    factors: dict[str, Factor] = {}
    for name in (RANGE, POINTS, TIER):
        for column in sheets[name].inputs if name in sheets else ():
            if column.expression != POINTS and column.expression not in made:
                factors.setdefault(column.expression, _factor(column, known.get(column.expression), sheets))
    for name, factor in _computed_from(sheets, made, known).items():
        factors.setdefault(name, factor)
    return StandardContent(
        **{
            name: getattr(base, name)
            for name in ("act", "summary", "by_law", "penalty", "unit", "also", "notes", "examples")
        },
        method="points" if is_scored else "tiers",
        factors=tuple(factors.values()),
        derived=derived,
        ranges=_grid(_needed(sheets, RANGE), 2),
        points=_grid(sheets[POINTS], 1) if is_scored else Grid(),
        tiers=_grid(tier, 1 if is_scored else 3),
        formula=_needed(sheets, AMOUNT, table=False).expression if is_scored else "",
    )


_OURS = (RANGE, POINTS, TIER, AMOUNT)


def _derived(sheet: Sheet) -> Derived:
    """Take a further decision as a computed fact: an expression, or a table whose rules leave one result."""
    if sheet.variable:
        raise ModelNotUnderstood(reason=f"“{sheet.name}”的结果叫“{sheet.variable}”，请让决策与它的结果同名。")
    if not sheet.is_table:
        return Derived(sheet.name, expression=sheet.expression)
    policy = sheet.aggregation if sheet.policy == "COLLECT" else sheet.policy
    if policy not in POLICIES or len(sheet.outputs) != 1:
        has = f"文件里是 {sheet.policy} {sheet.aggregation}".strip() + f"，{len(sheet.outputs)} 栏"
        raise ModelNotUnderstood(
            reason=f"“{sheet.name}”应当只有一个结果栏，命中策略只留一个结果（{'、'.join(POLICIES)}），{has}。"
        )
    output = sheet.outputs[0]
    choices = tuple(_TEXTS.findall(output.allowed)) or tuple(
        dict.fromkeys(text for row in sheet.rows for text in _TEXTS.findall(row.results[0]))
    )
    kind = "choice" if choices else "yes_no" if output.type_ref == "boolean" else "number"
    grid = _grid(sheet, 1)
    rows = tuple(replace(row, results=(row.results[0].strip().strip('"'),)) for row in grid.rows)
    return Derived(sheet.name, kind, choices=choices, grid=replace(grid, rows=rows), policy=policy)


def _computed_from(sheets: dict[str, Sheet], made: set[str], known: dict[str, Factor]) -> dict[str, Factor]:
    """Give the factors that only computed facts read; what a file does not tell of them stays as it was, else numbers."""
    found: dict[str, Factor] = {}
    for sheet in sheets.values():
        if sheet.name in _OURS:
            continue
        for column in sheet.inputs:
            if column.expression not in made:
                found.setdefault(column.expression, _factor(column, known.get(column.expression), sheets))
        for name in sheet.reads:
            if name not in made:
                found.setdefault(name, known.get(name) or Factor(name, "number"))
    return found


def _needed(sheets: dict[str, Sheet], name: str, *, table: bool = True) -> Sheet:
    found = sheets.get(name)
    if found is None:
        raise ModelNotUnderstood(
            reason=f"文件里没有名为“{name}”的决策，有的是{'、'.join(sheets) or '空的'}。"
        )
    if found.is_table is not table:
        raise ModelNotUnderstood(reason=f"“{name}”应当是{'决策表' if table else '表达式'}。")
    return found


def _refuse_policies(sheets: dict[str, Sheet]) -> None:
    wanted = {RANGE: ("UNIQUE", ""), TIER: ("UNIQUE", ""), POINTS: ("COLLECT", "SUM")}
    for name, (policy, gather) in wanted.items():
        sheet = sheets.get(name)
        if sheet is not None and (sheet.policy, sheet.aggregation) != (policy, gather):
            words = (
                "只准有一条规则适用（UNIQUE）" if policy == "UNIQUE" else "把适用的各条相加（COLLECT SUM）"
            )
            raise ModelNotUnderstood(
                reason=f"“{name}”的命中策略应当是{words}，文件里是 {sheet.policy} {sheet.aggregation}".strip()
                + "。"
            )


def _grid(sheet: Sheet, results: int) -> Grid:
    if len(sheet.outputs) != results:
        raise ModelNotUnderstood(
            reason=f"“{sheet.name}”应当有 {results} 个结果栏，文件里有 {len(sheet.outputs)} 个。"
        )
    is_level = sheet.name == TIER
    rows = []
    for row in sheet.rows:
        texts = list(row.results)
        if is_level:
            texts[0] = texts[0].strip().strip('"')
        rows.append(Row(row.tests, tuple(texts), row.remark))
    return Grid(tuple(one.expression for one in sheet.inputs), tuple(rows))


def _factor(column: SheetInput, known: Factor | None, sheets: dict[str, Sheet]) -> Factor:
    allowed = column.allowed
    kind, least, most = "choice", "", ""
    choices: tuple[Any, ...] = ()
    if column.type_ref in ("boolean",) or allowed.replace(" ", "") in ("true,false", "false,true"):
        kind = "yes_no"
    elif (
        column.type_ref in ("number", "integer", "long", "double")
        or _INTERVAL.match(allowed)
        or _LEAST.match(allowed)
    ):
        kind = "number"
        both, one = _INTERVAL.match(allowed), _LEAST.match(allowed)
        least, most = (both[1], both[2]) if both else (one[1], "") if one else ("", "")
    else:
        choices = tuple(_TEXTS.findall(allowed)) or _named(column.expression, sheets)
    return Factor(
        name=column.expression,
        kind=kind,
        label=column.label if column.label != column.expression else (known.label if known else ""),
        unit=known.unit if known else "",
        choices=choices,
        least=least,
        most=most,
        hint=known.hint if known else "",
    )


def _named(expression: str, sheets: dict[str, Sheet]) -> tuple[str, ...]:
    """Gather the texts that the cells of a column name, for a file that does not list its values."""
    found: dict[str, None] = {}
    for sheet in sheets.values():
        for place, column in enumerate(sheet.inputs):
            if column.expression == expression:
                found |= dict.fromkeys(
                    text for row in sheet.rows for text in _TEXTS.findall(row.tests[place])
                )
    return tuple(found)
