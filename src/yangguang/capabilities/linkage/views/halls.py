"""Halls: how full they are, booking a visit, taking a number; and the counters that call."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.capabilities.linkage import api as linkage
from yangguang.foundation.access.api import actor_of_request, citizen_only, officer_only, public
from yangguang.foundation.organisation.api import PostKind
from yangguang.kernel import clock
from yangguang.kernel.refusals import NotFound


@public
@require_GET
def halls(request: HttpRequest) -> HttpResponse:
    """List the halls of the city with who waits and how long."""
    actor = actor_of_request(request)
    now = clock.now()
    context = {
        "loads": linkage.list_loads(now=now),
        "bookings": linkage.list_bookings(actor=actor, now=now)
        if actor.is_signed_in and not actor.is_officer
        else [],
        "today": clock.today(now),
        "nav": "services",
    }
    return render(request, "linkage/halls.html", context)


@public
@require_GET
def hall(request: HttpRequest, code: str) -> HttpResponse:
    """Show a hall: its load, numbers at the counters, and the times that can be booked."""
    now = clock.now()
    found = linkage.get_hall(code=code)
    days = linkage.next_workdays(now=now)
    chosen = _day(request.GET.get("day", "")) or days[0]
    load = next(one for one in linkage.list_loads(now=now) if one.hall.pk == found.pk)
    context = {
        "hall": found,
        "load": load,
        "called": linkage.list_called(hall=found, day=clock.today(now)),
        "days": days,
        "chosen": chosen,
        "slots": [(at, left) for at, left in linkage.list_slots(hall=found, day=chosen) if at > now],
        "nav": "services",
    }
    return render(request, "linkage/hall.html", context)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@citizen_only
@require_POST
def book(request: HttpRequest, code: str) -> HttpResponse:
    """Book a time."""
    actor = actor_of_request(request)
    found = linkage.get_hall(code=code)
    try:
        at = datetime.fromisoformat(request.POST.get("at", ""))
    except ValueError:
        raise NotFound(what="这个时间") from None
    matter = request.POST.get("matter", "").strip() or "现场办事"
    linkage.book_visit(actor=actor, hall=found, starts_at=at, matter_name=matter, now=clock.now())
    messages.success(
        request, f"约好了：{clock.local(at):%m月%d日 %H:%M}，{found.name}。到了大厅凭预约取号，优先叫号。"
    )
    return redirect("linkage:halls")


@citizen_only
@require_POST
def cancel(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give an appointment back."""
    actor = actor_of_request(request)
    linkage.cancel_booking(actor=actor, booking=linkage.get_booking(actor=actor, uuid=uuid), now=clock.now())
    messages.success(request, "预约已取消，时间让给别人了。")
    return redirect("linkage:halls")


@public
@require_POST
def take(request: HttpRequest, code: str) -> HttpResponse:
    """Take a number, with an appointment or without."""
    actor = actor_of_request(request)
    found = linkage.get_hall(code=code)
    booking = None
    if request.POST.get("booking"):
        booking = linkage.get_booking(actor=actor, uuid=UUID(request.POST["booking"]))
    ticket = linkage.take_ticket(
        actor=actor,
        hall=found,
        matter_name=booking.matter_name if booking else request.POST.get("matter", "").strip() or "现场办事",
        booking=booking,
        now=clock.now(),
    )
    return redirect("linkage:ticket", uuid=ticket.uuid)


@public
@require_GET
def ticket(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show a number, who is before it, and where to go when it is called."""
    found, before = linkage.get_ticket(uuid=uuid)
    load = next(one for one in linkage.list_loads(now=clock.now()) if one.hall.pk == found.hall_id)
    minutes = round(load.expected_minutes * before / load.waiting) if load.waiting else 0
    return render(
        request,
        "linkage/ticket.html",
        {"ticket": found, "before": before, "minutes": minutes, "nav": "services"},
    )


@officer_only(PostKind.ACCEPT, PostKind.DELIVER)
@require_GET
def counters(request: HttpRequest) -> HttpResponse:
    """List the halls whose counters one may work."""
    actor = actor_of_request(request)
    loads = [one for one in linkage.list_loads(now=clock.now()) if linkage.may_call_next(actor, one.hall)]
    return render(request, "linkage/desk/halls.html", {"loads": loads})


@officer_only(PostKind.ACCEPT, PostKind.DELIVER)
@require_http_methods(["GET", "POST"])
def counter(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Call the next number to a counter, and close it."""
    actor = actor_of_request(request)
    found = linkage.get_hall(code=code)
    here = found.counters.filter(number=number).first()
    if here is None or not linkage.may_call_next(actor, found):
        raise NotFound(what="这个窗口")
    now = clock.now()
    called = [
        one for one in linkage.list_called(hall=found, day=clock.today(now)) if one.counter_id == here.pk
    ]
    if request.method == "POST":
        _work(request, actor, found, here, called, now)
        return redirect("linkage:counter", code=code, number=number)
    load = next(one for one in linkage.list_loads(now=now) if one.hall.pk == found.pk)
    context = {"hall": found, "counter": here, "current": called[0] if called else None, "load": load}
    return render(request, "linkage/desk/counter.html", context)


def _work(request: HttpRequest, actor: Any, hall_: Any, here: Any, called: list[Any], now: datetime) -> None:
    deed = request.POST.get("deed", "")
    if called and deed in ("served", "missed"):
        linkage.finish_ticket(actor=actor, hall=hall_, ticket=called[0], was_served=deed == "served", now=now)
    if (
        deed in ("next", "served", "missed")
        and linkage.call_next(actor=actor, hall=hall_, counter=here, now=now) is None
    ):
        messages.info(request, "现在没有人等。")
