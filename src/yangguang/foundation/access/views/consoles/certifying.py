"""The yearly re-certification at the desks: grants one by one, appointments body by body, the closing, the report."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from yangguang.foundation.access import operations, queries
from yangguang.foundation.access.models import Campaign, CampaignItem
from yangguang.foundation.access.policies import officer_only
from yangguang.foundation.access.requests import ActorRequest
from yangguang.foundation.access.step_up import step_up
from yangguang.foundation.access.views.consoles.audit import XLSX
from yangguang.foundation.access.views.consoles.frame import page, tell
from yangguang.foundation.access.views.consoles.rights import power_name
from yangguang.kernel import clock
from yangguang.kernel.refusals import NotFound, Refusal


@officer_only("security", "audit")
@never_cache
def certification(request: ActorRequest) -> HttpResponse:
    """Show this year's re-certification, or open it."""
    now = clock.now()
    people = ("opened_by", "closing_proposed_by", "closed_by")
    campaign = Campaign.objects.select_related(*people).order_by("-year").first()
    if request.method == "POST":
        _change_campaign(request, campaign, request.POST.get("verb", "open"), now)
        return redirect("access:certification")
    items = []
    if campaign is not None:
        items = list(
            campaign.items.select_related(
                "grant__post__office__body", "grant__proposed_by", "decided_by"
            ).order_by("pk")
        )
    context = {
        "campaign": campaign,
        "items": [(item, power_name(item.grant.operation)) for item in items],
        "open_count": sum(1 for item in items if not item.verdict),
        **_seats(request, campaign),
        "counts": queries.count_verdicts(campaign=campaign) if campaign else {},
        "is_own_closing": campaign is not None
        and campaign.closing_proposed_by is not None
        and campaign.closing_proposed_by.account_id == request.actor.account_id,
        "can_propose_closing": campaign is not None
        and campaign.closing_proposed_by is None
        and (
            clock.today(now) > campaign.due_on
            or (all(item.verdict for item in items) and not campaign.seats.filter(verdict="").exists())
        ),
        "is_this_year": campaign is not None and campaign.year == clock.today(now).year,
        "can_certify": request.actor.holds("security"),
    }
    return page(request, "access/consoles/certification.html", context)


def _seats(request: ActorRequest, campaign: Campaign | None) -> dict[str, Any]:
    """Give the bodies with appointments to confirm, and the people of the one that is looked at."""
    if campaign is None:
        return {}
    bodies, chosen = queries.list_bodies_to_certify(campaign=campaign), request.GET.get("body", "")
    body = next((one for one in bodies if one.code == chosen), None)
    seats = queries.list_seats(campaign=campaign, body_code=body.code) if body else ()
    return {
        "bodies": bodies,
        "body": body,
        "seats": [(one, queries.SEAT_WORDS[one.verdict]) for one in seats],
        "seat_counts": queries.count_seats(campaign=campaign),
    }


@officer_only("security")
@require_POST
@step_up
def certify_seats(request: ActorRequest, year: int) -> HttpResponse:
    """Confirm ticked appointments for another year, or end them."""
    campaign = Campaign.objects.filter(year=year).first()
    if campaign is None:
        raise NotFound(what=f"{year} 年的权限复核")
    ticked = [int(one) for one in request.POST.getlist("seat") if one.isdecimal() and len(one) < 19]
    keeps = request.POST.get("verb") == "keep"
    try:
        done = operations.certify_seats(
            actor=request.actor,
            now=clock.now(),
            campaign=campaign,
            seats=list(campaign.seats.filter(pk__in=ticked)),
            keeps=keeps,
            reason=request.POST.get("reason", ""),
        )
        said = "已确认，继续任职" if keeps else "今天起不再任职"
        messages.success(request, f"{len(done)} 项{said}。")
    except Refusal as refusal:
        tell(request, refusal, what="没有办成")
    body = urlencode({"body": request.POST.get("body", "")})
    return redirect(f"{reverse('access:certification')}?{body}#people")


def _change_campaign(request: ActorRequest, campaign: Campaign | None, verb: str, now: datetime) -> None:
    try:
        if verb == "open" or campaign is None:
            operations.open_campaign(actor=request.actor, now=now)
            messages.success(request, "年度复核已开始，30 天内没有人确认的授权和任职会自动结束。")
        elif verb == "propose_closing":
            operations.propose_closing(actor=request.actor, now=now, campaign=campaign)
            messages.success(request, "已提请结束，等另一位同意。")
        else:
            operations.close_campaign(actor=request.actor, now=now, campaign=campaign)
            messages.success(request, f"{campaign}已结束，报告可以下载。")
    except Refusal as refusal:
        tell(request, refusal, what="没有办成")


@officer_only("security", "audit")
def certification_report(request: ActorRequest, year: int) -> HttpResponse:
    """Give the report of one year's re-certification as a spreadsheet."""
    campaign = Campaign.objects.filter(year=year).first()
    if campaign is None:
        raise NotFound(what=f"{year} 年的权限复核")
    response = HttpResponse(queries.campaign_as_xlsx(campaign=campaign), content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="certification-{year}.xlsx"'
    return response


@officer_only("security")
@require_POST
@step_up
def certify(request: ActorRequest, item_id: int) -> HttpResponse:
    """Confirm one grant for another year, or end it."""
    item = CampaignItem.objects.filter(pk=item_id).first()
    if item is None:
        raise NotFound(what="这一项复核")
    keeps = request.POST.get("verb") == "keep"
    reason = request.POST.get("reason", "") or "年度复核时结束"
    try:
        operations.certify_grant(actor=request.actor, now=clock.now(), item=item, keeps=keeps, reason=reason)
        messages.success(request, f"{item.grant}{'已确认，继续有效' if keeps else '已结束'}。")
    except Refusal as refusal:
        tell(request, refusal, what="没有办成")
    return redirect("access:certification")
