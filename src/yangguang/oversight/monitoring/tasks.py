"""What monitoring does by the calendar."""

from yangguang.foundation.acts.api import system_actor
from yangguang.foundation.jobs import api as jobs
from yangguang.kernel import clock
from yangguang.oversight.monitoring import api


@jobs.every(cron="*/5 * * * *", name="monitoring.keep_watch")
def keep_watch(timestamp: int = 0, **_unknown: object) -> None:
    """Look even when the engine of the worker does not run: a second pair of eyes, and it adds nothing twice."""
    watch, now = system_actor("电子监察"), clock.now()
    api.keep_watch(actor=watch, now=now)
    api.climb_due(actor=watch, now=now)
