"""What connected systems may call: proposed by one person, approved by another, ended by either."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from yangguang.foundation.acts.api import Actor, note, operation
from yangguang.foundation.organisation.models import Body
from yangguang.kernel import clock
from yangguang.kernel.refusals import InvalidInput
from yangguang.reference.licences import permissions
from yangguang.reference.licences.models import CallingSystem, SystemState
from yangguang.reference.licences.rules.refusals import SystemNotOpen, SystemSamePerson

MOST_PER_MINUTE = 6000


@dataclass(frozen=True, slots=True)
class SystemRights:
    """What is proposed for a system."""

    client_id: str
    name: str
    body: Body
    type_codes: Sequence[str]
    purposes: Sequence[str]
    per_minute: int
    valid_until: date


@operation(
    "licences.propose_system",
    summary="提请证照调用权",
    permission=permissions.may_propose_system,
    subject="result",
)
def propose_system(*, actor: Actor, now: datetime, rights: SystemRights) -> CallingSystem:
    """
    Propose what a connected system may call; a change begins anew and waits for its approval.

    Refuses with InvalidInput.
    """
    problems = {}
    if not rights.client_id.strip():
        problems["client_id"] = "请写接入系统的标识（client_id）。"
    if not rights.type_codes:
        problems["type_codes"] = "请至少选一类证照。"
    if not rights.purposes or not all(one.strip() for one in rights.purposes):
        problems["purposes"] = "请写明用途，一行一个。"
    if not 1 <= rights.per_minute <= MOST_PER_MINUTE:
        problems["per_minute"] = f"每分钟 1 到 {MOST_PER_MINUTE} 次。"
    if rights.valid_until <= clock.today(now):
        problems["valid_until"] = "截止日要在今天以后。"
    if problems:
        raise InvalidInput(fields=problems)
    system, _ = CallingSystem.objects.update_or_create(
        client_id=rights.client_id.strip(),
        defaults={
            "name": rights.name.strip() or rights.client_id.strip(),
            "body": rights.body,
            "type_codes": sorted(set(rights.type_codes)),
            "purposes": [one.strip() for one in rights.purposes],
            "per_minute": rights.per_minute,
            "valid_until": rights.valid_until,
            "state": SystemState.PROPOSED,
            "proposed_by": actor.account_id,
            "proposed_label": actor.label,
            "proposed_at": now,
            "approved_by": None,
            "approved_label": "",
            "ended_why": "",
        },
    )
    note(
        body=system.body.code, types=system.type_codes, purposes=system.purposes, per_minute=system.per_minute
    )
    return system


@operation(
    "licences.approve_system",
    summary="批准证照调用权",
    permission=permissions.may_approve_system,
    subject="system",
    binding=True,
)
def approve_system(*, actor: Actor, now: datetime, system: CallingSystem) -> CallingSystem:
    """
    Let a system call from now on, as another person than the one who proposed it.

    Refuses with SystemNotOpen, SystemSamePerson.
    """
    held = _hold(system, SystemState.PROPOSED, "批准")
    if held.proposed_by is not None and held.proposed_by == actor.account_id:
        raise SystemSamePerson
    held.state, held.approved_by, held.approved_label = SystemState.EFFECTIVE, actor.account_id, actor.label
    held.save()
    note(body=held.body.code, types=held.type_codes, purposes=held.purposes)
    return held


@operation(
    "licences.end_system",
    summary="停用证照调用权",
    permission=permissions.may_end_system,
    subject="system",
    binding=True,
)
def end_system(*, actor: Actor, now: datetime, system: CallingSystem, reason: str) -> CallingSystem:
    """
    Stop a system's calls at once.

    Refuses with SystemNotOpen, InvalidInput.
    """
    if not reason.strip():
        raise InvalidInput(fields={"reason": "请写明理由。"})
    held = CallingSystem.objects.select_for_update(of=("self",)).select_related("body").get(pk=system.pk)
    if held.state == SystemState.ENDED:
        raise SystemNotOpen(name=held.name, state=held.get_state_display(), act="停用")
    held.state, held.ended_why = SystemState.ENDED, reason.strip()[:200]
    held.save(update_fields=["state", "ended_why"])
    note(reason=held.ended_why)
    return held


def _hold(system: CallingSystem, state: SystemState, act: str) -> CallingSystem:
    held = CallingSystem.objects.select_for_update(of=("self",)).select_related("body").get(pk=system.pk)
    if held.state != state:
        raise SystemNotOpen(name=held.name, state=held.get_state_display(), act=act)
    return held
