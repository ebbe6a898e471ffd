"""What approval does by the calendar; each finds what is due, so a missed run loses nothing and a second one adds nothing."""

from collections.abc import Callable
from datetime import datetime

from yangguang.capabilities.approval import operations, queries
from yangguang.capabilities.approval.models import Application
from yangguang.foundation.acts.api import system_actor
from yangguang.foundation.jobs import api as jobs
from yangguang.kernel import clock
from yangguang.kernel.refusals import Refusal

LAW = system_actor("期限自动处理")


@jobs.every(cron="*/10 * * * *", name="approval.deem_accepted")
def deem_accepted(timestamp: int = 0, **_unknown: object) -> None:
    """Let the law accept what nobody answered in five working days."""
    accept_unanswered(now=clock.now())


@jobs.every(cron="15 16 * * *", name="approval.close_uncorrected")
def close_uncorrected(timestamp: int = 0, **_unknown: object) -> None:
    """Close what was never corrected; after midnight in the city."""
    close_overdue_corrections(now=clock.now())


@jobs.every(cron="*/10 * * * *", name="approval.publish_results")
def publish_results(timestamp: int = 0, **_unknown: object) -> None:
    """Open grants to the public once they are served, or in good time before the seven working days are over."""
    publish_grants(now=clock.now())


@jobs.every(cron="40 18 * * *", name="approval.discard_stale_drafts")
def discard_stale_drafts(timestamp: int = 0, **_unknown: object) -> None:
    """Throw away, by night, the drafts nobody has touched for ninety days."""
    now = clock.now()
    for draft in queries.list_stale_drafts(now=now):
        operations.discard_stale_draft(actor=LAW, draft=draft, now=now)


def round_at(*, now: datetime) -> None:
    """Do all of it at one instant, as the demo city's nights do."""
    accept_unanswered(now=now)
    close_overdue_corrections(now=now)
    publish_grants(now=now)


def accept_unanswered(*, now: datetime) -> None:
    """Accept by silence."""
    for application in queries.list_unanswered(now=now):
        _unless_refused(operations.deem_accepted, application, now)


def close_overdue_corrections(*, now: datetime) -> None:
    """Close what was never corrected."""
    for application in queries.list_uncorrected(now=now):
        _unless_refused(operations.close_uncorrected, application, now)


def publish_grants(*, now: datetime) -> None:
    """Publish served grants."""
    for application in queries.list_unpublished(now=now):
        _unless_refused(operations.publish_result, application, now)


def _unless_refused(deed: Callable[..., object], application: Application, now: datetime) -> None:
    try:
        deed(actor=LAW, application=application, now=now)
    except Refusal:
        return  # a person was faster in this very moment; the case has gone on
