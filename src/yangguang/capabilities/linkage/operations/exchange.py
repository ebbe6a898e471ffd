"""
The exchange with a district's own system: its events in, ours out, each once, in order, answered for one by one.

A system's row is held while its events are taken: two deliveries at once, or one repeated, come to the same.
"""

import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from yangguang.capabilities.linkage import events, permissions
from yangguang.capabilities.linkage.models import (
    Batch,
    DistrictCase,
    DistrictSystem,
    IncomingEvent,
)
from yangguang.capabilities.linkage.queries.exchange import (
    knows_matter,
    knows_version,
    matter_name,
    reconcile,
)
from yangguang.capabilities.linkage.rules.exchange import (
    AFTER,
    KINDS,
    RESULTS,
    STATES,
    WIRE_VERSION,
    AlreadyClosed,
    BatchDamaged,
    BatchNumberTaken,
    EventRefused,
    MatterUnknown,
    MatterVersionUnknown,
    SaidOtherwise,
    SystemUnknown,
    Told,
    masked_applicant,
    read_event,
    require_sane_clock,
)
from yangguang.capabilities.linkage.states import Verdict
from yangguang.foundation.acts.api import Actor, emit, note, operation, system_actor
from yangguang.foundation.files import api as files
from yangguang.foundation.organisation.models import Area

EXCHANGE_MACHINE = system_actor("市区数据交换")
MOST_EVENTS = 1000
MOST_NAMED = 50
"""Differences of a kind that the record names one by one; the answer over the wire names all."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one event: the acknowledgement as it goes over the wire."""

    serial: str
    kind: str
    version: int
    verdict: str
    code: str = ""
    reason: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As written on the wire."""
        return {
            "serial": self.serial,
            "kind": self.kind,
            "version": self.version,
            "verdict": self.verdict,
            "code": self.code,
            "reason": self.reason,
        }


@operation(
    "linkage.register_district_system",
    summary="登记区自建系统",
    permission=permissions.may_register_district_system,
    subject="result",
)
def register_district_system(
    *, actor: Actor, code: str, name: str, area: Area, secret: str, now: datetime
) -> DistrictSystem:
    """Let a district's system exchange; of its secret only the digest is kept."""
    system, _ = DistrictSystem.objects.update_or_create(
        code=code,
        defaults={
            "name": name,
            "area": area,
            "secret_digest": files.digest_of(secret.encode()),
            "registered_at": now,
        },
    )
    note(area=area.code)
    return system


def recognise_system(*, authorization: str) -> DistrictSystem:
    """
    Recognise a system by `Bearer <code>:<secret>`.

    Refuses with SystemUnknown.
    """
    code, _, secret = authorization.removeprefix("Bearer ").partition(":")
    found = DistrictSystem.objects.select_related("area").filter(code=code, is_active=True).first()
    given = files.digest_of(secret.encode())
    if found is None or not hmac.compare_digest(found.secret_digest, given):
        raise SystemUnknown
    return found


def take_events(*, system: DistrictSystem, raw: Sequence[Any], now: datetime) -> list[Answer]:
    """Take events one by one, each an act of its own; one that is refused stops none of the others."""
    return [take_event(actor=EXCHANGE_MACHINE, system=system, raw=one, now=now) for one in raw[:MOST_EVENTS]]


@operation(
    "linkage.take_event", summary="接收区系统事件", permission=permissions.may_take_event, subject="system"
)
def take_event(
    *, actor: Actor, system: DistrictSystem, raw: Any, now: datetime, batch: Batch | None = None
) -> Answer:
    """
    Take one event: at once, again (nothing changes), kept until what comes before has come, or refused by name.

    A refused or repeated event changes nothing; what was kept is taken as soon as its turn has come.
    """
    DistrictSystem.objects.select_for_update().get(pk=system.pk)
    try:
        told = read_event(raw)
        answer = _take(system, told, now, batch)
    except EventRefused as refusal:
        answer = _refused(raw, refusal)
    note(**answer.as_dict())
    return answer


def _take(system: DistrictSystem, told: Told, now: datetime, batch: Batch | None) -> Answer:
    digest = _digest(told)
    same = IncomingEvent.objects.filter(
        system=system, serial=told.serial, kind=told.kind, step_number=told.step, data_version=told.version
    ).first()
    if same is not None:
        if same.digest != digest:
            raise SaidOtherwise(
                reason=f"{KINDS[told.kind]}第 {told.version} 版说过别的内容；更正请把版本号加一"
            )
        return Answer(told.serial, told.kind, told.version, Verdict.REPEATED.value)
    require_sane_clock(told, now=now)
    if not knows_matter(system=system, code=told.matter):
        raise MatterUnknown(reason=f"{system.name}没有登记办理事项 {told.matter}")
    if not knows_version(code=told.matter, number=told.matter_version):
        raise MatterVersionUnknown(reason=f"事项 {told.matter} 没有第 {told.matter_version} 版")
    _require_open(system, told)
    is_early = bool(_missing_before(system, told))
    IncomingEvent.objects.create(
        system=system,
        batch=batch,
        kind=told.kind,
        serial=told.serial,
        data_version=told.version,
        step_number=told.step,
        matter_code=told.matter,
        matter_version=told.matter_version,
        happened_at=told.at,
        payload=told.payload,
        digest=digest,
        verdict=(Verdict.HELD if is_early else Verdict.TAKEN).value,
        received_at=now,
    )
    if is_early:
        missing = "、".join(KINDS[kind] for kind in sorted(_missing_before(system, told)))
        return Answer(told.serial, told.kind, told.version, Verdict.HELD.value, "", f"还没有收到{missing}")
    _apply_all(system, told.serial, now)
    return Answer(told.serial, told.kind, told.version, Verdict.TAKEN.value)


def _digest(told: Told) -> str:
    whole = [
        told.kind,
        told.serial,
        told.version,
        told.step,
        told.matter,
        told.matter_version,
        told.at.isoformat(),
        told.payload,
    ]
    return files.digest_of(json.dumps(whole, ensure_ascii=False, sort_keys=True).encode())


def _missing_before(system: DistrictSystem, told: Told) -> set[str]:
    taken = IncomingEvent.objects.filter(
        system=system, serial=told.serial, verdict=Verdict.TAKEN.value
    ).values_list("kind", flat=True)
    return set(AFTER[told.kind]) - set(taken)


def _require_open(system: DistrictSystem, told: Told) -> None:
    closing = IncomingEvent.objects.filter(
        system=system, serial=told.serial, kind="closed", verdict=Verdict.TAKEN.value
    ).first()
    if closing is not None and told.kind != "closed" and told.at > closing.happened_at:
        raise AlreadyClosed(
            reason=f"{told.serial} 已经办结，之后不能再有{KINDS[told.kind]}；办结有误的，重报办结的新版本"
        )


def _apply_all(system: DistrictSystem, serial: str, now: datetime) -> None:
    """Apply what is taken and not applied, and take what was kept for it, until nothing moves."""
    while True:
        waiting = IncomingEvent.objects.filter(system=system, serial=serial, verdict=Verdict.HELD.value)
        taken = set(
            IncomingEvent.objects.filter(
                system=system, serial=serial, verdict=Verdict.TAKEN.value
            ).values_list("kind", flat=True)
        )
        ripe = [one for one in waiting.order_by("happened_at", "pk") if AFTER[one.kind] <= taken]
        for one in ripe:
            one.verdict = Verdict.TAKEN.value
            one.save(update_fields=["verdict"])
        fresh = IncomingEvent.objects.filter(
            system=system, serial=serial, verdict=Verdict.TAKEN.value, applied_at__isnull=True
        )
        for one in fresh.order_by("happened_at", "pk"):
            _apply(system, one, now)
        if not ripe:
            return


def _apply(system: DistrictSystem, event: IncomingEvent, now: datetime) -> None:
    case, _ = DistrictCase.objects.get_or_create(
        system=system,
        serial=event.serial,
        defaults={
            "matter_code": event.matter_code,
            "matter_name": matter_name(code=event.matter_code),
            "applicant_masked": masked_applicant(str(event.payload.get("applicant", ""))),
            "state": event.kind,
            "first_at": event.happened_at,
            "last_at": event.happened_at,
        },
    )
    if event.happened_at >= case.last_at or event.kind == "closed":
        case.state, case.last_at = event.kind, max(event.happened_at, case.last_at)
    if event.kind == "closed":
        case.result = RESULTS.get(event.payload.get("result", 6), STATES["closed"])
    case.save()
    event.applied_at = now
    event.save(update_fields=["applied_at"])
    emit(events.DistrictEventTaken(system.code, event.serial, event.kind, now))


def _refused(raw: Any, refusal: EventRefused) -> Answer:
    known = raw if isinstance(raw, dict) else {}
    version = known.get("version")
    return Answer(
        str(known.get("serial", ""))[:40],
        str(known.get("kind", ""))[:20],
        version if isinstance(version, int) and not isinstance(version, bool) else 0,
        Verdict.REFUSED.value,
        refusal.code,
        str(refusal.values.get("reason", refusal.message)),
    )


@operation(
    "linkage.take_batch", summary="接收批量文件", permission=permissions.may_take_batch, subject="system"
)
def take_batch(
    *, actor: Actor, system: DistrictSystem, source: bytes, now: datetime
) -> tuple[Batch, list[Answer]]:
    """
    Take a file of events: the first line says version, number, count and SM3 of the rest; the same file twice is one batch.

    Refuses with BatchDamaged, BatchNumberTaken; then not one of its events is kept.
    """
    head, lines = _open_batch(source)
    digest = files.digest_of(source)
    DistrictSystem.objects.select_for_update().get(pk=system.pk)
    known = Batch.objects.filter(system=system, number=head["number"]).first()
    if known is not None and known.digest != digest:
        raise BatchNumberTaken(number=head["number"])
    batch = known or Batch.objects.create(
        system=system, number=head["number"], digest=digest, received_at=now
    )
    answers = [take_event(actor=actor, system=system, raw=one, now=now, batch=batch) for one in lines]
    if known is None:
        batch.counts = {verdict.value: sum(one.verdict == verdict for one in answers) for verdict in Verdict}
        batch.save(update_fields=["counts"])
    note(number=batch.number, digest=digest, counts=batch.counts)
    return batch, answers


def _open_batch(source: bytes) -> tuple[dict[str, Any], list[Any]]:
    head_line, _, body = source.partition(b"\n")
    try:
        head = json.loads(head_line)
        lines = [json.loads(line) for line in body.splitlines() if line.strip()]
    except ValueError:
        raise BatchDamaged(reason="不是一行一个 JSON 的文件") from None
    if not isinstance(head, dict) or head.get("wire") != WIRE_VERSION or not head.get("number"):
        raise BatchDamaged(reason=f"第一行要写明 wire（{WIRE_VERSION}）和 number")
    if head.get("count") != len(lines):
        raise BatchDamaged(reason=f"第一行说有 {head.get('count')} 件，实际 {len(lines)} 件")
    if head.get("sm3") != files.digest_of(body):
        raise BatchDamaged(reason="内容和第一行的 SM3 对不上，可能在路上坏了")
    return head, lines


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a comparison of a day came to, as it goes over the wire."""

    report: dict[str, Any]


@operation(
    "linkage.record_comparison",
    summary="与区系统对账",
    permission=permissions.may_record_comparison,
    subject="system",
)
def record_comparison(
    *, actor: Actor, system: DistrictSystem, day: date, theirs: dict[str, list[str]], now: datetime
) -> Comparison:
    """Compare a day event by event with what the district says it sent; the report stays on record for both sides."""
    report = reconcile(system=system, day=day, theirs=theirs)
    note(
        day=day.isoformat(),
        agrees=report["agrees"],
        counts=report["counts"],
        theirs={kind: len(theirs.get(kind, ())) for kind in KINDS},
        only_here={kind: rows[:MOST_NAMED] for kind, rows in report["only_here"].items() if rows},
        only_there={kind: rows[:MOST_NAMED] for kind, rows in report["only_there"].items() if rows},
        held=report["held"],
    )
    return Comparison(report)
