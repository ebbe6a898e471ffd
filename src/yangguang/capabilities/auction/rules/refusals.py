"""Why a bid or a step in a room is refused; every one has a code, the state of the room goes with it."""

from typing import Any

from yangguang.kernel.refusals import NotFound, Refusal


class BidRefusal(Refusal):
    """A bid that does not count; the bidder is told what would."""

    code = "auction.bid_refused"

    def as_dict(self) -> dict[str, Any]:
        """Give code and sentence, with what the refusal knows."""
        return {
            **Refusal.as_dict(self),
            "values": {k: v for k, v in self.values.items() if isinstance(v, int)},
        }


class RoomNotFound(NotFound):
    """No room of this reference."""

    code = "auction.room_not_found"


class NotOpenYet(BidRefusal):
    """The room has not opened."""

    code = "auction.not_open_yet"
    text = "报价还没有开始，这次没有计入。"
    remedy = "到开始时间再报；页面上的时间是服务器时间。"


class BidTooLate(BidRefusal):
    """It reached the server after the effective end."""

    code = "auction.too_late"
    text = "这次报价到达服务器时已经截止，晚了 {late_ms} 毫秒，没有计入。"
    remedy = "截止以到达服务器的时间为准，与您设备上的时间无关。您之前的有效报价都在。"


class RoomPaused(BidRefusal):
    """The room is paused; the time will be given back."""

    code = "auction.paused"
    text = "现在暂停，这次报价没有计入。"
    remedy = "恢复以后补足时间，请等页面通知再报。"


class RoomEnded(BidRefusal):
    """The room has been decided or aborted."""

    code = "auction.ended"
    text = "这场竞价已经结束，这次报价没有计入。"
    remedy = "结果在标的页面公布；如有异议，可以在公示期内提出。"


class NotThePhase(BidRefusal):
    """The room is in a phase that takes something else."""

    code = "auction.not_the_phase"
    text = "现在是{phase}，不收这一项。"
    remedy = "请看页面上的当前阶段。"


class BidTooLow(BidRefusal):
    """Not above the current price by the step."""

    code = "auction.too_low"
    text = "报价低于现在可以报的最低价，没有计入；可能别人刚刚报过。"
    remedy = "请按页面上新的最低有效价再报。"


class OffTheGrid(BidRefusal):
    """Not on the grid of steps."""

    code = "auction.off_the_grid"
    text = "报价不在增价幅度的整数倍上，没有计入。"
    remedy = "请选页面上给出的价，或者按增价幅度的整数倍填写。"


class AboveCap(BidRefusal):
    """Above the price cap."""

    code = "auction.above_cap"
    text = "报价高于最高限价，没有计入。"
    remedy = "可以直接报到最高限价。"


class AlreadyLeading(BidRefusal):
    """The bidder would outbid themselves."""

    code = "auction.already_leading"
    text = "现在就是您领先，不用再加价，这次没有计入。"
    remedy = "别人报价以后您再报。"


class JumpNotConfirmed(BidRefusal):
    """Far above the current price, and the bidder has not said that it is meant."""

    code = "auction.jump_not_confirmed"
    text = "这次报价比当前价高出 {steps} 档，请再确认一次；还没有计入。"
    remedy = "核对大写金额无误后，勾选“金额无误”再报。"


class MustHaveQuoted(BidRefusal):
    """Only who has quoted before takes part in this phase."""

    code = "auction.must_have_quoted"
    text = "挂牌期内没有有效报价的，不能参加限时竞价，这次没有计入。"
    remedy = "规则见标的页面的竞价参数。"


class NotAdmitted(BidRefusal):
    """The bidder has no seat in this room, or lost it."""

    code = "auction.not_admitted"
    status = 403
    text = "您没有这场竞价的竞买资格，这次没有计入。"
    remedy = "请核对报名和资格确认；被取消资格的，可以看取消的理由并提出异议。"


class DepositNotFrozen(BidRefusal):
    """No bid without a frozen deposit."""

    code = "auction.deposit_not_frozen"
    status = 403
    text = "您的保证金没有冻结（{state}），报价没有计入。"
    remedy = "请从报名时登记的本单位账户交纳，到账冻结以后再报。"


class CurrencyNotTaken(BidRefusal):
    """Another currency than yuan."""

    code = "auction.currency_not_taken"
    status = 422
    text = "只收人民币报价，没有计入。"
    remedy = "请以人民币报价，金额以分为单位。"


class OfferMalformed(BidRefusal):
    """The request is not a bid."""

    code = "auction.malformed"
    status = 422
    text = "这次报价没有读懂（{what}），没有计入。"
    remedy = "请从竞价页面报价；接口用户请看接口说明。"


class KeyUsedForAnother(BidRefusal):
    """The same idempotency key came with another body."""

    code = "auction.key_used_for_another"
    text = "同一个报价标识已经用于另一次内容不同的报价，这次没有计入。"
    remedy = "请刷新页面再报；每次报价用新的标识。"


class SignatureNotGood(BidRefusal):
    """The signature is missing or does not fit the bid and the bidder's certificate."""

    code = "auction.signature_not_good"
    status = 403
    text = "报价的签名{problem}，没有计入。"
    remedy = "请用您报名时绑定的证书重新签名报价。"


class PassNotGood(BidRefusal):
    """The bidding pass is missing, false or too old."""

    code = "auction.pass_not_good"
    status = 401
    text = "竞价凭证已经过期，这次没有计入。"
    remedy = "刷新页面即可，登录状态和报价都在。"


class ServerFault(BidRefusal):
    """It arrived in time, but the server could not take it before the phase was closed."""

    code = "auction.server_fault"
    status = 503
    text = "报价按时到达，但因平台故障没能在截止前入账，没有计入；已经记录在案。"
    remedy = "平台故障由监督员处理，按规则暂停并补足时间；请留在页面上等通知。"


class HasBidSealed(BidRefusal):
    """A sealed quotation is given once."""

    code = "auction.already_quoted"
    text = "一次报价只能报一次，您已经报过，这次没有计入。"
    remedy = "报价在截止后统一揭示。"


class NotAHolder(BidRefusal):
    """Only holders of pre-emption are asked."""

    code = "auction.not_a_holder"
    status = 403
    text = "只有优先购买权人能作这项表示。"
    remedy = "请看页面上的当前阶段。"


class AlreadySpoken(BidRefusal):
    """The holder has said so already, or another goes before."""

    code = "auction.already_spoken"
    text = "您在这一价位上已经作过表示，或者有顺位在前的人行使了优先购买权。"
    remedy = "价格有变化时会再次征询。"


class NoProxies(BidRefusal):
    """The lot does not take maximum bids."""

    code = "auction.no_proxies"
    text = "这个标的不接受委托最高价。"
    remedy = "请自己报价。"


class AlreadyPaused(Refusal):
    """It stands still already."""

    code = "auction.already_paused"
    text = "已经处于暂停。"
    remedy = "要继续，请办理恢复。"


class NotPaused(Refusal):
    """There is nothing to resume."""

    code = "auction.not_paused"
    text = "现在没有暂停。"
    remedy = ""


class ReasonMissing(Refusal):
    """A pause, a resumption and an abort say why."""

    code = "auction.reason_missing"
    status = 422
    text = "没有写理由，不能办这一步。"
    remedy = "理由会当场公布，请写清楚。"


class ReserveAlreadySet(Refusal):
    """A reserve price is entered once."""

    code = "auction.reserve_already_set"
    text = "底价已经录入，不能再录、不能改。"
    remedy = "录入的承诺值已经写进竞价记录，开标时当场核对。"


class ReserveTooLateOrEarly(Refusal):
    """The reserve is entered before the deadline of the rules."""

    code = "auction.reserve_too_late"
    text = "底价须在报价截止前 {minutes} 分钟以前录入，现在已经不能录。"
    remedy = "没有按时录入底价的，按无底价处理或者终止，由监督员决定。"


class ReserveNeedsWitness(Refusal):
    """The reserve is entered under supervision: two different persons."""

    code = "auction.reserve_needs_witness"
    status = 403
    text = "底价须在监督员监督下录入，录入人和监督员不能是同一人。"
    remedy = "请监督员在场用自己的口令见证。"


class WatcherBids(Refusal):
    """Who supervises, sells or attests does not bid."""

    code = "auction.watcher_bids"
    status = 403
    text = "您是这个标的的竞买人，不能同时办理监督、公证或者转让方的事项。"
    remedy = "请由没有利害关系的人员办理（回避）。"


class OutsideMicroseconds(Refusal):
    """The log holds whole microseconds; anything else is a fault of ours."""

    code = "auction.bad_instant"
    text = "时间不合格式。"
