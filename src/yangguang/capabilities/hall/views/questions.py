"""Asking about a matter, reading what was asked, and answering."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from yangguang.capabilities.hall import api as hall
from yangguang.foundation.access.api import actor_of_request, officer_only, public
from yangguang.foundation.organisation.api import PostKind
from yangguang.foundation.ui.api import Field, Page, build_tabs
from yangguang.kernel import clock
from yangguang.kernel.refusals import Refusal
from yangguang.reference.matters import api as matters

WHO = (PostKind.ACCEPT, PostKind.EXAMINE, PostKind.DECIDE)


@public
@require_GET
def questions(request: HttpRequest) -> HttpResponse:
    """List what was asked and answered, of one matter or all, and one's own."""
    actor = actor_of_request(request)
    code, words = request.GET.get("matter", ""), request.GET.get("q", "")[:40]
    version = matters.get_published(code=code, on=clock.today(clock.now())) if code else None
    context = {
        "page": Page.of(hall.list_answered(matter_code=code, words=words), request.GET),
        "own": list(hall.list_own_questions(actor=actor)[:20]),
        "version": version,
        "words": words,
        "code": code,
        "nav": "participation",
    }
    return render(request, "hall/questions.html", context)


@public
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Ask about a matter; with a telephone number or an account the answer comes by itself, else by the number."""
    actor = actor_of_request(request)
    version = matters.get_published(code=code, on=clock.today(clock.now()))
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            made = hall.ask_question(
                actor=actor,
                matter=version.matter,
                text=request.POST.get("text", ""),
                phone=request.POST.get("phone", ""),
                now=clock.now(),
            )
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, f"问题已送到{version.matter.body.short_name}，编号 {made.number}。")
            return redirect("hall:question", number=made.number)
    fields = refusal.fields if refusal else {}
    context = {
        "version": version,
        "text": Field("text", "您想问什么", kind="area", rows=6, value=request.POST.get("text", ""),
                      hint="不用写姓名、身份证号。答复以后，问和答会公开给大家看，个人信息会遮掉。",
                      problem=fields.get("text", ""), maxlength=2000),
        "phone": Field("phone", "手机号", kind="tel", value=request.POST.get("phone", actor.phone),
                       required=False, hint="答复以后发短信告诉您，不会公开。", autocomplete="tel"),
        "refusal": refusal,
        "answered": list(hall.list_answered(matter_code=version.matter.catalog_code)[:3]),
        "nav": "participation",
    }  # fmt: skip
    return render(request, "hall/ask.html", context, status=refusal.status if refusal else 200)


@public
@require_GET
def question(request: HttpRequest, number: str) -> HttpResponse:
    """Show one question with its answer; others than the asker see it masked."""
    found, is_own = hall.get_own_question(actor=actor_of_request(request), number=number)
    context = {
        "question": found,
        "is_own": is_own,
        "text": found.text if is_own else found.shown_text,
        "answer": found.answer if is_own else found.shown_answer,
        "guide": reverse("matters:guide", args=[found.matter.catalog_code]),
        "nav": "participation",
    }
    return render(request, "hall/question.html", context)


@officer_only(*WHO)
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """List the questions to answer, the earliest due first, or those answered."""
    actor = actor_of_request(request)
    is_open = request.GET.get("state") != "answered"
    context = {
        "page": Page.of(hall.list_questions_to_answer(actor=actor, is_open=is_open), request.GET),
        "tabs": build_tabs(request.GET, "state", [("", "待答复", None), ("answered", "已答复", None)]),
        "is_open": is_open,
        "today": clock.today(clock.now()),
    }
    return render(request, "hall/desk/questions.html", context)


@officer_only(*WHO)
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """Show a question and take the one answer it gets, with the words the public will read."""
    actor = actor_of_request(request)
    found = hall.get_question_to_answer(actor=actor, number=number)
    refusal: Refusal | None = None
    said = request.POST
    if request.method == "POST":
        try:
            hall.answer_question(
                actor=actor,
                question=found,
                answer=said.get("answer", ""),
                shown_text=said.get("shown_text", ""),
                is_private=said.get("is_private") == "yes",
                private_reason=said.get("private_reason", ""),
                now=clock.now(),
            )
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, f"已答复 {number}。")
            return redirect("hall:desk_questions")
    fields = refusal.fields if refusal else {}
    context = {
        "question": found,
        "answer": Field("answer", "答复", kind="area", rows=6, value=said.get("answer", ""),
                        hint="写清怎么办、去哪里、依据什么。答复以后不能改。", problem=fields.get("answer", "")),
        "shown": Field("shown_text", "公开时问题怎么写", kind="area", rows=4,
                       value=said.get("shown_text", hall.masked(found.text)),
                       hint="已按规则遮掉证件号、电话、邮箱、账号和自报的姓名，请再看一遍。",
                       problem=fields.get("shown_text", "")),
        "reason": Field("private_reason", "不公开的理由", value=said.get("private_reason", ""), required=False,
                        problem=fields.get("private_reason", ""), when="is_private=yes"),
        "is_private": said.get("is_private") == "yes",
        "refusal": refusal,
        "today": clock.today(clock.now()),
    }  # fmt: skip
    return render(request, "hall/desk/answer.html", context, status=refusal.status if refusal else 200)
