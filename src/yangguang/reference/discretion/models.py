"""
Discretion standards (行政裁量权基准) and their versions: how heavy the law falls on an act, as data that computes.

`content` is what people edit; `dmn` is the DMN 1.3 file made of it, the very text that decides and is downloaded.
"""

from django.db import models
from django.urls import reverse

from yangguang.reference.discretion.rules import StandardContent
from yangguang.reference.discretion.states import OPEN, VersionStatus
from yangguang.reference.matters.models import Matter


class Standard(models.Model):
    """One unlawful act of one matter for which the law leaves a range, under a code that is never reused."""

    personal_data = "none"

    code = models.SlugField(max_length=30, unique=True)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="discretion_standards")
    act = models.CharField(max_length=200)
    registered_at = models.DateTimeField()

    class Meta:
        """In the order of their codes."""

        ordering = ["code"]

    def __str__(self) -> str:
        """The act."""
        return self.act

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the standard."""
        return ("discretion_standard", self.code)

    def get_absolute_url(self) -> str:
        """The calculator."""
        return reverse("discretion:calculator", args=[self.code])


class StandardVersion(models.Model):
    """
    One version of a standard: drafted, reviewed and filed by the legal office, published, retired.

    A database trigger keeps a published one as it is; only its end and its status may still change.
    """

    personal_data = "post and number of the officers who submitted and reviewed it; kept with their acts"

    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=VersionStatus.choices, default=VersionStatus.DRAFT)
    effective_from = models.DateField(null=True, blank=True)
    effective_until = models.DateField(
        null=True, blank=True
    )  # excluded; empty while no later one is published
    published_at = models.DateTimeField(null=True, blank=True)
    content = models.JSONField(default=dict)
    dmn = models.TextField(blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    round = models.PositiveSmallIntegerField(default=0)  # how often it was submitted
    submitted_by = models.CharField(max_length=120, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    filing_number = models.CharField(max_length=40, blank=True)

    class Meta:
        """One number once; one open draft at most."""

        ordering = ["standard_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["standard", "number"], name="standard_version_once"),
            models.UniqueConstraint(
                fields=["standard"], condition=models.Q(status__in=OPEN), name="standard_one_open_draft"
            ),
        ]

    def __str__(self) -> str:
        """Act and number."""
        return f"{self.standard.act}，第 {self.number} 版"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the version."""
        return ("discretion_version", f"{self.standard.code}-V{self.number:03d}")

    @property
    def said(self) -> StandardContent:
        """What it says, as a value."""
        return StandardContent.read(self.content)


class DraftRevision(models.Model):
    """One saved state of a draft, so that the last change can be taken back and two editors cannot overwrite each other."""

    personal_data = "post label of the officer who saved it; kept as long as the draft's acts"

    version = models.ForeignKey(StandardVersion, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    follows = models.PositiveIntegerField(
        default=0
    )  # the revision this one changed; an undo steps back along it
    content = models.JSONField(default=dict)
    saved_by = models.CharField(max_length=120, blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        """Each number once per draft, newest first."""

        ordering = ["version_id", "-number"]
        constraints = [models.UniqueConstraint(fields=["version", "number"], name="draft_revision_once")]


class Remark(models.Model):
    """One remark of a reviewer on a standard: pinned to a row of a table (a tier), to a table, or to the whole."""

    personal_data = "post and number of the reviewer; kept with the standard"

    version = models.ForeignKey(StandardVersion, on_delete=models.PROTECT, related_name="remarks")
    grid = models.CharField(max_length=20, blank=True)  # name of the table; empty: the whole
    row = models.PositiveIntegerField(default=0)  # from 1; 0: the whole table
    quoted = models.CharField(
        max_length=500, blank=True
    )  # the row in words, as it stood when the remark was made
    text = models.TextField()
    round = models.PositiveSmallIntegerField()
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    settled_by = models.CharField(max_length=120, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """As they were made."""

        ordering = ["id"]

    def __str__(self) -> str:
        """The text."""
        return self.text

    @property
    def place(self) -> str:
        """Where it is pinned."""
        if not self.grid:
            return "整项基准"
        return f"{self.grid}第 {self.row} 条" if self.row else self.grid
