"""A body's own spreadsheet on its way to declarations, row by row, and what its columns are known to mean."""

from typing import Any

from django.db import models
from django.urls import reverse

from yangguang.foundation.organisation.models import Body
from yangguang.kernel.identifiers import MATTER_TYPES
from yangguang.reference.declarations.models.declaration import Action, Campaign, Declaration
from yangguang.reference.declarations.states import SheetState
from yangguang.reference.matters.models import Matter


class SheetImport(models.Model):
    """
    One spreadsheet in a body's own columns: mapped by its clerk, checked and drafted by jobs whose progress stands here.

    `heads` are the columns found, `mapping` says which field each fills (by column number), `constants` what holds for every
    row. `row_done` is the last row of the spreadsheet that was checked: a job that died goes on behind it.
    """

    personal_data = "account id of the officer who uploaded it; kept as long as the acts of the import"

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="sheets")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="declared_sheets")
    file_name = models.CharField(max_length=200)
    source = models.BinaryField()
    digest = models.CharField(max_length=64)
    uploaded_by = models.BigIntegerField(null=True)
    uploaded_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=SheetState.choices, default=SheetState.MAPPING)
    sheet = models.CharField(max_length=100)
    first_row = models.PositiveIntegerField()
    heads: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    mapping: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    constants: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    row_total = models.PositiveIntegerField(default=0)
    row_done = models.PositiveIntegerField(default=0)
    good = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    drafted = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)  # why it could not be read to its end
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first."""

        ordering = ["-id"]

    def __str__(self) -> str:
        """The file."""
        return self.file_name

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it."""
        return ("sheet_import", str(self.pk))

    @property
    def is_working(self) -> bool:
        """Whether a job is at it."""
        return self.state in (SheetState.CHECKING, SheetState.DRAFTING)

    @property
    def seen(self) -> int:
        """How many rows were checked."""
        return self.good + self.refused

    def get_absolute_url(self) -> str:
        """Its page in the unit's workbench."""
        return reverse("declarations:sheet", args=[self.campaign_id, self.body.code, self.pk])


class SheetRow(models.Model):
    """One checked row: what its declaration will say, or every refused cell with its reason."""

    personal_data = "none"

    sheet = models.ForeignKey(SheetImport, on_delete=models.CASCADE, related_name="rows")
    row = models.PositiveIntegerField()
    name = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=2, blank=True)
    catalog_code = models.CharField(max_length=12, blank=True)
    action = models.CharField(max_length=10, choices=Action.choices, default=Action.NEW)
    matter = models.ForeignKey(Matter, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    entry: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    content: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    problems: "models.JSONField[Any, Any]" = models.JSONField(default=list)  # [{heading, reason}]
    is_good = models.BooleanField(default=False)
    declaration = models.ForeignKey(
        Declaration, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        """As in the spreadsheet; a row once."""

        ordering = ["sheet_id", "row"]
        constraints = [models.UniqueConstraint(fields=["sheet", "row"], name="sheet_row_once")]
        indexes = [
            models.Index(fields=["sheet", "name"], name="sheet_row_by_name"),
            models.Index(fields=["sheet", "is_good", "row"], name="sheet_row_by_fitness"),
        ]

    def __str__(self) -> str:
        """Which."""
        return f"第 {self.row} 行 {self.name}"

    @property
    def kind_name(self) -> str:
        """The Chinese word of the kind."""
        return MATTER_TYPES.get(self.kind, self.kind)


class ColumnMapping(models.Model):
    """What a body calls a field in its own spreadsheets, as its clerk decided last; an empty target: not imported."""

    personal_data = "none"

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="+")
    heading = models.CharField(max_length=200)  # as `rules.mapping.plain` writes it
    target = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField()

    class Meta:
        """A heading of a body once."""

        constraints = [models.UniqueConstraint(fields=["body", "heading"], name="column_mapping_once")]

    def __str__(self) -> str:
        """From, to."""
        return f"{self.heading} → {self.target or '不导入'}"
