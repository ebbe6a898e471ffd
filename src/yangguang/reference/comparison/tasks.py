"""What comparison does by the calendar: everything that lives, by night; sources that were down, every quarter of an hour."""

from yangguang.foundation.jobs import api as jobs
from yangguang.kernel import clock
from yangguang.reference.comparison.operations.retries import retry_unavailable
from yangguang.reference.comparison.operations.runs import compare_subjects, forget_old_lines, list_supplies


@jobs.every(cron="30 17 * * *", name="comparison.compare_by_night")
def compare_by_night(timestamp: int = 0, **_unknown: object) -> None:
    """At half past one in the city: all live cases and licences that apps have registered."""
    now = clock.now()
    for name in list_supplies():
        compare_subjects(now=now, name=name)


@jobs.every(cron="55 18 1 * *", name="comparison.forget_lines")
def forget_lines(timestamp: int = 0, **_unknown: object) -> None:
    """Once a month: the lines of runs older than a year; their counts stay."""
    forget_old_lines(now=clock.now())


@jobs.every(cron="*/15 * * * *", name="comparison.ask_again")
def ask_again(timestamp: int = 0, **_unknown: object) -> None:
    """Ask the sources that did not answer."""
    retry_unavailable(now=clock.now())
