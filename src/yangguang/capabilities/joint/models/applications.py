"""One application for several matters: the draft, the joint case, its parts, its shared materials, its package."""

import uuid
from typing import ClassVar

from django.db import models

from yangguang.capabilities.joint.models.scenarios import ScenarioVersion
from yangguang.capabilities.joint.states import CaseState, PartState
from yangguang.foundation.documents.models import Document
from yangguang.foundation.files.models import StoredFile
from yangguang.foundation.identity.models import Account
from yangguang.foundation.organisation.models import Body
from yangguang.foundation.process.models import Instance
from yangguang.reference.matters.models import MatterVersion


class JointDraft(models.Model):
    """
    A combined form somebody has begun; `matters` pins the version of each matter it was composed of.

    It is deleted when it becomes a joint case, which keeps its uuid: handing in twice finds the same case.
    """

    personal_data = "what the applicant has typed so far; kept until submission, at most 90 days"

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    enterprise_code = models.CharField(max_length=18, blank=True)
    enterprise_name = models.CharField(max_length=120, blank=True)
    version = models.ForeignKey(ScenarioVersion, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)
    matters = models.JSONField(default=dict)
    fields = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    class Meta:
        """Read by owner, newest first."""

        indexes: ClassVar = [models.Index(fields=["account", "-saved_at"], name="joint_draft_by_owner")]

    def __str__(self) -> str:
        """Which draft."""
        return f"joint draft {self.uuid}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the draft."""
        return ("joint_draft", str(self.uuid))


class JointCase(models.Model):
    """
    One application for several matters (联合办理, Licensing Law art. 26), run by the scenario's own flow.

    Its row is locked after its flow's row and before any of its parts.
    """

    personal_data = (
        "name, identity number, phone and answers of the applicant, as the matters need them; kept as long as the licensing "
        "files, each department reads only its share"
    )

    number = models.CharField(max_length=40, unique=True)
    uuid = models.UUIDField(unique=True)
    version = models.ForeignKey(ScenarioVersion, on_delete=models.PROTECT, related_name="cases")
    lead = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    instance = models.OneToOneField(Instance, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    applicant_name = models.CharField(max_length=120)
    person_name = models.CharField(max_length=60)
    person_number = models.CharField(max_length=30)
    phone = models.CharField(max_length=20, blank=True)
    enterprise_code = models.CharField(max_length=18, blank=True)
    answers = models.JSONField(default=dict)
    fields = models.JSONField(default=dict)
    given = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=CaseState.choices, default=CaseState.SUBMITTED.value)
    received_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    concluded_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    delivered_way = models.CharField(max_length=12, blank=True)
    package = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        """Read by applicant, by lead, by state."""

        indexes: ClassVar = [
            models.Index(fields=["account", "-received_at"], name="joint_case_by_account"),
            models.Index(fields=["lead", "state", "-received_at"], name="joint_case_by_lead"),
        ]

    def __str__(self) -> str:
        """The number people quote."""
        return self.number

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the joint case."""
        return ("joint_case", self.number)

    @property
    def situation(self) -> CaseState:
        """The state as what it is."""
        return CaseState(self.state)

    @property
    def topic(self) -> str:
        """What open pages of the case listen to."""
        return f"joint_case:{self.uuid}"


class Part(models.Model):
    """
    One matter of a joint case and the department that answers for it; its own case is known by number.

    `limit_days` is the department's time inside the total limit, in working days from the acceptance of its case.
    """

    personal_data = "none; the case it names holds the applicant's data"

    case = models.ForeignKey(JointCase, on_delete=models.PROTECT, related_name="parts")
    key = models.SlugField(max_length=40)
    place = models.PositiveSmallIntegerField()
    phase = models.CharField(max_length=40, blank=True)
    version = models.ForeignKey(MatterVersion, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=PartState.choices, default=PartState.WAITING.value)
    attempt = models.PositiveSmallIntegerField(default=1)
    key_uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    case_number = models.CharField(max_length=40, blank=True, db_index=True)
    limit_days = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    late_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        """Each matter once per joint case."""

        ordering = ("place",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "key"], name="joint_part_once"),
            models.UniqueConstraint(
                fields=["case_number"], condition=~models.Q(case_number=""), name="joint_part_of_case"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["body", "state"], name="joint_part_by_body")]

    def __str__(self) -> str:
        """Which part of which case."""
        return f"{self.case_id}/{self.key}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the part: under its joint case."""
        return ("joint_part", f"{self.case.number}/{self.key}")

    @property
    def situation(self) -> PartState:
        """The state as what it is."""
        return PartState(self.state)


class PoolFile(models.Model):
    """
    One file of the shared materials (共享材料): uploaded once, used by every part that asks for it.

    A newer edition never removes an older one; `replaced_at` says from when it no longer counts.
    """

    personal_data = "what the applicant uploaded; kept as long as the draft or the licensing files"

    draft = models.ForeignKey(
        JointDraft, on_delete=models.CASCADE, null=True, blank=True, related_name="files"
    )
    case = models.ForeignKey(JointCase, on_delete=models.PROTECT, null=True, blank=True, related_name="files")
    item = models.CharField(max_length=80)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    edition = models.PositiveSmallIntegerField(default=1)
    added_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        """In the order of the materials, oldest first; belongs to a draft or to a case."""

        ordering = ("item", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(draft__isnull=False, case__isnull=True)
                | models.Q(draft__isnull=True, case__isnull=False),
                name="joint_file_of_draft_or_case",
            )
        ]

    def __str__(self) -> str:
        """For which material."""
        return f"{self.item} #{self.edition}"


class Reliance(models.Model):
    """
    A department had relied on a shared material when it was replaced; it must say whether its conclusion still stands.

    Until it has, the result package waits.
    """

    personal_data = "none"

    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="reliances")
    old = models.ForeignKey(PoolFile, on_delete=models.PROTECT, related_name="+")
    new = models.ForeignKey(PoolFile, on_delete=models.PROTECT, related_name="+")
    found_at = models.DateTimeField()
    stands = models.BooleanField(null=True, blank=True)
    text = models.CharField(max_length=500, blank=True)
    answered_by = models.CharField(max_length=80, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Once per part and new file."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["part", "new"], name="joint_reliance_once")]

    def __str__(self) -> str:
        """Whose."""
        return f"{self.part_id}: {self.old_id} → {self.new_id}"
