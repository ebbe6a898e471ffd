"""Counters at work: halls opened, visits booked, numbers taken, called and closed."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max

from yangguang.capabilities.linkage import permissions
from yangguang.capabilities.linkage.models import Booking, Counter, Hall, Ticket
from yangguang.capabilities.linkage.queries.halls import BOOKABLE_DAYS, list_slots
from yangguang.capabilities.linkage.rules.refusals import (
    BookedAlready,
    BookingNotForToday,
    SlotFull,
    TicketNotCalled,
    TooEarlyToBook,
)
from yangguang.capabilities.linkage.states import TicketState
from yangguang.foundation.acts.api import Actor, note, operation
from yangguang.foundation.identity.models import Account
from yangguang.foundation.organisation.models import Area, Body, Officer
from yangguang.kernel.clock import local, today


@operation(
    "linkage.open_hall",
    summary="设立大厅",
    permission=permissions.may_open_hall,
    subject="result",
    asks_factor=True,
)
def open_hall(
    *, actor: Actor, code: str, name: str, area: Area, body: Body, address: str, counters: int, now: datetime
) -> Hall:
    """Open a hall of the city or a district with so many counters; twice changes nothing."""
    hall, is_new = Hall.objects.get_or_create(
        code=code, defaults={"name": name, "area": area, "body": body, "address": address}
    )
    if is_new:
        Counter.objects.bulk_create(Counter(hall=hall, number=number) for number in range(1, counters + 1))
    note(counters=counters)
    return hall


@operation("linkage.book_visit", summary="预约办事", permission=permissions.may_book_visit, subject="result")
def book_visit(*, actor: Actor, hall: Hall, starts_at: datetime, matter_name: str, now: datetime) -> Booking:
    """
    Book half an hour at a hall; the row of the hall is held, so the last place goes to one person only.

    Refuses with TooEarlyToBook, SlotFull, BookedAlready.
    """
    hall = Hall.objects.select_for_update().get(pk=hall.pk)
    when = f"{local(starts_at).month}月{local(starts_at).day}日 {local(starts_at):%H:%M}"
    left = dict(list_slots(hall=hall, day=today(starts_at))).get(starts_at)
    if left is None or not now < starts_at <= now + timedelta(days=BOOKABLE_DAYS):
        raise TooEarlyToBook(when=when)
    if left == 0:
        raise SlotFull(when=when)
    note(starts_at=starts_at.isoformat(), matter=matter_name)
    try:
        with transaction.atomic():
            return Booking.objects.create(
                hall=hall,
                account=Account.objects.get(pk=actor.account_id),
                matter_name=matter_name[:120],
                starts_at=starts_at,
                booked_at=now,
            )
    except IntegrityError:
        raise BookedAlready from None


@operation(
    "linkage.cancel_booking", summary="取消预约", permission=permissions.may_cancel_booking, subject="booking"
)
def cancel_booking(*, actor: Actor, booking: Booking, now: datetime) -> Booking:
    """Give an appointment back, so that somebody else can have the time."""
    booking.is_cancelled = True
    booking.save(update_fields=["is_cancelled"])
    note(starts_at=booking.starts_at.isoformat())
    return booking


@operation("linkage.take_ticket", summary="取号", permission=permissions.may_take_ticket, subject="result")
def take_ticket(
    *, actor: Actor, hall: Hall, matter_name: str, now: datetime, booking: Booking | None = None
) -> Ticket:
    """
    Take the next number of the day; the hall's row is held, so no number is given twice. With an appointment once only.

    Refuses with BookingNotForToday.
    """
    Hall.objects.select_for_update().get(pk=hall.pk)
    day = today(now)
    if booking is not None:
        if today(booking.starts_at) != day or booking.is_cancelled:
            raise BookingNotForToday(day=today(booking.starts_at))
        known = Ticket.objects.filter(booking=booking).first()
        if known is not None:
            return known
    last = Ticket.objects.filter(hall=hall, day=day).aggregate(last=Max("number"))["last"] or 0
    return Ticket.objects.create(
        hall=hall, day=day, number=last + 1, matter_name=matter_name[:120], booking=booking, taken_at=now
    )


@operation("linkage.call_next", summary="叫号", permission=permissions.may_call_next, subject="hall")
def call_next(*, actor: Actor, hall: Hall, counter: Counter, now: datetime) -> Ticket | None:
    """
    Call the next number to a counter: appointments whose time has come first, then in order; two counters never call one.
    """
    waiting = Ticket.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        hall=hall, day=today(now), state=TicketState.WAITING.value
    )
    due = waiting.filter(booking__starts_at__lte=now).order_by("booking__starts_at", "number").first()
    ticket = due or waiting.order_by("taken_at", "number").first()
    if ticket is None:
        return None
    ticket.state, ticket.counter, ticket.called_at = TicketState.CALLED.value, counter, now
    ticket.officer = Officer.objects.get(account_id=actor.account_id)
    ticket.save()
    note(ticket=str(ticket), counter=counter.number)
    return ticket


@operation(
    "linkage.finish_ticket", summary="结束叫号", permission=permissions.may_finish_ticket, subject="hall"
)
def finish_ticket(*, actor: Actor, hall: Hall, ticket: Ticket, was_served: bool, now: datetime) -> Ticket:
    """Close a called number: served, or passed over because nobody came. Refuses with TicketNotCalled."""
    current = Ticket.objects.select_for_update(of=("self",)).get(pk=ticket.pk, hall=hall)
    if current.state != TicketState.CALLED.value:
        raise TicketNotCalled(ticket=str(current), state=current.get_state_display(), deed="结束")
    current.state = (TicketState.SERVED if was_served else TicketState.MISSED).value
    current.closed_at = now
    current.save(update_fields=["state", "closed_at"])
    note(ticket=str(current), served=was_served)
    return current
