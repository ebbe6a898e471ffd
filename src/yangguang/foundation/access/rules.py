"""What access refuses when rights are proposed, approved, lent, taken and used; plain values, no database."""

from datetime import timedelta

from yangguang.kernel.refusals import NotPermitted, Refusal

LONGEST_DELEGATION = timedelta(days=92)
LONGEST_EMERGENCY = timedelta(hours=4)
REVIEW_WITHIN = timedelta(days=3)
SEE_SENSITIVE = "access.see_sensitive"  # a power without an operation: seeing and handling what is 敏感
OWN_DUTIES = frozenset(
    {"system", "security", "audit", "admin", "monitor"}
)  # kinds whose powers are never lent


class SamePerson(Refusal):
    """The proposer would approve."""

    code = "access.same_person"
    status = 403
    text = "{what}由您提请，不能再由您批准。"
    remedy = "请另一位安全管理员批准。"


class NotProposed(Refusal):
    """The proposal has been decided, or the right has ended."""

    code = "access.not_proposed"
    text = "{what}已经{state}，不用再办。"
    remedy = "请刷新页面，看现在的状态。"


class UnknownPower(Refusal):
    """There is no such operation."""

    code = "access.unknown_power"
    status = 422
    text = "没有“{operation}”这项权力。"
    remedy = "请从权力清单里选。"


class PowerNotTransferable(Refusal):
    """The powers of this kind of post stay where they are."""

    code = "access.power_not_transferable"
    text = "{post}的权力不能{how}。"
    remedy = "系统、安全、审计、监察和管理岗只能由本人担任，请办理任命。"


class DelegationTooLong(Refusal):
    """A delegation must end soon."""

    code = "access.delegation_too_long"
    status = 422
    text = "委托最长 92 天，要有截止日期，而且在今天以后。"
    remedy = "请改短；要长期变动，请办理岗位任命。"


class PostNotHeld(Refusal):
    """Only who holds a post by appointment lends its powers."""

    code = "access.post_not_held"
    status = 403
    text = "您现在没有任{post}，不能委托它的权力；受托得来的权力也不能再转托。"
    remedy = "请核对岗位任命。"


class WouldCollide(Refusal):
    """The two posts may not be in one hand."""

    code = "access.would_collide"
    text = "{officer}现任{held}，不能再代行{wanted}：{reason}。"
    remedy = "请另选一位。"


class EmergencyTooLong(Refusal):
    """An emergency is short."""

    code = "access.emergency_too_long"
    status = 422
    text = "应急授权最长 4 小时。"
    remedy = "请改短；事情更长的，请同时办理委托代行。"


class EmergencyUnreviewed(Refusal):
    """An earlier emergency of the same officer waits for its review beyond the limit."""

    code = "access.emergency_unreviewed"
    text = "您上一次应急授权已过 3 天还没有复核，暂时不能再用。"
    remedy = "请先联系审计管理员复核上一次。"


class AlreadyReviewed(Refusal):
    """Somebody has reviewed it."""

    code = "access.already_reviewed"
    text = "这次应急授权已经复核过。"
    remedy = "结论在审计管理台可以看到。"


class PowerWithheld(NotPermitted):
    """By its kind the post might, but a grant withholds the power."""

    code = "access.power_withheld"
    text = "您的岗位不能办“{summary}”：这项权力已由第 {number} 号授权收回。"
    remedy = "请由有这项权力的岗位办理；对收回有疑问，请找安全管理员。"


class GrantTampered(NotPermitted):
    """The rights of this post have been changed behind the platform's back; until mended they count for nothing."""

    code = "access.grant_tampered"
    text = "暂时不能办“{summary}”：第 {number} 号授权记录与平台写下的不一致，已停用。"
    remedy = "请马上告诉安全管理员和审计管理员，用 `yangguang check` 核对。"


class ConflictOfInterest(NotPermitted):
    """The same person did the other half (行政许可法、行政处罚法 关于回避和分工的规定)."""

    code = "access.conflict_of_interest"
    text = "您办过这一件的“{first}”（第 {act} 条记录），不能再办“{summary}”：{reason}。"
    remedy = "请由另一位同岗人员办理。"


class LabelTooHigh(NotPermitted):
    """The object is 敏感 and the actor may not see such; a label is stronger than any grant."""

    code = "access.label_too_high"
    text = "这一件标为“敏感”，您的岗位没有处理敏感事项的权力，不能办“{summary}”。"
    remedy = "请由有这项权力的人员办理，或者请安全管理员授权。"


class CampaignRunning(Refusal):
    """The year has its re-certification."""

    code = "access.campaign_running"
    text = "{year} 年的权限复核已经开过。"
    remedy = "请在这一次里办理。"


class CampaignClosed(Refusal):
    """The re-certification is over."""

    code = "access.campaign_closed"
    text = "{year} 年的权限复核已经结束。"
    remedy = "结果在复核报告里；要再用的权力，请重新提请授权。"


class OwnSeat(Refusal):
    """Somebody would confirm their own appointment."""

    code = "access.own_seat"
    status = 403
    text = "您自己的任职不能由您自己复核。"
    remedy = "请另一位安全管理员复核这一项；别的几项还没有记下，请去掉这一项再提交。"


class CampaignStillRuns(Refusal):
    """There are unanswered grants and days left to answer them."""

    code = "access.campaign_still_runs"
    text = "还有 {count} 项没有答复，复核到 {until} 为止，现在不能结束。"
    remedy = "请先逐项答复；到期没有答复的自动结束。"


class ClosingProposed(Refusal):
    """Somebody has proposed it."""

    code = "access.closing_proposed"
    text = "已经有人提请结束这次复核。"
    remedy = "请另一位安全管理员或者审计管理员同意。"


class ClosingNotProposed(Refusal):
    """The first of the two persons is missing."""

    code = "access.closing_not_proposed"
    text = "还没有人提请结束这次复核。"
    remedy = "请安全管理员先提请，再由另一位同意。"


class NotAnAdministratorPost(Refusal):
    """Only the three kinds are appointed here; other posts are staffed by their body."""

    code = "access.not_an_administrator_post"
    status = 422
    text = "{post}不是系统、安全、审计管理岗，不在这里任命。"
    remedy = "请由本单位的管理岗任命。"


class AlreadyProposed(Refusal):
    """A proposal about the same officer waits."""

    code = "access.already_proposed"
    text = "{officer}的管理员任命已经有人提请，正等着批准。"
    remedy = "请先办那一项。"
