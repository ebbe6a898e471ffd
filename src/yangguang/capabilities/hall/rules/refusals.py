"""Every no of the hall, by name."""

from yangguang.kernel.refusals import Refusal


class NothingToCharge(Refusal):
    """The published matter asks for no fee."""

    code = "hall.nothing_to_charge"
    text = "“{matter}”公布的版本不收费，不能开缴款单。"
    remedy = "事项要收费的，先按程序修改事项并重新公布。"


class FeeWithoutLaw(Refusal):
    """A fee that stands on less than an administrative regulation."""

    code = "hall.fee_without_law"
    text = "没有开单：收费要有法律或者行政法规依据，“{basis}”（{rank}）不够。"
    remedy = "行政许可法第五十八条、第五十九条；请法制岗核对事项的收费依据。"


class ChargedAlready(Refusal):
    """One case, one fee."""

    code = "hall.charged_already"
    text = "{number} 已经开过缴款单 {order}，一件只收一次。"


class NotChargeableNow(Refusal):
    """Before acceptance, or after the end, nothing is charged."""

    code = "hall.not_chargeable_now"
    text = "{number} 现在是“{state}”，受理以后、办结以前才能开缴款单。"


class WaiverBasisMissing(Refusal):
    """A waiver names the rule it stands on."""

    code = "hall.waiver_basis_missing"
    status = 422
    text = "减免要写明依据。"


class HoldRuleIncomplete(Refusal):
    """What may wait for money, only a law or an administrative regulation says."""

    code = "hall.hold_rule_incomplete"
    status = 422
    text = "没有保存：只有法律、行政法规写明“未缴费不发证”的，才能让发证等缴费。"


class SecondPersonNeeded(Refusal):
    """Who proposed cannot confirm."""

    code = "hall.second_person_needed"
    status = 403
    text = "您提出的，要由另一位决定岗确认。"


class HoldRuleSettled(Refusal):
    """It is confirmed, or ended."""

    code = "hall.hold_rule_settled"
    text = "这条规则已经处理过了。"
    remedy = "请刷新页面看现在的规则。"


class PostUnavailable(Refusal):
    """The post does not answer."""

    code = "hall.post_unavailable"
    status = 503
    text = "邮政没有接单：{problem}"
    remedy = "邮件已登记，系统会再交寄；急的可以到窗口领取。"


class AddressIncomplete(Refusal):
    """A parcel needs somebody to receive it."""

    code = "hall.address_incomplete"
    status = 422
    text = "没有交寄：收件人、电话、地址都要写全。"


class ParcelOnItsWay(Refusal):
    """One parcel a case at a time."""

    code = "hall.parcel_on_its_way"
    text = "{case} 的邮件 {number} 还在路上，现在是“{state}”。"
    remedy = "等签收或者退回以后再办。"


class ParcelUnknown(Refusal):
    """The post speaks of a parcel that is not ours."""

    code = "hall.parcel_unknown"
    status = 404
    text = "没有运单 {waybill}。"


class TrackingOutOfOrder(Refusal):
    """What the post says cannot follow what it said."""

    code = "hall.tracking_out_of_order"
    text = "邮件 {number} 已经是“{state}”，不能再变成“{told}”。"
    remedy = "先前的记录没有改动，请邮政核对。"


class TrackingFromTomorrow(Refusal):
    """The post's clock runs ahead."""

    code = "hall.tracking_from_tomorrow"
    status = 422
    text = "轨迹时间 {at} 比现在晚，没有采信。"


class NothingFailed(Refusal):
    """Other ways of service are for when the first failed."""

    code = "hall.nothing_failed"
    text = "{case} 没有退回的邮件，不能用“{way}”。"
    remedy = "公告送达、留置送达在邮寄退回或者拒收以后才能用（民事诉讼法第八十九条、第九十五条）。"


class WitnessMissing(Refusal):
    """Leaving a result at the door needs a witness or a recording."""

    code = "hall.witness_missing"
    status = 422
    text = "留置送达要写明见证人或者拍照、录像的情况。"


class NoticeRunning(Refusal):
    """The notice serves when its days are over."""

    code = "hall.notice_running"
    text = "公告到 {until} 才满三十日。"


class QuestionEmpty(Refusal):
    """Nothing was asked."""

    code = "hall.question_empty"
    status = 422
    text = "请写明您想问什么，五个字到两千个字。"


class TooManyQuestions(Refusal):
    """Somebody asks faster than anybody answers."""

    code = "hall.too_many_questions"
    status = 429
    text = "您还有 {count} 个问题等着答复。"
    remedy = "答复以后再问；急的请拨 12345。"


class AnswerEmpty(Refusal):
    """An answer without words."""

    code = "hall.answer_empty"
    status = 422
    text = "请写明答复。"


class AnsweredAlready(Refusal):
    """One question, one answer."""

    code = "hall.answered_already"
    text = "{number} 已经答复过了。"
    remedy = "请刷新页面看答复。"


class NotMasked(Refusal):
    """What is to be public still names somebody."""

    code = "hall.not_masked"
    status = 422
    text = "没有公开：要公开的文字里还有{what}。"
    remedy = "请改成不指明个人的说法，原来的提问不会变。"


class PrivateReasonMissing(Refusal):
    """Public is the rule; the exception has a reason."""

    code = "hall.private_reason_missing"
    status = 422
    text = "不公开的要写明理由。"


class CaseStillOpen(Refusal):
    """A volume is closed when the case is."""

    code = "hall.case_still_open"
    text = "{number} 还没有办结，不能归档。"


class NothingNewToFile(Refusal):
    """The volume holds everything there is."""

    code = "hall.nothing_new_to_file"
    text = "{number} 的卷宗已经归档，没有新增的材料。"


class VolumeDamaged(Refusal):
    """A piece of the volume is not what the index says."""

    code = "hall.volume_damaged"
    status = 409
    text = "卷宗 {number} 的第 {places} 件和目录上的指纹不一致，没有导出。"
    remedy = "请联系档案管理人员，从备份恢复后再导出。目录和其他各件没有改动。"


class ScopeIncomplete(Refusal):
    """A scope that lets nothing be done, or of matters that are not there."""

    code = "hall.scope_incomplete"
    status = 422
    text = "没有保存：{reason}"
