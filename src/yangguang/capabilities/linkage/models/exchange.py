"""Exchange with the hall system a district keeps: its events and ours, with versions, acknowledgements and reconciliation."""

import uuid
from typing import ClassVar

from django.db import models

from yangguang.capabilities.linkage.states import Verdict
from yangguang.foundation.organisation.models import Area


class DistrictSystem(models.Model):
    """One hall system of a district (自建系统) that may exchange; known by the digest of its secret."""

    personal_data = "none"

    code = models.SlugField(max_length=30, unique=True)
    name = models.CharField(max_length=60)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    secret_digest = models.CharField(max_length=64)
    is_active = models.BooleanField(default=True)
    registered_at = models.DateTimeField()

    def __str__(self) -> str:
        """The name."""
        return self.name

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the system."""
        return ("district_system", self.code)


class DistrictCase(models.Model):
    """A case a district's own system runs, as its events tell it."""

    personal_data = "none: the applicant's name arrives masked"

    system = models.ForeignKey(DistrictSystem, on_delete=models.PROTECT, related_name="cases")
    serial = models.CharField(max_length=40)
    matter_code = models.CharField(max_length=31)
    matter_name = models.CharField(max_length=200)
    applicant_masked = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=20)
    result = models.CharField(max_length=40, blank=True)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        """A serial once per system."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["system", "serial"], name="linkage_district_case_once")
        ]

    def __str__(self) -> str:
        """The serial."""
        return self.serial


class Batch(models.Model):
    """One file of events (批量文件), taken as a whole or not at all."""

    personal_data = "none beyond its events"

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    system = models.ForeignKey(DistrictSystem, on_delete=models.PROTECT, related_name="batches")
    number = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    counts = models.JSONField(default=dict)
    received_at = models.DateTimeField()

    class Meta:
        """A number once per system."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["system", "number"], name="linkage_batch_once")
        ]

    def __str__(self) -> str:
        """The number."""
        return self.number

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the batch: by its system."""
        return ("district_system", self.system.code)


class IncomingEvent(models.Model):
    """One of the eight events (申办 … 办结) as a district sent it, and what became of it; the same one twice is one row."""

    personal_data = "what the event says, applicant masked; kept with the case"

    system = models.ForeignKey(DistrictSystem, on_delete=models.PROTECT, related_name="incoming")
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, null=True, blank=True, related_name="events")
    kind = models.CharField(max_length=20)
    serial = models.CharField(max_length=40)
    data_version = models.PositiveIntegerField()
    step_number = models.PositiveSmallIntegerField(default=0)
    matter_code = models.CharField(max_length=31)
    matter_version = models.PositiveIntegerField()
    happened_at = models.DateTimeField()
    payload = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    reason_code = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    received_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """An event of a kind, step and version once per case."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["system", "serial", "kind", "step_number", "data_version"],
                name="linkage_event_once",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["system", "received_at"], name="linkage_event_by_day")]

    def __str__(self) -> str:
        """Which."""
        return f"{self.serial} {self.kind} v{self.data_version}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the event: by the district's serial."""
        return ("district_case", self.serial)


class OutgoingEvent(models.Model):
    """One event of ours for a district, numbered without gaps per system; it stays until the district has acknowledged it."""

    personal_data = "what the event says, applicant masked; kept with the case"

    system = models.ForeignKey(DistrictSystem, on_delete=models.PROTECT, related_name="outgoing")
    sequence = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=20)
    serial = models.CharField(max_length=40)
    data_version = models.PositiveIntegerField(default=1)
    payload = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    told_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    refusal = models.CharField(max_length=300, blank=True)

    class Meta:
        """In order; each kind of a case has its versions."""

        ordering = ("sequence",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["system", "sequence"], name="linkage_out_in_order"),
            models.UniqueConstraint(
                fields=["system", "serial", "kind", "data_version"], name="linkage_out_once"
            ),
        ]

    def __str__(self) -> str:
        """Which."""
        return f"{self.sequence} {self.serial} {self.kind}"
