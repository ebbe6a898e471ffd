"""The one door of time: instants here, working days in `workdays`."""

from yangguang.kernel.clock.instants import SHANGHAI, end_instant, fixed_at, local, now, today
from yangguang.kernel.clock.workdays import DayAccount, DayOverride, WorkCalendar, state_council

__all__ = [
    "SHANGHAI",
    "DayAccount",
    "DayOverride",
    "WorkCalendar",
    "end_instant",
    "fixed_at",
    "local",
    "now",
    "state_council",
    "today",
]
