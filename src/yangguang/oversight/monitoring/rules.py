"""
Which card a running clock deserves, from the clock alone: no matter needs a setting of its own.

Handbook §8.1 (defaults merged from the texts of other cities; Shenzhen's own trigger text was not found): a warning one
working day before the end; yellow when a step, a promise or the time to accept is over; red when the law's limit is over.
"""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from yangguang.kernel.clock import WorkCalendar


class Level(IntEnum):
    """The codes of the exchange tables: 0 正常, 1 预警, 2 黄牌, 5 红牌."""

    NORMAL = 0
    WARNING = 1
    YELLOW = 2
    RED = 5

    @property
    def label(self) -> str:
        """What people read."""
        return {0: "正常", 1: "预警", 2: "黄牌", 5: "红牌"}[self.value]


RED_KINDS = frozenset({"statutory"})
WARNING_DAYS = 1


@dataclass(frozen=True, slots=True)
class ClockFacts:
    """What a level is derived from; *kind* is that of a running clock, or "step" for the limit of one step."""

    kind: str
    due_on: date
    is_paused: bool
    is_stopped: bool
    post_kind: str
    started_on: date


def level_for(*, clock: ClockFacts, today: date, calendar: WorkCalendar) -> Level:
    """
    Give the level a clock deserves on a day.

    A paused or stopped clock deserves none, and nobody is warned for the time that belongs to the applicant.
    """
    if clock.is_paused or clock.is_stopped or clock.post_kind == "applicant":
        return Level.NORMAL
    if today > clock.due_on:
        return Level.RED if clock.kind in RED_KINDS else Level.YELLOW
    # On its first day a period of one working day is not near its end: it has just begun.
    is_last_stretch = (
        today > clock.started_on and calendar.workdays_between(today, clock.due_on) <= WARNING_DAYS
    )
    return Level.WARNING if is_last_stretch else Level.NORMAL


def rule_for(*, kind: str, level: Level) -> str:
    """Name the rule behind a card, as kept with it for good."""
    return f"card.{kind}.{'due_soon' if level is Level.WARNING else 'overdue'}"


RULE_TEXTS = {
    "card.statutory.overdue": "超过法定时限",
    "card.promised.overdue": "超过承诺时限",
    "card.acceptance.overdue": "超过受理期限没有答复申请人",
    "card.step.overdue": "超过环节时限",
    "card.statutory.due_soon": "法定时限只剩一个工作日",
    "card.promised.due_soon": "承诺时限只剩一个工作日",
    "card.acceptance.due_soon": "受理期限只剩一个工作日",
    "card.step.due_soon": "环节时限只剩一个工作日",
}
