"""Discretion standards without a database: what they say, how they compute, what keeps them from being published."""

from yangguang.reference.discretion.rules.assess import (
    Assessment,
    Choice,
    Ground,
    assess,
    choose_law,
    dmn_of,
    graph_of,
)
from yangguang.reference.discretion.rules.checks import Fault, check_cell, facts_of, find_faults, run_example
from yangguang.reference.discretion.rules.comparison import compare_contents, compare_grids
from yangguang.reference.discretion.rules.content import (
    LEVELS,
    Derived,
    Example,
    Factor,
    Grid,
    Row,
    StandardContent,
)

__all__ = [
    "LEVELS",
    "Assessment",
    "Choice",
    "Derived",
    "Example",
    "Factor",
    "Fault",
    "Grid",
    "Ground",
    "Row",
    "StandardContent",
    "assess",
    "check_cell",
    "choose_law",
    "compare_contents",
    "compare_grids",
    "dmn_of",
    "facts_of",
    "find_faults",
    "graph_of",
    "run_example",
]
