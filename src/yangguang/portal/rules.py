"""What the portal shows of the record, what will come where nothing is yet, and how a look-up is kept honest."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from yangguang.foundation.ui.wording import zh_date
from yangguang.kernel.refusals import Refusal

# An act is shown to everybody when it is an act of office on a public object. What people do with their own accounts
# and drafts, and what is done to persons' records, is theirs (Personal Information Protection Law art. 6, 13).
PUBLIC_AREAS = ("approval", "matters", "licences", "monitoring", "deadlines", "process")
PRIVATE_WORDS = ("draft", "prefill", "message", "read", "file", "rate", "complaint", "claim", "release")
PRIVATE_OBJECTS = ("draft", "submitted_file", "account", "person", "enterprise")

# Facts that say something about the office's work and nothing about a person.
SHOWN_FACTS = {
    "matter": "事项",
    "matter_name": "事项",
    "version": "版本",
    "step": "环节",
    "step_name": "环节",
    "days": "天数",
    "used_days": "用时（工作日）",
    "limit_days": "时限（工作日）",
    "due_on": "到期日",
    "result": "结果",
    "document_number": "文书号",
    "documents": "文书",
    "level": "级别",
    "rule": "规则",
    "basis": "依据",
    "hash": "指纹",
}

LOOKUP_WINDOW = timedelta(hours=1)
LOOKUPS_PER_NUMBER = 5
LOOKUPS_PER_ORIGIN = 20


def is_public_operation(name: str) -> bool:
    """Tell whether acts of this operation stand in the public record."""
    area, _, verb = name.partition(".")
    return area in PUBLIC_AREAS and not any(word in verb for word in PRIVATE_WORDS)


def case_sentence(*, state: str, label: str, step: str, due_on: date | None, today: date) -> str:
    """Say in one sentence where a case stands and until when, as a clerk at the window would."""
    day = zh_date(due_on, today=today) if due_on else ""
    if state in ("submitted", "resubmitted"):
        return f"已经收下，最迟 {day}答复受不受理" if day else label
    if state == "accepted":
        where = f"正在{step}" if step else "正在办理"
        if due_on is not None and due_on < today:
            return f"{where}，{day}已到期，还没有办完"
        return f"{where}，最迟 {day}办完" if day else where
    return label


class TooManyLookups(Refusal):
    """The same number, or the same place, was asked for with wrong details too often."""

    code = "portal.too_many_lookups"
    status = 429
    text = "核对不上的次数太多，为了保护申请人，这次没有查。"
    remedy = "请一小时以后再试；或者登录后在“我的办件”里看，也可以拨 12345 由人工核对。"


class ProgressNotFound(Refusal):
    """Number and phone do not belong together, or there is no such case; which of the two is not said."""

    code = "portal.progress_not_found"
    status = 422
    text = "没有查到：办件编号和手机号对不上。"
    remedy = "请照回执核对编号，手机号填申请时留的那个。"


@dataclass(frozen=True, slots=True)
class Coming:
    """What will stand at a place that is not there yet, and what people can do until then."""

    title: str
    items: tuple[str, ...]
    until_then: str
    links: tuple[tuple[str, str], ...] = field(default=())


COMING = {
    "services": Coming("办事", ("全部事项的办事指南", "网上申请"), "现在可以拨 12345 问，或者到窗口办。"),
    "participation": Coming(
        "互动",
        ("规章草案征求意见", "网上调查", "给领导写信和答复公开", "12345 网上诉求", "信访事项查询"),
        "现在要反映问题，请拨 12345，24 小时有人接听；对办件不满意，可以在办件页上投诉。",
        (("看监督公示台", "/board/"), ("查办件进度", "/progress/")),
    ),
    "windows": Coming(
        "就近的办事窗口",
        ("按位置找窗口", "今天的排队人数", "预约取号"),
        "现在每个事项的办事指南里写着窗口的地址、时间和电话；也可以拨 12345 问最近的窗口。",
        (("查找事项", "/search/"),),
    ),
}
