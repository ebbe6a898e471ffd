"""Business knowledge models and their invocation: one table or expression with parameters, used by several decisions."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from yangguang.foundation.decisions.dmn.model import Matched
from yangguang.foundation.decisions.dmn.table import Table
from yangguang.foundation.decisions.feel import Expression


@dataclass(frozen=True, slots=True)
class Knowledge:
    """A business knowledge model; its logic sees its parameters and nothing else."""

    name: str
    parameters: tuple[str, ...]
    logic: Table | Expression


@dataclass(frozen=True, slots=True)
class Invocation:
    """One use of a knowledge model: what each parameter is; one that is not bound is null."""

    knowledge: Knowledge
    bindings: Mapping[str, Expression]

    def evaluate(self, scope: Mapping[str, Any], *, decision_id: str, decision_name: str) -> Matched:
        """
        Bind the parameters and evaluate the knowledge model.

        Refuses with RulesOverlap, RulesDisagree, ValueNotAllowed.
        """
        given = {
            name: self.bindings[name].evaluate(scope) if name in self.bindings else None
            for name in self.knowledge.parameters
        }
        if isinstance(self.knowledge.logic, Table):
            found = self.knowledge.logic.evaluate(given, decision_id=decision_id, decision_name=decision_name)
            return replace(found, inputs=given)
        return Matched(decision_id, decision_name, (), (), given, self.knowledge.logic.evaluate(given))
