"""What access clears away by the calendar."""

from django.db.models import Q

from yangguang.foundation.access.models import Campaign
from yangguang.foundation.access.operations import lapse_unanswered
from yangguang.foundation.access.step_up import forget_held_files
from yangguang.foundation.acts.api import system_actor
from yangguang.foundation.jobs import api as jobs
from yangguang.kernel import clock


@jobs.every(cron="*/15 * * * *", name="access.forget_held_files")
def forget_files(timestamp: int = 0, **_unknown: object) -> None:
    """Delete uploads that waited for a second factor nobody showed."""
    forget_held_files(now=clock.now())


@jobs.every(cron="10 17 * * *", name="access.lapse_unanswered")  # ten past one in the city
def lapse_certifications(timestamp: int = 0, **_unknown: object) -> None:
    """Let grants and appointments lapse that nobody confirmed by the last day of a re-certification."""
    now = clock.now()
    unanswered = Q(items__verdict="") | Q(seats__verdict="")
    overdue = Campaign.objects.filter(unanswered, closed_at__isnull=True, due_on__lt=clock.today(now))
    for campaign in overdue.distinct():
        lapse_unanswered(actor=system_actor("权限年度复核"), now=now, campaign=campaign)
