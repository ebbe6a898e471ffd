"""Results that go by post: the parcel, what the post says of it, and the notice that serves when nothing else can."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from yangguang.capabilities.hall.states import ParcelState
from yangguang.foundation.organisation.models import Officer


class Parcel(models.Model):
    """One result on its way by post (邮寄送达): the day it is signed for is the day of service."""

    personal_data = "name, telephone and address of the receiver; kept with the licensing file"

    number = models.CharField(max_length=40, unique=True)
    case_number = models.CharField(max_length=40)
    carrier = models.CharField(max_length=20)
    waybill = models.CharField(max_length=40, blank=True)
    receiver = models.CharField(max_length=60)
    phone = models.CharField(max_length=20)
    address = models.CharField(max_length=200)
    contents = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=ParcelState.choices, default=ParcelState.WAITING)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    handed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        """One parcel of a case on its way at a time; the post's number once."""

        ordering = ("made_at", "pk")
        indexes = [models.Index(fields=["state", "made_at"], name="parcel_by_state")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case_number"],
                condition=Q(state__in=["waiting", "handed", "carried"]),
                name="one_parcel_on_its_way",
            ),
            models.UniqueConstraint(
                fields=["carrier", "waybill"], condition=~Q(waybill=""), name="waybill_once"
            ),
        ]

    def __str__(self) -> str:
        """The number."""
        return self.number

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it: by its case."""
        return ("application", self.case_number)


class ParcelEvent(models.Model):
    """One thing the post says of a parcel; the post's own number makes a second telling the same."""

    personal_data = "where a parcel was and who signed; kept with the parcel"

    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="events")
    serial = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=ParcelState.choices)
    text = models.CharField(max_length=200)
    place = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
    heard_at = models.DateTimeField()

    class Meta:
        """In the order of time."""

        ordering = ("at", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["parcel", "serial"], name="parcel_event_once")
        ]

    def __str__(self) -> str:
        """What happened."""
        return self.text


class PublicNotice(models.Model):
    """Service by public notice (公告送达): only after the post and the door have failed, served when its thirty days are over."""

    personal_data = (
        "that a result could not be handed to its applicant; open to all while it runs, the name masked"
    )

    case_number = models.CharField(max_length=40, unique=True)
    number = models.CharField(max_length=60, unique=True)
    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    text = models.TextField()
    body_name = models.CharField(max_length=120)
    posted_at = models.DateTimeField()
    until = models.DateField()
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    served_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Those that run are found by their last day."""

        indexes = [models.Index(fields=["until"], condition=Q(served_at__isnull=True), name="notice_running")]

    def __str__(self) -> str:
        """The number."""
        return self.number

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it: by its case."""
        return ("application", self.case_number)
