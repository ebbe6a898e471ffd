"""Every no of payments, by name."""

from yangguang.kernel.refusals import Refusal


class PaymentUnavailable(Refusal):
    """The bank does not answer."""

    code = "payments.unavailable"
    status = 503
    text = "银行没有办成：{problem}"
    remedy = "款项没有丢，系统会再试；也可以稍后手动再办一次。"


class CallForged(Refusal):
    """A message that says it is the bank's and is not."""

    code = "payments.call_forged"
    status = 403
    text = "这条到账通知的签名不对，没有采信。"
    remedy = "请银行核对双方约定的密钥；款项以当日对账单为准。"


class CallUnreadable(Refusal):
    """A message without the fields that were agreed."""

    code = "payments.call_unreadable"
    status = 422
    text = "到账通知读不懂：{reason}"
    remedy = "字段见接口说明；改正后可以原样再发，同一流水号只入账一次。"


class CallContradicts(Refusal):
    """A serial that was taken before comes again with another content."""

    code = "payments.call_contradicts"
    text = "流水号 {serial} 已经报过，这次的金额或者缴款单号和上次不一样，没有采信。"
    remedy = "先前的记录没有改动，请银行核对。"


class OrderNotOpen(Refusal):
    """The order is not where this can be done."""

    code = "payments.order_not_open"
    text = "缴款单 {number} 现在是“{state}”，不能{deed}。"


class OrderChangedAmount(Refusal):
    """Somebody pays with an old page."""

    code = "payments.amount_changed"
    text = "没有缴款：页面上的金额和缴款单不一样。"
    remedy = "请刷新页面，按现在的金额缴。"


class RefundTooLarge(Refusal):
    """More would go back than came."""

    code = "payments.refund_too_large"
    status = 422
    text = "最多能退 {left} 元，没有保存。"


class RefundReasonMissing(Refusal):
    """A refund without reason."""

    code = "payments.refund_reason_missing"
    status = 422
    text = "请写明为什么退。"


class SecondPersonNeeded(Refusal):
    """Who proposed cannot approve."""

    code = "payments.second_person_needed"
    status = 403
    text = "退款要两个人办：您提出的，要由另一位有权的人核准。"


class RefundAlreadyJudged(Refusal):
    """Somebody was faster."""

    code = "payments.refund_judged"
    text = "这笔退款已经是“{state}”。"
    remedy = "不用再办，请刷新页面看结果。"


class DayNotOver(Refusal):
    """A day is compared when it is over."""

    code = "payments.day_not_over"
    status = 422
    text = "{day} 还没有过完，过完才能对账。"


class ExplanationMissing(Refusal):
    """A difference is closed by saying what it is."""

    code = "payments.explanation_missing"
    status = 422
    text = "请写明差在哪里、怎么处理的。"
