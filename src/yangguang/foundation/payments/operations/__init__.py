"""All writes of payments."""

from yangguang.foundation.payments.operations.calls import hear_bank, take_call
from yangguang.foundation.payments.operations.orders import Claim, cancel_order, issue_order, pay_at_demo_bank
from yangguang.foundation.payments.operations.reconciling import explain_difference, reconcile_day
from yangguang.foundation.payments.operations.refunds import (
    judge_refund,
    propose_refund,
    record_refund_attempt,
)

__all__ = [
    "Claim",
    "cancel_order",
    "explain_difference",
    "hear_bank",
    "issue_order",
    "judge_refund",
    "pay_at_demo_bank",
    "propose_refund",
    "reconcile_day",
    "record_refund_attempt",
    "take_call",
]
