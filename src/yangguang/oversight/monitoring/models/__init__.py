"""What monitoring keeps: cards and their ladder, the engine's memory, outside systems, rules as data."""

from yangguang.oversight.monitoring.models.cards import Appeal, Card, CardLevel, Escalation, Rung
from yangguang.oversight.monitoring.models.intake import (
    FieldStandard,
    IntakeBatch,
    OutsideEvent,
    Source,
    StandardState,
)
from yangguang.oversight.monitoring.models.rulebook import RuleState, RuleVersion
from yangguang.oversight.monitoring.models.watch import Passed, WatchCursor, WatchedCase

__all__ = [
    "Appeal",
    "Card",
    "CardLevel",
    "Escalation",
    "FieldStandard",
    "IntakeBatch",
    "OutsideEvent",
    "Passed",
    "RuleState",
    "RuleVersion",
    "Rung",
    "Source",
    "StandardState",
    "WatchCursor",
    "WatchedCase",
]
