"""Writing down what is known of a case, and reading it back: plain JSON, so that any process can go on with it."""

from collections.abc import Mapping
from typing import Any

from yangguang.oversight.monitoring.rules.cases import CaseWatch
from yangguang.oversight.monitoring.rules.clocks import Term, as_list, from_list
from yangguang.oversight.monitoring.rules.plans import Plan


def written(case: CaseWatch) -> dict[str, Any]:
    """Write a case down."""
    return {
        "m": case.plan.net.describe(case.state),
        "g": sorted([flow, truth] for flow, truth in case.given),
        "l": case.last_at,
        "c": [as_list(clock) for clock in case.clocks.values()],
        "d": sorted(case.done),
        "a": case.asked,
        "f": case.charged,
        "r": case.result,
        "p": case.is_paused,
        "e": case.is_closed,
        "o": case.opened_at,
        "s": case.step,
        "b": case.body_code,
        "v": case.amount,
    }


def recalled(number: str, plan: Plan, state: Mapping[str, Any]) -> CaseWatch:
    """Read a case back."""
    case = CaseWatch(
        number,
        plan,
        plan.net.recall(state["m"]),
        frozenset((flow, truth) for flow, truth in state["g"]),
        state["l"],
        done=set(state["d"]),
        asked=state["a"],
        charged=state["f"],
        result=state["r"],
        is_paused=state["p"],
        is_closed=state["e"],
        opened_at=state["o"],
        step=state["s"],
        body_code=state["b"],
        amount=state["v"],
    )
    for row in state["c"]:
        clock = from_list(row, _term(plan, row[0], row[1]))
        case.clocks[f"step:{row[1]}" if row[0] == "step" else row[1]] = clock
    case.next_at = min((clock.next_at for clock in case.clocks.values()), default=case.next_at)
    return case


def _term(plan: Plan, kind: str, key: str) -> Term:
    if kind != "step":
        return plan.terms[key]
    return plan.net.term(key)
