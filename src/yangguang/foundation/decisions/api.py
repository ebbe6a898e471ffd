"""
The door of decisions: S-FEEL expressions and DMN decision tables, both compiled once and free of side
effects.
"""

from yangguang.foundation.decisions.dmn.decide import DecisionModel
from yangguang.foundation.decisions.dmn.model import (
    Decided,
    DecisionModelRefused,
    HitPolicy,
    Matched,
    RulesDisagree,
    RulesOverlap,
    UnknownDecision,
    ValueNotAllowed,
)
from yangguang.foundation.decisions.dmn.read import read_decisions
from yangguang.foundation.decisions.feel import (
    Expression,
    ExpressionRefused,
    Tests,
    compile_expression,
    compile_tests,
)

__all__ = [
    "Decided",
    "DecisionModel",
    "DecisionModelRefused",
    "Expression",
    "ExpressionRefused",
    "HitPolicy",
    "Matched",
    "RulesDisagree",
    "RulesOverlap",
    "Tests",
    "UnknownDecision",
    "ValueNotAllowed",
    "compile_expression",
    "compile_tests",
    "read_decisions",
]
