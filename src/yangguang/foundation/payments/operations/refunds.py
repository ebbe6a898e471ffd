"""Money back: one officer proposes, the head of the body approves, the bank sends; asked outside any transaction."""

from datetime import datetime, timedelta

from django.db.models import Sum

from yangguang.foundation.acts.api import Actor, emit, note, operation
from yangguang.foundation.jobs import api as jobs
from yangguang.foundation.payments import permissions
from yangguang.foundation.payments.events import OrderRefunded
from yangguang.foundation.payments.models import PaymentCall, PaymentOrder, Refund
from yangguang.foundation.payments.refusals import (
    OrderNotOpen,
    RefundAlreadyJudged,
    RefundReasonMissing,
    RefundTooLarge,
    SecondPersonNeeded,
)
from yangguang.foundation.payments.states import CallOutcome, OrderState, RefundState
from yangguang.kernel import money

WAITS = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))


@operation(
    "payments.propose_refund", summary="提出退款", permission=permissions.may_propose_refund, subject="order"
)
def propose_refund(
    *,
    actor: Actor,
    order: PaymentOrder,
    amount: int,
    reason: str,
    now: datetime,
    call: PaymentCall | None = None,
) -> Refund:
    """
    Propose that money goes back: part of what paid the order, or a payment too many.

    Refuses with RefundReasonMissing, RefundTooLarge, OrderNotOpen.
    """
    if not reason.strip():
        raise RefundReasonMissing(fields={"reason": "请写明为什么退。"})
    row = PaymentOrder.objects.select_for_update().get(pk=order.pk)
    paid = call or row.calls.filter(outcome=CallOutcome.PAID).first()
    if paid is None or paid.order_id != row.pk:
        raise OrderNotOpen(number=row.number, state=row.get_state_display(), deed="退款")
    left = paid.amount - _going_back(paid)
    if not 0 < amount <= left:
        raise RefundTooLarge(
            left=money.yuan_text(left), fields={"amount": f"最多能退 {money.yuan_text(left)} 元。"}
        )
    refund = Refund.objects.create(
        order=row,
        call=paid,
        amount=amount,
        reason=reason.strip()[:300],
        proposed_by_id=actor.account_id,
        proposed_at=now,
    )
    note(amount_back_fen=amount, reason=refund.reason)
    return refund


@operation(
    "payments.judge_refund",
    summary="核准退款",
    permission=permissions.may_judge_refund,
    subject="refund",
    asks_factor=True,
)
def judge_refund(*, actor: Actor, refund: Refund, is_approved: bool, now: datetime) -> Refund:
    """
    Approve or refuse as the second person; what is approved goes to the bank right after the commit.

    Refuses with SecondPersonNeeded, RefundAlreadyJudged.
    """
    from yangguang.foundation.payments import tasks  # noqa: PLC0415 - the job calls back into this module

    PaymentOrder.objects.select_for_update().get(pk=refund.order_id)
    row = Refund.objects.select_for_update().select_related("order").get(pk=refund.pk)
    if row.state != RefundState.PROPOSED:
        raise RefundAlreadyJudged(state=row.get_state_display())
    if row.proposed_by_id == actor.account_id:
        raise SecondPersonNeeded
    row.state = RefundState.APPROVED if is_approved else RefundState.REFUSED
    row.judged_by_id, row.judged_at = actor.account_id, now
    row.save(update_fields=["state", "judged_by", "judged_at"])
    note(amount_back_fen=row.amount, is_approved=is_approved)
    if is_approved:
        jobs.defer(tasks.send_refund, refund_id=row.pk)
    return row


@operation(
    "payments.record_refund_attempt",
    summary="退款回执",
    permission=permissions.may_record_refund_attempt,
    subject="refund",
)
def record_refund_attempt(
    *, actor: Actor, refund: Refund, receipt: str, problem: str, now: datetime
) -> Refund:
    """Write down how the bank took it, and queue the next try when it did not; a receipt ends it."""
    from yangguang.foundation.payments import tasks  # noqa: PLC0415 - see above

    order = PaymentOrder.objects.select_for_update().get(pk=refund.order_id)
    row = Refund.objects.select_for_update().get(pk=refund.pk)
    if row.state != RefundState.APPROVED:
        return row
    row.attempts += 1
    row.problem, row.receipt = problem[:300], receipt[:64]
    if receipt:
        row.state, row.paid_at = RefundState.PAID, now
        if row.call.outcome == CallOutcome.PAID and _gone(row) + row.amount == order.amount:
            order.state = OrderState.REFUNDED
            order.save(update_fields=["state"])
        emit(OrderRefunded(order.number, order.object_type, order.object_number, row.amount, now))
    else:
        wait = WAITS[min(row.attempts, len(WAITS)) - 1]
        jobs.defer(tasks.send_refund, at=now + wait, refund_id=row.pk)
    row.save()
    note(receipt=receipt, problem=row.problem, attempt=row.attempts)
    return row


def _going_back(call: PaymentCall) -> int:
    kept = call.refunds.exclude(state=RefundState.REFUSED)
    return int(kept.aggregate(sum=Sum("amount"))["sum"] or 0)


def _gone(refund: Refund) -> int:
    gone = refund.call.refunds.filter(state=RefundState.PAID).exclude(pk=refund.pk)
    return int(gone.aggregate(sum=Sum("amount"))["sum"] or 0)
