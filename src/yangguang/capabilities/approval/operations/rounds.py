"""
What the calendar does to all cases at an instant; each round finds what is due, so a missed one loses nothing and a second one
adds nothing. Every case is an act of its own.
"""

from collections.abc import Callable
from datetime import datetime

from yangguang.capabilities.approval.models import Application
from yangguang.capabilities.approval.operations import clocks
from yangguang.capabilities.approval.operations.acceptance import close_uncorrected, deem_accepted
from yangguang.capabilities.approval.operations.complaints import mark_complaint_late
from yangguang.capabilities.approval.operations.deferral import (
    lapse_deferred_material,
    remind_deferred_material,
)
from yangguang.capabilities.approval.operations.delivery import publish_result
from yangguang.capabilities.approval.operations.drafts import discard_stale_draft
from yangguang.capabilities.approval.operations.renewal import deem_renewed
from yangguang.capabilities.approval.queries import due
from yangguang.capabilities.approval.queries.complaints import list_late_complaints
from yangguang.foundation.acts.api import system_actor
from yangguang.kernel.refusals import Refusal

LAW = system_actor("期限自动处理")


def accept_unanswered(*, now: datetime) -> None:
    """Let the law accept what nobody answered in time (Licensing Law art. 32(4))."""
    for application in due.list_unanswered(now=now):
        _unless_refused(deem_accepted, application, now)


def renew_undecided(*, now: datetime) -> None:
    """Let the law renew what nobody decided before it ran out (Licensing Law art. 50(2))."""
    for application in due.list_undecided_renewals(now=now):
        if clocks.is_renewal_in_time(application=application):
            _unless_refused(deem_renewed, application, now)


def watch_deferrals(*, now: datetime) -> None:
    """Remind those whose promised material is soon due, and write down what did not come (容缺后补)."""
    for application in due.list_deferrals_to_remind(now=now):
        _unless_refused(remind_deferred_material, application, now)
    for application in due.list_lapsed_deferrals(now=now):
        _unless_refused(lapse_deferred_material, application, now)


def watch_complaints(*, now: datetime) -> None:
    """Say, once each, which complaints were not answered in fifteen working days."""
    for complaint in list_late_complaints(now=now):
        mark_complaint_late(actor=LAW, complaint=complaint, now=now)


def close_overdue_corrections(*, now: datetime) -> None:
    """Close what was never corrected (办结码 5)."""
    for application in due.list_uncorrected(now=now):
        _unless_refused(close_uncorrected, application, now)


def publish_grants(*, now: datetime) -> None:
    """Open served grants to the public (Licensing Law art. 40)."""
    for application in due.list_unpublished(now=now):
        _unless_refused(publish_result, application, now)


def discard_stale_drafts(*, now: datetime) -> None:
    """Throw away the drafts nobody has touched for ninety days."""
    for draft in due.list_stale_drafts(now=now):
        discard_stale_draft(actor=LAW, draft=draft, now=now)


def _unless_refused(deed: Callable[..., object], application: Application, now: datetime) -> None:
    try:
        deed(actor=LAW, application=application, now=now)
    except Refusal:
        return  # a person was faster in this very moment; the case has gone on
