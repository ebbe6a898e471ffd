"""The holder's wallet: licences, one licence with its QR, what is shared, who looked."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yangguang.foundation.access.api import actor_of_request, citizen_only
from yangguang.foundation.documents.api import qr_image
from yangguang.foundation.organisation.api import Body
from yangguang.foundation.ui.api import Page
from yangguang.kernel import clock
from yangguang.kernel.refusals import Refusal
from yangguang.reference.licences import api
from yangguang.reference.licences.queries import wallet

DAYS = ((1, "一天"), (7, "七天"), (30, "三十天"), (90, "九十天"))


@citizen_only
@require_safe
def show_wallet(request: HttpRequest) -> HttpResponse:
    """List the holder's licences."""
    actor, now = actor_of_request(request), clock.now()
    today = clock.today(now)
    licences = list(wallet.list_wallet(actor=actor, now=now))
    context = {
        "rows": [{"licence": one, "standing": one.standing(today)} for one in licences],
        "in_force": sum(1 for one in licences if one.standing(today).is_in_force),
        "looks": wallet.count_readings(actor=actor),
        "nav": "progress",
    }
    return render(request, "licences/wallet.html", context)


@citizen_only
@require_http_methods(["GET", "POST"])
def show_own(request: HttpRequest, code: str) -> HttpResponse:
    """Show one licence: its face, its QR, what is shared, who looked; share it."""
    actor, now = actor_of_request(request), clock.now()
    licence = wallet.get_own_licence(actor=actor, code=code)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            return _shared(request, licence)
        except Refusal as refused:
            refusal = refused
    shares = list(wallet.list_shares(licence=licence))
    context = {
        "licence": licence,
        "standing": licence.standing(clock.today(now)),
        "qr": qr_image(request.build_absolute_uri(licence.get_absolute_url())),
        "open_shares": [one for one in shares if one.is_open(now)],
        "past_shares": [one for one in shares if not one.is_open(now)],
        "readings": Page.of(wallet.list_readings(licence=licence), request.GET),
        "bodies": Body.objects.filter(valid_until__isnull=True).order_by("code"),
        "days": DAYS,
        "refusal": refusal,
        "typed": request.POST,
        "nav": "progress",
    }
    return render(request, "licences/own.html", context, status=refusal.status if refusal else 200)


def _shared(request: HttpRequest, licence: api.Licence) -> HttpResponse:
    days = request.POST.get("days", "")
    share = api.share_licence(
        actor=actor_of_request(request),
        now=clock.now(),
        licence=licence,
        body=Body.objects.filter(code=request.POST.get("body", "")).first(),
        purpose=request.POST.get("purpose", ""),
        days=int(days) if days.isascii() and days.isdigit() else 0,
    )
    messages.success(request, f"已授权{share.body.short_name}查看，授权编号 {share.number}。随时可以收回。")
    return redirect("licences:own", code=licence.verification_code)


@citizen_only
@require_POST
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Take a share back."""
    actor = actor_of_request(request)
    share = wallet.get_own_share(actor=actor, number=number)
    try:
        api.withdraw_share(actor=actor, now=clock.now(), share=share)
        messages.success(request, f"已收回。{share.body.short_name}从现在起看不到这份证照了。")
    except Refusal as refusal:
        messages.error(request, f"没有收回：{refusal.message}")
    return redirect("licences:own", code=share.licence.verification_code)


@citizen_only
@require_safe
def download_data(request: HttpRequest, code: str) -> HttpResponseBase:
    """Give the holder the signed data, to be checked without a network."""
    licence = wallet.get_own_licence(actor=actor_of_request(request), code=code)
    response = HttpResponse(api.data_file(licence), content_type="application/json")
    response.headers["Content-Disposition"] = (
        f'attachment; filename="{licence.number}-{licence.version}.json"'
    )
    return response
