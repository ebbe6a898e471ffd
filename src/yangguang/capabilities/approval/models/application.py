"""What the applicant handed in: drafts, the application itself and its files."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, Func, Q, When

from yangguang.capabilities.approval.states import CHOICES, CLOSED, IN_HAND, State
from yangguang.foundation.files.models import StoredFile
from yangguang.foundation.identity.models import Account
from yangguang.foundation.organisation.models import Body
from yangguang.foundation.process.models import Instance, Task
from yangguang.foundation.process.states import WORKABLE
from yangguang.reference.licences.models import Licence
from yangguang.reference.matters.models import MatterVersion


class ApplicantKind(models.TextChoices):
    """For whom the application is made."""

    PERSON = "person", "个人"
    ENTERPRISE = "enterprise", "企业"


class Channel(models.TextChoices):
    """How the application reached the office."""

    ONLINE = "online", "网上"
    WINDOW = "window", "窗口"


class Draft(models.Model):
    """
    A form somebody has begun and not handed in; `revision` grows with each save so that two open pages cannot overwrite.

    It is deleted when it becomes an application, which keeps the draft's uuid: handing in twice finds the same case.
    """

    personal_data = (
        "what the applicant has typed so far; kept until submission, at most 90 days after the last save"
    )

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="approval_drafts")
    enterprise_code = models.CharField(max_length=18, blank=True)
    enterprise_name = models.CharField(max_length=120, blank=True)
    version = models.ForeignKey(MatterVersion, on_delete=models.PROTECT, related_name="+")
    fields = models.JSONField(default=dict)
    page = models.PositiveSmallIntegerField(default=1)
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    class Meta:
        """Read by owner, newest first."""

        indexes = [models.Index(fields=["account", "-saved_at"], name="draft_by_owner")]

    def __str__(self) -> str:
        """Which draft."""
        return f"draft {self.uuid}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the draft."""
        return ("draft", str(self.uuid))


class Application(models.Model):
    """
    One application (办件) for one version of one matter; the version governs it for life.

    The situations are those of `states`; the work itself stands as tasks in the process instance, the time as clocks.
    """

    personal_data = (
        "name, identity number, phone and form answers of the applicant, as the licence procedure needs them; kept for "
        "the retention of the licensing file, masked wherever the public reads"
    )

    number = models.CharField(max_length=40, unique=True)
    draft_uuid = models.UUIDField(unique=True)
    version = models.ForeignKey(MatterVersion, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    instance = models.OneToOneField(Instance, on_delete=models.PROTECT, related_name="application")
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="applications"
    )
    channel = models.CharField(max_length=10, choices=Channel.choices)
    applicant_kind = models.CharField(max_length=12, choices=ApplicantKind.choices)
    applicant_name = models.CharField(max_length=120)
    person_name = models.CharField(max_length=60)  # the natural person who came or signed in
    person_number = models.CharField(max_length=30)
    phone = models.CharField(max_length=20, blank=True)
    enterprise_code = models.CharField(max_length=18, blank=True)
    fields = models.JSONField(default=dict)
    state = models.CharField(max_length=16, choices=CHOICES, default=State.SUBMITTED.value)
    received_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    acceptance_order = models.PositiveBigIntegerField(null=True, blank=True)
    is_deemed_accepted = models.BooleanField(default=False)
    decided_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    name_pairs = models.GeneratedField(
        expression=Func("applicant_name", "person_name", function="approval_name_pairs"),
        output_field=ArrayField(models.CharField(max_length=2)),
        db_persist=True,
    )  # the names in pairs of characters: how any part of a name, two characters or more, is found
    target_licence = models.ForeignKey(
        Licence, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    licence = models.ForeignKey(
        Licence, on_delete=models.PROTECT, null=True, blank=True, related_name="applications"
    )

    class Meta:
        """Read by applicant, by state and matter, by publication; acceptance order is exact per version."""

        indexes = [
            models.Index(fields=["account", "-received_at"], name="application_by_account"),
            models.Index(fields=["enterprise_code", "-received_at"], name="application_by_enterprise"),
            models.Index(fields=["state", "received_at"], name="application_by_state"),
            models.Index(fields=["version", "state"], name="application_by_version"),
            models.Index(fields=["body", "-received_at"], name="application_by_body"),
            GinIndex(fields=["name_pairs"], name="application_by_name"),
            models.Index(
                fields=["-published_at"],
                condition=Q(published_at__isnull=False),
                name="application_published",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["version", "acceptance_order"],
                condition=Q(acceptance_order__isnull=False),
                name="acceptance_order_once",
            )
        ]

    def __str__(self) -> str:
        """The number people quote."""
        return self.number

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the application."""
        return ("application", self.number)

    @property
    def acts_under(self) -> MatterVersion:
        """The version under whose authority (网上行使身份) officers act on the case."""
        return self.version

    @property
    def situation(self) -> State:
        """The state as what it is."""
        return State(self.state)

    def open_task(self, *, letter: str) -> Task | None:
        """Give the step of this letter that an office has to do now, or none."""
        return (
            Task.objects.filter(
                instance_id=self.instance_id,
                step=letter,
                is_signer=False,
                state__in=[state.value for state in WORKABLE],
            )
            .exclude(post_kind="applicant")
            .annotate(is_delivery=Case(When(node_id="deliver", then=0), default=1))
            .order_by("is_delivery", "pk")
            .first()
        )

    def last_task(self, *, letter: str) -> Task | None:
        """Give the step of this letter that came last, done or not, or none."""
        return Task.objects.filter(instance_id=self.instance_id, step=letter, is_signer=False).last()

    @property
    def is_closed(self) -> bool:
        """Tell whether nothing is left to do."""
        return self.situation in CLOSED

    @property
    def is_in_hand(self) -> bool:
        """Tell whether the decision clock runs or is paused."""
        return self.situation in IN_HAND


class SubmittedFile(models.Model):
    """One file handed in for one material of the matter: on a draft, with the application, or with the correction."""

    personal_data = "what the applicant uploaded; kept as long as the draft or the licensing file"

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, null=True, blank=True, related_name="files")
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, null=True, blank=True, related_name="files"
    )
    material_code = models.CharField(max_length=40)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    is_correction = models.BooleanField(default=False)
    added_at = models.DateTimeField()

    class Meta:
        """Belongs to a draft or to an application."""

        ordering = ("material_code", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(draft__isnull=False, application__isnull=True)
                | Q(draft__isnull=True, application__isnull=False),
                name="file_of_draft_or_application",
            )
        ]

    def __str__(self) -> str:
        """For which material."""
        return f"{self.material_code}: {self.file_id}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the file: by what it belongs to."""
        owner = self.application or self.draft
        return owner.act_object if owner else ("submitted_file", str(self.pk))
