"""
What keeps a discretion standard from being published, each with its place.

Gaps and overlaps come from `decisions.examine`, exact for plain cells. Whether every result stays within the law's own
range is tried at both ends and in the middle of every part of every number a rule covers: amounts are linear there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import gcd, prod
from typing import Any

from yangguang.foundation.decisions.api import (
    DecisionModelRefused,
    ExpressionRefused,
    Table,
    compile_expression,
    compile_tests,
    examine,
    parts_of,
)
from yangguang.kernel.refusals import Refusal
from yangguang.reference.discretion.rules.assess import assess, dmn_of, model_of
from yangguang.reference.discretion.rules.content import (
    AMOUNT,
    IDS,
    LEVELS,
    POINTS,
    RANGE,
    TIER,
    UNITS,
    Derived,
    Example,
    Factor,
    StandardContent,
)
from yangguang.reference.discretion.rules.wording import plain

WANTED = ("不予处罚", "减轻处罚", "从轻处罚")
"""Paths every standard must offer (行政处罚法第三十二条、第三十三条)."""
MOST_POINTS = 3_000


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: its kind, a sentence, the table, row (from 1) and column it is in (0, "" where it has none)."""

    code: str
    problem: str
    grid: str = ""
    row: int = 0
    column: str = ""

    @property
    def place(self) -> str:
        """Where, in words."""
        where = f"“{self.grid}”" if self.grid else ""
        return where + (f"第 {self.row} 条" if self.row else "") + (f"“{self.column}”" if self.column else "")

    def __str__(self) -> str:
        """The fault on one line."""
        return f"{self.place}：{self.problem}" if self.place else self.problem


def find_faults(content: StandardContent) -> list[Fault]:
    """List everything that keeps a standard from being published."""
    found = [*_said(content), *_factors(content)]
    broken = [*_cells(content)]
    found += broken
    if broken or any(one.code in ("discretion.factor", "discretion.unknown_factor") for one in found):
        return found
    try:
        model_of(dmn_of(content))
    except (DecisionModelRefused, ExpressionRefused) as refused:
        return [*found, Fault("discretion.model", refused.message)]
    covered = [*_coverage(content)]
    found += covered
    found += _levels(content)
    found += _bounds(content)
    return [*found, *_examples(content)]


def _said(content: StandardContent) -> Iterator[Fault]:
    if not content.act.strip():
        yield Fault("discretion.no_act", "没有写明违法行为")
    if not content.by_law:
        yield Fault("discretion.no_law", "没有写明法律依据")
    for place, law in enumerate(content.by_law, start=1):
        if not law.get("law") or not law.get("article"):
            yield Fault("discretion.no_law", f"第 {place} 条法律依据要写明法律名称和条款")
    if content.unit not in UNITS:
        yield Fault("discretion.unit", f"幅度的单位“{content.unit}”不认识")
    for name in content.grids:
        if not content.grid_of(name).rows:
            yield Fault("discretion.empty", "一条规则也没有", name)


def _factors(content: StandardContent) -> Iterator[Fault]:
    seen: set[str] = set()
    for factor in content.factors:
        where = f"裁量因素“{factor.name or '（没有名称）'}”"
        if factor.name in seen:
            yield Fault("discretion.factor", f"{where}重复")
        seen.add(factor.name)
        for problem in _factor_problems(factor):
            yield Fault("discretion.factor", where + problem)
    for derived in content.derived:
        yield from _derived(content, derived, seen)
    for name in content.grids:
        for column in content.grid_of(name).factors:
            if column not in seen and not (column == POINTS and name == TIER and content.is_scored):
                yield Fault("discretion.unknown_factor", f"用到没有定义的裁量因素“{column}”", name)
    if not content.factors:
        yield Fault("discretion.no_factor", "没有裁量因素：凭什么分档要写清楚")


def _derived(content: StandardContent, derived: Derived, seen: set[str]) -> Iterator[Fault]:
    where = f"算出来的事实“{derived.name or '（没有名称）'}”"
    if derived.name in seen:
        yield Fault("discretion.factor", f"{where}与别的重名")
    seen.add(derived.name)
    for problem in (*_factor_problems(derived.factor), *filter(None, [derived.policy_problem])):
        yield Fault("discretion.factor", where + problem)
    known = {one.name for one in content.readable} - {derived.name}
    for column in derived.grid.factors:
        if column not in known:
            yield Fault("discretion.unknown_factor", f"{where}用到没有定义的“{column}”")
    texts = [("", derived.expression)] if not derived.is_table else []
    for number, row in enumerate(derived.grid.rows, start=1):
        texts += [(f"第 {number} 条", one) for one in row.results if one.strip() not in derived.choices]
        for text in row.tests:
            problem = _test_problem(text)
            if problem:
                yield Fault("discretion.factor", f"{where}第 {number} 条{problem}")
    for place, text in texts:
        problem = _expression_problem(text, known)
        if problem:
            yield Fault("discretion.factor", f"{where}{place}{problem}")


def _test_problem(text: str) -> str:
    try:
        compile_tests(text or "-")
    except ExpressionRefused as refused:
        return f"第 {refused.position} 个字符处{refused.reason}"
    return ""


def _expression_problem(text: str, known: set[str]) -> str:
    try:
        unknown = set(compile_expression(text).names) - known
    except ExpressionRefused as refused:
        return f"第 {refused.position} 个字符处{refused.reason}"
    return f"用到没有定义的“{'、'.join(sorted(unknown))}”" if unknown else ""


def _factor_problems(factor: Factor) -> Iterator[str]:
    if not factor.name.isidentifier() or factor.name in (RANGE, POINTS, TIER, AMOUNT):
        yield "的名称不能有空格和标点，也不能与决策同名"
    if factor.kind == "choice" and len(factor.choices) < 2:
        yield "要列出两个以上可选的情形"
    if factor.kind not in ("number", "choice", "yes_no"):
        yield "的类型不认识"
    for end in (factor.least, factor.most):
        if factor.kind == "number" and end and not _is_number(end):
            yield f"的范围“{end}”不是数"


def check_cell(content: StandardContent, *, grid: str, column: str, text: str) -> str:
    """Say what is wrong with one cell as it is typed, or nothing."""
    is_result = column in content.results_of(grid) and column not in content.grid_of(grid).factors
    try:
        if not is_result:
            compile_tests(text or "-")
            return ""
        if column == "档次":
            level = text.strip().strip('"')
            return "" if level in LEVELS else f"档次只能是{'、'.join(LEVELS)}"
        if not text.strip():
            return "没有填"
        unknown = set(compile_expression(text).names) - _readable(content, grid)
    except ExpressionRefused as refused:
        return f"第 {refused.position} 个字符处{refused.reason}"
    return f"用到没有定义的“{'、'.join(sorted(unknown))}”" if unknown else ""


def _readable(content: StandardContent, grid: str) -> set[str]:
    names = {one.name for one in content.readable}
    if grid in (TIER, AMOUNT):
        names.add(RANGE)
    if grid in (TIER, AMOUNT) and content.is_scored:
        names.add(POINTS)
    return names | ({TIER} if grid == AMOUNT else set())


def _cells(content: StandardContent) -> Iterator[Fault]:
    for name in content.grids:
        grid, results = content.grid_of(name), content.results_of(name)
        for number, row in enumerate(grid.rows, start=1):
            cells = [*zip(grid.factors, row.tests, strict=False)]
            padded = (*row.results, *[""] * (len(results) - len(row.results)))
            cells += [(column, text) for column, text in zip(results, padded, strict=False)]
            is_none = name == TIER and bool(row.results) and row.results[0].strip('" ') == LEVELS[0]
            for column, text in cells:
                if is_none and column in ("下限", "上限") and not text.strip():
                    continue
                problem = check_cell(content, grid=name, column=column, text=text)
                if problem:
                    yield Fault("discretion.cell", problem, name, number, column)
    problem = check_formula(content) if content.is_scored else ""
    if problem:
        yield Fault("discretion.formula", problem, AMOUNT)


def check_formula(content: StandardContent) -> str:
    """Say what is wrong with the formula of a scored standard, or nothing."""
    try:
        unknown = set(compile_expression(content.formula).names) - _readable(content, AMOUNT)
    except ExpressionRefused as refused:
        return f"第 {refused.position} 个字符处{refused.reason}"
    return f"用到没有定义的“{'、'.join(sorted(unknown))}”" if unknown else ""


def _coverage(content: StandardContent) -> Iterator[Fault]:
    model = model_of(dmn_of(content))
    for name in content.grids:
        table = model.decisions[IDS[name]].logic
        if not isinstance(table, Table) or name == POINTS:
            continue
        found = examine(table)
        for gap in found.gaps:
            yield Fault("discretion.gap", f"有空档：{gap}时没有一条规则管", name)
        for one in found.overlaps:
            problem = f"第 {one.first} 条和第 {one.second} 条重叠：{one.place}时两条都适用"
            yield Fault("discretion.overlap", problem, name, one.second)
        for number, column in found.unread:
            yield Fault(
                "discretion.unread", "不是固定的数或者文字，没法核对有没有空档和重叠", name, number, column
            )
        if not found.is_complete:
            yield Fault("discretion.too_many", "空档和重叠太多，只列了一部分", name)


def _levels(content: StandardContent) -> Iterator[Fault]:
    offered = {row.results[0].strip('" ') for row in content.tiers.rows if row.results}
    for level in WANTED:
        if level not in offered:
            law = "第三十三条" if level == LEVELS[0] else "第三十二条"
            yield Fault("discretion.missing_path", f"没有“{level}”的路（行政处罚法{law}）", TIER)


def _bounds(content: StandardContent) -> Iterator[Fault]:
    told: set[tuple[int, str]] = set()
    model = model_of(dmn_of(content))
    for facts in sample_facts(content):
        try:
            found = assess(content, facts, model=model)
        except Refusal:
            continue  # a gap or an overlap, already listed
        row = next((one.rule for one in found.grounds if one.decision == TIER), 0)
        problem = _bound_problem(found.level, found.low, found.high, found.range_low, found.range_high)
        if problem and (row, problem) not in told:
            told.add((row, problem))
            case = "，".join(f"{name} {_shown(value)}" for name, value in facts.items() if value is not None)
            ends = f"算得 {plain(found.low)} 至 {plain(found.high)}，法定 {plain(found.range_low)} 至 {plain(found.range_high)}"
            yield Fault("discretion.out_of_range", f"{problem}（例如{case}时，{ends}）", TIER, row)


def _bound_problem(level: str, low: Decimal, high: Decimal, least: Decimal, most: Decimal) -> str:
    if low > high or least > most:
        return "下限高过上限"
    if level == LEVELS[0]:
        return "不予处罚，却有罚" if high else ""
    if level == LEVELS[1]:
        return "减轻处罚应当在法定最低限以下" if high > least or (high == least and low == high) else ""
    if low < least:
        return "低于法定最低限：那是减轻处罚，要有第三十二条的情形"
    return "超过法定最高限" if high > most else ""


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return plain(value) if isinstance(value, Decimal) else str(value)


def sample_facts(content: StandardContent) -> Iterator[dict[str, Any]]:
    """
    Give facts that reach every part of every table: ends, middles, every choice; where their combinations are more
    than can be tried, evenly spread ones.
    """
    model = model_of(dmn_of(content))
    values: dict[str, list[Any]] = {}
    for name in content.grids:
        table = model.decisions[IDS[name]].logic
        if isinstance(table, Table):
            for factor_name, column in zip(content.grid_of(name).factors, table.columns, strict=True):
                parts = parts_of(column)
                for part in parts:
                    known = values.setdefault(factor_name, [])
                    known += [one for one in _tries(part) if one not in known]
    values.pop(POINTS, None)
    for derived in content.derived:
        values.pop(derived.name, None)  # computed, not given
    for factor in content.factors:
        values.setdefault(
            factor.name,
            _spread(factor) if content.derived else [_any_value(factor.kind, factor.choices, factor.least)],
        )
    total = prod(len(one) for one in values.values())
    step = -(-total // MOST_POINTS)
    while (
        gcd(step, total) > 1 and step > 1
    ):  # a step without a common divisor meets every value of every factor
        step += 1
    for count in range(min(total, MOST_POINTS)):
        place = count * step % total
        facts = {}
        for name, known in values.items():
            place, at = divmod(place, len(known))
            facts[name] = known[at]
        yield facts


def _tries(part: Any) -> list[Any]:
    if not isinstance(part.sample, Decimal) or part.is_point:
        return [part.sample]
    near = Decimal("0.01")
    ends = [
        part.low + near if part.low is not None else None,
        part.high - near if part.high is not None else None,
    ]
    far = [part.low * 100] if part.high is None and part.low else []
    return [part.sample, *(one for one in ends if one is not None), *far]


def _spread(factor: Factor) -> list[Any]:
    """Give values that move what is computed from a factor no table reads itself."""
    if factor.kind == "yes_no":
        return [False, True]
    if factor.kind == "choice":
        return list(factor.choices) or [""]
    least, most = Decimal(factor.least or 0), Decimal(factor.most) if factor.most else None
    steps = [least + one for one in (0, 1, 3, 10, 100, 1_000, 10_000, 1_000_000)]
    return [one for one in steps if most is None or one <= most] + ([most] if most is not None else [])


def _any_value(kind: str, choices: tuple[str, ...], least: str) -> Any:
    if kind == "yes_no":
        return False
    return Decimal(least or 0) if kind == "number" else choices[0] if choices else ""


def _examples(content: StandardContent) -> Iterator[Fault]:
    if not content.examples:
        yield Fault("discretion.no_example", "没有试算例：至少要有一个，公布前必须算得对")
    for example in content.examples:
        problem = run_example(content, example)
        if problem:
            yield Fault("discretion.example", f"试算例“{example.name}”不对：{problem}")


def run_example(content: StandardContent, example: Example) -> str:
    """Compute a worked example; give what differs, or nothing."""
    try:
        found = assess(content, facts_of(content, example.facts))
    except Refusal as refused:
        return refused.message
    if found.level != example.level:
        return f"算出来是“{found.level}”，例子写的是“{example.level}”"
    for word, wanted, value in (("下限", example.low, found.low), ("上限", example.high, found.high)):
        if wanted and (not _is_number(wanted) or Decimal(wanted) != value):
            return f"{word}算出来是 {plain(value)}，例子写的是 {wanted}"
    return ""


def facts_of(content: StandardContent, written: Mapping[str, Any]) -> dict[str, Any]:
    """Read facts as they are written (texts) by the kinds of their factors; what is missing or no number is null."""
    facts: dict[str, Any] = {}
    for factor in content.factors:
        value = written.get(factor.name)
        if factor.kind == "number":
            facts[factor.name] = Decimal(str(value)) if _is_number(str(value)) else None
        elif factor.kind == "yes_no":
            facts[factor.name] = (
                value if isinstance(value, bool) else {"true": True, "false": False}.get(str(value))
            )
        else:
            facts[factor.name] = value or None
    return facts


def _is_number(text: str) -> bool:
    plain_text = text.removeprefix("-")
    return plain_text.isascii() and plain_text.replace(".", "", 1).isdigit() and len(plain_text) <= 20
