"""A case as a third person meets it whom it touches: what it is about, their rights, their say (Licensing Law art. 36, 47)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval.views.materials import actor_of
from yangguang.foundation.access.api import citizen_only
from yangguang.foundation.documents import api as documents
from yangguang.foundation.ui.api import Field
from yangguang.kernel import clock
from yangguang.kernel.refusals import NotFound, Refusal


@citizen_only
@require_http_methods(["GET", "POST"])
def interest(request: HttpRequest, number: str) -> HttpResponse:
    """Show what a case means for a third person, and take what they think of it."""
    actor = actor_of(request)
    party = approval.get_interest(actor=actor, number=number)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            approval.state_interest(
                actor=actor, party=party, text=request.POST.get("text", ""), now=clock.now()
            )
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, "意见已归入案卷，作出决定前会听取。")
            return redirect("approval:interest", number=number)
    return _draw(request, party, refusal)


@citizen_only
@require_POST
def ask_hearing(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for a hearing, as a third person."""
    actor = actor_of(request)
    party = approval.get_interest(actor=actor, number=number)
    try:
        approval.request_party_hearing(
            actor=actor, party=party, reason=request.POST.get("reason", ""), now=clock.now()
        )
    except Refusal as refused:
        return _draw(request, party, refused)
    messages.success(request, "听证申请已收到，会提前通知您时间和地点。")
    return redirect("approval:interest", number=number)


@citizen_only
@require_GET
def notice(request: HttpRequest, number: str) -> HttpResponseBase:
    """Give a third person their own notice."""
    party = approval.get_interest(actor=actor_of(request), number=number)
    if party.notice is None:
        raise NotFound(what="这份告知书")
    return documents.document_response(party.notice.document)


def _draw(request: HttpRequest, party: Any, refusal: Refusal | None) -> HttpResponse:
    application = party.application
    is_open = application.is_in_hand
    day = clock.today(clock.now())
    context = {
        "party": party,
        "application": application,
        "hearing": getattr(application, "hearing", None),
        "may_speak": is_open and party.opinion_at is None,
        "may_ask_hearing": is_open and party.hearing_requested_at is None and day <= party.answer_until,
        "opinion": Field(
            name="text",
            label="您的意见和理由",
            kind="area",
            rows=6,
            value=request.POST.get("text", ""),
            hint="归入案卷，经办单位作决定前要看。",
            problem=refusal.fields.get("text", "") if refusal else "",
        ),
        "refusal": refusal,
        "decision": getattr(application, "decision", None),
        "nav": "progress",
    }
    return render(request, "approval/interest.html", context, status=refusal.status if refusal else 200)
