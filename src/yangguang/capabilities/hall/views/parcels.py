"""Sending results by post, following them, and what to do when one comes back; the notices open to all."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.hall import api as hall
from yangguang.foundation.access.api import actor_of_request, officer_only, public, step_up
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.organisation.api import PostKind
from yangguang.foundation.ui.api import Field
from yangguang.kernel import clock
from yangguang.kernel.refusals import Refusal

WHO = (PostKind.ACCEPT, PostKind.DELIVER, PostKind.EXAMINE, PostKind.DECIDE)


@public
@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """List the public notices that run."""
    return render(
        request, "hall/notices.html", {"notices": list(hall.list_notices()[:100]), "nav": "disclosure"}
    )


@officer_only(*WHO)
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """List the parcels that came back, and those on their way."""
    actor = actor_of_request(request)
    seen = set(
        approval.visible_to(actor=actor)
        .filter(state__in=["granted", "refused"])
        .values_list("number", flat=True)
    )
    underway = [
        one for one in (*hall.list_unhanded(), *hall.list_parcels_underway()) if one.case_number in seen
    ]
    context = {"returned": list(hall.list_returned(actor=actor)[:100]), "underway": underway[:100]}
    return render(request, "hall/desk/parcels.html", context)


@officer_only(*WHO)
@step_up
@require_http_methods(["GET", "POST"])
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Send the result of a case by post, or serve it another way after it came back."""
    actor = actor_of_request(request)
    application = approval.get_application(actor=actor, number=number)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            said = _serve(request, actor, application)
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, said)
            return redirect("hall:post", number=number)
    parcels = hall.list_parcels_of(case_number=number)
    is_waiting = application.state in (approval.State.GRANTED, approval.State.REFUSED)
    underway = next((one for one in parcels if one.state in ("waiting", "handed", "carried")), None)
    failed = next((one for one in parcels if one.state in ("returned", "lost")), None)
    context = {
        "application": application,
        "parcels": parcels,
        "notice": hall.find_notice(case_number=number),
        "may_post": is_waiting and underway is None and hall.may_post_result(actor, application),
        "failed": failed if is_waiting and underway is None else None,
        "fields": _fields(request, application, refusal),
        "witness": Field("witness", "见证人，或者拍照、录像的情况", value=request.POST.get("witness", ""),
                         required=False, problem=(refusal.fields if refusal else {}).get("witness", "")),
        "refusal": refusal,
    }  # fmt: skip
    return render(request, "hall/desk/post.html", context, status=refusal.status if refusal else 200)


def _serve(request: HttpRequest, actor: Actor, application: approval.Application) -> str:
    said, now = request.POST, clock.now()
    way = said.get("way", "mail")
    if way == "notice":
        made = hall.post_notice(actor=actor, application=application, now=now)
        return f"公告已发布：{made.number}，满三十日视为送达。"
    if way in ("pickup", "left"):
        hall.serve_otherwise(
            actor=actor,
            application=application,
            way=way,
            receiver=said.get("receiver", ""),
            witness=said.get("witness", ""),
            now=now,
        )
        return "已送达，办件办结。"
    to = hall.Address(said.get("receiver", ""), said.get("phone", ""), said.get("address", ""))
    parcel = hall.post_result(actor=actor, application=application, to=to, now=now)
    return f"邮件 {parcel.number} 已登记，正在交邮政接单。签收之日为送达之日。"


def _fields(request: HttpRequest, application: approval.Application, refusal: Refusal | None) -> list[Field]:
    problems: dict[str, Any] = refusal.fields if refusal else {}
    known = {
        "receiver": application.person_name,
        "phone": application.phone,
        "address": str(application.fields.get("address", "")),
    }
    labels = (("receiver", "收件人"), ("phone", "电话"), ("address", "地址"))
    return [
        Field(name, label, value=request.POST.get(name, known[name]), problem=problems.get(name, ""))
        for name, label in labels
    ]
