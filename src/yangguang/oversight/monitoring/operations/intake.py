"""Taking in what outside systems report: each delivery one act, each event one answer; the engine reads it in the log's order."""

import hashlib
import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yangguang.foundation.acts.api import Actor, note, operation
from yangguang.oversight.monitoring import permissions
from yangguang.oversight.monitoring.models import (
    FieldStandard,
    IntakeBatch,
    OutsideEvent,
    Source,
    StandardState,
    WatchedCase,
)
from yangguang.oversight.monitoring.rules import intake
from yangguang.oversight.monitoring.rules.plans import plan_of_standard
from yangguang.oversight.monitoring.rules.refusals import (
    AnotherApproverNeeded,
    StandardNotFit,
    StandardNotOpen,
    TooManyEvents,
)


@operation(
    "monitoring.register_source",
    summary="登记接入系统",
    permission=permissions.may_register_source,
    subject="result",
    asks_factor=True,
)
def register_source(
    *, actor: Actor, code: str, name: str, body_code: str, token: str, now: datetime
) -> Source:
    """Let an outside system report; the token is shown once and only its digest is kept."""
    source = Source.objects.create(
        code=code, name=name, body_code=body_code, token_digest=token_digest(token), registered_at=now
    )
    note(code=code, body=body_code)
    return source


def new_token() -> str:
    """Draw a token."""
    return secrets.token_urlsafe(32)


def token_digest(token: str) -> str:
    """Give what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@operation(
    "monitoring.write_standard",
    summary="起草领域标准",
    permission=permissions.may_write_standard,
    subject="result",
)
def write_standard(*, actor: Actor, content: dict[str, Any], now: datetime) -> FieldStandard:
    """
    Write a version of a field's standard as data; another supervisor approves it.

    Refuses with StandardNotFit.
    """
    try:
        plan = plan_of_standard(content)
        plan.net.start(frozenset())
    except (KeyError, TypeError, ValueError) as problem:
        raise StandardNotFit(problem=str(problem)[:120]) from problem
    last = FieldStandard.objects.filter(code=plan.code).order_by("-number").first()
    standard = FieldStandard.objects.create(
        code=plan.code,
        number=last.number + 1 if last else 1,
        field=plan.field,
        name=plan.name,
        content=content,
        written_by=actor.label,
        written_at=now,
    )
    note(code=plan.code, number=standard.number)
    return standard


@operation(
    "monitoring.approve_standard",
    summary="批准领域标准",
    permission=permissions.may_approve_standard,
    subject="standard",
    asks_factor=True,
)
def approve_standard(*, actor: Actor, standard: FieldStandard, now: datetime) -> FieldStandard:
    """
    Put a version in force; cases that began under an earlier one stay under it.

    Refuses with StandardNotOpen, AnotherApproverNeeded.
    """
    standard.refresh_from_db(from_queryset=FieldStandard.objects.select_for_update())
    if standard.state != StandardState.DRAFT:
        raise StandardNotOpen
    if standard.written_by == actor.label:
        raise AnotherApproverNeeded
    FieldStandard.objects.filter(code=standard.code, state=StandardState.IN_FORCE).update(
        state=StandardState.RETIRED
    )
    standard.state, standard.approved_by, standard.approved_at = StandardState.IN_FORCE, actor.label, now
    standard.save(update_fields=["state", "approved_by", "approved_at"])
    note(code=standard.code, number=standard.number)
    return standard


@dataclass(slots=True)
class _Known:
    """What has to be known to answer a delivery, read in a few queries."""

    digests: dict[str, str]
    cases: set[str]
    standards: set[str]


@operation(
    "monitoring.receive_events",
    summary="接收外部办理行为",
    permission=permissions.may_receive_events,
    subject="result",
)
def receive_events(*, actor: Actor, source: Source, events: Sequence[object], now: datetime) -> IntakeBatch:
    """
    Receive a delivery and answer each event in it by name; what is not taken leaves no trace in any case.

    Refuses with TooManyEvents.
    """
    if len(events) > intake.MOST_EVENTS:
        raise TooManyEvents(most=intake.MOST_EVENTS, count=len(events))
    known = _known(source, events)
    batch = IntakeBatch.objects.create(source=source, received_at=now, digest="")
    counts: Counter[str] = Counter()
    rows: list[OutsideEvent] = []
    for place, event in enumerate(events):
        verdict, problem = _answer(event, known, now)
        counts[verdict] += 1
        if verdict != intake.ACCEPTED:
            told = event.get("event_id", "") if isinstance(event, dict) else ""
            batch.report.append(
                {
                    "place": place,
                    "event_id": told,
                    "verdict": verdict,
                    "text": problem or intake.WORDS[verdict],
                }
            )
        if verdict in intake.TAKEN or verdict == intake.HELD:
            rows.append(_row(source, batch, event, verdict, known))  # type: ignore[arg-type]
    OutsideEvent.objects.bulk_create(rows, batch_size=2000)
    batch.counts = dict(counts)
    batch.digest = intake.digest_of({"events": [row.digest for row in rows]})
    batch.save(update_fields=["counts", "digest", "report"])
    note(source=source.code, batch=batch.pk, counts=batch.counts, sm3=batch.digest)
    return batch


def _known(source: Source, events: Sequence[object]) -> _Known:
    told = [one for one in events if isinstance(one, dict)]
    ids = [str(one.get("event_id", "")) for one in told]
    cases = {f"{source.code}:{one.get('case', '')}" for one in told}
    return _Known(
        dict(source.events.filter(event_id__in=ids).values_list("event_id", "digest")),
        set(WatchedCase.objects.filter(number__in=cases).values_list("number", flat=True))
        | {
            f"{source.code}:{case}"
            for case in source.events.filter(
                case__in=[one.get("case", "") for one in told], content__kind="open"
            ).values_list("case", flat=True)
        },
        set(FieldStandard.objects.filter(state=StandardState.IN_FORCE).values_list("code", flat=True)),
    )


def _answer(event: object, known: _Known, now: datetime) -> tuple[str, str]:
    problem = intake.problem_with(event)
    if problem or not isinstance(event, dict):
        return intake.INVALID, f"{intake.WORDS[intake.INVALID]}。{problem}"
    at = intake.instant_of(event)
    before = known.digests.get(event["event_id"])
    if before is not None:
        return (intake.DUPLICATE if before == intake.digest_of(event) else intake.CHANGED), ""
    if at is None or at > now + intake.TOLERANCE:
        return intake.FUTURE, ""
    if event["kind"] == "open" and event.get("standard") not in known.standards:
        return intake.UNKNOWN_STANDARD, ""
    return _placed(event, known, at, now), ""


def _placed(event: dict[str, Any], known: _Known, at: datetime, now: datetime) -> str:
    if event["kind"] != "open" and not any(one.endswith(f":{event['case']}") for one in known.cases):
        return intake.HELD
    return intake.LATE if now - at > intake.LATE_AFTER else intake.ACCEPTED


def _row(
    source: Source, batch: IntakeBatch, event: dict[str, Any], verdict: str, known: _Known
) -> OutsideEvent:
    digest = intake.digest_of(event)
    known.digests[event["event_id"]] = digest
    if event["kind"] == "open":
        known.cases.add(f"{source.code}:{event['case']}")
    return OutsideEvent(
        source=source,
        event_id=event["event_id"],
        batch=batch,
        case=event["case"],
        digest=digest,
        content=event,
        verdict=verdict,
        at=intake.instant_of(event),
    )
