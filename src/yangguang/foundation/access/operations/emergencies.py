"""Emergency access (应急授权): powers at once, for hours, with a reason, and always looked at afterwards."""

from datetime import datetime, timedelta

from yangguang.foundation.access import permissions
from yangguang.foundation.access.models import EmergencyAccess
from yangguang.foundation.access.operations.proposals import officer_of, refuse_collision
from yangguang.foundation.access.rules import (
    LONGEST_EMERGENCY,
    OWN_DUTIES,
    REVIEW_WITHIN,
    AlreadyReviewed,
    EmergencyTooLong,
    EmergencyUnreviewed,
    PowerNotTransferable,
)
from yangguang.foundation.access.snapshot import mark_changed
from yangguang.foundation.acts.api import Actor, note, operation
from yangguang.foundation.organisation.api import Post
from yangguang.kernel import clock
from yangguang.kernel.refusals import InvalidInput

SHORTEST_REASON = 10


@operation(
    "access.take_emergency_access",
    summary="启用应急授权",
    permission=permissions.may_take_emergency_access,
    subject="result",
    binding=True,
)
def take_emergency_access(
    *, actor: Actor, now: datetime, post: Post, reason: str, lasts: timedelta
) -> EmergencyAccess:
    """
    Take the powers of a post of one's own body at once, for at most four hours; the audit administrator reviews it.

    Refuses with InvalidInput, EmergencyTooLong, PowerNotTransferable, WouldCollide, EmergencyUnreviewed.
    """
    officer = officer_of(actor)
    if len(reason.strip()) < SHORTEST_REASON:
        raise InvalidInput(fields={"reason": "请写明发生了什么、为什么不能等，至少 10 个字。"})
    if not timedelta(0) < lasts <= LONGEST_EMERGENCY:
        raise EmergencyTooLong(fields={"hours": EmergencyTooLong.text})
    if post.kind in OWN_DUTIES:
        raise PowerNotTransferable(post=post.name, how="应急取得")
    if post.body.code not in {held.body_code for held in actor.posts}:
        raise InvalidInput(fields={"post": "应急只能取得本单位岗位的权力。"})
    refuse_collision(officer, post, clock.today(now))
    overdue = EmergencyAccess.objects.filter(
        officer=officer, reviewed_by__isnull=True, expires_at__lt=now - REVIEW_WITHIN
    )
    if overdue.exists():
        raise EmergencyUnreviewed
    emergency = EmergencyAccess.objects.create(
        officer=officer, post=post, reason=reason.strip(), begun_at=now, expires_at=now + lasts
    )
    mark_changed()
    note(post=post.code, reason=emergency.reason, until=emergency.expires_at.isoformat())
    return emergency


@operation(
    "access.review_emergency_access",
    summary="复核应急授权",
    permission=permissions.may_review_emergency_access,
    subject="emergency",
    binding=True,
)
def review_emergency_access(
    *, actor: Actor, now: datetime, emergency: EmergencyAccess, is_justified: bool, finding: str
) -> EmergencyAccess:
    """
    Say whether an emergency was one; a running one ends with the review.

    Refuses with AlreadyReviewed, InvalidInput.
    """
    if len(finding.strip()) < SHORTEST_REASON:
        raise InvalidInput(fields={"finding": "请写明复核时看了什么、结论的理由，至少 10 个字。"})
    locked = EmergencyAccess.objects.select_for_update().get(pk=emergency.pk)
    if locked.reviewed_by_id is not None:
        raise AlreadyReviewed
    locked.reviewed_by, locked.reviewed_at = officer_of(actor), now
    locked.verdict, locked.finding = "justified" if is_justified else "unjustified", finding.strip()
    locked.save()
    mark_changed()
    note(verdict=locked.verdict, finding=locked.finding)
    return locked
