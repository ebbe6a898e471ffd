"""Why a licence cannot be issued, changed or ended."""

from yangguang.kernel.refusals import Refusal


class LicenceNumberTaken(Refusal):
    """Another licence carries the number."""

    code = "licences.number_taken"
    text = "证号 {number} 已经发过，没有再发一份。"
    remedy = "请查一下这个证号；要换发的，请办理变更或延续。"


class LicenceNotInForce(Refusal):
    """The licence has ended (or its period is over), so that this act has nothing to act on."""

    code = "licences.not_in_force"
    text = "{title} {number} 现在的状态是“{standing}”，不能再{deed}。"
    remedy = "请核对证号和版本；已经换发的，请对现行版本办理。"


class LicencePeriodWrong(Refusal):
    """The period ends before it begins, or a renewal does not reach further."""

    code = "licences.period_wrong"
    status = 422
    text = "有效期不对：从 {valid_from} 到 {valid_until}。"
    remedy = "请核对起止日期，截止日要晚于起始日；延续的，要晚于原来的截止日。"


class ReasonMissing(Refusal):
    """Ending a licence needs a reason in writing."""

    code = "licences.reason_missing"
    status = 422
    text = "{deed}证照要写明理由。"
    remedy = "请写清事实和理由，当事人和公众都会看到。"
