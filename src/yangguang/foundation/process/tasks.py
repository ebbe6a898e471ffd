"""The clock of the engine: every minute it fires what is due, so a missed minute loses nothing."""

from yangguang.foundation.jobs import api as jobs
from yangguang.foundation.process.operations import fire_due_timers
from yangguang.kernel import clock

BATCH = 500


@jobs.every(cron="* * * * *", name="process.fire_due_timers")
def fire_due(timestamp: int = 0, **_unknown: object) -> None:
    """Fire due timers until a round leaves nothing, or what is left is in other hands."""
    now = clock.now()
    while fire_due_timers(now=now, limit=BATCH) == BATCH:
        pass
