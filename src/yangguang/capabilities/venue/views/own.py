"""What belongs to one bidder: the application, the deposit, the way from there into the room."""

import hashlib
import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from yangguang.capabilities.venue import api as venue
from yangguang.foundation.access.api import actor_of_request, citizen_only, client_address
from yangguang.foundation.acts.api import FactorNeeded
from yangguang.foundation.identity.api import Account
from yangguang.kernel import clock
from yangguang.kernel.refusals import NotFound, Refusal


@citizen_only
@require_GET
def show_own(request: HttpRequest) -> HttpResponse:
    """List the actor's own registrations."""
    account_id = actor_of_request(request).account_id or 0
    return render(
        request,
        "venue/own.html",
        {"rows": venue.list_own_registrations(account_id=account_id), "nav": "progress"},
    )


@citizen_only
def register(request: HttpRequest, number: str) -> HttpResponse:
    """Show the form of an application, and take it."""
    lot = venue.get_lot_for(actor=actor_of_request(request), number=number)
    actor, now = actor_of_request(request), clock.now()
    is_enterprise = bool(actor.enterprise_code)
    known = venue.find_party(account_id=actor.account_id or 0, code=actor.enterprise_code or actor.id_number)
    context = {
        "lot": lot,
        "party": known,
        "name": actor.enterprise_name or actor.name,
        "refusal": None,
        "nav": "disclosure",
    }
    if request.method != "POST":
        return render(request, "venue/register.html", context)
    details = venue.PartyDetails(
        "enterprise" if is_enterprise else "person",
        actor.enterprise_name or actor.name,
        actor.enterprise_code or actor.id_number,
        request.POST.get("bank_account", "").strip(),
        email=request.POST.get("email", "").strip(),
        phone=actor.phone,
    )
    try:
        account = Account.objects.get(pk=actor.account_id)
        party = venue.register_party(actor=actor, now=now, account=account, details=details)
        venue.register_for_lot(
            actor=actor,
            now=now,
            lot=lot,
            party=party,
            address=client_address(request),
            device=_device(request),
        )
    except FactorNeeded:
        raise
    except Refusal as refusal:
        return render(
            request,
            "venue/register.html",
            {**context, "refusal": refusal, "given": request.POST},
            status=refusal.status,
        )
    messages.success(request, "申请已提交。请从登记的账户交保证金，附言写保证金编号。")
    return redirect("venue:own")


def _device(request: HttpRequest) -> str:
    told = request.headers.get("User-Agent", "") + request.headers.get("Accept-Language", "")
    return hashlib.new("sm3", told.encode()).hexdigest()[:32]


@citizen_only
@require_POST
def pay(request: HttpRequest, reference: uuid.UUID) -> HttpResponse:
    """Let the demo bank pay the deposit; in service people pay from their own bank."""
    registration = venue.get_registration(reference=reference)
    if registration.account_id != actor_of_request(request).account_id:
        raise NotFound(what="这份竞买申请")
    try:
        venue.pay_demo_deposit(registration=registration, now=clock.now())
    except FactorNeeded:
        raise
    except Refusal as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy_text}")
    else:
        messages.success(request, "保证金已到账。资格确认以后冻结，就能进竞价室。")
    return redirect("venue:own")
