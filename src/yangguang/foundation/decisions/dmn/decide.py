"""
A decision model: decisions that require one another, evaluated from the ground up with a full trace.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yangguang.foundation.decisions.dmn.invocation import Invocation
from yangguang.foundation.decisions.dmn.model import Decided, DecisionModelRefused, Matched, UnknownDecision
from yangguang.foundation.decisions.dmn.table import Table
from yangguang.foundation.decisions.feel import Expression


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision: its logic and the decisions whose results it reads, under the name `variable`."""

    id: str
    name: str
    variable: str
    requires: tuple[str, ...]
    logic: Table | Expression | Invocation


class DecisionModel:
    """The decisions of one file."""

    def __init__(self, decisions: Sequence[Decision]) -> None:
        """Order the requirements; refuses with DecisionModelRefused when they run in a circle."""
        self.decisions = {decision.id: decision for decision in decisions}
        self._by_name = {decision.name: decision for decision in decisions}
        self._plans = {decision.id: tuple(self._plan(decision, ())) for decision in decisions}

    def _plan(self, decision: Decision, above: tuple[str, ...]) -> list[Decision]:
        if decision.id in above:
            raise DecisionModelRefused(
                reason_code="dmn.circular", reason="绕了一圈又要用到自己", element=decision.name
            )
        plan: list[Decision] = []
        for required in decision.requires:
            plan += [d for d in self._plan(self.decisions[required], (*above, decision.id)) if d not in plan]
        return [*plan, decision]

    def decide(self, decision: str, variables: Mapping[str, Any]) -> Decided:
        """
        Evaluate a decision, by id or name, after the decisions it requires.

        Refuses with UnknownDecision, RulesOverlap, RulesDisagree, ValueNotAllowed.
        """
        asked = self.decisions.get(decision) or self._by_name.get(decision)
        if asked is None:
            raise UnknownDecision(decision=decision)
        plan = self._plans[asked.id]
        if len(plan) == 1:
            step = _step(asked, variables)
            return Decided(step.result, (step,))
        scope = dict(variables)
        trace: list[Matched] = []
        for step_decision in plan:
            step = _step(step_decision, scope)
            scope[step_decision.variable] = step.result
            trace.append(step)
        return Decided(trace[-1].result, tuple(trace))


def _step(decision: Decision, scope: Mapping[str, Any]) -> Matched:
    if isinstance(decision.logic, Table):
        return decision.logic.evaluate(scope, decision_id=decision.id, decision_name=decision.name)
    if isinstance(decision.logic, Invocation):
        return decision.logic.evaluate(scope, decision_id=decision.id, decision_name=decision.name)
    result = decision.logic.evaluate(scope)
    return Matched(decision.id, decision.name, (), (), {}, result)
