"""Housekeeping: what open pages were told is kept for a day."""

from yangguang.foundation.events import api as events
from yangguang.foundation.jobs.schedule import every
from yangguang.kernel import clock


@every(cron="23 * * * *", name="events.prune")
def prune_live_events(timestamp: int) -> int:
    """Remove what no page needs any more."""
    return events.prune(now=clock.now())
