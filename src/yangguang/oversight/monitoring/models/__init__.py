"""What monitoring keeps: cards and their ladder, the engine's memory."""

from yangguang.oversight.monitoring.models.cards import Appeal, Card, CardLevel, Escalation, Rung
from yangguang.oversight.monitoring.models.watch import Passed, WatchCursor, WatchedCase

__all__ = ["Appeal", "Card", "CardLevel", "Escalation", "Passed", "Rung", "WatchCursor", "WatchedCase"]
