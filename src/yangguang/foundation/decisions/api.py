"""
The door of decisions: S-FEEL expressions and DMN decision tables, both compiled once and free of side
effects.
"""

from yangguang.foundation.decisions.dmn.coverage import Coverage, Overlap, Place, examine, parts_of
from yangguang.foundation.decisions.dmn.decide import Decision, DecisionModel
from yangguang.foundation.decisions.dmn.graph import Graph, draw_graph, requirement_graph, write_diagram
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
from yangguang.foundation.decisions.dmn.sheet import (
    Sheet,
    SheetInput,
    SheetOutput,
    SheetRow,
    read_sheets,
    write_sheets,
)
from yangguang.foundation.decisions.dmn.table import Table
from yangguang.foundation.decisions.feel import (
    Expression,
    ExpressionRefused,
    Tests,
    compile_expression,
    compile_tests,
)

__all__ = [
    "Coverage",
    "Decided",
    "Decision",
    "DecisionModel",
    "DecisionModelRefused",
    "Expression",
    "ExpressionRefused",
    "Graph",
    "HitPolicy",
    "Matched",
    "Overlap",
    "Place",
    "RulesDisagree",
    "RulesOverlap",
    "Sheet",
    "SheetInput",
    "SheetOutput",
    "SheetRow",
    "Table",
    "Tests",
    "UnknownDecision",
    "ValueNotAllowed",
    "compile_expression",
    "compile_tests",
    "draw_graph",
    "examine",
    "parts_of",
    "read_decisions",
    "read_sheets",
    "requirement_graph",
    "write_diagram",
    "write_sheets",
]
