"""What approval does by the calendar; each finds what is due, so a missed run loses nothing and a second one adds nothing."""

from yangguang.capabilities.approval import operations, queries
from yangguang.foundation.acts.api import system_actor
from yangguang.foundation.jobs import api as jobs
from yangguang.kernel import clock
from yangguang.kernel.refusals import Refusal

LAW = system_actor("期限自动处理")


@jobs.every(cron="*/10 * * * *", name="approval.deem_accepted")
def deem_accepted(timestamp: int = 0, **_unknown: object) -> None:
    """Let the law accept what nobody answered in five working days."""
    now = clock.now()
    for application in queries.list_unanswered(now=now):
        try:
            operations.deem_accepted(actor=LAW, application=application, now=now)
        except Refusal:
            continue  # somebody answered in this very moment


@jobs.every(cron="15 16 * * *", name="approval.close_uncorrected")
def close_uncorrected(timestamp: int = 0, **_unknown: object) -> None:
    """Close what was never corrected; after midnight in the city."""
    now = clock.now()
    for application in queries.list_uncorrected(now=now):
        try:
            operations.close_uncorrected(actor=LAW, application=application, now=now)
        except Refusal:
            continue  # the applicant answered in this very moment


@jobs.every(cron="*/10 * * * *", name="approval.publish_results")
def publish_results(timestamp: int = 0, **_unknown: object) -> None:
    """Open grants to the public once they are served, seven working days after the decision at the latest."""
    now = clock.now()
    for application in queries.list_unpublished(now=now):
        try:
            operations.publish_result(actor=LAW, application=application, now=now)
        except Refusal:
            continue  # another worker was faster
