"""What the organisation refuses, and which posts one person may not hold together; no database."""

from yangguang.kernel.refusals import Refusal

# Written out here so that this module stays free of Django; models.PostKind holds the same words.
# Migration 0003 has the database refuse the same pairs.
_CASE_POSTS = frozenset({"accept", "examine", "inspect", "review", "decide", "deliver", "expert"})
_PLATFORM_ADMINISTRATORS = frozenset({"system", "security", "audit"})
_LIST_OFFICES = frozenset({"admin", "legal", "information", "government"})


class BodyAlreadyRegistered(Refusal):
    """A body with this code exists."""

    code = "organisation.body_already_registered"
    text = "代码 {code} 已经登记给{name}。"
    remedy = "代码登记以后不改、不重用；请核对代码。"


class BodyClosed(Refusal):
    """The body no longer exists on this day."""

    code = "organisation.body_closed"
    text = "{name}已经撤并，不能再增设处室、岗位或者任命人员。"
    remedy = "请在承接它职责的单位办理。"


class OfficeAlreadyOpen(Refusal):
    """The body has an office of this name."""

    code = "organisation.office_already_open"
    text = "{body}已经有“{name}”。"
    remedy = "请直接在这个处室设岗。"


class OfficerNumberTaken(Refusal):
    """The officer number belongs to somebody."""

    code = "organisation.officer_number_taken"
    text = "工号 {number} 已经有人使用。"
    remedy = "工号向社会公开，一人一号，请换一个。"


class AlreadyAppointed(Refusal):
    """The officer holds this post on the day."""

    code = "organisation.already_appointed"
    text = "{officer}在这一天已经任{post}。"
    remedy = "要改期限，请先结束现在的任命。"


class AppointmentEnded(Refusal):
    """The appointment has already ended."""

    code = "organisation.appointment_ended"
    text = "这项任命已经在 {ended_on} 结束。"
    remedy = "请查看现在有效的任命。"


class PeriodRunsBackward(Refusal):
    """The last day lies before the first."""

    code = "organisation.period_runs_backward"
    status = 422
    text = "截止日期 {until} 早于开始日期 {begins}。"
    remedy = "请改日期后再提交。"


class OwnAppointment(Refusal):
    """An administrator would give a post to themselves."""

    code = "organisation.own_appointment"
    status = 403
    text = "管理岗不能任命自己。"
    remedy = "请由本单位另一位管理岗办理。"


class PostsIncompatible(Refusal):
    """The two posts must be in different hands."""

    code = "organisation.posts_incompatible"
    text = "{officer}现任{held}，不能同时任{wanted}：{reason}。"
    remedy = "请先结束原来的任命，或者任命另一位。"


def incompatibility(*, held: str, wanted: str) -> str:
    """
    Say why two kinds of post may not be in one hand, or nothing.

    Supervision is separate from what it supervises, and administrators' rights are separate from business
    rights (GB/T 22239-2019, 8.1.4.2).
    """
    pair = {held, wanted}
    if pair & _PLATFORM_ADMINISTRATORS and len(pair) > 1:
        return "系统、安全、审计三种管理岗各由不同的人担任，也不兼其他岗位"
    if "monitor" in pair and len(pair) > 1:
        return "监察与被监察的岗位要由不同的人担任"
    if "admin" in pair and pair & _CASE_POSTS:
        return "管理账户的人不办件"
    if len(pair & _LIST_OFFICES) > 1:
        return "职权的申报、审核、赋码、核准由不同的人负责"
    return ""
