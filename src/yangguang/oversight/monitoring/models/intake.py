"""Outside systems: who reports, by which standard their cases are held, what was received and how it was answered."""

import uuid
from typing import ClassVar

from django.db import models


class StandardState(models.TextChoices):
    """The life of a field's standard."""

    DRAFT = "draft", "待批准"
    IN_FORCE = "in_force", "已批准"
    RETIRED = "retired", "已停用"


class FieldStandard(models.Model):
    """
    One version of what the cases of a field (or of one kind of case in it) are held against: steps, limits, lists, as data.

    New fields (food safety, urban management …) are added here, written by one supervisor and approved by another.
    """

    personal_data = "which officer wrote and approved it (post and number); kept as long as its cards"

    code = models.CharField(max_length=40)
    number = models.PositiveIntegerField(default=1)
    field = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    content = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=StandardState.choices, default=StandardState.DRAFT)
    written_by = models.CharField(max_length=80)
    written_at = models.DateTimeField()
    approved_by = models.CharField(max_length=80, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """A number once."""

        ordering = ("field", "code", "-number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "number"], name="field_standard_once"),
        ]

    def __str__(self) -> str:
        """Name and number."""
        return f"{self.name}，第 {self.number} 版"

    @property
    def plan_code(self) -> str:
        """How cases name it."""
        return f"std:{self.code}@{self.number}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it."""
        return ("field_standard", f"{self.code}@{self.number}")


class Source(models.Model):
    """One outside system that reports; it signs in with a token of which only the digest is kept."""

    personal_data = "none"

    code = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    body_code = models.CharField(max_length=18)
    token_digest = models.CharField(max_length=64)
    is_active = models.BooleanField(default=True)
    registered_at = models.DateTimeField()

    def __str__(self) -> str:
        """The name."""
        return self.name

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it."""
        return ("intake_source", self.code)


class IntakeBatch(models.Model):
    """One delivery of a source, with its acknowledgement (回执): how each event in it was answered."""

    personal_data = "none: numbers of events and what was answered"

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="batches")
    received_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    counts = models.JSONField(default=dict)
    report = models.JSONField(default=list)  # only what was not simply accepted

    class Meta:
        """Newest first."""

        ordering = ("-id",)

    def __str__(self) -> str:
        """Which."""
        return str(self.uuid)

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it."""
        return ("intake_batch", str(self.uuid))


class OutsideEvent(models.Model):
    """One event of an outside system as it was sent; a second sending never overwrites the first."""

    personal_data = "number of the officer as the source sends it; no applicant; kept as long as the cards"

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="events")
    event_id = models.CharField(max_length=80)
    batch = models.ForeignKey(IntakeBatch, on_delete=models.PROTECT, related_name="events")
    case = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    content = models.JSONField(default=dict)
    verdict = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        """An id of a source once; the held ones by case."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "event_id"], name="outside_event_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["batch", "at"], name="outside_event_by_batch"),
            models.Index(fields=["source", "case", "verdict"], name="outside_event_by_case"),
        ]

    def __str__(self) -> str:
        """Source and id."""
        return f"{self.source_id} {self.event_id}"
