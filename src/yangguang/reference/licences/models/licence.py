"""Licences and certificates, version by version, and what happened to each."""

import uuid
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse

from yangguang.foundation.documents.models import Document
from yangguang.foundation.organisation.models import Body
from yangguang.kernel.identifiers import mask_address, mask_name
from yangguang.reference.licences.rules.numbers import grouped_code
from yangguang.reference.licences.states import Ending, Standing, Status, standing_of


class LicenceKind(models.TextChoices):
    """The kinds of the certificate store."""

    PERMIT = "1", "许可证"
    BUSINESS_CERTIFICATE = "2", "营业证"
    BUSINESS_LICENCE = "3", "营业执照"
    TAX_CERTIFICATE = "4", "税务登记证"
    QUALIFICATION = "5", "资格证"
    APPROVAL = "6", "批准文件"


class HolderKind(models.TextChoices):
    """Whether the holder is a person, whose data is masked in public, or an enterprise, whose data is public."""

    PERSON = "person", "自然人"
    ENTERPRISE = "enterprise", "法人和其他组织"


class Licence(models.Model):
    """
    One version of one licence as issued; a change or renewal issues the next version and voids this one.

    `valid_until` is the last day, included, as licences print it; empty means without end.
    """

    personal_data = (
        "holder's name, identity or credit code, address; legal representative's name. Public by law in masked form "
        "(Licensing Law art. 40); kept for ever as a public register"
    )

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=2, choices=LicenceKind.choices, default=LicenceKind.PERMIT)
    title = models.CharField(max_length=80)
    holder_name = models.CharField(max_length=120)
    holder_code = models.CharField(max_length=30, db_index=True)
    holder_kind = models.CharField(max_length=12, choices=HolderKind.choices)
    legal_representative = models.CharField(max_length=60, blank=True)
    address = models.CharField(max_length=200, blank=True)
    content = models.JSONField(default=list)
    issued_on = models.DateField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=1, choices=Status.choices, default=Status.VALID)
    ending = models.CharField(max_length=12, choices=Ending.choices, default=Ending.NONE, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    suspended_until = models.DateField(null=True, blank=True)  # the last day of 暂扣, included
    type_version = models.ForeignKey(
        "licences.LicenceTypeVersion",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="licences",
    )
    issuer = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    matter_code = models.CharField(max_length=60, blank=True)
    application_number = models.CharField(max_length=40, blank=True, db_index=True)
    identifier = models.CharField(max_length=120, blank=True)
    verification_code = models.CharField(max_length=20, unique=True)
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    match_keys = ArrayField(models.CharField(max_length=60), default=list, blank=True)  # see comparison
    previous = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="next"
    )

    class Meta:
        """One row per number and version; of all versions at most one in force."""

        constraints = [
            models.UniqueConstraint(fields=["number", "version"], name="licence_version_once"),
            models.UniqueConstraint(
                fields=["number"], condition=models.Q(status__in=["V", "S"]), name="licence_one_in_force"
            ),
        ]
        indexes = [
            models.Index(fields=["valid_until"], name="licence_to_expire", condition=models.Q(status="V")),
            models.Index(fields=["-issued_on", "-id"], name="licence_by_day"),
            models.Index(fields=["issuer", "-id"], name="licence_by_issuer"),
            GinIndex(fields=["match_keys"], name="licence_match_keys"),
        ]

    def __str__(self) -> str:
        """Title and number."""
        return f"{self.title} {self.number}"

    def get_absolute_url(self) -> str:
        """The public page that says what the licence is worth."""
        return reverse("licences:verify_code", args=[self.verification_code])

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name this version."""
        return ("licence", f"{self.number}-{self.version}")

    @property
    def labelled_as(self) -> tuple[str, str]:
        """How a label names it: all versions are one licence."""
        return ("licence", self.number)

    @property
    def is_of_person(self) -> bool:
        """Whether the holder is a natural person."""
        return self.holder_kind == HolderKind.PERSON

    @property
    def public_holder(self) -> str:
        """The holder as the public may see it."""
        return mask_name(self.holder_name) if self.is_of_person else self.holder_name

    @property
    def public_address(self) -> str:
        """The address as the public may see it; a business address is public."""
        return mask_address(self.address) if self.is_of_person else self.address

    @property
    def public_content(self) -> list[list[str]]:
        """The printed lines the public may read; its type says which are not for everybody."""
        content = [list(line) for line in self.content]
        if self.type_version is None:
            return content
        said = self.type_version.said
        return [line for line in content if not said.hides(line[0])]

    @property
    def printed_code(self) -> str:
        """The verification code in groups."""
        return grouped_code(self.verification_code)

    def standing(self, on: date) -> Standing:
        """What the licence is worth on a day."""
        return standing_of(
            status=self.status,
            ending=self.ending,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            on=on,
            suspended_until=self.suspended_until,
        )


class LicenceHistory(models.Model):
    """One change in the life of one version: issued, replaced, renewed, ended; added and never changed."""

    personal_data = "reason of the change; kept with the licence"

    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="history")
    operation = models.CharField(max_length=40)
    status = models.CharField(max_length=1, choices=Status.choices)
    reason = models.CharField(max_length=300, blank=True)
    basis = models.CharField(max_length=120, blank=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        """Read by licence in order."""

        indexes = [models.Index(fields=["licence", "at"], name="licence_history_by_licence")]

    def __str__(self) -> str:
        """What, when."""
        return f"{self.operation} {self.at:%Y-%m-%d}"
