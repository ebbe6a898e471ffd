"""The one door of time: instants here, working days in `workdays`."""

from yangguang.kernel.clock.instants import SHANGHAI, fixed_at, local, now, today

__all__ = ["SHANGHAI", "fixed_at", "local", "now", "today"]
