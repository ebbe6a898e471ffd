"""Which matters' law lets the licence wait for the fee: proposed by one, confirmed by another, ended by either."""

from datetime import datetime

from yangguang.capabilities.hall import permissions
from yangguang.capabilities.hall.models import HoldRule
from yangguang.capabilities.hall.operations.charges import RANKS
from yangguang.capabilities.hall.rules.refusals import (
    HoldRuleIncomplete,
    HoldRuleSettled,
    SecondPersonNeeded,
)
from yangguang.foundation.acts.api import Actor, note, operation
from yangguang.foundation.organisation.models import Officer


@operation(
    "hall.propose_hold", summary="提出发证等缴费", permission=permissions.may_propose_hold, subject="result"
)
def propose_hold(*, actor: Actor, matter_code: str, basis: str, basis_rank: str, now: datetime) -> HoldRule:
    """
    Propose that the licence of a matter waits for its fee, with the article that says so.

    Refuses with HoldRuleIncomplete, HoldRuleSettled.
    """
    if basis_rank not in RANKS or not basis.strip():
        raise HoldRuleIncomplete(fields={"basis": "请写明法律、行政法规的条款。"})
    if HoldRule.objects.select_for_update().filter(matter_code=matter_code, ended_at__isnull=True).exists():
        raise HoldRuleSettled
    note(basis=basis, rank=basis_rank)
    return HoldRule.objects.create(
        matter_code=matter_code,
        basis=basis.strip()[:200],
        basis_rank=basis_rank,
        proposed_by=Officer.objects.get(account=actor.account_id),
        proposed_at=now,
    )


@operation(
    "hall.confirm_hold",
    summary="确认发证等缴费",
    permission=permissions.may_confirm_hold,
    subject="rule",
    asks_factor=True,
)
def confirm_hold(*, actor: Actor, rule: HoldRule, now: datetime) -> HoldRule:
    """Put the rule into force as the second person. Refuses with SecondPersonNeeded, HoldRuleSettled."""
    row = HoldRule.objects.select_for_update().select_related("proposed_by").get(pk=rule.pk)
    if row.confirmed_at is not None or row.ended_at is not None:
        raise HoldRuleSettled
    if row.proposed_by.account_id == actor.account_id:
        raise SecondPersonNeeded
    row.confirmed_by, row.confirmed_at = Officer.objects.get(account=actor.account_id), now
    row.save(update_fields=["confirmed_by", "confirmed_at"])
    note(basis=row.basis)
    return row


@operation(
    "hall.end_hold",
    summary="取消发证等缴费",
    permission=permissions.may_end_hold,
    subject="rule",
    asks_factor=True,
)
def end_hold(*, actor: Actor, rule: HoldRule, now: datetime) -> HoldRule:
    """End the rule; licences wait for nothing from now on. Refuses with HoldRuleSettled."""
    row = HoldRule.objects.select_for_update().get(pk=rule.pk)
    if row.ended_at is not None:
        raise HoldRuleSettled
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    note(basis=row.basis)
    return row
