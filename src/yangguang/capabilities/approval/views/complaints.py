"""Answering complaints: the list of those to answer, by when, and one complaint with its case beside it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from yangguang.capabilities.approval import api as approval
from yangguang.foundation.access.api import actor_of_request, officer_only
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.organisation.api import PostKind
from yangguang.foundation.ui.api import Field, Page, build_tabs
from yangguang.kernel import clock
from yangguang.kernel.refusals import Refusal

WHO = (PostKind.DECIDE, PostKind.MONITOR)


@officer_only(*WHO)
@require_GET
def complaints(request: HttpRequest) -> HttpResponse:
    """List the complaints to answer, the earliest due first, or those answered."""
    actor = actor_of_request(request)
    is_open = request.GET.get("state") != "answered"
    tabs = build_tabs(request.GET, "state", [("", "待答复", None), ("answered", "已答复", None)])
    context = {
        "page": Page.of(approval.list_complaints_to_answer(actor=actor, is_open=is_open), request.GET),
        "tabs": tabs,
        "is_open": is_open,
        "today": clock.today(clock.now()),
    }
    return render(request, "approval/desk/complaints.html", context)


@officer_only(*WHO)
@require_http_methods(["GET", "POST"])
def complaint(request: HttpRequest, number: str) -> HttpResponse:
    """Show a complaint, and take the one answer it gets."""
    actor = actor_of_request(request)
    found = approval.get_complaint_to_answer(actor=actor, number=number)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            approval.answer_complaint(
                actor=actor, complaint=found, answer=request.POST.get("answer", ""), now=clock.now()
            )
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, f"已答复：{number}，投诉人会收到消息。")
            return redirect("approval:complaints")
    answer = Field(
        name="answer",
        label="答复",
        kind="area",
        rows=7,
        value=request.POST.get("answer", ""),
        hint="写明查到了什么、怎么处理、什么时候办好。投诉人看得到，答复以后不能改。",
        problem=refusal.fields.get("answer", "") if refusal else "",
    )
    context = {
        "complaint": found,
        "application": found.application,
        "answer": answer,
        "refusal": refusal,
        "is_answered": found.answered_at is not None,
        "today": clock.today(clock.now()),
    }
    status = refusal.status if refusal else 200
    return render(request, "approval/desk/complaint.html", context, status=status)


def rail_of_complaints(actor: Actor) -> tuple[str, list[tuple[str, str, int | None]]]:
    """Give the rail its way to the complaints, for those who may answer them."""
    if not any(actor.holds(kind) for kind in WHO):
        return "投诉", []
    return "投诉", [("投诉和催办", reverse("approval:complaints"), None)]
