"""
The course of a joint case: the scenario's flow says which parts are due, each starts as a case of its own matter, and what the
departments decide leads the flow on. Always called with the joint case held.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.joint import events
from yangguang.capabilities.joint.models import JointCase, Part, PoolFile
from yangguang.capabilities.joint.operations import clocks
from yangguang.capabilities.joint.queries.cases import blocks, pinned
from yangguang.capabilities.joint.queries.combined import Combined, combine
from yangguang.capabilities.joint.queries.scenarios import spec_of_part
from yangguang.capabilities.joint.rules.composing import PoolItem
from yangguang.capabilities.joint.states import PART_OPEN, CaseState, PartState
from yangguang.foundation.acts.api import Actor, emit, note, system_actor
from yangguang.foundation.events.api import announce
from yangguang.foundation.identity.api import EnterpriseDetails, find_enterprise, register_enterprise
from yangguang.foundation.messaging import api as messaging
from yangguang.foundation.process import api as process
from yangguang.foundation.process.models import Instance, Subscription
from yangguang.foundation.process.states import RowState
from yangguang.kernel.clock import today
from yangguang.kernel.identifiers import compose_credit_code
from yangguang.kernel.refusals import Refusal
from yangguang.reference.matters.models import MatterVersion

MESSAGE = "part:"


def awaited_keys(instance_id: int) -> set[str]:
    """Give the parts the flow waits for now."""
    names = Subscription.objects.filter(
        instance_id=instance_id, state=RowState.LIVE, kind="message", name__startswith=MESSAGE
    ).values_list("name", flat=True)
    return {name.removeprefix(MESSAGE) for name in names}


def start_due(case: JointCase, parts: Sequence[Part], *, actor: Actor, now: datetime) -> list[Part]:
    """Start every part whose turn it is; one that lacks the applicant's part of it says so and waits."""
    open_parts = [one for one in parts if one.situation in (PartState.WAITING, PartState.READY)]
    if not open_parts:
        return []
    due = awaited_keys(case.instance_id)
    shared: Shared | None = None
    started = []
    for part in open_parts:
        if part.key in due:
            shared = shared or shared_of(case)
            try:
                _start(case, part, shared, actor=actor, now=now)
            except (approval.FormIncomplete, approval.MaterialsMissing) as refusal:
                _wait_for_applicant(case, part, refusal, now=now)
            else:
                started.append(part)
    return started


@dataclass(frozen=True, slots=True)
class Shared:
    """What the parts that start together draw from: the combined form, its materials and the files that stand."""

    combined: Combined
    pool: list[PoolItem]
    files: dict[str, list[Any]]
    versions: dict[int, MatterVersion]

    def files_for(self, key: str) -> list[tuple[str, Any]]:
        """Give the files of one part, each under the material of its own matter."""
        return [
            (code, file)
            for item in self.pool
            for part, code in item.uses
            if part == key
            for file in self.files.get(item.key, ())
        ]


def shared_of(case: JointCase) -> Shared:
    """Read once what every part that starts now needs."""
    matters = pinned(case)
    combined = combine(version=case.version, matters=matters, keys=list(matters))
    by_item: dict[str, list[Any]] = {}
    for one in PoolFile.objects.filter(case=case, replaced_at__isnull=True).select_related("file"):
        by_item.setdefault(one.item, []).append(one.file)
    versions = MatterVersion.objects.select_related("matter__body__area", "definition").in_bulk(
        list(matters.values())
    )
    return Shared(combined, combined.pool(case.fields, case.given), by_item, versions)


def _start(case: JointCase, part: Part, shared: Shared, *, actor: Actor, now: datetime) -> None:
    fields = shared.combined.share(part.key, case.fields, case.given)
    files = shared.files_for(part.key)
    application = approval.submit_prepared_application(
        actor=actor,
        now=now,
        prepared=approval.PreparedApplication(
            version=shared.versions[part.version_id],
            applicant=_applicant(case, part),
            fields=fields,
            files=tuple(files),
            key=part.key_uuid,
            account_id=case.account_id,
        ),
    )
    part.case_number, part.started_at, part.reason = application.number, now, ""
    part.state = PartState.STARTED.value
    part.save(update_fields=["case_number", "started_at", "state", "reason"])
    emit(events.PartStarted(case.number, case.lead.code, now, part.key, part.body.code, application.number))


def _applicant(case: JointCase, part: Part) -> approval.Applicant:
    """Say for whom the part is done: the applicant, or the company that an earlier result has made."""
    named = spec_of_part(version=case.version, key=part.key).get("in_name_of")
    code, name = case.enterprise_code, case.applicant_name if case.enterprise_code else ""
    if named and case.given.get(named["code"]):
        code, name = case.given[named["code"]], str(case.fields.get(named["name"], ""))
    return approval.Applicant(
        person_name=case.person_name,
        person_number=case.person_number,
        phone=case.phone,
        enterprise_code=code,
        enterprise_name=name,
    )


def _wait_for_applicant(case: JointCase, part: Part, refusal: Refusal, *, now: datetime) -> None:
    if part.situation is PartState.READY:
        return
    part.state, part.reason = PartState.READY.value, refusal.message[:300]
    part.save(update_fields=["state", "reason"])
    tell(
        case,
        "轮到下一阶段了",
        f"“{part.version.plain_name}”可以开始了，请补齐这一阶段的内容和材料，补齐就自动送到{part.body.short_name}。",
        now=now,
    )


def settle(case: JointCase, part: Part, parts: Sequence[Part], *, actor: Actor, now: datetime) -> None:
    """Take a department's result into the flow; a refusal others wait on first asks the applicant what to do."""
    if part.situation is PartState.GRANTED:
        _give(case, part, now=now)
    emit(events.PartSettled(case.number, case.lead.code, now, part.key, part.body.code, part.state))
    if part.situation is not PartState.GRANTED and blocks(part, parts):
        tell(
            case,
            "有一件没有准予",
            f"“{part.version.plain_name}”{part.situation.label}，后面有事项要等它。请看理由，选择改正后再申请，或者到此为止。",
            now=now,
        )
    else:
        lead_on(case, part, parts, actor=actor, now=now)
    stop_idle_total(case, parts, now=now)


def lead_on(case: JointCase, part: Part, parts: Sequence[Part], *, actor: Actor, now: datetime) -> None:
    """Give the flow a part's result, start what follows, and conclude when nothing is left."""
    if part.key in awaited_keys(case.instance_id):
        results = {one.key: one.state for one in parts}
        process.deliver_message(
            instance_id=case.instance_id,
            message=f"{MESSAGE}{part.key}",
            variables={"results": results},
            now=now,
        )
    start_due(case, parts, actor=actor, now=now)
    waits = any(one.situation in (PartState.WAITING, PartState.READY) for one in parts)
    if waits and not Instance.objects.get(pk=case.instance_id).is_live:
        drop_waiting(parts, reason="前面的结果没有准予，这件的前提不成立", now=now)
    conclude_if_over(case, parts, now=now)


def drop_waiting(parts: Sequence[Part], *, reason: str, now: datetime) -> list[Part]:
    """End the parts that will not begin."""
    dropped = [one for one in parts if one.situation in (PartState.WAITING, PartState.READY)]
    for one in dropped:
        one.state, one.finished_at, one.reason = PartState.DROPPED.value, now, reason
        one.save(update_fields=["state", "finished_at", "reason"])
    return dropped


def conclude_if_over(case: JointCase, parts: Sequence[Part], *, now: datetime) -> None:
    """Bring the results together once the flow has ended and every department is done."""
    if case.situation not in (CaseState.SUBMITTED, CaseState.IN_HAND):
        return
    if any(one.finished_at is None for one in parts) or Instance.objects.get(pk=case.instance_id).is_live:
        return
    case.state, case.concluded_at = CaseState.CONCLUDED.value, now
    case.save(update_fields=["state", "concluded_at"])
    clocks.stop_total(case, now=now)
    tell(
        case, "各部门都办完了", f"“{case.version.name}”（{case.number}）的结果已经齐了，统一送给您。", now=now
    )
    emit(events.JointCaseConcluded(case.number, case.lead.code, now))


def stop_idle_total(case: JointCase, parts: Sequence[Part], *, now: datetime) -> None:
    """Stop the total limit while no department has anything in hand: the next move is the applicant's."""
    if not any(one.situation in PART_OPEN for one in parts):
        clocks.stop_total(case, now=now)


def _give(case: JointCase, part: Part, *, now: datetime) -> None:
    """Keep what a granted part gives the others: registration gives the new company its credit code."""
    for name, kind in spec_of_part(version=case.version, key=part.key).get("gives", {}).items():
        source = f"{part.key}.{name}"
        if kind == "credit_code" and source not in case.given:
            code = compose_credit_code(f"91440300MJ{case.pk % 10_000_000:07d}")
            case.given = {**case.given, source: code}
            case.save(update_fields=["given"])
            _register(case, code, now=now)
            note(given={source: code})


def _register(case: JointCase, code: str, *, now: datetime) -> None:
    if find_enterprise(credit_code=code) is not None:
        return
    fields = case.fields
    register_enterprise(
        actor=system_actor("市场主体登记"),
        now=now,
        details=EnterpriseDetails(
            credit_code=code,
            name=str(fields.get("company_name", case.applicant_name)),
            legal_representative=str(fields.get("legal_representative", case.person_name)),
            legal_representative_id_number=str(fields.get("legal_representative_id", case.person_number)),
            address=str(fields.get("address", "")),
            registered_on=_day(now),
            business_scope="、".join(fields.get("scope", ()))
            if isinstance(fields.get("scope"), list)
            else "",
            phone=case.phone,
        ),
    )


def _day(now: datetime) -> date:
    return today(now)


def tell(case: JointCase, title: str, text: str, *, now: datetime) -> None:
    """Tell the applicant, in the site."""
    messaging.send(
        account_id=case.account_id,
        phone="",
        title=title,
        text=text,
        link=f"/joint/cases/{case.number}/",
        about=case.act_object,
        now=now,
    )


def tell_pages(case: JointCase, *, now: datetime) -> None:
    """Let open pages of the case and of the departments' joint desks look again."""
    announce(case.topic, {"state": case.state}, now=now)
