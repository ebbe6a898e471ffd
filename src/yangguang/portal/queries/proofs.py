"""Whom an act concerns: who may hold its whole content, with the salt that proves it."""

from yangguang.capabilities.approval import api as approval
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.acts.models import Act
from yangguang.foundation.organisation.api import PostKind
from yangguang.kernel.refusals import NotFound
from yangguang.portal.queries.record import list_public_acts


def is_public_act(*, number: int) -> bool:
    """Tell whether everybody may know of this act; one query."""
    return list_public_acts().filter(number=number).exists()


def may_hold_act(*, actor: Actor, number: int) -> bool:
    """Tell whether the actor did it, may read the case it is about, or audits the record."""
    if not actor.is_signed_in:
        return False
    act = Act.objects.filter(number=number).only("actor_id", "object_type", "object_number").first()
    if act is None:
        return False
    if act.actor_id == actor.account_id or actor.holds(PostKind.AUDIT):
        return True
    return act.object_type == "application" and _may_read(actor, act.object_number)


def require_case(*, actor: Actor, number: str) -> None:
    """Let those through who may read the case, or audit the record. Refuses with NotFound."""
    if not actor.holds(PostKind.AUDIT):
        approval.get_application(actor=actor, number=number)


def _may_read(actor: Actor, number: str) -> bool:
    try:
        approval.get_application(actor=actor, number=number)
    except NotFound:
        return False
    return True
