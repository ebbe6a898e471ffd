"""Housekeeping of the floor below, where nothing may run by the calendar itself: what open pages were told."""

from yangguang.foundation.events import api as events
from yangguang.foundation.jobs import api as jobs
from yangguang.kernel import clock


@jobs.every(cron="23 * * * *", name="events.prune")
def prune_live_events(timestamp: int) -> int:
    """Remove what was told to open pages more than a day ago."""
    return events.prune(now=clock.now())
