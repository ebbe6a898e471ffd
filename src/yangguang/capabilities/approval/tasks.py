"""What approval does by the calendar."""

from yangguang.capabilities.approval import api
from yangguang.foundation.jobs import api as jobs
from yangguang.kernel import clock


@jobs.every(cron="*/10 * * * *", name="approval.deem_accepted")
def deem_accepted(timestamp: int = 0, **_unknown: object) -> None:
    """Let the law accept what nobody answered in five working days."""
    api.accept_unanswered(now=clock.now())


@jobs.every(cron="*/10 * * * *", name="approval.deem_renewed")
def deem_renewed(timestamp: int = 0, **_unknown: object) -> None:
    """Let the law renew what nobody decided before the licence ran out."""
    api.renew_undecided(now=clock.now())


@jobs.every(cron="25 0,16 * * *", name="approval.watch_deferrals")
def watch_deferrals(timestamp: int = 0, **_unknown: object) -> None:
    """Remind of promised materials in the morning, and write down after midnight what did not come."""
    api.watch_deferrals(now=clock.now())


@jobs.every(cron="20 16 * * *", name="approval.watch_complaints")
def watch_complaints(timestamp: int = 0, **_unknown: object) -> None:
    """Say after midnight which complaints were not answered in time."""
    api.watch_complaints(now=clock.now())


@jobs.every(cron="15 16 * * *", name="approval.close_uncorrected")
def close_uncorrected(timestamp: int = 0, **_unknown: object) -> None:
    """Close what was never corrected; after midnight in the city."""
    api.close_overdue_corrections(now=clock.now())


@jobs.every(cron="*/10 * * * *", name="approval.publish_results")
def publish_results(timestamp: int = 0, **_unknown: object) -> None:
    """Open grants to the public once they are served, or in good time before the seven working days are over."""
    api.publish_grants(now=clock.now())


@jobs.every(cron="40 18 * * *", name="approval.discard_stale_drafts")
def discard_stale_drafts(timestamp: int = 0, **_unknown: object) -> None:
    """Throw away, by night, the drafts nobody has touched for ninety days."""
    api.discard_stale_drafts(now=clock.now())
