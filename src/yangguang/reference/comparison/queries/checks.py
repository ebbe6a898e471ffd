"""Comparisons made: of one subject, and what waits for a person."""

from django.db.models import OuterRef, QuerySet

from yangguang.foundation.access.api import hide_from_public
from yangguang.foundation.acts.api import Actor
from yangguang.reference.comparison.models import Check
from yangguang.reference.comparison.rules import Outcome
from yangguang.reference.comparison.rules.refusals import CheckNotFound


def list_checks_of(*, subject_type: str, subject_number: str, newest: bool = True) -> QuerySet[Check]:
    """List what was compared of a subject, in the order it was done."""
    found = Check.objects.select_related("decided", "rules").filter(
        subject_type=subject_type, subject_number=subject_number
    )
    return (found.filter(is_newest=True) if newest else found).order_by("pk")


def list_open_checks_of(*, subject_type: str, subject_number: str) -> list[Check]:
    """List what a person still has to decide about a subject."""
    found = list_checks_of(subject_type=subject_type, subject_number=subject_number)
    return list(found.filter(decided__isnull=True).exclude(outcome=Outcome.AGREES))


def list_open_checks(*, actor: Actor, outcome: str = "") -> QuerySet[Check]:
    """List what waits for a person in the bodies the actor has a post in, newest first."""
    bodies = {post.body_code for post in actor.posts}
    checks = Check.objects.filter(body_code__in=bodies, is_newest=True, decided__isnull=True)
    found = _shown_to(actor, checks).exclude(outcome=Outcome.AGREES)
    return (found.filter(outcome=outcome) if outcome else found).order_by("-pk")


def count_open_checks(*, actor: Actor) -> dict[str, int]:
    """Count them by outcome."""
    counts: dict[str, int] = {}
    for outcome in list_open_checks(actor=actor).values_list("outcome", flat=True).order_by():
        counts[outcome] = counts.get(outcome, 0) + 1
    return counts


def get_check(*, actor: Actor, uuid: str) -> Check:
    """
    Give one comparison to an officer of the body in charge.

    Refuses with CheckNotFound, so that nobody learns what exists.
    """
    bodies = {post.body_code for post in actor.posts}
    checks = Check.objects.select_related("decided", "rules").filter(uuid=uuid, body_code__in=bodies)
    found = _shown_to(actor, checks).first()
    if found is None:
        raise CheckNotFound
    return found


def _shown_to(actor: Actor, checks: QuerySet[Check]) -> QuerySet[Check]:
    """Leave out what was compared of something 敏感, whatever its kind, for whoever is not cleared."""
    if not actor.concealed:
        return checks
    return hide_from_public(checks, object_type=OuterRef("subject_type"), number="subject_number")
