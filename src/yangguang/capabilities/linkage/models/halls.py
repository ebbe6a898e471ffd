"""Halls and their counters: appointments, queue tickets, how full they are (取号、预约、等候)."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from yangguang.capabilities.linkage.states import TicketState
from yangguang.foundation.identity.models import Account
from yangguang.foundation.organisation.models import Area, Body, Officer


class Hall(models.Model):
    """One service hall of the city or a district."""

    personal_data = "none"

    code = models.SlugField(max_length=30, unique=True)
    name = models.CharField(max_length=60)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=120)
    slots_per_half_hour = models.PositiveSmallIntegerField(default=6)

    def __str__(self) -> str:
        """The name."""
        return self.name

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the hall."""
        return ("hall", self.code)


class Counter(models.Model):
    """One counter (窗口) of a hall, for the matters of some bodies or for all."""

    personal_data = "none"

    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="counters")
    number = models.PositiveSmallIntegerField()
    is_open = models.BooleanField(default=True)

    class Meta:
        """Numbered within the hall."""

        ordering = ("number",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["hall", "number"], name="linkage_counter_number")
        ]

    def __str__(self) -> str:
        """The number."""
        return f"{self.number} 号窗口"


class Booking(models.Model):
    """An appointment (预约) at a hall for half an hour of a working day."""

    personal_data = "who comes when; removed from the list after the day, kept thirty days"

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="bookings")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    matter_name = models.CharField(max_length=120)
    starts_at = models.DateTimeField()
    is_cancelled = models.BooleanField(default=False)
    booked_at = models.DateTimeField()

    class Meta:
        """One booking per person and time; counted by time."""

        indexes: ClassVar = [models.Index(fields=["hall", "starts_at"], name="linkage_booking_by_time")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "starts_at"], condition=Q(is_cancelled=False), name="linkage_booking_once"
            )
        ]

    def __str__(self) -> str:
        """When."""
        return f"{self.hall_id} {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the booking: by its hall."""
        return ("hall", self.hall.code)


class Ticket(models.Model):
    """A number in the queue of a hall on a day; people with an appointment are called first at their time."""

    personal_data = "none: a number; the booking behind it names the person"

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="tickets")
    day = models.DateField()
    number = models.PositiveIntegerField()
    matter_name = models.CharField(max_length=120)
    booking = models.OneToOneField(
        Booking, on_delete=models.PROTECT, null=True, blank=True, related_name="ticket"
    )
    state = models.CharField(max_length=8, choices=TicketState.choices, default=TicketState.WAITING.value)
    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taken_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """A number once a day; waiting ones in order."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["hall", "day", "number"], name="linkage_ticket_number")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["hall", "day", "taken_at"],
                condition=Q(state=TicketState.WAITING.value),
                name="linkage_ticket_waiting",
            )
        ]

    def __str__(self) -> str:
        """What is called out."""
        return f"{'Y' if self.booking_id else 'A'}{self.number:03d}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the ticket: by its hall."""
        return ("hall", self.hall.code)
