"""What outside systems reported, as the engine meets it: the events of a delivery, in order, with those that waited for it."""

from collections.abc import Mapping
from dataclasses import dataclass

from yangguang.oversight.monitoring.models import FieldStandard, OutsideEvent, StandardState
from yangguang.oversight.monitoring.rules.acts import Read
from yangguang.oversight.monitoring.rules.intake import HELD, LATE, TAKEN
from yangguang.oversight.monitoring.rules.plans import Happening


@dataclass(slots=True)
class Met:
    """One happening on its way through the engine, with whose hand did it."""

    happening: Happening
    officer: str = ""
    body_code: str = ""
    is_late: bool = False


def met_outside(act: Read) -> list[Met]:
    """Read the events a delivery brought, and those that waited for a case it opens."""
    events = list(
        OutsideEvent.objects.select_related("source")
        .filter(batch_id=act.facts.get("batch"), verdict__in=TAKEN)
        .order_by("at", "id")
    )
    opened = [one for one in events if one.content["kind"] == "open"]
    for one in opened:
        held = OutsideEvent.objects.select_related("source").filter(
            source=one.source, case=one.case, verdict=HELD
        )
        events += held.order_by("at", "id")
        held.update(verdict=LATE)
    standards = dict(FieldStandard.objects.filter(state=StandardState.IN_FORCE).values_list("code", "number"))
    # A case opens first, whatever the order it was sent in; what lies before its opening is told as disorder.
    events.sort(key=lambda one: (one.content["kind"] != "open", one.at, one.pk))
    return [_met_event(one, standards) for one in events]


def _met_event(event: OutsideEvent, standards: Mapping[str, int]) -> Met:
    told = event.content
    facts = dict(told.get("facts") or {})
    if told["kind"] == "open":
        code = told.get("standard", "")
        facts |= {"plan": f"std:{code}@{standards.get(code, 0)}", "body": event.source.body_code}
    happening = Happening(
        f"{event.source.code}:{event.case}",
        told["kind"],
        int(event.at.timestamp()),
        told.get("step", ""),
        told.get("outcome", ""),
        told.get("post", ""),
        int(told.get("people") or 0),
        facts,
        f"event:{event.source.code}:{event.event_id}",
    )
    return Met(happening, told.get("officer", ""), event.source.body_code, event.verdict == LATE)
