"""Clean-ups: opening one, and the board that shows how far each body is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from yangguang.foundation.access.api import actor_of_request, officer_only
from yangguang.foundation.organisation.api import Appointment, Body, PostKind
from yangguang.foundation.ui.api import Field
from yangguang.kernel import clock
from yangguang.kernel.identifiers import MATTER_TYPES
from yangguang.kernel.refusals import Refusal
from yangguang.reference.declarations import operations
from yangguang.reference.declarations.forms import read_day
from yangguang.reference.declarations.queries.overlaps import overlaps_of
from yangguang.reference.declarations.queries.rounds import (
    STAGES,
    build_board,
    get_campaign,
)
from yangguang.reference.declarations.views.rail import CONCERNED, back, done, page


@officer_only(PostKind.LEGAL)
@require_http_methods(["GET", "POST"])
def open_campaign(request: HttpRequest) -> HttpResponse:
    """Say what a clean-up is about, who takes part and until when."""
    now = clock.now()
    refusal: Refusal | None = None
    bodies = _bodies(clock.today(now))
    if request.method == "POST":
        chosen, areas = set(request.POST.getlist("bodies")), set(request.POST.getlist("areas"))
        try:
            campaign = operations.open_campaign(
                actor=actor_of_request(request),
                now=now,
                title=request.POST.get("title", ""),
                bodies=[one for one in bodies if one.code in chosen or one.area.code in areas],
                due_on=read_day(request.POST.get("due_on", "")) or clock.today(now),
                kinds=request.POST.getlist("kinds"),
                note_text=request.POST.get("note", ""),
            )
        except Refusal as raised:
            refusal = raised
        else:
            return redirect(campaign)
    data = request.POST
    fields = [
        Field("title", "名称", value=data.get("title", ""), hint="例如：2026年下半年市级行政职权清理"),
        Field("due_on", "申报截止", "date", data.get("due_on", "")),
        Field("note", "要求", "area", data.get("note", ""), required=False),
        Field(
            "kinds", "清理哪些类型", "checks", data.getlist("kinds"), "一项不选就是全部类型。",
            required=False, choices=tuple(MATTER_TYPES.items()),
        ),
        Field(
            "areas", "哪些区整区参加", "checks", data.getlist("areas"),
            "选了区，区里有填报、签核人员的单位都参加；市级单位在下面逐个选。", required=False,
            choices=tuple(dict.fromkeys((one.area.code, one.area.name) for one in bodies if one.area.level == "district")),
        ),
        Field(
            "bodies", "哪些单位参加", "checks",
            data.getlist("bodies") if request.method == "POST"
            else [one.code for one in bodies if one.area.level == "city"],
            choices=tuple((one.code, one.short_name) for one in bodies), required=False,
        ),
    ]  # fmt: skip
    return page(
        request, "new_campaign", {"fields": fields, "refusal": refusal}, refusal.status if refusal else 200
    )


def _bodies(on: object) -> list[Body]:
    """List the bodies that have somebody to declare and somebody to sign."""
    running = Appointment.objects.running_on(on)  # type: ignore[arg-type]
    able: dict[str, set[int]] = {PostKind.ADMIN: set(), PostKind.DECIDE: set()}
    held = running.filter(post__kind__in=able).values_list("post__kind", "post__office__body").distinct()
    for kind, body in held:
        able[kind].add(body)
    both = able[PostKind.ADMIN] & able[PostKind.DECIDE]
    return list(Body.objects.filter(pk__in=both).select_related("area").order_by("area__code", "code"))


@officer_only(*CONCERNED)
@require_http_methods(["GET", "POST"])
def show_campaign(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Show the progress board, and what is there twice."""
    actor = actor_of_request(request)
    campaign = get_campaign(actor=actor, campaign_id=campaign_id)
    now = clock.now()
    if request.method == "POST":
        done(
            request,
            lambda: operations.close_campaign(actor=actor, now=now, campaign=campaign),
            "这次清理已结束。已经提交的申报照常走完。",
        )
        return back(request)
    board = build_board(campaign=campaign)
    is_legal = actor.holds(PostKind.LEGAL)
    context = {
        "campaign": campaign,
        "board": board,
        "stages": [name for name, _ in STAGES],
        "overlaps": overlaps_of(campaign=campaign) if is_legal else [],
        "days_left": (campaign.due_on - clock.today(now)).days,
        "is_legal": is_legal,
        "total": sum(board.totals),
        "has_districts": len({row.area for row in board.rows}) > 1,
        "joint_rounds": campaign.joint_rounds.all(),
    }
    return page(request, "campaign", context)
