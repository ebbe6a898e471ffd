"""Cases as people outside see them: one's own, one by number and phone, published results, the day's account."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from yangguang.capabilities.approval import api as approval
from yangguang.foundation.acts.api import ANONYMOUS, Actor, system_actor
from yangguang.foundation.deadlines import api as deadlines
from yangguang.foundation.messaging import api as messaging
from yangguang.foundation.ui.api import Fact, Step, TimelineEntry
from yangguang.kernel import clock
from yangguang.kernel.identifiers import mask_name
from yangguang.kernel.refusals import NotFound
from yangguang.oversight.monitoring import api as monitoring
from yangguang.portal.rules import case_sentence
from yangguang.reference.licences import api as licences

READER = system_actor("查进度")  # reads one case for somebody who has named its number and phone
RECENT = 20
NEWEST = 5
WALKED = ("done", "current", "suspended")


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case in a list: what, where it stands, and its clock."""

    number: str
    matter: str
    applicant: str
    sentence: str
    address: str
    level: str
    lamp_words: str
    received_at: datetime
    account: Any = None
    to_do: str = ""


@dataclass(frozen=True, slots=True)
class ProgressView:
    """A case as somebody with number and phone may see it: masked, without documents."""

    number: str
    matter: str
    applicant: str
    sentence: str
    steps: list[Step]
    account: Any
    statutory: Any
    basis: str
    acts: list[TimelineEntry]
    body: str
    phone: str


@dataclass(frozen=True, slots=True)
class DraftView:
    """A form somebody has begun."""

    matter: str
    address: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class LicenceView:
    """One licence of the person or of the enterprise they stand for."""

    name: str
    number: str
    address: str
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message to the person."""

    title: str
    address: str
    sent_at: datetime
    is_read: bool


@dataclass(frozen=True, slots=True)
class InterestView:
    """A case of somebody else that touches the person's interests."""

    matter: str
    applicant: str
    address: str
    note: str
    is_waiting: bool = False


@dataclass(frozen=True, slots=True)
class MySpace:
    """What somebody's own page shows."""

    drafts: list[DraftView] = field(default_factory=list)
    open_cases: list[CaseView] = field(default_factory=list)
    closed_cases: list[CaseView] = field(default_factory=list)
    licences: list[LicenceView] = field(default_factory=list)
    messages: list[MessageView] = field(default_factory=list)
    interests: list[InterestView] = field(default_factory=list)

    @property
    def to_do_count(self) -> int:
        """How many cases wait for their applicant, or for what a third person thinks of them."""
        waiting = sum(one.is_waiting for one in self.interests)
        return waiting + sum(bool(case.to_do) for case in self.open_cases)


@dataclass(frozen=True, slots=True)
class ResultView:
    """One published result, masked."""

    number: str
    applicant: str
    matter: str
    result: str
    document_number: str
    body: str
    decided_on: date
    address: str = ""


def today_figures(*, now: datetime) -> list[Fact]:
    """Give the day's account, each figure with the page that opens it."""
    figures = approval.city_figures(now=now)
    late = monitoring.count_public_cards(is_open=True)
    percent = f"{figures.on_time_percent:g}%" if figures.on_time_percent is not None else "还没有"
    return [
        Fact("正在办理", f"{figures.in_hand:,}", "件", "每一步都在行为记录里", "/log/?area=approval"),
        Fact("今天收到", f"{figures.received_today:,}", "件", "网上和窗口一样排队", "/log/?area=approval"),
        Fact(
            "按承诺时限办结", percent, "", f"近 30 天，共作出 {figures.decided_month:,} 件决定", "/results/"
        ),
        Fact("没了结的黄牌、红牌", f"{late:,}", "张", "一张一张看，谁的责任", "/board/"),
    ]


def find_progress(*, number: str, phone: str) -> bool:
    """Tell whether a case of this number was filed with this phone (or its last four digits)."""
    try:
        approval.find_progress(number=number, phone=phone)
    except NotFound:
        return False
    return True


def get_progress(*, number: str, now: datetime) -> ProgressView | None:
    """Give a case to somebody who has named number and phone."""
    application = approval.visible_to(actor=READER).filter(number=number).first()
    if application is None:
        return None
    history = approval.history_of(application=application, actor=ANONYMOUS, now=now)
    promised, statutory = _accounts(history, application.is_in_hand)
    is_person = application.applicant_kind == "person"
    return ProgressView(
        number=application.number,
        matter=application.version.plain_name,
        applicant=mask_name(application.applicant_name) if is_person else application.applicant_name,
        sentence=case_sentence(
            state=application.state,
            label=application.situation.label,
            step=next((line.step.name for line in history.current), ""),
            due_on=promised.due_on if promised else None,
            today=clock.today(now),
        ),
        steps=[Step(line.step.name, _step_state(line.state)) for line in _way(history)],
        account=promised,
        statutory=statutory,
        basis="行政许可法第四十二条、第八十二条",
        acts=_timeline(history, is_closed=application.is_closed),
        body=application.body.name,
        phone=application.version.hall_phone,
    )


def _accounts(history: approval.CaseHistory, is_in_hand: bool) -> tuple[Any, Any]:
    lines = [history.clock(kind) for kind in (("promised", "statutory") if is_in_hand else ("acceptance",))]
    running = [line.account if line and line.account.state != "stopped" else None for line in lines]
    return running[0], running[1] if len(running) > 1 else None


def _step_state(state: str) -> str:
    return {"done": "done", "current": "now", "suspended": "now"}.get(state, "next")


def _way(history: approval.CaseHistory) -> list[approval.StepLine]:
    """Give the steps that were or will surely be walked: a correction nobody asked for is left out."""
    states = [line.state for line in history.steps]
    reached = max((at for at, state in enumerate(states) if state in WALKED), default=-1)
    return [
        line
        for at, line in enumerate(history.steps)
        if line.state in WALKED or (at > reached and line.step.post_kind != "applicant")
    ]


def _timeline(history: approval.CaseHistory, *, is_closed: bool) -> list[TimelineEntry]:
    coming = [line for line in _way(history) if line.state == "coming" and not is_closed]
    entries = [
        TimelineEntry(line.step.name, "以后", line.step.post_name, "next") for line in reversed(coming)
    ]
    entries += [
        TimelineEntry(
            line.step.name,
            line.due_on or "现在",
            line.step.post_name + ("，已超过环节时限" if line.is_overdue else ""),
            "now",
        )
        for line in history.current
    ]
    return entries + [
        TimelineEntry(act.summary, act.at, act.by, "past", act.number, "open") for act in history.acts
    ]


def list_my_cases(*, actor: Actor, now: datetime) -> MySpace:
    """Gather somebody's own drafts, cases and licences; the number of queries does not grow with them."""
    running = list(approval.list_my_applications(actor=actor, is_open=True)[:RECENT])
    closed = list(approval.list_my_applications(actor=actor, is_open=False)[:RECENT])
    accounts = _accounts_by_number(running, now)
    steps = approval.facts_of(numbers=[one.number for one in running])
    return MySpace(
        drafts=[_draft(one) for one in approval.list_my_drafts(actor=actor)[:RECENT]],
        open_cases=[_case(one, accounts.get(one.number), steps.get(one.number), now) for one in running],
        closed_cases=[_case(one, None, None, now) for one in closed],
        licences=[_licence(one) for one in licences.list_licences_of(actor=actor)[:RECENT]],
        interests=[_interest(one) for one in approval.list_my_interests(actor=actor)[:RECENT]],
        messages=[_message(one) for one in messaging.list_messages(actor=actor)[:NEWEST]],
    )


def _accounts_by_number(cases: Iterable[approval.Application], now: datetime) -> dict[str, Any]:
    """Account for the clock that matters now: the promise once accepted, the time to answer before."""
    wanted = {one.number: "promised" if one.is_in_hand else "acceptance" for one in cases}
    found = deadlines.RunningClock.objects.filter(
        subject_type="application", subject_number__in=wanted, stopped_on__isnull=True
    ).prefetch_related("pauses", "extensions")
    clocks = [one for one in found if one.kind == wanted[one.subject_number]]
    accounts = deadlines.accounts_of(clocks, clock.today(now), now=now)
    return {one.subject_number: accounts[one.pk] for one in clocks}


def _case(
    one: approval.Application, account: Any, about: approval.CaseFacts | None, now: datetime
) -> CaseView:
    level, words = _lamp(one, account)
    return CaseView(
        number=one.number,
        matter=one.version.plain_name,
        applicant=one.applicant_name,
        sentence=case_sentence(
            state=one.state,
            label=one.situation.label,
            step=about.step if about else "",
            due_on=account.due_on if account else None,
            today=clock.today(now),
        ),
        address=f"/cases/{one.number}/",
        level=level,
        lamp_words=words,
        received_at=one.received_at,
        account=account,
        to_do="请补齐材料，补齐以前不计时" if one.state == approval.State.CORRECTING else "",
    )


def _lamp(one: approval.Application, account: Any) -> tuple[str, str]:
    if one.is_closed or account is None:
        return ("done" if one.is_closed else "ok", one.situation.label)
    if account.is_overdue:
        return ("yellow", "已超过时限")
    if account.state == "paused":
        return ("pause", "暂停计时")
    return ("warn", "快到期") if account.left <= 1 else ("ok", "时限正常")


def _draft(one: approval.Draft) -> DraftView:
    return DraftView(one.version.plain_name, f"/drafts/{one.uuid}/{one.page}/", one.saved_at)


def _licence(one: licences.Licence) -> LicenceView:
    return LicenceView(one.title, one.number, f"/verify/{one.verification_code}/", one.valid_until)


def _interest(one: approval.InterestedParty) -> InterestView:
    case = one.application
    if not case.is_in_hand:
        note = case.situation.label
    elif one.has_answered:
        note = "您的意见已归入案卷"
    else:
        note = f"{one.answer_until.month}月{one.answer_until.day}日前可以陈述意见、要求听证"
    is_waiting = case.is_in_hand and not one.has_answered
    return InterestView(
        case.version.plain_name, case.applicant_name, f"/interests/{one.number}/", note, is_waiting
    )


def _message(one: messaging.Message) -> MessageView:
    return MessageView(one.title, one.link or "/messages/", one.created_at, one.read_at is not None)


def list_results(*, words: str = "", offset: int = 0, limit: int = 20) -> list[ResultView]:
    """List the published results, newest first."""
    found = approval.list_public_results(words=words, offset=offset, limit=limit)
    return [_result(one) for one in found]


def count_results(*, words: str = "") -> int:
    """Count the published results."""
    return approval.count_public_results(words=words)


def _result(one: approval.PublicResult) -> ResultView:
    return ResultView(
        number=one.number,
        applicant=one.applicant,
        matter=one.matter,
        result="准予许可",
        document_number=one.decision_number,
        body=one.body,
        decided_on=one.decided_on,
    )
