"""The rooms of those who watch: the supervisor who may pause, the notary who attests, the transferor who sees the price."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from yangguang.capabilities.auction import api as auction
from yangguang.capabilities.auction.views import state, words
from yangguang.capabilities.venue import api as venue
from yangguang.foundation.access.api import actor_of, actor_of_request, client_address, signed_in
from yangguang.foundation.acts.api import FactorNeeded
from yangguang.foundation.identity import api as identity
from yangguang.kernel import clock
from yangguang.kernel.refusals import NotPermitted, Refusal

WATCHERS = ("supervisor", "notary", "transferor")
SHOWN_ATTEMPTS = 50


@signed_in
@require_GET
@never_cache
def show_watch(request: HttpRequest, reference: uuid.UUID) -> HttpResponse:
    """Show the room to the supervisor, the notary or the transferor, each with what is theirs."""
    session = auction.get_session(reference=reference)
    actor, now = actor_of_request(request), clock.now()
    role = auction.role_of(actor=actor, session=session)
    if role not in WATCHERS:
        return redirect("auction:public", reference=reference)
    context = state.page_of(session, actor=actor, now=now)
    if role == "supervisor":
        lot = venue.get_lot(number=session.lot_number)
        context["attempts"] = [
            {
                "one": one,
                "wan": words.wan(one.amount) if one.amount else "密",
                "at": words.wall(one.arrived_us),
            }
            for one in auction.list_attempts(session=session, limit=SHOWN_ATTEMPTS)
        ]
        context["refused"] = auction.count_refused(session=session)
        context["flags"] = venue.list_flags(lot=lot)
    if role in ("supervisor", "notary"):
        context["doors"] = [
            {"kind": one.kind, "offset_ms": one.offset_us / 1000, "doubt_ms": one.doubt_us / 1000}
            for one in auction.list_doors()
        ]
        context["attestations"] = auction.list_attestations(session=session)
    context["may_set_reserve"] = (
        role == "transferor" and session.room.parameters.has_reserve and not session.room.reserve
    )
    return render(request, "auction/watch.html", context)


@signed_in
@sensitive_post_parameters("password")
@require_POST
def act(request: HttpRequest, reference: uuid.UUID, deed: str) -> HttpResponse:
    """Pause, resume, abort, exclude, attest, enter the reserve."""
    session = auction.get_session(reference=reference)
    given: dict[str, Any] = {"actor": actor_of_request(request), "now": clock.now(), "session": session}
    reason = request.POST.get("reason", "")
    number = request.POST.get("number", "")
    steps: dict[str, tuple[Callable[[], Any], str]] = {
        "pause": (lambda: auction.pause(**given, reason=reason), "已暂停，理由已经公布。"),
        "resume": (lambda: auction.resume(**given, reason=reason), "已恢复，时间已补足。"),
        "abort": (lambda: auction.abort(**given, reason=reason), "已终止，保证金将原路退还。"),
        "exclude": (
            lambda: auction.exclude_bidder(
                **given, number=int(number) if number.isdigit() else 0, reason=reason
            ),
            "已取消席位，理由已经公布。",
        ),
        "attest": (lambda: auction.attest(**given, remark=reason), "已存证：序号、链首、时钟都已签名。"),
        "reserve": (lambda: _set_reserve(request, given), "底价已录入，承诺值已入账；金额任何人看不到。"),
    }
    if deed not in steps:
        raise auction.RoomNotFound(what="这一步")
    step, said = steps[deed]
    try:
        step()
    except (NotPermitted, FactorNeeded):
        raise
    except Refusal as refusal:
        messages.error(request, f"{refusal.message}{''.join(refusal.fields.values())} {refusal.remedy_text}")
    else:
        messages.success(request, said)
    return redirect("auction:watch", reference=reference)


def _set_reserve(request: HttpRequest, given: dict[str, Any]) -> None:
    """The supervisor stands by and shows the own password on the same page (双人监督录入)."""
    attempt = identity.Attempt(request.POST.get("witness", ""), client_address(request))
    account = identity.authenticate(
        attempt=attempt, password=request.POST.get("password", ""), now=given["now"]
    )
    witness = actor_of(account=account, on=clock.today(given["now"]))
    auction.set_reserve(**given, amount=words.read_wan(request.POST.get("amount", "")), witness=witness)
