"""The lives of an order and of a refund, each as one table."""

from django.db import models


class OrderState(models.TextChoices):
    """Where an order to pay stands."""

    DUE = "due", "待缴"
    PAID = "paid", "已缴"
    CANCELLED = "cancelled", "已取消"
    REFUNDED = "refunded", "已退"


class RefundState(models.TextChoices):
    """Where money on its way back stands."""

    PROPOSED = "proposed", "待第二人核准"
    APPROVED = "approved", "待银行退回"
    PAID = "paid", "已退回"
    REFUSED = "refused", "不予退回"


class CallOutcome(models.TextChoices):
    """What became of one payment the bank reported."""

    PAID = "paid", "已入账"
    UNKNOWN = "unknown", "没有这张缴款单"
    WRONG_AMOUNT = "wrong_amount", "金额不符"
    SURPLUS = "surplus", "重复缴款"
    CANCELLED = "cancelled", "缴款单已取消"


class Difference(models.TextChoices):
    """In what the bank's day and the book's differ."""

    ONLY_BANK = "only_bank", "银行有，账上没有"
    ONLY_BOOK = "only_book", "账上有，银行没有"
    AMOUNT = "amount", "金额不同"
    UNMATCHED = "unmatched", "到账了，对不上缴款单"


ORDER_STEPS: dict[OrderState, frozenset[OrderState]] = {
    OrderState.DUE: frozenset({OrderState.PAID, OrderState.CANCELLED}),
    OrderState.PAID: frozenset({OrderState.REFUNDED}),
    OrderState.CANCELLED: frozenset(),
    OrderState.REFUNDED: frozenset(),
}
REFUND_STEPS: dict[RefundState, frozenset[RefundState]] = {
    RefundState.PROPOSED: frozenset({RefundState.APPROVED, RefundState.REFUSED}),
    RefundState.APPROVED: frozenset({RefundState.PAID}),
    RefundState.PAID: frozenset(),
    RefundState.REFUSED: frozenset(),
}
