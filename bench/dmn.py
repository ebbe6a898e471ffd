"""
Evaluating a decision table: ours against SpiffWorkflow's, in memory, per second of processor time.

The table has tiers of an amount, a kind and a free column, hit policy UNIQUE. Inputs walk through all
tiers, so the peer, which stops at the first hit, looks at half the table on average; ours checks that no
second rule matches. The intervals are written as each side wants them: `[100..200)` and `100 <= ? < 200`.
"""

from types import SimpleNamespace
from typing import Any
from xml.sax.saxutils import escape

from bench.frame import Figures, progress, stopwatch

NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"
WIDTH = 100


def run(*, quick: bool) -> Figures:
    """Measure tables of 12 and 300 rows."""
    figures: dict[str, float] = {}
    for rows in (12, 300):
        progress(f"{rows} rows")
        ours = _per_second(_ours(rows), rows, rounds=20_000 if quick else 100_000)
        theirs = _per_second(_spiff(rows), rows, rounds=(600 if quick else 3_000) * 12 // rows + 60)
        figures[f"per_cpu_s_{rows}_rows"] = round(ours, 0)
        figures[f"spiff_per_cpu_s_{rows}_rows"] = round(theirs, 0)
        figures[f"vs_spiff_{rows}_rows"] = round(ours / theirs, 1)
    return figures


def table(rows: int, interval: str) -> str:
    """Write the table; *interval* has the places {low} and {high}."""

    def cell(tag: str, text: str) -> str:
        return f'<{tag} id="{tag}{next(numbers)}"><text>{escape(text)}</text></{tag}>'

    numbers = iter(range(10**6))
    rules = "".join(
        f'<rule id="r{row}">'
        + cell("inputEntry", interval.format(low=row * WIDTH, high=(row + 1) * WIDTH))
        + cell("inputEntry", '"餐饮"')
        + cell("inputEntry", "")
        + cell("outputEntry", str(row))
        + "</rule>"
        for row in range(rows)
    )
    inputs = "".join(
        f'<input id="i{name}" label="{name}"><inputExpression id="e{name}" typeRef="string"><text>{name}</text>'
        "</inputExpression></input>"
        for name in ("amount", "kind", "free")
    )
    return (
        f'<definitions xmlns="{NAMESPACE}" id="d" name="d" namespace="x"><decision id="tier" name="tier">'
        f'<decisionTable id="t" hitPolicy="UNIQUE">{inputs}<output id="o" name="tier" label="tier" '
        f'typeRef="number"/>{rules}</decisionTable></decision></definitions>'
    )


def _ours(rows: int) -> Any:
    from yangguang.foundation.decisions.api import read_decisions

    model = read_decisions(table(rows, "[{low}..{high})"))
    return lambda data: model.decide("tier", data).value


def _spiff(rows: int) -> Any:
    from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
    from SpiffWorkflow.dmn.parser.BpmnDmnParser import BpmnDmnParser

    parser = BpmnDmnParser()
    parser.add_dmn_str(table(rows, "{low} <= ? < {high}"))
    engine = parser.get_engine("tier", None)
    workflow = SimpleNamespace(script_engine=PythonScriptEngine())
    return lambda data: engine.result(SimpleNamespace(data=data, workflow=workflow))["tier"]


def _per_second(decide: Any, rows: int, *, rounds: int) -> float:
    data = [
        {"amount": row * WIDTH + WIDTH // 2, "kind": "餐饮", "free": None}
        for row in range(0, rows, max(rows // 12, 1))
    ]
    for one in data:  # both sides give the same answer
        assert int(decide(dict(one))) == one["amount"] // WIDTH
    with stopwatch() as passed:
        for number in range(rounds):
            decide(data[number % len(data)])
        _, processor = passed()
    return rounds / processor
