"""Jobs of licences: what expired, what is given back, the status list, old records."""

from yangguang.foundation.acts.api import system_actor
from yangguang.foundation.jobs import api as jobs
from yangguang.kernel import clock
from yangguang.reference.licences.models import ImportBatch
from yangguang.reference.licences.operations.ending import expire_licence, resume_licence
from yangguang.reference.licences.operations.importing import forget_sheets, issue_batch
from yangguang.reference.licences.operations.status_lists import publish_status_list
from yangguang.reference.licences.queries.reading import list_due_to_expire, list_due_to_resume
from yangguang.reference.licences.states import ImportState

CALENDAR = system_actor("期满核对")


@jobs.every(cron="5 16 * * *", name="licences.expire")
def expire(timestamp: int) -> int:
    """Shortly after midnight in the city (16:05 UTC): every licence whose last day is past, every 暂扣 that is over."""
    now = clock.now()
    today = clock.today(now)
    due = list_due_to_expire(on=today)
    for licence in due:
        expire_licence(actor=CALENDAR, now=now, licence=licence)
    for licence in list_due_to_resume(on=today):
        resume_licence(actor=CALENDAR, now=now, licence=licence, reason="暂扣期限届满")
    return len(due)


@jobs.every(cron="10 * * * *", name="licences.publish_status_list")
def sign_status_list(timestamp: int = 0, **_unknown: object) -> None:
    """Sign the hourly list."""
    publish_status_list(actor=system_actor("证照状态清单"), now=clock.now())


@jobs.every(cron="50 18 1 * *", name="licences.forget_old_records")
def forget_old_records(timestamp: int = 0, **_unknown: object) -> None:
    """Once a month: the spreadsheets of batches that ended more than a year ago."""
    forget_sheets(now=clock.now())


@jobs.task(name="licences.sign_list_now", attempts=5)
def sign_list_now(**_unknown: object) -> None:
    """Sign a list out of turn, because a licence has ended."""
    publish_status_list(actor=system_actor("证照状态清单"), now=clock.now())


@jobs.task(name="licences.issue_records", attempts=5)
def issue_records(*, batch: str, **_unknown: object) -> None:
    """Issue the rows of a confirmed batch; begun again after a crash it goes on where it stood."""
    found = ImportBatch.objects.filter(uuid=batch, state=ImportState.RUNNING).first()
    if found is not None:
        issue_batch(batch=found, now=clock.now())
