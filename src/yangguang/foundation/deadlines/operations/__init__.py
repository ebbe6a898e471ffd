"""
Writes of deadlines: clocks (machinery inside other operations), the calendar (operations), the table of
rules.
"""

from yangguang.foundation.deadlines.operations.calendar import (
    RefreshedClocks,
    announce_year,
    override_calendar,
    refresh_clocks,
)
from yangguang.foundation.deadlines.operations.clocks import (
    PAUSE_GROUNDS,
    extend_clock,
    pause_clock,
    recompute_running,
    resume_clock,
    set_level,
    start_clock,
    stop_clock,
)
from yangguang.foundation.deadlines.operations.table import load_rules

__all__ = [
    "PAUSE_GROUNDS",
    "RefreshedClocks",
    "announce_year",
    "extend_clock",
    "load_rules",
    "override_calendar",
    "pause_clock",
    "recompute_running",
    "refresh_clocks",
    "resume_clock",
    "set_level",
    "start_clock",
    "stop_clock",
]
