"""
A decision table: find the rules that match, then say what they mean together (DMN 1.3, 8.2.10–8.2.11).

UNIQUE is checked in full: a second matching rule is an error that names both, because a discretion table in
which two tiers apply is unlawful, not a matter of order.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from yangguang.foundation.decisions.dmn.columns import Column
from yangguang.foundation.decisions.dmn.model import (
    HitPolicy,
    Matched,
    Output,
    Rule,
    RulesDisagree,
    RulesOverlap,
    ValueNotAllowed,
)
from yangguang.foundation.decisions.feel.functions import FUNCTIONS
from yangguang.foundation.decisions.feel.values import equal

AGGREGATIONS = {"SUM": "sum", "MIN": "min", "MAX": "max", "COUNT": "count"}


class Table:
    """One decision table, ready to evaluate."""

    def __init__(
        self,
        *,
        columns: Sequence[Column],
        outputs: Sequence[Output],
        rules: Sequence[Rule],
        policy: HitPolicy,
        aggregation: str = "",
    ) -> None:
        """Keep the parts."""
        self.columns = tuple(columns)
        self.outputs = tuple(outputs)
        self.rules = tuple(rules)
        self.policy = policy
        self.aggregation = aggregation
        self.all_rules = (1 << len(self.rules)) - 1

    def evaluate(self, scope: Mapping[str, Any], *, decision_id: str, decision_name: str) -> Matched:
        """
        Evaluate the table.

        Refuses with RulesOverlap, RulesDisagree, ValueNotAllowed.
        """
        candidates = self.all_rules
        inputs: dict[str, Any] = {}
        for column in self.columns:
            value = inputs[column.label] = column.value(scope)
            if column.allowed is not None and value is not None and not column.allowed.matches(value, scope):
                raise ValueNotAllowed(decision=decision_name, column=column.label, value=value)
            if candidates:
                candidates = column.passed(value, scope, candidates)
        hits = _bits(candidates)
        if self.policy is HitPolicy.UNIQUE and len(hits) > 1:
            raise RulesOverlap(decision=decision_name, first=hits[0] + 1, second=hits[1] + 1)
        matched = [self.rules[hit] for hit in hits]
        if self.policy is HitPolicy.FIRST:
            del matched[1:]
        chosen, result = self._result(matched, scope, decision_name)
        return Matched(
            decision_id=decision_id,
            decision_name=decision_name,
            rules=tuple(rule.number for rule in chosen),
            rule_ids=tuple(rule.id for rule in chosen),
            inputs=inputs,
            result=result,
            annotations=tuple(note for rule in chosen for note in rule.annotations if note),
        )

    def _result(self, rules: list[Rule], scope: Mapping[str, Any], name: str) -> tuple[list[Rule], Any]:
        if not rules:
            return rules, self._nothing(scope)
        values = [tuple(output.closure(scope) for output in rule.outputs) for rule in rules]
        if self.policy in (HitPolicy.UNIQUE, HitPolicy.FIRST):
            return rules, self._shaped(values[0])
        if self.policy is HitPolicy.ANY:
            for rule, other in zip(rules[1:], values[1:], strict=True):
                if not all(equal(a, b) for a, b in zip(values[0], other, strict=True)):
                    raise RulesDisagree(decision=name, first=rules[0].number, second=rule.number)
            return rules, self._shaped(values[0])
        if self.policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER):
            ranked = sorted(range(len(rules)), key=lambda position: self._rank(values[position], name))
            rules, values = [rules[p] for p in ranked], [values[p] for p in ranked]
            if self.policy is HitPolicy.PRIORITY:
                return rules[:1], self._shaped(values[0])
        return rules, self._gathered(values)

    def _gathered(self, values: list[tuple[Any, ...]]) -> Any:
        if self.aggregation == "COUNT":
            return FUNCTIONS["count"].call(_distinct(values))
        shaped = [self._shaped(value) for value in values]
        return FUNCTIONS[AGGREGATIONS[self.aggregation]].call(shaped) if self.aggregation else shaped

    def _nothing(self, scope: Mapping[str, Any]) -> Any:
        if any(output.default for output in self.outputs):
            row = tuple(o.default.closure(scope) if o.default else None for o in self.outputs)
            many = self.policy in (HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER)
            many = many or (self.policy is HitPolicy.COLLECT and not self.aggregation)
            return [self._shaped(row)] if many else self._shaped(row)
        return FUNCTIONS["count"].call([]) if self.aggregation == "COUNT" else None

    def _shaped(self, row: tuple[Any, ...]) -> Any:
        if len(self.outputs) == 1:
            return row[0]
        return {output.name: value for output, value in zip(self.outputs, row, strict=True)}

    def _rank(self, row: tuple[Any, ...], name: str) -> tuple[int, ...]:
        ranks = []
        for output, value in zip(self.outputs, row, strict=True):
            if not output.order:
                ranks.append(0)
            elif value in output.order:
                ranks.append(output.order.index(value))
            else:
                raise ValueNotAllowed(decision=name, column=output.name, value=value)
        return tuple(ranks)


def _distinct(values: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    for value in values:
        if value not in found:
            found.append(value)
    return found


def _bits(mask: int) -> list[int]:
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found
