"""What everybody sees of the venue: lots, one lot with everything published about it, and the open data."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from yangguang.capabilities.venue import api as venue
from yangguang.foundation.access.api import actor_of_request, citizen_only, public
from yangguang.foundation.acts.api import FactorNeeded
from yangguang.foundation.documents.api import list_documents_of
from yangguang.kernel import clock
from yangguang.kernel.refusals import Refusal

PAGE = 100
MOST_RELEASES = 100
MARKETS = (
    ("", "全部"),
    ("land", "土地"),
    ("mining", "矿业权"),
    ("property", "国有产权"),
    ("asset", "公共资产"),
)


@public
@require_GET
def show_lots(request: HttpRequest) -> HttpResponse:
    """List announced lots, by market."""
    market = request.GET.get("market", "")
    lots = venue.list_lots(market=market)[:PAGE]
    context = {"lots": lots, "market": market, "markets": MARKETS, "nav": "disclosure", "now": clock.now()}
    return render(request, "venue/lots.html", context)


@public
@require_GET
def show_lot(request: HttpRequest, number: str) -> HttpResponse:
    """Show one lot: what, by which rules, from when to when, questions, how it ended."""
    actor = actor_of_request(request)
    lot = venue.get_lot_for(actor=actor, number=number)
    context: dict[str, Any] = {
        "lot": lot,
        "role": venue.role_in(actor=actor, lot=lot),
        "own": venue.find_own_registration(lot=lot, account_id=actor.account_id),
        "questions": venue.list_answered(lot=lot),
        "objections": venue.list_objections(lot=lot),
        "announcements": lot.announcements.order_by("-pk"),
        "deal": venue.find_deal(lot=lot),
        "documents": list_documents_of(object_type="lot", object_number=lot.number),
        "is_open": lot.registration_until is not None and clock.now() <= lot.registration_until,
        "rooms": f"/auctions/of/{lot.number}/",
        "nav": "disclosure",
    }
    return render(request, "venue/lot.html", context)


@citizen_only
@require_POST
def speak(request: HttpRequest, number: str, deed: str) -> HttpResponse:
    """Ask, object or complain about a lot."""
    actor, now, text = actor_of_request(request), clock.now(), request.POST.get("text", "")
    lot = venue.get_lot_for(actor=actor, number=number)
    try:
        if deed == "question":
            venue.ask_question(actor=actor, now=now, lot=lot, text=text)
            said = "问题已收到，答复会公开在本页，不显示是谁问的。"
        else:
            made = venue.file_objection(actor=actor, now=now, lot=lot, kind=deed, text=text)
            said = f"已收到，编号 {made.number}，{made.due_on:%Y-%m-%d} 前答复；处理期间交易暂停。"
    except FactorNeeded:
        raise
    except Refusal as refusal:
        messages.error(request, f"{refusal.message}{''.join(refusal.fields.values())} {refusal.remedy_text}")
    else:
        messages.success(request, said)
    return redirect("venue:lot", number=number)


@public
@require_GET
def show_releases(request: HttpRequest) -> HttpResponse:
    """Give the OCDS release package, page by page."""
    return _package(request, "venue:releases", venue.release_package)


@public
@require_GET
def show_records(request: HttpRequest) -> HttpResponse:
    """Give the OCDS record package, page by page."""
    return _package(request, "venue:records", venue.record_package)


def _package(request: HttpRequest, name: str, read: Any) -> HttpResponse:
    after, limit = (_number(request.GET.get(key, ""), least) for key, least in (("after", 0), ("limit", 50)))
    limit = max(1, min(limit, MOST_RELEASES))
    base = f"{settings.BASE_URL}{reverse(name)}"
    package, following = read(after=after, limit=limit, uri=f"{base}?after={after}&limit={limit}")
    if following:
        package["links"] = {"next": f"{base}?after={following}&limit={limit}"}
    return JsonResponse(package, json_dumps_params={"ensure_ascii": False})


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise
