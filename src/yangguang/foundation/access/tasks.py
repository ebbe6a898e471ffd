"""What access clears away by the calendar."""

from yangguang.foundation.access.step_up import forget_held_files
from yangguang.foundation.jobs import api as jobs
from yangguang.kernel import clock


@jobs.every(cron="*/15 * * * *", name="access.forget_held_files")
def forget_files(timestamp: int = 0, **_unknown: object) -> None:
    """Delete uploads that waited for a second factor nobody showed."""
    forget_held_files(now=clock.now())
