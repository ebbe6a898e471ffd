"""Halls as people in the city see them: open times left, who waits, how long it takes."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Avg, Count, F, Q

from yangguang.capabilities.linkage.models import Booking, Hall, Ticket
from yangguang.capabilities.linkage.states import TicketState
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.deadlines import api as deadlines
from yangguang.kernel.clock import SHANGHAI, today
from yangguang.kernel.refusals import NotFound

OPENS, CLOSES = time(9, 0), time(17, 30)
SLOT = timedelta(minutes=30)
BOOKABLE_DAYS = 30
USUAL_MINUTES = 12


@dataclass(frozen=True, slots=True)
class HallLoad:
    """How full a hall is now: open counters, who waits, minutes people waited today, minutes a new number would wait."""

    hall: Hall
    counters: int
    waiting: int
    waited_minutes: int | None
    expected_minutes: int

    @property
    def word(self) -> str:
        """In a word."""
        if self.waiting == 0:
            return "不用等"
        return "正常" if self.expected_minutes <= 20 else "较忙" if self.expected_minutes <= 45 else "很忙"


def list_loads(*, now: datetime) -> list[HallLoad]:
    """Give the load of every hall, in two queries."""
    day = today(now)
    halls = Hall.objects.select_related("area", "body").annotate(
        open_counters=Count("counters", filter=Q(counters__is_open=True), distinct=True)
    )
    waits = {
        row["hall"]: row
        for row in Ticket.objects.filter(day=day)
        .values("hall")
        .annotate(
            waiting=Count("pk", filter=Q(state=TicketState.WAITING.value)),
            waited=Avg(F("called_at") - F("taken_at"), filter=Q(called_at__isnull=False)),
            served=Avg(F("closed_at") - F("called_at"), filter=Q(state=TicketState.SERVED.value)),
        )
    }
    return [_load(hall, dict(waits.get(hall.pk, {}))) for hall in halls.order_by("area__code", "pk")]


def _load(hall: Hall, row: dict[str, object]) -> HallLoad:
    counters: int = hall.open_counters  # type: ignore[attr-defined]
    waiting = int(str(row.get("waiting", 0) or 0))
    served, waited = row.get("served"), row.get("waited")
    minutes = max(1.0, served.total_seconds() / 60) if isinstance(served, timedelta) else USUAL_MINUTES
    expected = round(waiting * minutes / counters) if counters else 0
    return HallLoad(
        hall,
        counters,
        waiting,
        round(waited.total_seconds() / 60) if isinstance(waited, timedelta) else None,
        expected,
    )


def get_hall(*, code: str) -> Hall:
    """
    Get a hall.

    Refuses with NotFound.
    """
    found = Hall.objects.select_related("area", "body").prefetch_related("counters").filter(code=code).first()
    if found is None:
        raise NotFound(what="这个大厅")
    return found


def list_slots(*, hall: Hall, day: date) -> list[tuple[datetime, int]]:
    """Give each half hour of a working day with the places left; none on a rest day."""
    if not deadlines.current_calendar().is_workday(day):
        return []
    start = datetime.combine(day, OPENS, tzinfo=SHANGHAI)
    end = datetime.combine(day, CLOSES, tzinfo=SHANGHAI)
    taken = dict(
        Booking.objects.filter(hall=hall, starts_at__gte=start, starts_at__lt=end, is_cancelled=False)
        .values_list("starts_at")
        .annotate(count=Count("pk"))
    )
    slots = []
    while start < end:
        slots.append((start, max(0, hall.slots_per_half_hour - taken.get(start, 0))))
        start += SLOT
    return slots


def next_workdays(*, now: datetime, count: int = 5) -> list[date]:
    """Give the next working days to choose from, today included while the hall is open."""
    calendar = deadlines.current_calendar()
    day = today(now)
    found: list[date] = []
    while len(found) < count:
        if calendar.is_workday(day):
            found.append(day)
        day += timedelta(days=1)
    return found


def list_bookings(*, actor: Actor, now: datetime) -> list[Booking]:
    """List the actor's appointments still ahead."""
    return list(
        Booking.objects.filter(account_id=actor.account_id, is_cancelled=False, starts_at__gte=now - SLOT)
        .select_related("hall")
        .order_by("starts_at")
    )


def get_booking(*, actor: Actor, uuid: object) -> Booking:
    """
    Get the actor's own appointment.

    Refuses with NotFound.
    """
    found = Booking.objects.select_related("hall").filter(uuid=uuid, account_id=actor.account_id).first()
    if found is None:
        raise NotFound(what="这个预约")
    return found


def get_ticket(*, uuid: object) -> tuple[Ticket, int]:
    """
    Get a ticket by its unguessable reference, with how many are before it.

    Refuses with NotFound.
    """
    found = Ticket.objects.select_related("hall", "counter").filter(uuid=uuid).first()
    if found is None:
        raise NotFound(what="这个号")
    before = Ticket.objects.filter(
        hall=found.hall, day=found.day, state=TicketState.WAITING.value, taken_at__lt=found.taken_at
    ).count()
    return found, before


def list_called(*, hall: Hall, day: date) -> list[Ticket]:
    """List the numbers at the counters."""
    return list(
        Ticket.objects.filter(hall=hall, day=day, state=TicketState.CALLED.value)
        .select_related("counter", "booking")
        .order_by("-called_at")
    )
