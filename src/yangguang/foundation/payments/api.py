"""The door of payments."""

from yangguang.foundation.payments.models import (
    PaymentCall,
    PaymentOrder,
    Reconciliation,
    ReconciliationDifference,
    Refund,
)
from yangguang.foundation.payments.operations import (
    Claim,
    cancel_order,
    explain_difference,
    hear_bank,
    issue_order,
    judge_refund,
    pay_at_demo_bank,
    propose_refund,
    reconcile_day,
    record_refund_attempt,
)
from yangguang.foundation.payments.permissions import collects, is_payer, may_propose_refund
from yangguang.foundation.payments.providers.base import BankLine, PaymentProvider
from yangguang.foundation.payments.providers.demo import DemoBank
from yangguang.foundation.payments.providers.registry import provider_named, register_provider
from yangguang.foundation.payments.queries import get_order, list_body_orders, list_orders_of
from yangguang.foundation.payments.refusals import (
    CallContradicts,
    CallForged,
    CallUnreadable,
    OrderNotOpen,
    PaymentUnavailable,
    RefundTooLarge,
    SecondPersonNeeded,
)
from yangguang.foundation.payments.states import CallOutcome, OrderState, RefundState

__all__ = [
    "BankLine",
    "CallContradicts",
    "CallForged",
    "CallOutcome",
    "CallUnreadable",
    "Claim",
    "DemoBank",
    "OrderNotOpen",
    "OrderState",
    "PaymentCall",
    "PaymentOrder",
    "PaymentProvider",
    "PaymentUnavailable",
    "Reconciliation",
    "ReconciliationDifference",
    "Refund",
    "RefundState",
    "RefundTooLarge",
    "SecondPersonNeeded",
    "cancel_order",
    "collects",
    "explain_difference",
    "get_order",
    "hear_bank",
    "is_payer",
    "issue_order",
    "judge_refund",
    "list_body_orders",
    "list_orders_of",
    "may_propose_refund",
    "pay_at_demo_bank",
    "propose_refund",
    "provider_named",
    "reconcile_day",
    "record_refund_attempt",
    "register_provider",
]
