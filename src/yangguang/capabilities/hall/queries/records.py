"""What of a case lies nowhere as a file: its acts and the tracking of its parcels, written out the same way every time."""

import json

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.hall.models import Parcel
from yangguang.foundation.acts.api import list_acts_of, system_actor
from yangguang.kernel.refusals import NotFound

READER = system_actor("立卷归档")


def acts_as_text(application: approval.Application) -> str:
    """Write every act of the case in the order of the log, one a line, with its digest."""
    acts = list_acts_of(object_type="application", object_number=application.number).order_by("number")
    return "\n".join(
        json.dumps(
            {
                "number": act.number,
                "operation": act.operation,
                "summary": act.summary,
                "by": act.actor_label,
                "post": act.actor_post,
                "body": act.body_code,
                "at": act.happened_at.isoformat(),
                "facts": act.facts,
                "sm3": act.digest,
            },
            ensure_ascii=False,
            sort_keys=True,
        )
        for act in acts
    )


def parcels_as_text(case_number: str) -> str:
    """Write what the post said of each parcel of a case."""
    return "\n".join(
        json.dumps(
            {
                "parcel": parcel.number,
                "waybill": parcel.waybill,
                "at": event.at.isoformat(),
                "state": event.state,
                "text": event.text,
                "place": event.place,
            },
            ensure_ascii=False,
            sort_keys=True,
        )
        for parcel in Parcel.objects.filter(case_number=case_number).prefetch_related("events")
        for event in parcel.events.all()
    )


def case_of(number: str) -> approval.Application:
    """Get a case for the machine that works on it, with what service needs of it. Refuses with NotFound."""
    found = (
        approval.visible_to(actor=READER)
        .select_related("instance", "licence", "decision")
        .filter(number=number)
    )
    application = found.first()
    if application is None:
        raise NotFound(what="这个办件")
    return application
