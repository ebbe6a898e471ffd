"""Joint opinion rounds: opening one, its board by district and body, and answering for an office."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from yangguang.foundation.access.api import actor_of_request, officer_only
from yangguang.foundation.organisation.api import PostKind
from yangguang.foundation.ui.api import Field
from yangguang.kernel import clock
from yangguang.kernel.refusals import Refusal
from yangguang.reference.declarations import operations
from yangguang.reference.declarations.forms import read_day
from yangguang.reference.declarations.models import Office
from yangguang.reference.declarations.queries.joint import (
    build_joint_board,
    get_joint_round,
    list_own_questions,
)
from yangguang.reference.declarations.queries.rounds import get_campaign
from yangguang.reference.declarations.views.rail import CONCERNED, back, done, page


@officer_only(PostKind.LEGAL)
@require_http_methods(["GET", "POST"])
def open_joint_round(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Say which offices are heard, about which districts, until when."""
    actor = actor_of_request(request)
    campaign = get_campaign(actor=actor, campaign_id=campaign_id)
    now = clock.now()
    refusal: Refusal | None = None
    data = request.POST
    if request.method == "POST":
        try:
            opened = operations.open_joint_round(
                actor=actor,
                now=now,
                campaign=campaign,
                offices=data.getlist("offices"),
                due_on=read_day(data.get("due_on", "")) or clock.today(now),
                areas=data.getlist("areas"),
                note_text=data.get("note", ""),
            )
        except Refusal as raised:
            refusal = raised
        else:
            return redirect(opened)
    areas = campaign.bodies.order_by("body__area__code").values_list("body__area__code", "body__area__name")
    chosen = data.getlist("offices") if request.method == "POST" else Office.values
    fields = [
        Field("offices", "请谁会审", "checks", chosen, choices=Office.choices),
        Field(
            "areas", "哪些市、区的申报", "checks", data.getlist("areas"), "一项不选就是全部。",
            required=False, choices=tuple(dict.fromkeys(areas)),
        ),
        Field("due_on", "什么时候前答复", "date", data.get("due_on", "")),
        Field("note", "要看什么", "text", data.get("note", ""), required=False, maxlength=300),
    ]  # fmt: skip
    context = {"campaign": campaign, "fields": fields, "refusal": refusal}
    return page(request, "new_joint", context, refusal.status if refusal else 200)


@officer_only(*CONCERNED)
@require_http_methods(["GET", "POST"])
def show_joint_round(request: HttpRequest, joint_id: int) -> HttpResponse:
    """Show how far every body's declarations are heard; an office answers for those it was asked about."""
    actor = actor_of_request(request)
    joint = get_joint_round(actor=actor, joint_id=joint_id)
    now = clock.now()
    if request.method == "POST":
        data = request.POST
        done(
            request,
            lambda: operations.answer_joint_round(
                actor=actor,
                now=now,
                joint=joint,
                office=data.get("office", ""),
                declarations=data.getlist("declarations"),
                agrees=data.get("agrees") == "yes",
                text=data.get("text", ""),
            ),
            "已经答复，写在每一份申报上。",
        )
        return back(request)
    own: dict[Office, list[object]] = {}
    for one in list_own_questions(actor=actor, joint=joint):
        own.setdefault(Office(one.office), []).append(one.declaration)
    board = build_joint_board(joint=joint)
    context = {
        "joint": joint,
        "board": board,
        "offices": [Office(one) for one in joint.offices],
        "columns": len(joint.offices) + 3,
        "own": list(own.items()),
        "days_left": (joint.due_on - clock.today(now)).days,
    }
    return page(request, "joint", context)
