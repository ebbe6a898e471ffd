"""What the legal office keeps: the formats powers are declared in, and the table of laws."""

from typing import Any

from django.db import models

from yangguang.kernel.identifiers import MATTER_TYPES


class Format(models.Model):
    """
    One version of the form a kind of power is declared in (标准格式), with the checklist of its review.

    Version 1 of each kind ships with the platform (`rules.formats`); what the legal office publishes stands here.
    """

    personal_data = "none"

    kind = models.CharField(max_length=2)
    number = models.PositiveIntegerField()
    fields: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    checklist: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    note = models.CharField(max_length=300, blank=True)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=60)

    class Meta:
        """One number of a kind once."""

        ordering = ["kind", "-number"]
        constraints = [models.UniqueConstraint(fields=["kind", "number"], name="format_once")]

    def __str__(self) -> str:
        """Kind and number."""
        return f"{MATTER_TYPES[self.kind]}申报表，第 {self.number} 版"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the format."""
        return ("format", f"{self.kind}-{self.number}")


class Law(models.Model):
    """
    One text of law from a day until a day (excluded), as the legal office keeps it beside those that ship.

    `article_count` is compared with the text by whoever records it; empty: only the name is checked.
    """

    personal_data = "none"

    name = models.CharField(max_length=120)
    rank = models.CharField(max_length=12)
    article_count = models.PositiveSmallIntegerField(null=True, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        """A text begins once."""

        ordering = ["name", "valid_from"]
        constraints = [models.UniqueConstraint(fields=["name", "valid_from"], name="law_text_once")]

    def __str__(self) -> str:
        """The name."""
        return self.name

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the text."""
        return ("law", f"{self.name}-{self.valid_from}")
