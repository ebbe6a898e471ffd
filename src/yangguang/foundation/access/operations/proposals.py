"""Proposing, approving, refusing and ending rights: always two persons on the way in, one is enough on the way out."""

from datetime import date, datetime
from typing import TypeVar

from django.db import transaction

from yangguang.foundation.access import permissions
from yangguang.foundation.access.derivation import kinds_of, powers
from yangguang.foundation.access.models import (
    AdministratorProposal,
    ConflictRule,
    Delegation,
    Effect,
    Grant,
    ObjectLabel,
    Proposal,
    State,
)
from yangguang.foundation.access.operations.administrators import appoint, dismiss
from yangguang.foundation.access.rules import (
    LONGEST_DELEGATION,
    OWN_DUTIES,
    DelegationTooLong,
    NotProposed,
    PostNotHeld,
    PowerNotTransferable,
    SamePerson,
    UnknownPower,
    WouldCollide,
)
from yangguang.foundation.access.snapshot import mark_changed
from yangguang.foundation.acts.api import REGISTRY, Actor, note, operation
from yangguang.foundation.organisation.api import Officer, Post, incompatibility
from yangguang.foundation.organisation.models import Appointment
from yangguang.kernel import clock
from yangguang.kernel.refusals import InvalidInput, NotPermitted

Right = TypeVar("Right", bound=Proposal)


@operation(
    "access.propose_grant", summary="提请授权", permission=permissions.may_propose_grant, subject="result"
)
def propose_grant(
    *,
    actor: Actor,
    now: datetime,
    effect: str,
    operation_name: str,
    post: Post,
    reason: str,
    valid_from: date,
    valid_until: date | None = None,
) -> Grant:
    """
    Propose to give a power to a post or to withhold it, from a day until a day (excluded) or without end.

    A power of another kind of post makes the post stand in for that kind, within its own body. The three administrators'
    own powers are neither given nor withheld by data.

    Refuses with UnknownPower, PowerNotTransferable, InvalidInput.
    """
    _known(operation_name)
    kinds = kinds_of(operation_name)
    if kinds and kinds <= OWN_DUTIES:
        raise PowerNotTransferable(post="这一类管理岗", how="授予或者收回")
    if post.kind in OWN_DUTIES and effect == Effect.GIVE and operation_name in REGISTRY:
        raise PowerNotTransferable(post=post.name, how="再授予办件的权力")
    if effect not in Effect.values:
        raise InvalidInput(fields={"effect": "请选择授予或者收回。"})
    if valid_until is not None and (valid_until <= valid_from or valid_until <= clock.today(now)):
        raise InvalidInput(fields={"valid_until": "截止日期要在开始日期和今天以后。"})
    gives_other = effect == Effect.GIVE and kinds and post.kind not in kinds
    as_kind = sorted(kinds - OWN_DUTIES)[0] if gives_other else ""
    grant = Grant.objects.create(
        effect=effect,
        operation=operation_name,
        post=post,
        as_kind=as_kind,
        valid_from=valid_from,
        valid_until=valid_until,
        reason=_reason(reason),
        proposed_by=officer_of(actor),
        proposed_at=now,
    )
    note(effect=effect, operation=operation_name, post=post.code, as_kind=as_kind, reason=grant.reason)
    return grant


@operation(
    "access.propose_delegation",
    summary="提请委托代行",
    permission=permissions.may_propose_delegation,
    subject="result",
)
def propose_delegation(
    *,
    actor: Actor,
    now: datetime,
    post: Post,
    delegate: Officer,
    operations: list[str],
    valid_from: date,
    valid_until: date,
    reason: str,
) -> Delegation:
    """
    Propose to lend the powers of one's own post, all or some, to another officer for at most 92 days.

    Refuses with PostNotHeld, PowerNotTransferable, DelegationTooLong, WouldCollide, UnknownPower, InvalidInput.
    """
    today = clock.today(now)
    lender = officer_of(actor)
    if not Appointment.objects.filter(officer=lender, post=post).running_on(today).exists():
        raise PostNotHeld(post=post.name)
    if post.kind in OWN_DUTIES:
        raise PowerNotTransferable(post=post.name, how="委托")
    begins = max(valid_from, today)
    if valid_until <= begins or valid_until - begins > LONGEST_DELEGATION:
        raise DelegationTooLong(fields={"valid_until": DelegationTooLong.text})
    if delegate.pk == lender.pk:
        raise InvalidInput(fields={"delegate": "不能委托给自己。"})
    refuse_collision(delegate, post, today)
    for name in operations:
        _known(name)
    delegation = Delegation.objects.create(
        post=post,
        delegate=delegate,
        operations=sorted(operations),
        valid_from=begins,
        valid_until=valid_until,
        reason=_reason(reason),
        proposed_by=lender,
        proposed_at=now,
    )
    note(post=post.code, delegate=delegate.number, operations=operations, until=valid_until.isoformat())
    return delegation


@operation(
    "access.propose_conflict_rule",
    summary="提请回避规则",
    permission=permissions.may_propose_conflict_rule,
    subject="result",
)
def propose_conflict_rule(
    *, actor: Actor, now: datetime, first_operation: str, second_operation: str, reason: str
) -> ConflictRule:
    """
    Propose that whoever did the first on an object is refused the second on it.

    Refuses with UnknownPower, InvalidInput.
    """
    for name in (first_operation, second_operation):
        if name not in REGISTRY:
            raise UnknownPower(operation=name)
    if first_operation == second_operation:
        raise InvalidInput(fields={"second_operation": "两步不能相同。"})
    rule = ConflictRule.objects.create(
        first_operation=first_operation,
        second_operation=second_operation,
        reason=_reason(reason),
        proposed_by=officer_of(actor),
        proposed_at=now,
    )
    note(first=first_operation, second=second_operation, reason=rule.reason)
    return rule


@operation(
    "access.approve_proposal",
    summary="批准授权",
    permission=permissions.may_approve_proposal,
    subject="proposal",
    binding=True,
)
def approve_proposal(*, actor: Actor, now: datetime, proposal: Right) -> Right:
    """
    Make a proposed right effective; the second of two persons (GB/T 22239-2019, 8.1.4.2 d).

    Refuses with SamePerson, NotProposed.
    """
    locked = _lock_proposed(proposal, actor)
    locked.state = State.EFFECTIVE
    if isinstance(locked, AdministratorProposal):
        appoint(locked, now=now)
    return _decided(locked, actor, now)


@operation(
    "access.refuse_proposal",
    summary="不批准授权",
    permission=permissions.may_refuse_proposal,
    subject="proposal",
)
def refuse_proposal(*, actor: Actor, now: datetime, proposal: Right, finding: str) -> Right:
    """
    Turn a proposed right down, with the reason; it never takes effect.

    Refuses with SamePerson, NotProposed, InvalidInput.
    """
    locked = _lock_proposed(proposal, actor)
    locked.state = State.REFUSED
    locked.ending = _reason(finding, field="finding")
    note(finding=locked.ending)
    return _decided(locked, actor, now)


@operation(
    "access.end_right",
    summary="结束授权",
    permission=permissions.may_end_right,
    subject="right",
    asks_factor=True,
)
def end_right(*, actor: Actor, now: datetime, right: Right, reason: str) -> Right:
    """
    End a right at once, or withdraw a proposal.

    Refuses with NotProposed when it has ended before, and with InvalidInput without a reason.
    """
    locked = type(right).objects.select_for_update(of=("self",)).get(pk=right.pk)  # type: ignore[attr-defined]
    if locked.state not in (State.PROPOSED, State.EFFECTIVE):
        raise NotProposed(what=str(locked), state=locked.get_state_display())
    if isinstance(locked, AdministratorProposal) and locked.state == State.EFFECTIVE:
        dismiss(locked, now=now)
    locked.state, locked.ended_at, locked.ending = State.ENDED, now, _reason(reason)
    locked.ended_by = Officer.objects.filter(account_id=actor.account_id or 0).first()
    locked.save()
    mark_changed()
    note(reason=locked.ending)
    return locked


@operation(
    "access.label_object",
    summary="标注密级",
    permission=permissions.may_label_object,
    subject="result",
    asks_factor=True,
)
def label_object(
    *, actor: Actor, now: datetime, object_type: str, object_number: str, level: str, reason: str
) -> ObjectLabel:
    """
    Put a label on an object: 公开, 内部 or 敏感.

    Raising is done at once; lowering is for another person than the one who raised it.

    Refuses with SamePerson, InvalidInput.
    """
    order = ["public", "internal", "sensitive"]
    if level not in order:
        raise InvalidInput(fields={"level": "请选择公开、内部或敏感。"})
    officer = officer_of(actor)
    held = ObjectLabel.objects.select_for_update().filter(
        object_type=object_type, object_number=object_number
    )
    label = held.first()
    if label is not None and order.index(level) < order.index(label.level) and label.set_by_id == officer.pk:
        raise SamePerson(what="这个密级")
    before = label.level if label else ""
    label = label or ObjectLabel(object_type=object_type, object_number=object_number)
    label.level, label.reason, label.set_by, label.set_at = level, _reason(reason), officer, now
    label.save()
    mark_changed()
    note(before=before, level=level, reason=label.reason)
    return label


def _lock_proposed(proposal: Right, actor: Actor) -> Right:
    rows = type(proposal).objects.select_for_update(of=("self",))  # type: ignore[attr-defined]
    locked: Right = rows.select_related("proposed_by").get(pk=proposal.pk)
    if locked.proposed_by.account_id == actor.account_id:
        raise SamePerson(what=str(locked))
    if isinstance(locked, AdministratorProposal) and locked.officer.account_id == actor.account_id:
        raise SamePerson(what=str(locked))
    if isinstance(locked, Delegation) and locked.delegate.account_id == actor.account_id:
        raise SamePerson(what=str(locked))
    if locked.state != State.PROPOSED:
        raise NotProposed(what=str(locked), state=State(locked.state).label)
    return locked


def _decided(right: Right, actor: Actor, now: datetime) -> Right:
    right.decided_by, right.decided_at = officer_of(actor), now
    with transaction.atomic():
        right.save()
    mark_changed()
    note(proposed_by=right.proposed_by.number, right=right.spoken)
    return right


def refuse_collision(delegate: Officer, post: Post, today: date) -> None:
    for held in Appointment.objects.filter(officer=delegate).running_on(today).select_related("post"):
        reason = incompatibility(held=held.post.kind, wanted=post.kind)
        if reason:
            raise WouldCollide(officer=delegate.name, held=held.post.name, wanted=post.name, reason=reason)


def _known(name: str) -> None:
    if name not in dict(powers()):
        raise UnknownPower(
            operation=name, fields={"operation_name": UnknownPower.text.format(operation=name)}
        )


def _reason(text: str, *, field: str = "reason") -> str:
    text = text.strip()
    if not 5 <= len(text) <= 300:
        raise InvalidInput(fields={field: "请写明理由和依据，5 到 300 个字。"})
    return text


def officer_of(actor: Actor) -> Officer:
    officer = Officer.objects.filter(account_id=actor.account_id or 0).first()
    if officer is None:
        raise NotPermitted(summary="这一步只由工作人员办")
    return officer
