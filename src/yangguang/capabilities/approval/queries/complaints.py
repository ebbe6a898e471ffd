"""Complaints as both sides read them: the applicant those about their case, the office those it has to answer."""

from datetime import datetime

from django.db.models import QuerySet

from yangguang.capabilities.approval.models import Application, Complaint
from yangguang.foundation.access.api import hide_sensitive
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.organisation.api import PostKind
from yangguang.kernel.clock import today
from yangguang.kernel.refusals import NotFound


def list_complaints_to_answer(*, actor: Actor, is_open: bool = True) -> QuerySet[Complaint]:
    """List the complaints the actor's posts may answer: supervision all, a head those about the body's cases."""
    complaints = Complaint.objects.select_related("application__version", "application__body", "answered_by")
    if not actor.holds(PostKind.MONITOR):
        heads = [post.body_code for post in actor.posts if post.kind == PostKind.DECIDE]
        complaints = complaints.filter(application__body__code__in=heads)
    complaints = hide_sensitive(
        complaints, actor=actor, object_type="application", number="application__number"
    )
    if is_open:
        return complaints.filter(answered_at__isnull=True).order_by("answer_until", "pk")
    return complaints.filter(answered_at__isnull=False).order_by("-answered_at", "-pk")


def list_late_complaints(*, now: datetime) -> list[Complaint]:
    """List the complaints whose last day has passed without an answer, and nobody has said so yet."""
    late = Complaint.objects.filter(
        answered_at__isnull=True, late_at__isnull=True, answer_until__lt=today(now)
    )
    return list(late.select_related("application__version__matter", "application__body")[:500])


def get_complaint_to_answer(*, actor: Actor, number: str) -> Complaint:
    """
    Get a complaint the actor's posts may answer, answered or not.

    Refuses with NotFound.
    """
    for is_open in (True, False):
        found = list_complaints_to_answer(actor=actor, is_open=is_open).filter(number=number).first()
        if found is not None:
            return found
    raise NotFound(what="这件投诉")


def list_complaints_of(*, application: Application) -> list[Complaint]:
    """List the complaints about a case, the newest first; the caller has fetched the case for this actor."""
    return list(application.complaints.select_related("answered_by").order_by("-filed_at", "-pk"))
