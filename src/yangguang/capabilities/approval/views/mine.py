"""Following one's case: where it stands, what is asked of the applicant, every paper and every act."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval.views import telling
from yangguang.capabilities.approval.views.materials import actor_of
from yangguang.foundation.access.api import citizen_only, signed_in
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.documents import api as documents
from yangguang.foundation.files import api as files
from yangguang.foundation.forms import api as forms
from yangguang.foundation.ui.api import Confirmation, Field
from yangguang.kernel import clock
from yangguang.kernel.refusals import Refusal


@signed_in
@require_GET
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Show one case to its applicant: state in a sentence, the clock, what to do, who did what."""
    actor = actor_of(request)
    application = approval.get_application(actor=actor, number=number)
    papers = list(application.documents.select_related("document"))
    history = approval.history_of(application=application, actor=actor, now=clock.now())
    story = telling.tell(application=application, history=history, papers=papers)
    context = {
        "application": application,
        "version": application.version,
        "matter_address": reverse("matters:guide", args=[application.version.matter.code]),
        "story": story,
        "todo": _todo(actor, application),
        "papers": papers,
        "files": list(application.files.select_related("file")),
        "licence": application.licence,
        "licence_address": _licence_address(application),
        "act_count": len(history.acts),
        "log_address": f"/log/?object={number}",
        "may_urge": not application.is_closed,
        "may_withdraw": approval.may_withdraw_application(actor=actor, application=application)
        and approval.allows(operation="withdraw_application", state=application.state),
        "live_address": f"/live/application:{application.draft_uuid}",
        "nav": "progress",
    }
    return render(request, "approval/case.html", context)


@citizen_only
@require_GET
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """Say that the application has arrived, with its number and what follows."""
    actor = actor_of(request)
    application = approval.get_application(actor=actor, number=number)
    history = approval.history_of(application=application, actor=actor, now=clock.now())
    waiting = history.clock("acceptance")
    paper = (
        application.documents.filter(kind=approval.DocumentKind.RECEIPT).select_related("document").first()
    )
    context = {
        "application": application,
        "due": waiting.account.due_on if waiting else clock.today(application.received_at),
        "receipt": paper.document if paper else None,
        "seal_number": history.acts[-1].number if history.acts else None,
        "nav": "progress",
    }
    return render(request, "approval/receipt.html", context)


@signed_in
@require_GET
def answers(request: HttpRequest, number: str) -> HttpResponse:
    """Read back what was handed in."""
    application = approval.get_application(actor=actor_of(request), number=number)
    definition = approval.form_of(version=application.version)
    pages = [
        (title, "", views)
        for title, views in forms.read_back(definition=definition, answers=application.fields)
    ]
    return _page(request, application, heading="您填的内容", pages=pages)


@citizen_only
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, number: str) -> HttpResponse:
    """Answer the one correction notice with files and, if need be, a word of explanation."""
    actor = actor_of(request)
    application = approval.get_application(actor=actor, number=number)
    notice = _notice(application)
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
    return _page(
        request,
        application,
        heading="补正材料",
        lead="请一次补齐下面列出的内容。已经交过的不用再交。",
        items=notice.texts,
        controls=[
            *(
                Field(
                    name=f"file-{spec.code}",
                    label=spec.name,
                    kind="file",
                    hint=spec.accept_standard,
                    required=False,
                    multiple=spec.max_files > 1,
                )
                for spec in notice.materials
            ),
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
    return _page(request, application, heading="撤回申请", confirmation=confirmation)


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
    return _page(
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
    return _page(
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
            approval.file_complaint(actor=actor, application=application, text=text, now=clock.now())
        except Refusal as refusal:
            problems = refusal.fields or {"text": refusal.message + refusal.remedy_text}
        else:
            messages.success(request, "已收到，同时送到了电子监察。5 个工作日内答复是否受理。")
            return redirect("approval:case", number=number)
    return _page(
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
            ("送给谁", "市监察机关和经办单位的负责人。经办人看不到您的联系方式。"),
            ("多久答复", "5 个工作日内告诉您是否受理，实名的给书面答复。"),
        ],
    )


@signed_in
@require_GET
def document(request: HttpRequest, number: str, uuid: UUID) -> HttpResponseBase:
    """Give a document of the case, as the exact file that was issued."""
    issued = approval.get_issued_document(actor=actor_of(request), uuid=uuid)
    return documents.document_response(issued.document)


@signed_in
@require_GET
def file(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Give a file that was handed in."""
    submitted = approval.get_submitted_file(actor=actor_of(request), uuid=uuid)
    return files.file_response(submitted.file)


def _page(request: HttpRequest, application: Any, *, heading: str, **context: Any) -> HttpResponse:
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


def _licence_address(application: Any) -> str:
    licence = application.licence
    return reverse("licences:verify_code", args=[licence.verification_code]) if licence else ""


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


def _notice(application: Any) -> Notice:
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


def _todo(actor: Actor, application: Any) -> dict[str, Any] | None:
    """Say what the applicant should do now, if anything; at most one thing is lit."""
    number = application.number
    if actor.is_officer:
        return None
    if application.state == approval.State.CORRECTING.value:
        notice = _notice(application)
        return {
            "title": f"请在{telling.day(notice.due_on)}前补齐 {len(notice.texts)} 项",
            "text": "告知书已经列全。补齐以前，受理期限不计时。",
            "items": notice.texts,
            "links": [("补正材料", reverse("approval:correct", args=[number]), "primary")],
        }
    hearing = getattr(application, "hearing", None)
    if hearing and hearing.request_until and not hearing.requested_at and not application.is_closed:
        return {
            "title": "您可以要求听证",
            "text": f"请在{telling.day(hearing.request_until)}前提出；逾期视为放弃。听证不收费。",
            "links": [("申请听证", reverse("approval:hearing", args=[number]), "primary")],
        }
    if application.is_closed and getattr(application, "rating", None) is None:
        return {
            "title": "办得怎么样，请您评一评",
            "text": "评价公开，经办人不能修改或者删除。",
            "links": [("评价", reverse("approval:rate", args=[number]), "primary")],
        }
    return None
