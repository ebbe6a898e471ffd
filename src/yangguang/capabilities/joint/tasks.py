"""What joint approval does by the calendar: what was not heard is made up for, late departments and due opinions are told."""

from yangguang.capabilities.joint import api
from yangguang.foundation.jobs import api as jobs
from yangguang.kernel import clock


@jobs.every(cron="*/5 * * * *", name="joint.settle_parts")
def settle_parts(timestamp: int = 0, **_unknown: object) -> None:
    """Take in results whose event was lost with a server."""
    api.settle_parts(now=clock.now())


@jobs.every(cron="*/10 * * * *", name="joint.mark_late_departments")
def mark_late_departments(timestamp: int = 0, **_unknown: object) -> None:
    """Tell of departments whose time is over."""
    api.mark_late_departments(now=clock.now())


@jobs.every(cron="*/5 * * * *", name="joint.close_opinions")
def close_opinions(timestamp: int = 0, **_unknown: object) -> None:
    """Let silence count where the time for opinions is over."""
    api.close_due_opinions(now=clock.now())
