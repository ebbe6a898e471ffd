"""The pure part of comparison: one form for each value, agreement by degrees, candidates, and what came of it."""

from yangguang.reference.comparison.rules.candidates import Index, keys_of
from yangguang.reference.comparison.rules.judging import Finding, Judge, Prepared, judge_of
from yangguang.reference.comparison.rules.outcomes import Outcome
from yangguang.reference.comparison.rules.rule_set import FieldRule, Level, RuleSet
from yangguang.reference.comparison.rules.values import Claim, Difference, Reason, Record

__all__ = [
    "Claim",
    "Difference",
    "FieldRule",
    "Finding",
    "Index",
    "Judge",
    "Level",
    "Outcome",
    "Prepared",
    "Reason",
    "Record",
    "RuleSet",
    "judge_of",
    "keys_of",
]
