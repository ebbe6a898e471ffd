"""Jobs of licences: write down what expired."""

from yangguang.foundation.acts.api import system_actor
from yangguang.foundation.jobs import api as jobs
from yangguang.kernel import clock
from yangguang.reference.licences.operations import expire_licence
from yangguang.reference.licences.queries import list_due_to_expire


@jobs.every(cron="5 16 * * *", name="licences.expire")
def expire(timestamp: int) -> int:
    """Shortly after midnight in the city (16:05 UTC): every licence whose last day is past."""
    now = clock.now()
    due = list_due_to_expire(on=clock.today(now))
    for licence in due:
        expire_licence(actor=system_actor("期满核对"), now=now, licence=licence)
    return len(due)
