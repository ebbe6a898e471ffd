"""Reading the exchange: what a district may send, what waits for it, and whether both sides hold the same."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q

from yangguang.capabilities.linkage.models import (
    DistrictCase,
    DistrictSystem,
    Exercise,
    IncomingEvent,
    OutgoingEvent,
)
from yangguang.capabilities.linkage.rules.exchange import KINDS, WIRE_VERSION
from yangguang.capabilities.linkage.states import Verdict
from yangguang.foundation.acts.models import Act
from yangguang.kernel.clock import SHANGHAI
from yangguang.kernel.refusals import NotFound
from yangguang.reference.matters.models import Matter, MatterVersion

PAGE = 200


def _matter(code: str) -> Q:
    return Q(matter__catalog_code=code) | Q(matter__code=code) | Q(task_code=code)


def knows_matter(*, system: DistrictSystem, code: str) -> bool:
    """Tell whether a body of the system's district exercises the matter."""
    return Exercise.objects.filter(_matter(code), area=system.area).exists()


def _codes(code: str) -> list[str]:
    found = Exercise.objects.filter(_matter(code)).values_list("matter__catalog_code", flat=True)[:1]
    return [code, *found]


def knows_version(*, code: str, number: int) -> bool:
    """Tell whether a version of the matter has been published."""
    return (
        MatterVersion.objects.filter(number=number)
        .filter(Q(matter__catalog_code__in=_codes(code)) | Q(matter__code=code))
        .exclude(status="draft")
        .exists()
    )


def matter_name(*, code: str) -> str:
    """Give the name of a matter by any of its codes."""
    found = Matter.objects.filter(Q(catalog_code__in=_codes(code)) | Q(code=code)).first()
    return found.name if found else code


def list_outgoing(*, system: DistrictSystem, after: int) -> list[dict[str, Any]]:
    """List our events for a district after a number, as they go over the wire."""
    return [
        {
            "sequence": one.sequence,
            "kind": one.kind,
            "serial": one.serial,
            "version": one.data_version,
            "payload": one.payload,
            "sm3": one.digest,
        }
        for one in OutgoingEvent.objects.filter(system=system, sequence__gt=after).order_by("sequence")[:PAGE]
    ]


def reconcile(
    *, system: DistrictSystem, day: date, theirs: dict[str, list[str]] | None = None
) -> dict[str, Any]:
    """
    Compare what both sides hold for a day: per kind our count, and, given theirs, what is only here or only there.

    *theirs* lists per kind the serial and version of each event as `serial/step/version`.
    """
    start = datetime.combine(day, time(), tzinfo=SHANGHAI)
    rows = IncomingEvent.objects.filter(
        system=system, happened_at__gte=start, happened_at__lt=start + timedelta(days=1)
    ).exclude(verdict=Verdict.REFUSED.value)
    ours: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for one in rows:
        ours[one.kind].add(f"{one.serial}/{one.step_number}/{one.data_version}")
    report: dict[str, Any] = {
        "wire": WIRE_VERSION,
        "system": system.code,
        "day": day.isoformat(),
        "counts": {kind: len(known) for kind, known in ours.items()},
        "held": rows.filter(verdict=Verdict.HELD.value).count(),
        "waiting_for_acknowledgement": OutgoingEvent.objects.filter(
            system=system, acknowledged_at__isnull=True
        ).count(),
    }
    if theirs is not None:
        report["only_here"] = {
            kind: sorted(known - set(theirs.get(kind, ()))) for kind, known in ours.items()
        }
        report["only_there"] = {
            kind: sorted(set(theirs.get(kind, ())) - known) for kind, known in ours.items()
        }
        report["agrees"] = not any(
            [*report["only_here"].values(), *report["only_there"].values(), report["held"]]
        )
    return report


def get_system(*, code: str) -> DistrictSystem:
    """Get a system by its code. Refuses with NotFound."""
    found = DistrictSystem.objects.select_related("area").filter(code=code).first()
    if found is None:
        raise NotFound(what="这个系统")
    return found


def find_comparison(*, system: DistrictSystem, day: date) -> Act | None:
    """Find the newest comparison of a day the district asked for, from the record."""
    kind, number = system.act_object
    return (
        Act.objects.filter(
            operation="linkage.record_comparison",
            object_type=kind,
            object_number=number,
            facts__day=day.isoformat(),
        )
        .order_by("-number")
        .first()
    )


def list_held(*, system: DistrictSystem, day: date) -> list[IncomingEvent]:
    """List the events of a day that wait for what comes before them."""
    start = datetime.combine(day, time(), tzinfo=SHANGHAI)
    held = IncomingEvent.objects.filter(system=system, verdict=Verdict.HELD.value)
    return list(held.filter(happened_at__gte=start, happened_at__lt=start + timedelta(days=1))[:200])


def list_systems() -> list[DistrictSystem]:
    """List the systems with what they sent and what waits."""
    return list(
        DistrictSystem.objects.select_related("area")
        .annotate(
            taken=Count("incoming", filter=Q(incoming__verdict="taken"), distinct=True),
            held=Count("incoming", filter=Q(incoming__verdict="held"), distinct=True),
            waiting=Count("outgoing", filter=Q(outgoing__acknowledged_at__isnull=True), distinct=True),
        )
        .order_by("code")
    )


def list_district_cases(*, limit: int = 30) -> list[DistrictCase]:
    """List the newest cases of districts' own systems."""
    return list(DistrictCase.objects.select_related("system").order_by("-last_at")[:limit])


def system_of_area(*, area_code: str) -> DistrictSystem | None:
    """Find the system a district keeps."""
    return DistrictSystem.objects.filter(area__code=area_code, is_active=True).first()


def list_refusals(*, limit: int = 20) -> list[Act]:
    """List the newest events that were refused, from the record: a refused event leaves no row but its act."""
    return list(
        Act.objects.filter(operation="linkage.take_event", facts__verdict=Verdict.REFUSED.value).order_by(
            "-number"
        )[:limit]
    )
