"""The registry of codes and the mapping from old to new."""

from django.db import models

from yangguang.kernel.identifiers import with_check_character
from yangguang.reference.matters.models import Matter


class CodedThing(models.TextChoices):
    """What a code of the registry names."""

    MATTER = "matter", "事项"
    LEGACY = "legacy", "事项（2009 年编码）"
    STEP = "step", "环节"
    MATERIAL = "material", "材料"


class CodeEntry(models.Model):
    """
    One code that was ever given (编码登记簿): never changed, never deleted, never given again; a database trigger sees to it.

    A retired code still leads to what it named.
    """

    personal_data = "none"

    code = models.CharField(max_length=48, unique=True)
    thing = models.CharField(max_length=10, choices=CodedThing.choices)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="codes")
    name = models.CharField(max_length=200)
    since_version = models.PositiveIntegerField(default=1)
    assigned_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Found by what they name."""

        ordering = ["code"]
        indexes = [models.Index(fields=["matter", "thing"], name="code_by_matter")]

    def __str__(self) -> str:
        """The code."""
        return self.code

    @property
    def checked_code(self) -> str:
        """The code with its check character; the structure of 2009 has none."""
        return self.code if self.thing == CodedThing.LEGACY else with_check_character(self.code)


class CodeLink(models.Model):
    """An old code and the one that took its place (编码对照): 2009 to national, or a step or material that moved."""

    personal_data = "none"

    old = models.CharField(max_length=48)
    new = models.CharField(max_length=48)
    linked_at = models.DateTimeField()

    class Meta:
        """A pair once."""

        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["old", "new"], name="code_link_once")]

    def __str__(self) -> str:
        """From, to."""
        return f"{self.old} → {self.new}"
