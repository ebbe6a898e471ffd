"""What the applicant is told at each turn: in the site, and by text message where it matters or where there is no account."""

from datetime import date, datetime
from typing import Any

from yangguang.capabilities.approval.models import Application, InterestedParty
from yangguang.capabilities.approval.queries.parties import find_account_by_code
from yangguang.foundation.documents.api import chinese_date
from yangguang.foundation.messaging import api as messaging

TEXTS = {
    "received": ("已收到您的申请", "“{matter}”已收到，编号 {number}。{days} 个工作日内答复是否受理。"),
    "accepted": ("已受理", "“{matter}”（{number}）已受理，{promise}作出决定。"),
    "deemed_accepted": (
        "依法视为受理",
        "“{matter}”（{number}）超过受理期限没有答复，依法自收到之日起视为受理，办理期限从收到之日起算。",
    ),
    "correction": ("请补正材料", "“{matter}”（{number}）有内容需要补正，已一次列全，请在 {until} 前补上。"),
    "corrected": ("已收到补正", "“{matter}”（{number}）的补正材料已收到，{days} 个工作日内答复是否受理。"),
    "not_accepted": ("不予受理", "“{matter}”（{number}）不属于本机关职权，决定书里写明了应向哪个机关申请。"),
    "not_required": ("不需要办理许可", "“{matter}”（{number}）依法不需要取得许可，理由见告知书。"),
    "uncorrected": ("逾期未补正", "“{matter}”（{number}）没有在期限内补正，已办结。需要办理的可以重新申请。"),
    "suspended": ("启动特别程序", "“{matter}”（{number}）需要{kind}，所需时间不计入办理期限，见告知书。"),
    "resumed": ("恢复计时", "“{matter}”（{number}）的{kind}已结束，从今天起继续计时。"),
    "extended": ("延长办理期限", "“{matter}”（{number}）的办理期限延长 {days} 个工作日，理由见通知书。"),
    "hearing_right": ("您可以申请听证", "“{matter}”（{number}）可以申请听证，请在五个工作日内提出。"),
    "hearing_notice": ("听证通知", "“{matter}”（{number}）的听证时间、地点已经确定，见通知书。"),
    "granted": ("准予许可", "“{matter}”（{number}）已作出准予许可的决定，正在制证。"),
    "deemed_renewed": (
        "依法视为准予延续",
        "“{matter}”（{number}）在原证照到期前没有作出决定，依法视为准予延续，新证照有效期到 {until}。",
    ),
    "refused": ("不予许可", "“{matter}”（{number}）已作出不予许可的决定，理由和救济途径见决定书。"),
    "delivered": ("结果已送达", "“{matter}”（{number}）的结果已送达，可以在“我的”里下载，欢迎评价。"),
    "complaint_filed": (
        "投诉已收到",
        "关于“{matter}”（{number}）的投诉已收到，编号 {complaint}，{until} 前答复您。",
    ),
    "complaint_answered": ("投诉有了答复", "您的投诉 {complaint} 已经答复，请在办件页查看。"),
    "deferred_soon": (
        "请补交容缺材料",
        "“{matter}”（{number}）还要补交{names}，请在 {until} 前补上，否则不能作出准予决定。",
    ),
    "deferred_supplied": ("补交的材料已收到", "“{matter}”（{number}）补交的材料已收到，接着往下办。"),
    "deferred_lapsed": (
        "容缺材料逾期未补",
        "“{matter}”（{number}）的{names}没有按时补交，补齐以前不作准予决定。现在仍可以补交。",
    ),
    "withdrawn": ("已撤回", "“{matter}”（{number}）已按您的要求撤回。"),
}


PARTY_TEXTS = {
    "party_told": (
        "一项许可申请关系到您的利益",
        "{body}正在办理的“{matter}”（{number}）直接关系到您的重大利益。您可以在 {until} 前陈述意见，或者要求听证。",
    ),
    "party_heard": ("您的意见已收到", "您对“{matter}”（{number}）的意见已归入案卷，作出决定前会听取。"),
    "party_hearing": ("听证通知", "“{matter}”（{number}）的听证定在 {at}，{place}，请您准时参加。"),
    "party_decided": (
        "有关的申请已有决定",
        "“{matter}”（{number}）已作出{result}的决定。不服的，可以申请行政复议或者提起诉讼。",
    ),
}


BY_PHONE = frozenset(
    {
        "correction",
        "not_accepted",
        "hearing_right",
        "hearing_notice",
        "granted",
        "deemed_renewed",
        "refused",
        "deferred_soon",
        "deferred_lapsed",
    }
)
"""Turns that also ring the phone: something is to be done in time, or a decision is out."""


def tell(application: Application, turn: str, *, now: datetime, **words: Any) -> None:
    """Send the message of a turn to whoever applied; the sending commits with the case."""
    title, text = TEXTS[turn]
    version = application.version
    filled = {
        "matter": version.plain_name,
        "number": application.number,
        "days": version.acceptance_days,
        "promise": _promise(version.promise_days),
        "until": _correction_until(application),
        **words,
    }
    messaging.send(
        account_id=application.account_id,
        phone=application.phone if turn in BY_PHONE or application.account_id is None else "",
        title=title,
        text=text.format(**{name: _readable(value) for name, value in filled.items()}),
        link=f"/cases/{application.number}/",
        about=application.act_object,
        now=now,
    )


def tell_party(party: InterestedParty, turn: str, *, now: datetime, **words: Any) -> None:
    """Send the message of a turn to a third person the case touches; their own, not the applicant's."""
    application = party.application
    title, text = PARTY_TEXTS[turn]
    filled = {
        "matter": application.version.plain_name,
        "number": application.number,
        "body": application.body.name,
        "until": party.answer_until,
        **words,
    }
    messaging.send(
        account_id=account_of(party),
        phone=party.phone,
        title=title,
        text=text.format(**{name: _readable(value) for name, value in filled.items()}),
        link=f"/interests/{party.number}/",
        about=application.act_object,
        now=now,
    )


def account_of(party: InterestedParty) -> int | None:
    """Find the account under which a party can read what it is told: the person's, or that of who represents the enterprise."""
    return find_account_by_code(code=party.code)


def _promise(days: int) -> str:
    return f"承诺 {days} 个工作日内" if days else "当场"


def _readable(value: object) -> object:
    """Write a day as people read it."""
    return chinese_date(value) if isinstance(value, date) else value


def _correction_until(application: Application) -> date | str:
    correction = getattr(application, "correction", None)
    return correction.answer_until if correction else ""
