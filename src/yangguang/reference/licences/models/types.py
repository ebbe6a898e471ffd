"""Types of licences (证照类型) in versions: fields, template, validity, who issues, what the public may see, what they prove."""

from django.db import models
from django.urls import reverse

from yangguang.foundation.organisation.models import Body
from yangguang.reference.licences.rules.type_content import TypeContent
from yangguang.reference.licences.states import TypeStatus


class LicenceType(models.Model):
    """
    One type of licence under its code (GB/T 36904: code of the body in charge, 18, and three digits).

    The body in charge (业务主管部门) keeps the type; who may issue, each version says.
    """

    personal_data = "none"

    code = models.CharField(max_length=21, unique=True)
    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=2)
    owner = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()

    class Meta:
        """By code."""

        ordering = ["code"]

    def __str__(self) -> str:
        """The name."""
        return self.name

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the type."""
        return ("licence_type", self.code)

    def get_absolute_url(self) -> str:
        """The officers' page of the type."""
        return reverse("licences:type", args=[self.code])


class LicenceTypeVersion(models.Model):
    """One version of a type; drafted by one person, reviewed by another; a database trigger keeps a published one as it is."""

    personal_data = "who drafted and who reviewed; kept for ever, licences rest on it"

    type = models.ForeignKey(LicenceType, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=TypeStatus.choices, default=TypeStatus.DRAFT)
    content = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    why = models.CharField(max_length=300, blank=True)
    drafted_by = models.BigIntegerField(null=True)
    drafted_label = models.CharField(max_length=120)
    drafted_at = models.DateTimeField()
    reviewed_by = models.BigIntegerField(null=True, blank=True)
    reviewed_label = models.CharField(max_length=120, blank=True)
    returned_why = models.CharField(max_length=300, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One number once; one open draft, one in force; two persons."""

        ordering = ["type_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["type", "number"], name="licence_type_version_once"),
            models.UniqueConstraint(
                fields=["type"], condition=models.Q(status="published"), name="licence_type_one_in_force"
            ),
            models.UniqueConstraint(
                fields=["type"],
                condition=models.Q(status__in=["draft", "proposed"]),
                name="licence_type_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(reviewed_by__isnull=True) | ~models.Q(reviewed_by=models.F("drafted_by")),
                name="licence_type_two_persons",
            ),
        ]

    def __str__(self) -> str:
        """Type and number."""
        return f"{self.type.name} 第 {self.number} 版"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the version."""
        return ("licence_type", f"{self.type.code}-V{self.number:03d}")

    @property
    def said(self) -> TypeContent:
        """What it says, as a value."""
        return TypeContent.read(self.content)
