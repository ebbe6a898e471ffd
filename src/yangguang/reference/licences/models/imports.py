"""Old records taken in from a spreadsheet: the file, what its columns mean, each row with its faults or its licence."""

import uuid

from django.db import models
from django.urls import reverse

from yangguang.foundation.organisation.models import Body
from yangguang.reference.licences.models.licence import Licence
from yangguang.reference.licences.models.types import LicenceType
from yangguang.reference.licences.states import ImportState


class ImportBatch(models.Model):
    """One spreadsheet of licences issued before (存量证照): uploaded, mapped, checked, confirmed, issued row by row by a job."""

    personal_data = (
        "the spreadsheet with holders' names and numbers; the file is deleted a year after it was finished"
    )

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    type = models.ForeignKey(LicenceType, on_delete=models.PROTECT, related_name="+")
    issuer = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    source = models.BinaryField()
    digest = models.CharField(max_length=64)
    headings = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=ImportState.choices, default=ImportState.UPLOADED)
    row_count = models.PositiveIntegerField(default=0)
    good_count = models.PositiveIntegerField(default=0)
    done_count = models.PositiveIntegerField(default=0)
    failed_count = models.PositiveIntegerField(default=0)
    uploaded_by = models.BigIntegerField(null=True)
    uploaded_label = models.CharField(max_length=120)
    uploaded_at = models.DateTimeField()
    confirmed_by = models.BigIntegerField(null=True, blank=True)
    confirmed_label = models.CharField(max_length=120, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first."""

        ordering = ["-pk"]

    def __str__(self) -> str:
        """The file."""
        return self.file_name

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the batch."""
        return ("licence_import", str(self.uuid))

    def get_absolute_url(self) -> str:
        """The page of the batch."""
        return reverse("licences:import", args=[self.uuid])

    @property
    def percent(self) -> int:
        """How far the job is."""
        return 100 * (self.done_count + self.failed_count) // max(self.good_count, 1)


class ImportRow(models.Model):
    """One row: what was read by the mapping, what is wrong with it, the licence it became."""

    personal_data = "one holder's data as the old record wrote it; deleted with the file"

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    values = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    licence = models.ForeignKey(Licence, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """In the order of the file."""

        ordering = ["line"]
        constraints = [models.UniqueConstraint(fields=["batch", "line"], name="licence_import_row_once")]

    def __str__(self) -> str:
        """Which row."""
        return f"row {self.line}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it: by the batch, with the line."""
        return ("licence_import", f"{self.batch.uuid}-{self.line}")
