"""Reading early advice and consultations, as somebody who may."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from yangguang.capabilities.joint.models import Consultation, EarlyAdvice
from yangguang.capabilities.joint.permissions import SPEAKING, bodies_of, may_read_room, works_for
from yangguang.capabilities.joint.queries.concealed import case_not_concealed
from yangguang.capabilities.joint.states import RoomState
from yangguang.foundation.acts.api import Actor
from yangguang.kernel.refusals import NotFound


def get_consultation(*, actor: Actor, uuid: UUID) -> Consultation:
    """
    Get a consultation with everybody invited, if the actor may read it.

    Refuses with NotFound.
    """
    found = (
        Consultation.objects.select_related("case__lead", "case__version", "called_by", "called_body")
        .prefetch_related(
            "invitees__body", "invitees__opinion_by", "invitees__voted_by", "invitees__signed_by"
        )
        .filter(uuid=uuid)
        .first()
    )
    if found is None or not may_read_room(actor, found):
        raise NotFound(what="这次会商")
    return found


def list_rooms_for(*, actor: Actor) -> list[Consultation]:
    """List the consultations the actor's departments take part in, open ones first."""
    own = bodies_of(actor)
    return list(
        Consultation.objects.filter(Q(invitees__body__code__in=own) | Q(called_body__code__in=own))
        .filter(case_not_concealed(actor, case="case"))
        .select_related("case__version", "called_body")
        .distinct()
        .order_by("closed_at", "-called_at")[:50]
    )


def list_rooms_past_opinions(*, now: datetime) -> list[Consultation]:
    """List the consultations whose time for opinions is over and that still wait for them."""
    return list(
        Consultation.objects.filter(state=RoomState.OPINIONS.value, opinions_until__lte=now).order_by("pk")
    )


def get_advice(*, actor: Actor, uuid: UUID) -> EarlyAdvice:
    """
    Get a question to the actor's department.

    Refuses with NotFound.
    """
    found = EarlyAdvice.objects.select_related("body", "officer").filter(uuid=uuid).first()
    if found is None or not works_for(actor, found.body.code, *SPEAKING):
        raise NotFound(what="这次咨询")
    return found
