"""The rooms for everybody and for bidders: list, public page, big screen, the bidding room, the log, the clock."""

import hashlib
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from yangguang.capabilities.auction import api as auction
from yangguang.capabilities.auction.views import state, words
from yangguang.foundation.access.api import actor_of_request, citizen_only, client_address, public, signed_in
from yangguang.foundation.acts.api import ANONYMOUS, FactorNeeded
from yangguang.kernel import clock
from yangguang.kernel.refusals import InvalidInput, Refusal

PAGE = 100


@public
@require_GET
def show_rooms(request: HttpRequest) -> HttpResponse:
    """List rooms that run or will, and those that have ended."""
    running = [_row(one) for one in auction.list_sessions(is_over=False)[:PAGE]]
    ended = [_row(one) for one in auction.list_sessions(is_over=True)[:PAGE]]
    return render(request, "auction/rooms.html", {"running": running, "ended": ended, "nav": "disclosure"})


@public
@require_GET
def find_room(request: HttpRequest, number: str) -> HttpResponse:
    """Lead from a lot to its room: those who sit or watch in it to their own page."""
    session = auction.find_session_of(lot_number=number)
    if session is None:
        raise auction.RoomNotFound(what="这个标的的竞价场次，公告以后才有")
    role = auction.role_of(actor=actor_of_request(request), session=session)
    return redirect("auction:public" if role == "public" else "auction:room", reference=session.uuid)


def _row(session: auction.Session) -> dict[str, Any]:
    room = session.room
    is_open = room.parameters.publicity == "live" or room.is_over
    end = auction.effective_end(room)
    return {
        "session": session,
        "price": words.wan(session.price) if session.price and is_open else "",
        "start": words.wan(room.parameters.start_price),
        "ends_at": words.wall(end) if end else None,
        "phase": "已暂停" if room.paused else room.phase_name,
        "outcome": room.outcome,
    }


@public
@require_GET
@never_cache
def show_public(request: HttpRequest, reference: uuid.UUID) -> HttpResponse:
    """Show a room to everybody: price and count, no identities."""
    session = auction.get_session(reference=reference)
    actor = actor_of_request(request)
    role = auction.role_of(actor=actor, session=session)
    context = _public_context(session)
    return render(request, "auction/public.html", {**context, "own_role": role, "nav": "disclosure"})


def _public_context(session: auction.Session) -> dict[str, Any]:
    return state.page_of(session, actor=ANONYMOUS, now=clock.now())


@public
@require_GET
@never_cache
def show_screen(request: HttpRequest, reference: uuid.UUID) -> HttpResponse:
    """Show a room on the big screen."""
    return render(request, "auction/screen.html", _public_context(auction.get_session(reference=reference)))


@public
@require_GET
@never_cache
def show_state(request: HttpRequest, reference: uuid.UUID) -> HttpResponse:
    """Give the state of a room as JSON, by role; what pages poll when the stream is shut."""
    session = auction.get_session(reference=reference)
    if request.GET.get("as") == "public":
        return JsonResponse(state_public(session))
    return JsonResponse(state.state_of(session, actor=actor_of_request(request), now=clock.now()))


def state_public(session: auction.Session) -> dict[str, Any]:
    """Give what the public may know."""
    return state.state_of(session, actor=ANONYMOUS, now=clock.now())


@public
@require_GET
@never_cache
def show_bids(request: HttpRequest, reference: uuid.UUID) -> HttpResponse:
    """Give the bids after a place in the log as JSON, to insiders while the room runs, to everybody afterwards."""
    session = auction.get_session(reference=reference)
    role = auction.role_of(actor=actor_of_request(request), session=session)
    if role not in state.INSIDERS and not session.room.is_over:
        return JsonResponse({"bids": []})
    after = request.GET.get("after", "0")
    found = auction.list_bids(session=session, after=int(after) if after.isdigit() and len(after) < 10 else 0)
    return JsonResponse({"bids": found})


@public
@require_GET
def download_log(request: HttpRequest, reference: uuid.UUID) -> HttpResponse:
    """Give the whole log: to the notary and the supervisor at any time, to everybody once the room has ended."""
    session = auction.get_session(reference=reference)
    role = auction.role_of(actor=actor_of_request(request), session=session)
    if not session.room.is_over and role not in ("notary", "supervisor"):
        raise auction.RoomNotFound(what="这份记录：竞价结束后才公开")
    text = auction.log_text(session)
    name = f"{session.number}.jsonl"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="application/x-ndjson; charset=utf-8", headers=headers)


@public
@require_GET
@never_cache
def show_clock(request: HttpRequest) -> HttpResponse:
    """Tell the server's time, for pages that show how far their own is off."""
    return JsonResponse({"now": auction.micros(clock.now()) // 1000})


@signed_in
@require_GET
@never_cache
def show_room(request: HttpRequest, reference: uuid.UUID) -> HttpResponse:
    """Show the room to whoever sits or watches in it; everybody else gets the public page."""
    session = auction.get_session(reference=reference)
    actor = actor_of_request(request)
    role = auction.role_of(actor=actor, session=session)
    if role == "public":
        return redirect("auction:public", reference=reference)
    if role != "bidder":
        return redirect("auction:watch", reference=reference)
    context = state.page_of(session, actor=actor, now=clock.now())
    seat = auction.find_seat(session=session, account_id=actor.account_id)
    return render(request, "auction/room.html", {**context, "seat": seat, "key": uuid.uuid4().hex})


@citizen_only
@require_POST
def bid(request: HttpRequest, reference: uuid.UUID) -> HttpResponse:
    """Take a bid from a page without script."""
    actor, now = actor_of_request(request), clock.now()
    session, seat = _seat(request, reference)
    try:
        typed = request.POST.get("other", "").strip()
        chosen = request.POST.get("amount", "")
        amount = words.read_wan(typed) if typed else int(chosen) if chosen.isdigit() else 0
        given = auction.Asked(
            seat=seat.uuid,
            account_id=seat.account_id,
            amount=amount,
            key=request.POST.get("key", "")[:64],
            seen=session.seq,
            arrived=auction.micros(now),
            term=int(request.POST.get("term") or 0) if (request.POST.get("term") or "0").isdigit() else 0,
            is_confirmed=request.POST.get("confirmed") == "on",
            signature=request.POST.get("signature", ""),
            address=client_address(request),
            device=device_of(request),
        )
    except InvalidInput as refusal:
        messages.error(request, "没有报出：" + "".join(refusal.fields.values()))
        return redirect("auction:room", reference=reference)
    answer = auction.place_bid(actor=actor, now=now, seat=seat, asked=given)
    if answer.status == 200:
        messages.success(request, f"已受理：{words.wan(amount)} 万元，第 {answer.told['count']} 次报价。")
    else:
        messages.error(request, f"{answer.told['message']} {answer.told['remedy']}")
    return redirect("auction:room", reference=reference)


def device_of(request: HttpRequest) -> str:
    """Give a digest of how the browser names itself; equal ones are a fact for the supervisor, no proof."""
    told = request.headers.get("User-Agent", "") + request.headers.get("Accept-Language", "")
    return hashlib.new("sm3", told.encode()).hexdigest()[:32]


def _seat(request: HttpRequest, reference: uuid.UUID) -> tuple[auction.Session, auction.Seat]:
    session = auction.get_session(reference=reference)
    seat = auction.find_seat(session=session, account_id=actor_of_request(request).account_id)
    if seat is None:
        raise auction.RoomNotFound(what="您在这场竞价的席位")
    return session, seat


@citizen_only
@require_POST
def speak(request: HttpRequest, reference: uuid.UUID, deed: str) -> HttpResponse:
    """Declare willingness, exercise or waive pre-emption, leave a maximum."""
    now = clock.now()
    session, seat = _seat(request, reference)
    arrived = auction.micros(now)
    given: dict[str, Any] = {
        "actor": actor_of_request(request), "now": now, "session": session, "seat": seat, "arrived": arrived,
    }  # fmt: skip
    steps: dict[str, tuple[Callable[..., Any], str]] = {
        "willing": (auction.declare_willing, "已确认：您参加接下来的限时竞价。"),
        "exercise": (auction.exercise_priority, "已按当前价行使优先购买权。"),
        "waive": (auction.waive_priority, "已放弃在这一价位的优先购买权。"),
        "maximum": (auction.set_maximum, "已保存委托最高价，只有系统按规则使用，任何人看不到。"),
    }
    if deed not in steps:
        raise auction.RoomNotFound(what="这一步")
    step, said = steps[deed]
    try:
        if deed == "maximum":
            given["amount"] = words.read_wan(request.POST.get("maximum", ""))
        step(**given)
    except FactorNeeded:
        raise
    except Refusal as refusal:
        details = "".join(refusal.fields.values())
        messages.error(request, f"{refusal.message}{details} {refusal.remedy_text}")
    else:
        messages.success(request, said)
    return redirect("auction:room", reference=reference)
