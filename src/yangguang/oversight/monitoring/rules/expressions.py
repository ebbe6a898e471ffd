"""
Rules that supervisors write: an S-FEEL condition over the act and the case, and the share at which one is stopped.

    act.kind, act.step, act.post, act.people, act.result.<variable>, act.facts.<name>
    case.matter, case.field, case.body, case.days, case.steps, case.asked, case.charged_fen, case.amount_fen, case.result

A condition that is neither true nor false (a missing value, a division by zero) has failed: it is counted, never guessed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from yangguang.foundation.decisions.api import Expression, compile_expression
from yangguang.oversight.monitoring.rules.cases import CaseWatch, Finding
from yangguang.oversight.monitoring.rules.days import DayTable, day_of
from yangguang.oversight.monitoring.rules.nodes import values_of
from yangguang.oversight.monitoring.rules.plans import Happening

LEAST_LOOKS = 100
NAMES = frozenset({"act", "case"})


@dataclass(slots=True)
class Written:
    """One rule as it looks: compiled, with its counts of this run."""

    rule_id: str
    number: int
    text: str
    basis: str
    level: int
    kinds: frozenset[str]
    expression: Expression
    stop_share: float
    looked: int = 0
    found: int = 0
    failed: int = 0

    def look(self, happening: Happening, case: CaseWatch, days: DayTable) -> Finding | None:
        """Look at one happening of a case."""
        if self.kinds and happening.kind not in self.kinds:
            return None
        self.looked += 1
        answer = self.expression.evaluate(variables_of(happening, case, days))
        if answer is False:
            return None
        if answer is not True:
            self.failed += 1
            return None
        self.found += 1
        node = case.plan.net.nodes.get(happening.node)
        return Finding(
            case.case,
            f"rule.{self.rule_id}",
            self.level,
            happening.at,
            f"{self.number}@{happening.mark or happening.at}",
            happening.node,
            node.name if node else "",
            happening.post or (node.post if node else ""),
            {"basis": self.basis, "condition": self.expression.text},
            happening.mark,
        )


def compiled(
    rule_id: str,
    number: int,
    text: str,
    basis: str,
    level: int,
    kinds: Iterable[str],
    condition: str,
    share: float,
) -> Written:
    """
    Compile a rule.

    Refuses with ExpressionRefused.
    """
    return Written(
        rule_id, number, text, basis, level, frozenset(kinds), compile_expression(condition), share
    )


def wild_reason(*, looked: int, found: int, failed: int, share: float) -> str:
    """Say why a rule has to stop, if it has to: it finds or fails in more than its published share of a hundred looks."""
    if looked < LEAST_LOOKS:
        return ""
    if failed / looked > share:
        return f"{looked} 次里有 {failed} 次算不出来，超过公布的 {share:.0%}"
    if found / looked > share:
        return f"{looked} 次里发了 {found} 张牌，超过公布的 {share:.0%}"
    return ""


def variables_of(happening: Happening, case: CaseWatch, days: DayTable) -> dict[str, Any]:
    """Give what a condition may read."""
    return {
        "act": {
            "kind": happening.kind,
            "step": happening.node,
            "post": happening.post,
            "people": happening.people,
            "result": values_of(happening.outcome),
            "facts": happening.facts,
        },
        "case": {
            "matter": case.plan.code,
            "field": case.plan.field,
            "body": case.body_code,
            "days": days.between(day_of(case.opened_at), day_of(happening.at)),
            "steps": len(case.done),
            "asked": case.asked,
            "charged_fen": case.charged,
            "amount_fen": case.amount,
            "result": case.result,
        },
    }
