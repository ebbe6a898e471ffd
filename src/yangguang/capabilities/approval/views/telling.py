"""Telling a case as a good official would: one sentence, a line of steps, one clock, and who did what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from yangguang.capabilities.approval import api as approval
from yangguang.foundation.ui.api import Step, TimelineEntry
from yangguang.kernel import clock

State = approval.State
Kind = approval.DocumentKind

UNTOLD = frozenset({"approval.claim_step", "approval.release_step", "approval.attach_correction_file"})
"""Acts that move work about inside the office; they are in the record, but not in the story."""

PAPERS: Mapping[str, str] = {
    "approval.submit_application": Kind.RECEIPT,
    "approval.register_paper_application": Kind.RECEIPT,
    "approval.request_correction": Kind.CORRECTION_NOTICE,
    "approval.accept_application": Kind.ACCEPTANCE_NOTICE,
    "approval.deem_accepted": Kind.ACCEPTANCE_NOTICE,
    "approval.refuse_acceptance": Kind.NOT_ACCEPTED,
    "approval.declare_not_required": Kind.NOT_REQUIRED,
    "approval.start_special_procedure": Kind.SPECIAL_NOTICE,
    "approval.extend_decision": Kind.EXTENSION_NOTICE,
    "approval.tell_hearing_right": Kind.HEARING_RIGHT,
    "approval.notify_hearing": Kind.HEARING_NOTICE,
    "approval.withdraw_application": Kind.WITHDRAWAL,
    "approval.deliver_result": Kind.SERVICE_PROOF,
    "approval.deem_renewed": Kind.DEEMED_RENEWAL,
}

TITLES: Mapping[str, str] = {
    "approval.submit_application": "提交申请",
    "approval.register_paper_application": "窗口收到纸质申请",
    "approval.accept_application": "受理，发出受理通知书",
    "approval.deem_accepted": "逾期没有告知，自收到之日起视为受理",
    "approval.request_correction": "一次性告知要补正的内容",
    "approval.answer_correction": "补正材料交齐",
    "approval.publish_result": "许可结果向社会公开",
    "approval.deem_renewed": "证照到期前没有作出决定，视为准予延续",
}

BASES: Mapping[str, str] = {
    "approval.accept_application": "依据行政许可法第三十二条",
    "approval.request_correction": "依据行政许可法第三十二条，只告知一次",
    "approval.deem_accepted": "依据行政许可法第三十二条第四项",
    "approval.record_site_visit": "依据行政许可法第三十四条，两人以上",
    "approval.decide": "依据行政许可法第三十八条",
    "approval.start_special_procedure": "依据行政许可法第四十五条，不计入时限",
    "approval.extend_decision": "依据行政许可法第四十二条",
    "approval.deliver_result": "依据行政许可法第四十四条",
    "approval.publish_result": "依据行政许可法第四十条",
    "approval.deem_renewed": "依据行政许可法第五十条第二款",
}


@dataclass(frozen=True)
class ShownClock:
    """The case's clock for the ruler: the promise, and behind it the days the law still allows."""

    due_on: date
    statutory_due_on: date | None
    used: int
    left: int
    total: int
    unit: str
    state: str
    paused_days: int
    days: list[Any]
    calendar_version: str
    basis: str
    is_overdue: bool = False
    is_provisional: bool = False
    promise_word: str = "承诺"


@dataclass(frozen=True)
class Story:
    """Everything the case page says."""

    headline: tuple[str, str]
    line: list[Step]
    clock: ShownClock | None
    entries: list[TimelineEntry]
    handlers: list[dict[str, str]]
    silence: str = ""


def tell(*, application: Any, history: Any, papers: Iterable[Any]) -> Story:
    """Compose the story of a case from its history and its papers."""
    shown = _clock(application, history)
    return Story(
        headline=_headline(application, history, shown),
        line=_line(application, history),
        clock=shown,
        entries=[*_future(application, history), *_past(application, history, list(papers))],
        handlers=_handlers(application, history),
        silence=_silence(history),
    )


def _silence(history: Any) -> str:
    """Say what the office's silence would mean, where the law gives it a meaning (Licensing Law art. 50(2))."""
    line = history.renewal
    if line is None:
        return ""
    law = "行政许可法第五十条第二款"
    return f"您的证照有效期到{day(line.account.due_on)}。到期前没有作出决定的，依法视为准予延续，证照自动换发（{law}）。"


def day(value: date | datetime | None) -> str:
    """Write a day as people say it."""
    if isinstance(value, datetime):
        value = clock.today(value)
    return f"{value.month}月{value.day}日" if value else ""


def _headline(application: Any, history: Any, shown: ShownClock | None) -> tuple[str, str]:
    state = application.situation
    due = day(shown.due_on) if shown else ""
    if state in (State.SUBMITTED, State.RESUBMITTED):
        return f"等{application.body.short_name}答复", f"最迟 {due}告诉您是否受理" if due else ""
    if state is State.CORRECTING:
        return "请您补正材料", f"最迟 {day(application.correction.answer_until)}"
    if state is State.ACCEPTED:
        names = "、".join(dict.fromkeys(one.step.name for one in history.current)) or "办理"
        return f"正在{names.removeprefix('作出')}", f"最迟 {due}办完" if due else ""
    if state is State.SUSPENDED:
        return "特别程序进行中", "时限暂停计算"
    if state in (State.GRANTED, State.REFUSED):
        return application.get_state_display().split("，")[0], "正在制作和送达"
    if state is State.DELIVERED:
        decision = getattr(application, "decision", None)
        if decision and decision.is_deemed:
            return "办完了", "视为准予延续"
        return "办完了", "准予许可" if decision and decision.result == "granted" else "不予许可"
    return application.get_state_display().removesuffix("，已办结"), ""


def _line(application: Any, history: Any) -> list[Step]:
    steps = [Step(name="提交", state="done")]
    for one in history.steps:
        is_detour = one.step.post_kind == "applicant" and one.state in ("coming", "skipped")
        if is_detour or one.state == "skipped":
            continue
        state = {"done": "done", "current": "now", "suspended": "now"}.get(one.state, "next")
        steps.append(Step(name=one.step.name.removeprefix("作出"), state=state))
    steps.append(Step(name="办结", state="now" if application.is_closed else "next"))
    return steps


def _clock(application: Any, history: Any) -> ShownClock | None:
    promised, statutory = history.clock("promised"), history.clock("statutory")
    if promised is None:
        waiting = history.clock("correction") if application.state == State.CORRECTING.value else None
        waiting = waiting or history.clock("acceptance")
        return _shown(waiting, None) if waiting else None
    return _shown(promised, statutory)


def _shown(main: Any, outer: Any | None) -> ShownClock:
    account = main.account
    days = list(account.days)
    if outer is not None:
        last = days[-1].day if days else account.start_on
        days += [one for one in outer.account.days if one.day > last]
    return ShownClock(
        due_on=account.due_on,
        statutory_due_on=outer.account.due_on if outer else None,
        used=account.used,
        left=account.left,
        total=account.total,
        unit=account.unit,
        state=account.state,
        paused_days=account.paused_days,
        days=days,
        calendar_version=account.calendar_version,
        basis="行政许可法第四十二条、第八十二条" if outer else "行政许可法第三十二条",
        is_overdue=account.is_overdue,
        is_provisional=account.is_provisional,
        promise_word="承诺" if outer else "受理",
    )


def _future(application: Any, history: Any) -> list[TimelineEntry]:
    if application.is_closed:
        return []
    coming = [
        TimelineEntry(
            title=one.step.name,
            when="以后",
            text="，".join(part for part in (one.step.post_name, _limit(one.step)) if part),
            state="next",
        )
        for one in history.steps
        if one.state == "coming" and one.step.post_kind != "applicant"
    ]
    now = [
        TimelineEntry(
            title=one.step.name,
            when=one.due_on or "现在",
            text=_standing(one),
            state="now",
        )
        for one in history.current
    ]
    return [*reversed(coming), *now]


def _standing(one: Any) -> str:
    who = one.step.post_name
    if one.state == "suspended":
        return f"{who}，特别程序中，暂停计时"
    if one.is_overdue:
        return f"{who}，已超过环节时限（{day(one.due_on)}）"
    return "，".join(part for part in (who, _limit(one.step)) if part)


def _limit(step: Any) -> str:
    units = {"wd": "个工作日", "cd": "日", "h": "小时"}
    return f"时限 {step.limit} {units.get(step.unit, '个工作日')}" if step.limit else ""


def _past(application: Any, history: Any, papers: list[Any]) -> list[TimelineEntry]:
    return [
        TimelineEntry(
            title=TITLES.get(one.operation, one.summary),
            when=one.at,
            text="，".join(part for part in (one.by, BASES.get(one.operation, "")) if part),
            state="past",
            act_number=one.number,
            seal=one.seal,
            links=_links(application, one.operation, papers),
        )
        for one in history.acts
        if one.operation not in UNTOLD
    ]


def _links(application: Any, operation: str, papers: list[Any]) -> list[tuple[str, str]]:
    wanted = {PAPERS.get(operation)}
    if operation == "approval.decide":
        wanted = {Kind.GRANT, Kind.LICENCE_DECISION, Kind.REFUSAL}
    return [
        (
            f"看{one.get_kind_display()}",
            reverse("approval:document", args=[application.number, one.document.uuid]),
        )
        for one in papers
        if one.kind in wanted
    ]


def _handlers(application: Any, history: Any) -> list[dict[str, str]]:
    return [
        {"post": one.step.post_name, "text": _handler_text(one)}
        for one in history.current
        if one.step.post_kind != "applicant"
    ]


def _handler_text(one: Any) -> str:
    begun = f"{day(one.arrived_at)}到这个岗位" if one.arrived_at else ""
    due = f"{day(one.due_on)}前办完这一步" if one.due_on else ""
    return "，".join(part for part in (begun, due) if part)
