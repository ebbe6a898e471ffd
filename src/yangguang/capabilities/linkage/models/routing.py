"""Where a case was sent and why; originals taken in at one hall for a body elsewhere."""

import uuid
from typing import ClassVar

from django.db import models

from yangguang.capabilities.linkage.states import TransferState
from yangguang.foundation.organisation.models import Area, Body, Officer


class Routing(models.Model):
    """Which body a case went to, by which rule, explained in sentences; kept as it was on that day."""

    personal_data = "none"

    case_number = models.CharField(max_length=40, unique=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    upper = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=14)
    mode = models.CharField(max_length=10)
    explanation = models.JSONField(default=list)
    decided_at = models.DateTimeField()

    class Meta:
        """Read by body."""

        indexes: ClassVar = [models.Index(fields=["body", "-decided_at"], name="linkage_routing_by_body")]

    def __str__(self) -> str:
        """Which case, to whom."""
        return f"{self.case_number} → {self.body_id}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it: by the case."""
        return ("application", self.case_number)


class Transfer(models.Model):
    """
    Originals taken in at one hall for a body elsewhere (收受分离): what, how many, where they are now.

    Each hand that holds them is a `TransferStep`; what arrives is counted against what was sent.
    """

    personal_data = "which originals of an applicant are where; kept with the case"

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=40, unique=True)
    case_number = models.CharField(max_length=40, db_index=True)
    items = models.JSONField(default=list)
    taken_body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    handling_body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=TransferState.choices, default=TransferState.HELD.value)
    taken_at = models.DateTimeField()

    class Meta:
        """Read from both ends."""

        indexes: ClassVar = [
            models.Index(fields=["taken_body", "state"], name="linkage_transfer_from"),
            models.Index(fields=["handling_body", "state"], name="linkage_transfer_to"),
        ]

    def __str__(self) -> str:
        """The number."""
        return self.number

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the transfer."""
        return ("transfer", self.number)


class TransferStep(models.Model):
    """One hand the originals went through; added, never changed."""

    personal_data = "which officer held an applicant's originals; kept with the case"

    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=10, choices=TransferState.choices)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    counted = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        """In the order they happened."""

        ordering = ("pk",)

    def __str__(self) -> str:
        """Where to."""
        return f"{self.transfer_id}: {self.state}"
