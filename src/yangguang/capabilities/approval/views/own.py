"""What an applicant does with a case of their own: answer, finish a step, withdraw, be heard, rate, complain."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval.views import telling
from yangguang.capabilities.approval.views.materials import actor_of
from yangguang.foundation.access.api import citizen_only
from yangguang.foundation.ui.api import Confirmation, Field
from yangguang.kernel import clock
from yangguang.kernel.refusals import Refusal


@citizen_only
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, number: str) -> HttpResponse:
    """Answer the one correction notice with files and, if need be, a word of explanation."""
    actor = actor_of(request)
    application = approval.get_application(actor=actor, number=number)
    notice = notice_of(application)
    problems: dict[str, str] = {}
    if request.method == "POST":
        uploads = [
            (spec.code, file)
            for spec in application.version.materials.all()
            for file in request.FILES.getlist(f"file-{spec.code}")
        ]
        try:
            approval.answer_correction(
                actor=actor,
                application=application,
                uploads=uploads,
                answer_note=request.POST.get("answer_note", ""),
                now=clock.now(),
            )
        except Refusal as refusal:
            problems = refusal.fields or {"answer_note": refusal.message}
        else:
            messages.success(request, "补正材料已收到，受理期限重新计算。")
            return redirect("approval:case", number=number)
    return page_of(
        request,
        application,
        heading="补正材料",
        lead="请一次补齐下面列出的内容。已经交过的不用再交。",
        items=notice.texts,
        controls=[
            *_uploads(notice.materials),
            Field(
                name="answer_note",
                label="需要说明的",
                kind="area",
                value=request.POST.get("answer_note", ""),
                required=False,
                problem=problems.get("answer_note", ""),
            ),
        ],
        problem_fields=problems,
        button="提交补正材料",
        side=[("期限", notice.sentence), ("只告知一次", "没有写在告知书里的，以后也不能再要您补。")],
    )


@citizen_only
@require_http_methods(["GET", "POST"])
def supply(request: HttpRequest, number: str) -> HttpResponse:
    """Hand in what was promised for later."""
    actor = actor_of(request)
    application = approval.get_application(actor=actor, number=number)
    owed = {one.material_code: one for one in application.deferred_materials.all() if one.is_owed}
    if not owed:
        raise approval.NothingDeferred(number=number)
    specs = [one for one in application.version.materials.all() if one.code in owed]
    problems: dict[str, str] = {}
    if request.method == "POST":
        uploads = [(one.code, file) for one in specs for file in request.FILES.getlist(f"file-{one.code}")]
        try:
            approval.supply_deferred_material(
                actor=actor, application=application, uploads=uploads, now=clock.now()
            )
        except Refusal as refusal:
            problems = {f"file-{specs[0].code}": refusal.fields.get("files") or refusal.message}
        else:
            messages.success(request, "材料已收到，接着往下办。")
            return redirect("approval:case", number=number)
    due = next((one.due_on for one in owed.values() if one.due_on), None)
    until = f"请在{telling.day(due)}前补齐。过了期限仍可以补交，只是办理会耽误。"
    return page_of(
        request,
        application,
        heading="补交材料",
        lead="这是您承诺后补的材料。补齐以前，不作准予决定。",
        controls=_uploads(specs, problems),
        problem_fields=problems,
        button="提交材料",
        side=[("期限", until if due else "受理以后会告诉您最后一天。")],
    )


@citizen_only
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Withdraw the application after reading back what that means."""
    actor = actor_of(request)
    application = approval.get_application(actor=actor, number=number)
    if request.method == "POST":
        approval.withdraw_application(
            actor=actor, application=application, reason=request.POST.get("reason", ""), now=clock.now()
        )
        messages.success(request, "申请已撤回。需要时可以重新申请。")
        return redirect("approval:case", number=number)
    confirmation = Confirmation(
        what="撤回申请",
        whom=application.version.plain_name,
        signer=actor.name,
        button="撤回申请",
        effects=[
            "这次办理到此结束，不再作出决定。",
            "交过的材料随案保存，可以随时下载。",
            "以后可以重新申请，编号和时限重新开始。",
        ],
        back_address=reverse("approval:case", args=[number]),
    )
    return page_of(request, application, heading="撤回申请", confirmation=confirmation)


@citizen_only
@require_http_methods(["GET", "POST"])
def hearing(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for a hearing within five working days of being told of the right."""
    actor = actor_of(request)
    application = approval.get_application(actor=actor, number=number)
    problems: dict[str, str] = {}
    reason = request.POST.get("reason", "")
    if request.method == "POST":
        try:
            approval.request_hearing(actor=actor, application=application, reason=reason, now=clock.now())
        except Refusal as refusal:
            problems = refusal.fields or {"reason": refusal.message + refusal.remedy_text}
        else:
            messages.success(request, "听证申请已收到，会书面通知您时间和地点。")
            return redirect("approval:case", number=number)
    return page_of(
        request,
        application,
        heading="申请听证",
        lead="听证不收费。举行前至少七日书面通知您时间和地点。",
        controls=[
            Field(
                name="reason",
                label="为什么要听证",
                kind="area",
                value=reason,
                problem=problems.get("reason", ""),
                rows=5,
            )
        ],
        problem_fields=problems,
        button="提交听证申请",
        side=[("依据", "《中华人民共和国行政许可法》第四十七条、第四十八条")],
    )


LEVELS = (("5", "非常满意"), ("4", "满意"), ("3", "基本满意"), ("2", "不满意"), ("1", "非常不满意"))


@citizen_only
@require_http_methods(["GET", "POST"])
def rate(request: HttpRequest, number: str) -> HttpResponse:
    """Rate the service in five levels, once."""
    actor = actor_of(request)
    application = approval.get_application(actor=actor, number=number)
    problems: dict[str, str] = {}
    level, comment = request.POST.get("level", ""), request.POST.get("comment", "")
    if request.method == "POST":
        if not level:
            problems = {"level": "还没有选满意程度。"}
        else:
            approval.rate_service(
                actor=actor, application=application, level=int(level), text=comment, now=clock.now()
            )
            messages.success(request, "评价已收到。不满意的，会有人在规定时间内联系您。")
            return redirect("approval:case", number=number)
    return page_of(
        request,
        application,
        heading="这件事办得怎么样",
        controls=[
            Field(
                name="level",
                label="满意程度",
                kind="radio",
                choices=LEVELS,
                value=level,
                problem=problems.get("level", ""),
            ),
            Field(name="comment", label="哪里好、哪里不好", kind="area", value=comment, required=False),
        ],
        problem_fields=problems,
        button="提交评价",
        side=[("谁看得到", "评价公开，您的姓名不公开。经办人不能修改或者删除。")],
    )


@citizen_only
@require_http_methods(["GET", "POST"])
def complain(request: HttpRequest, number: str) -> HttpResponse:
    """Complain about, or urge, the handling of a case; supervision gets it at the same time."""
    actor = actor_of(request)
    application = approval.get_application(actor=actor, number=number)
    is_urging = request.GET.get("kind") == "urge"
    problems: dict[str, str] = {}
    text = request.POST.get("text", "请尽快办理。" if is_urging and request.method == "GET" else "")
    if request.method == "POST":
        try:
            complaint = approval.file_complaint(
                actor=actor, application=application, text=text, is_urging=is_urging, now=clock.now()
            )
        except Refusal as refusal:
            problems = refusal.fields or {"text": refusal.message + refusal.remedy_text}
        else:
            until = telling.day(complaint.answer_until)
            messages.success(
                request, f"已收到，编号 {complaint.number}，{until}前答复您。答复会显示在这一页。"
            )
            return redirect("approval:case", number=number)
    return page_of(
        request,
        application,
        heading="催办" if is_urging else "投诉",
        controls=[
            Field(
                name="text",
                label="想说的话" if is_urging else "发生了什么，希望怎么解决",
                kind="area",
                value=text,
                problem=problems.get("text", ""),
                rows=6,
            )
        ],
        problem_fields=problems,
        button="送出",
        side=[
            ("谁来答复", "经办单位的负责人或者监察机关。办过这件的人不能答复，也不能改动您写的内容。"),
            ("多久答复", "15 个工作日内书面答复，显示在办件页，并发消息给您。"),
        ],
    )


@citizen_only
@require_http_methods(["GET", "POST"])
def own_step(request: HttpRequest, number: str) -> HttpResponse:
    """Finish a step of the flow that is the applicant's own: rectify what a visit found, report that fitting out is done."""
    actor = actor_of(request)
    application = approval.get_application(actor=actor, number=number)
    step = own_step_of(approval.history_of(application=application, actor=actor, now=clock.now()))
    if step is None:
        raise approval.NotPossibleNow(number=number, deed="提交这一步", state=application.get_state_display())
    problems: dict[str, str] = {}
    text = request.POST.get("text", "")
    specs = [one for one in application.version.materials.all() if one.form_kind == "upload"]
    if request.method == "POST":
        uploads = [(one.code, file) for one in specs for file in request.FILES.getlist(f"file-{one.code}")]
        try:
            approval.finish_own_step(
                actor=actor, application=application, text=text, uploads=uploads, now=clock.now()
            )
        except Refusal as refusal:
            problems = refusal.fields or {"text": refusal.message + refusal.remedy_text}
        else:
            messages.success(request, "已收到，接着往下办。")
            return redirect("approval:case", number=number)
    return page_of(
        request,
        application,
        heading=step.name,
        lead=step.note or "做完以后在这里告诉我们，办件才会往下走。这段时间不计入办理时限。",
        controls=[
            Field(
                name="text",
                label="做了什么",
                kind="area",
                value=text,
                problem=problems.get("text", ""),
                rows=5,
            ),
            *_uploads(specs),
        ],
        problem_fields=problems,
        button="提交，继续办理",
        side=[("接下来", "经办人核对以后继续办理，您在办件页看得到每一步。")],
    )


def own_step_of(history: Any) -> Any | None:
    """Find the step of the flow that waits for the applicant after acceptance, if there is one."""
    return next((one.step for one in history.current if one.step.post_kind == "applicant"), None)


def _uploads(specs: list[Any], problems: dict[str, str] | None = None) -> list[Field]:
    """Give a file field for each material that may be added."""
    return [
        Field(
            name=f"file-{one.code}",
            label=one.name,
            kind="file",
            hint=one.accept_standard,
            required=False,
            multiple=one.max_files > 1,
            problem=(problems or {}).get(f"file-{one.code}", ""),
        )
        for one in specs
    ]


def page_of(request: HttpRequest, application: Any, *, heading: str, **context: Any) -> HttpResponse:
    """Draw one of the applicant's smaller pages in the common frame."""
    context |= {
        "application": application,
        "heading": heading,
        "case_address": reverse("approval:case", args=[application.number]),
        "is_form": "controls" in context,
        "nav": "progress",
    }
    status = 422 if context.get("problem_fields") else 200
    return render(request, "approval/act_page.html", context, status=status)


@dataclass(frozen=True)
class Notice:
    """A correction notice ready for the page: what is wrong item by item, and which materials may be added."""

    texts: list[str]
    materials: list[Any]
    due_on: date

    @property
    def sentence(self) -> str:
        """By when."""
        return f"请在{telling.day(self.due_on)}前补齐。逾期没有补的，这次申请办结，以后可以重新申请。"


def notice_of(application: Any) -> Notice:
    correction = getattr(application, "correction", None)
    if application.state != approval.State.CORRECTING.value or correction is None:
        raise approval.NotPossibleNow(
            number=application.number, deed="补正", state=application.get_state_display()
        )
    named = {item.get("code") for item in correction.items}
    uploads = [one for one in application.version.materials.all() if one.form_kind == "upload"]
    return Notice(
        texts=[
            "：".join(part for part in (item.get("name", ""), item.get("problem", "")) if part)
            + (f"（{item['advice']}）" if item.get("advice") else "")
            for item in correction.items
        ],
        materials=[one for one in uploads if one.code in named] or uploads,
        due_on=correction.answer_until,
    )
