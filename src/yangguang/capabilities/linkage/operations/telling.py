"""Ours, outward: what a district's own system is told of our cases, each fact once, numbered, until it has acknowledged."""

import json
from datetime import datetime

from django.db.models import Max

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.linkage import permissions
from yangguang.capabilities.linkage.models import DistrictSystem, OutgoingEvent
from yangguang.capabilities.linkage.rules.exchange import masked_applicant
from yangguang.foundation.acts.api import Actor, note, operation
from yangguang.foundation.files import api as files


@operation(
    "linkage.tell_district",
    summary="向区系统推送",
    permission=permissions.may_tell_district,
    subject="system",
)
def tell_district(
    *, actor: Actor, system: DistrictSystem, kind: str, application: approval.Application, now: datetime
) -> OutgoingEvent:
    """Put one event of a case of ours into the district's queue, numbered without gaps; the same fact twice is one event."""
    DistrictSystem.objects.select_for_update().get(pk=system.pk)
    payload = {
        "matter": application.version.matter.catalog_code,
        "matter_version": application.version.number,
        "applicant": masked_applicant(application.applicant_name),
        "body": application.body.name,
        "state": application.state,
        "at": now.isoformat(),
    }
    digest = files.digest_of(json.dumps(payload, ensure_ascii=False, sort_keys=True).encode())
    earlier = OutgoingEvent.objects.filter(system=system, serial=application.number, kind=kind).order_by(
        "-data_version"
    )
    last = earlier.first()
    if last is not None and last.digest == digest:
        return last
    sequence = OutgoingEvent.objects.filter(system=system).aggregate(last=Max("sequence"))["last"] or 0
    note(kind=kind, case=application.number, sequence=sequence + 1)
    return OutgoingEvent.objects.create(
        system=system,
        sequence=sequence + 1,
        kind=kind,
        serial=application.number,
        data_version=last.data_version + 1 if last else 1,
        payload=payload,
        digest=digest,
        told_at=now,
    )


@operation(
    "linkage.acknowledge_events",
    summary="区系统回执",
    permission=permissions.may_acknowledge_events,
    subject="system",
)
def acknowledge_events(
    *, actor: Actor, system: DistrictSystem, until: int, refusals: dict[int, str], now: datetime
) -> int:
    """Take the district's word that it has everything up to a number; what it refused is kept with its reason."""
    waiting = OutgoingEvent.objects.filter(system=system, acknowledged_at__isnull=True, sequence__lte=until)
    for number, reason in refusals.items():
        OutgoingEvent.objects.filter(system=system, sequence=number).update(refusal=reason[:300])
    count = waiting.update(acknowledged_at=now)
    note(until=until, count=count, refused=sorted(refusals))
    return count
