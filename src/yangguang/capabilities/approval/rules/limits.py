"""The two things others may say no to: a result the law holds back, and a mandate that does not reach."""

from yangguang.kernel.refusals import Refusal


class HeldBack(Refusal):
    """The law lets the result of a grant wait for something that has not come."""

    code = "approval.held_back"
    text = "{number} 的结果现在不能送达：{reason}"
    remedy = "条件满足以后再办这一步，办件和决定都没有受影响。"


class BeyondMandate(Refusal):
    """An agent does what the enterprise did not entrust."""

    code = "approval.beyond_mandate"
    status = 403
    text = "{enterprise}没有授权您办这件事：{reason}。"
    remedy = "请法定代表人在“经办人权限”里放开，或者由法定代表人自己办。填写的内容没有丢。"
