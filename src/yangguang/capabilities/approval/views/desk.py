"""The officer's desk: what to do first, everything by due time, claiming, and accepting several complete cases at once."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_POST

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval.views.rail import DRAWERS, rail_of
from yangguang.foundation.access.api import actor_of_request, officer_only
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.certificates import api as certificates
from yangguang.foundation.organisation.api import PostKind
from yangguang.foundation.ui.api import Confirmation, Kept, Page, Tab, with_parameters
from yangguang.kernel import clock
from yangguang.kernel.refusals import Refusal

DUE = (("", "全部"), ("overdue", "已超时"), ("today", "今天"), ("week", "本周"))
GROUPS = ("已超时", "今天要办完", "明天", "本周", "以后", "没有期限")


@dataclass(frozen=True)
class Line:
    """One row of the desk, ready to print."""

    row: Any
    lamp: str
    left: str
    until: str
    cells: list[dict[str, str]]
    note: str
    is_free: bool
    is_batchable: bool
    group: str

    @property
    def application(self) -> Any:
        """The case."""
        return self.row.application

    @property
    def task(self) -> Any:
        """The step."""
        return self.row.task


NEWS: Kept[list[Any]] = Kept(64)


def _news_for(actor: Actor, now: datetime) -> list[Any]:
    """Give the rule changes of the actor's bodies, looked up once a minute: rules do not change faster."""
    bodies = tuple(sorted({post.body_code for post in actor.posts}))
    return NEWS.get(
        bodies, now.replace(second=0, microsecond=0), lambda: approval.list_rule_news(actor=actor, now=now)
    )


@officer_only()
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Show the desk: a sentence, the list in groups by due time, and beside it what to do first."""
    actor = actor_of_request(request)
    now = clock.now()
    box = request.GET.get("box", "todo")
    drawer = approval.Box(box) if box in {one.value for one in approval.Box} else approval.Box.TODO
    due = request.GET.get("due", "") if drawer is approval.Box.TODO else ""
    wanted = _whole(request.GET.get("page", "1"))
    inbox = approval.open_inbox(
        actor=actor,
        box=drawer.value,
        now=now,
        page=wanted,
        words=request.GET.get("q", ""),
        matter=request.GET.get("matter", ""),
        due=approval.bounds_of(due=due, now=now),
    )
    number = inbox.page
    counts, figures = approval.count_desk(actor=actor, now=now)
    lines = lines_of(inbox, actor, now)
    cards = approval.list_desk_cards(actor=actor, now=now)
    is_narrowed = bool(request.GET.get("q") or request.GET.get("matter") or due)
    total = _total(drawer, due, counts, figures)
    context = {
        "drawer": drawer.value,
        "heading": _heading(drawer, figures, actor),
        "figures": figures,
        "tabs": _tabs(request, drawer, counts, figures),
        "matters": approval.list_desk_matters(actor=actor),
        "matter": request.GET.get("matter", ""),
        "words": request.GET.get("q", ""),
        "groups": [(name, list(part)) for name, part in groupby(lines, key=lambda one: one.group)],
        "lines": lines,
        "page": Page(
            rows=lines,
            total=None if request.GET.get("q") or request.GET.get("matter") else total,
            number=number,
            previous_address=with_parameters(request.GET, page=number - 1) if number > 1 else "",
            next_address=with_parameters(request.GET, page=number + 1) if inbox.has_next else "",
        ),
        "first": _first(lines, cards, drawer, number, is_narrowed),
        "cards": cards,
        "awaited": [_awaited(one, now) for one in approval.list_awaited(actor=actor)],
        "news": _news_for(actor, now),
        "is_narrowed": is_narrowed,
        "is_window": actor.holds(PostKind.ACCEPT),
        "can_batch": any(line.is_batchable for line in lines),
        "rail_groups": rail_of(request, actor, counts, drawer.value),
        "live_address": f"/live/desk:{actor.posts[0].body_code}" if actor.posts else "",
    }
    return render(request, "approval/desk/desk.html", context)


@officer_only()
@require_POST
def claim(request: HttpRequest, number: str, task: int) -> HttpResponse:
    """Take a step; the page comes back to where the officer was."""
    actor = actor_of_request(request)
    application = approval.get_application(actor=actor, number=number)
    step = approval.get_task(application=application, pk=task)
    try:
        approval.claim_step(actor=actor, application=application, task=step, now=clock.now())
    except Refusal as refusal:
        messages.error(request, f"没有签收：{refusal.message}{refusal.remedy_text}")
        return redirect("approval:desk")
    messages.success(request, f"已签收：{application.applicant_name}，{step.name}。")
    return redirect("approval:workbench", number=number)


@officer_only()
@require_POST
def release(request: HttpRequest, number: str, task: int) -> HttpResponse:
    """Put a step back for the colleagues of the post."""
    actor = actor_of_request(request)
    application = approval.get_application(actor=actor, number=number)
    step = approval.get_task(application=application, pk=task)
    try:
        approval.release_step(actor=actor, application=application, task=step, now=clock.now())
    except Refusal as refusal:
        messages.error(request, f"没有退签：{refusal.message}{refusal.remedy_text}")
    else:
        messages.success(
            request, f"已退签：{application.applicant_name}，{step.name}。同岗位的同事可以签收。"
        )
    return redirect("approval:desk")


@officer_only(PostKind.ACCEPT)
@require_POST
def accept_batch(request: HttpRequest) -> HttpResponse:
    """Accept several cases whose materials are complete: read them back once, sign once, each is an act of its own."""
    actor = actor_of_request(request)
    numbers = list(dict.fromkeys(request.POST.getlist("case")))[:20]
    cases = [approval.get_application(actor=actor, number=one) for one in numbers]
    if not cases:
        messages.error(request, "没有受理：还没有勾选办件。请在列表左边勾选。")
        return redirect("approval:desk")
    now = clock.now()
    if request.POST.get("signed") != "yes" or request.POST.get("has_read") != "yes":
        return _confirm_batch(request, actor, cases, now)
    accepted, left = approval.accept_many(
        applications=cases, accept=lambda one: _accept_as_read(request, actor, one, now)
    )
    if accepted:
        messages.success(request, f"已受理 {len(accepted)} 件，受理通知书已发给申请人。")
    for application, refusal in left:
        messages.error(
            request, f"{application.applicant_name} 没有受理：{refusal.message}{refusal.remedy_text}"
        )
    return redirect("approval:desk")


def _accept_as_read(request: HttpRequest, actor: Actor, case: Any, now: datetime) -> None:
    """Accept one case of a batch if its notice is the one that was read, under its own signature."""
    given = certificates.given_signature(request, of=case.number)
    certificates.expect_signature(actor=actor, given=given)
    digest = request.POST.get(f"digest-{case.number}", "")
    to_sign = _acceptance_to_sign(actor, case, request.POST.get(f"title-{case.number}", ""), digest)
    approval.sign_as_read(
        actor=actor,
        number=case.number,
        deed=lambda one: approval.accept_complete(actor=actor, application=one, now=now),
        digest=digest,
        sign=lambda act: certificates.sign_if_given(
            actor=actor, now=now, to_sign=to_sign, given=given, act_number=act
        ),
    )


def _acceptance_to_sign(actor: Actor, case: Any, title: str, digest: str) -> certificates.ToSign:
    return certificates.ToSign(
        what="受理",
        operation="approval.accept",
        object_type="application",
        object_number=case.number,
        title=f"《{title}》",
        digest=digest,
        signer=signer_of(actor, PostKind.ACCEPT, case.body.code),
    )


def _confirm_batch(request: HttpRequest, actor: Actor, cases: list[Any], now: datetime) -> HttpResponse:
    """Lay out every notice as it will be issued; what cannot be accepted stands apart with its reason and is not signed."""
    ready: list[dict[str, Any]] = []
    left: list[tuple[Any, Refusal]] = []
    for case in cases:
        try:
            paper = approval.rehearse(
                actor=actor,
                number=case.number,
                deed=lambda one: approval.accept_complete(actor=actor, application=one, now=now),
            )
        except Refusal as refusal:
            left.append((case, refusal))
        else:
            assert paper is not None  # noqa: S101 - accepting always issues its notice
            body = mark_safe(paper.body)  # noqa: S308 - rendered by our own document template
            ready.append({"case": case, "paper": paper, "body": body})
    to_sign = {
        one["case"].number: _acceptance_to_sign(actor, one["case"], one["paper"].title, one["paper"].digest)
        for one in ready
    }
    confirmation = Confirmation(
        what=f"受理 {len(ready)} 件申请",
        whom="、".join(one["case"].applicant_name for one in ready),
        document=f"受理通知书 {len(ready)} 份，签署后编号",
        signer=signer_of(actor, PostKind.ACCEPT),
        button=f"签署，受理这 {len(ready)} 件",
        action=reverse("approval:accept_batch"),
        effects=("每件各记一条，各发一份受理通知书", "办理期限从今天起算"),
        back_address=reverse("approval:desk"),
        read_first="这几件我都看过，属于本机关职权，材料齐全，符合法定形式",
    )
    context = {
        "ready": ready,
        "left": left,
        "confirmation": confirmation,
        "signing": certificates.offer_signatures(actor=actor, to_sign=to_sign, now=now),
        "rail_groups": rail_of(request, actor, {}, "todo"),
    }
    return render(request, "approval/desk/batch.html", context)


def signer_of(actor: Actor, kind: str = "", body_code: str | None = None) -> str:
    """Say under which post somebody signs."""
    post = actor.post(kind, body_code) or (actor.posts[0] if actor.posts else None)
    return f"{post.name if post else '工作人员'} {actor.number} 号　{actor.name}"


def lines_of(inbox: approval.InboxPage, actor: Actor, now: datetime) -> list[Line]:
    """Prepare the rows of a page, on the calendar it was counted with."""
    is_open = inbox.box is not approval.Box.DONE
    return [_line(row, actor, inbox.calendar, clock.today(now), is_open) for row in inbox.rows]


def _line(row: Any, actor: Actor, calendar: Any, day: date, is_open: bool) -> Line:
    task = row.task
    cells = (
        approval.workday_cells(
            calendar=calendar, since=clock.today(task.arrived_at), until=task.due_on, day=day
        )
        if task.is_live
        else []
    )
    lamp, left, until = _due_words(row, cells, day)
    is_mine = task.assignee_account_id == actor.account_id
    return Line(
        row=row,
        lamp=lamp,
        left=left,
        until=until,
        cells=cells,
        note=_note(row, is_mine),
        is_free=task.state == "open" and task.assignee_account_id is None,
        is_batchable=task.step == "S" and task.post_kind == "accept" and task.is_live,
        group=_group(row, day) if is_open and task.is_live else "",
    )


def _due_words(row: Any, cells: list[dict[str, str]], day: date) -> tuple[str, str, str]:
    due = row.task.due_on
    if not row.task.is_live:
        done = row.task.done_at
        return ("done", "已办", f"{_short(clock.today(done), day)} {clock.local(done):%H:%M}" if done else "")
    if row.task.state == "suspended":
        return ("pause", "暂停计时", "特别程序中")
    if due is None:
        return ("ok", "没有期限", "")
    if due < day:
        over = sum(cell["look"] == "over" for cell in cells)
        return ("yellow", f"超 {max(over, 1)} 天", f"{_short(due, day)} 24:00 到期")
    if due == day:
        return ("warn", "今天到期", "24:00 前")
    left = sum(cell["look"] in ("now", "left") for cell in cells)
    return ("warn" if left <= 1 else "ok", f"剩 {left} 天", _short(due, day))


def _short(day: date, now: date) -> str:
    near = {-1: "昨天", 0: "今天", 1: "明天"}.get((day - now).days)
    if near:
        return near
    return f"{day.month}月{day.day}日" if day.year == now.year else f"{day.year}年{day.month}月{day.day}日"


def _note(row: Any, is_mine: bool) -> str:
    if row.task.is_signer:
        return "请您加签"
    if is_mine and row.task.state == "claimed":
        return "您已签收"
    if is_mine and row.task.state == "open":
        return "转给您的"
    return "窗口收件" if row.application.channel == "window" else ""


def _group(row: Any, day: date) -> str:
    due = row.task.due_on
    if due is None:
        return GROUPS[5]
    ahead = (due - day).days
    if ahead < 0:
        return GROUPS[0]
    if ahead <= 1:
        return GROUPS[1 + ahead]
    return GROUPS[3] if due <= day + timedelta(days=6 - day.weekday()) else GROUPS[4]


def _heading(drawer: Any, figures: Any, actor: Actor) -> tuple[str, str]:
    if drawer is not approval.Box.TODO:
        return (dict(DRAWERS).get(drawer, "已超时"), "")
    over = f"{figures.overdue} 件已经超时" if figures.overdue else ""
    if figures.today:
        return (f"今天要办完 {figures.today} 件", over)
    if over:
        return (f"{over}，请先办", "")
    return ("今天没有到期的", f"手上还有 {figures.total} 件" if figures.total else "手上都办完了")


def _tabs(request: HttpRequest, drawer: Any, counts: dict[str, int], figures: Any) -> list[Tab]:
    if drawer is not approval.Box.TODO:
        return []
    numbers = {"": figures.total, "overdue": figures.overdue, "today": figures.today, "week": figures.week}
    chosen = request.GET.get("due", "")
    return [
        Tab(word, with_parameters(request.GET, due=value or None), numbers[value], chosen == value)
        for value, word in DUE
    ]


def _total(drawer: Any, due: str, counts: dict[str, int], figures: Any) -> int | None:
    known = {
        "": counts[drawer.value],
        "overdue": figures.overdue,
        "today": figures.today,
        "week": figures.week,
    }
    total = known.get(due)
    return None if total is None or total >= approval.COUNT_LIMIT else total


def _first(
    lines: list[Line], cards: list[Any], drawer: Any, number: int, is_narrowed: bool
) -> dict[str, Any] | None:
    """Choose what to do first and say why: the earliest due of the list."""
    if drawer is not approval.Box.TODO or number > 1 or is_narrowed or not lines:
        return None
    line = lines[0]
    name = line.task.name
    card = next((one for one in cards if one.case_number == line.application.number), None)
    if line.lamp == "yellow":
        watched = f"，电子监察已发{'红牌' if card.lamp == 'red' else '黄牌'}" if card else ""
        why = f"{name}时限{line.until}，已经{line.left}{watched}，请今天办结或者说明原因。"
    elif line.lamp == "warn":
        why = f"{name}，{line.left}，{line.until}要办完。"
    else:
        why = f"{name}，手上最早到期的一件，{line.left}，{line.until}到期。"
    return {"line": line, "why": why, "card": card}


def _awaited(one: Any, now: datetime) -> dict[str, Any]:
    days = (clock.today(now) - one.since).days + 1
    until = f"，到 {one.until.month}月{one.until.day}日" if one.until else ""
    return {"one": one, "text": f"第 {days} 天{until}"}


def _whole(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 1
