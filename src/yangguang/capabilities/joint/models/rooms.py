"""Where departments speak with each other and with the applicant: early advice, contradictions, consultations (网上会商)."""

import uuid
from typing import ClassVar

from django.db import models

from yangguang.capabilities.joint.models.applications import JointCase, Part
from yangguang.capabilities.joint.states import RoomRule, RoomState, Silence, Stance
from yangguang.foundation.files.models import StoredFile
from yangguang.foundation.identity.models import Account
from yangguang.foundation.organisation.models import Body, Officer


class EarlyAdvice(models.Model):
    """
    Advice a department gave before acceptance (提前介入): not counted against any limit, not binding, on record.

    It belongs to the draft's uuid, which the joint case keeps.
    """

    personal_data = "a question about a planned application; kept with the case, or 90 days if none follows"

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    draft_uuid = models.UUIDField(db_index=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    scenario_name = models.CharField(max_length=60)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    question = models.TextField()
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Read by department, unanswered first."""

        indexes: ClassVar = [models.Index(fields=["body", "answered_at"], name="joint_advice_by_body")]

    def __str__(self) -> str:
        """To whom."""
        return f"advice of {self.body_id}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the advice: by the draft it is about."""
        return ("joint_draft", str(self.draft_uuid))


class Consultation(models.Model):
    """
    One online consultation (网上会商) on a joint case: agenda, who is invited, opinions in time, discussion, vote, minutes.

    `silence` says what a department that does not answer in time is taken to have said; `rule` how it is concluded.
    """

    personal_data = "who said what in office; kept with the case"

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=60, unique=True)
    case = models.ForeignKey(JointCase, on_delete=models.PROTECT, related_name="consultations")
    topic = models.CharField(max_length=120)
    agenda = models.JSONField(default=list)
    called_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    called_body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=12, choices=RoomRule.choices)
    silence = models.CharField(max_length=10, choices=Silence.choices)
    opinions_until = models.DateTimeField()
    state = models.CharField(max_length=12, choices=RoomState.choices, default=RoomState.OPINIONS.value)
    minutes = models.TextField(blank=True)
    minutes_digest = models.CharField(max_length=64, blank=True)
    decision = models.TextField(blank=True)
    is_passed = models.BooleanField(null=True, blank=True)
    called_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first."""

        ordering = ("-called_at",)

    def __str__(self) -> str:
        """The number."""
        return self.number

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the consultation."""
        return ("joint_consultation", self.number)

    @property
    def live_topic(self) -> str:
        """What open pages of the room listen to."""
        return f"joint_room:{self.uuid}"


class Invitee(models.Model):
    """One department invited to a consultation: its opinion, its vote, its signature under the minutes."""

    personal_data = "who spoke for a department; kept with the case"

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="invitees")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    stance = models.CharField(max_length=10, choices=Stance.choices, blank=True)
    opinion = models.TextField(blank=True)
    is_silent = models.BooleanField(default=False)
    opinion_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    opinion_at = models.DateTimeField(null=True, blank=True)
    vote = models.CharField(max_length=10, choices=Stance.choices, blank=True)
    voted_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    voted_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    dissent = models.CharField(max_length=500, blank=True)

    class Meta:
        """A department is invited once."""

        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["consultation", "body"], name="joint_invited_once")
        ]

    def __str__(self) -> str:
        """Who."""
        return f"{self.consultation_id}: {self.body_id}"


class Remark(models.Model):
    """One thing said in the discussion of a consultation; nothing is taken back."""

    personal_data = "who said what in office; kept with the case"

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="remarks")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        """In the order said."""

        ordering = ("pk",)

    def __str__(self) -> str:
        """Who."""
        return f"{self.officer_id}: {self.text[:20]}"


class Contradiction(models.Model):
    """
    Two departments' conclusions cannot both stand; one of them has said so, and a consultation or the lead settles it.

    Until it is settled the result package waits.
    """

    personal_data = "none"

    case = models.ForeignKey(JointCase, on_delete=models.PROTECT, related_name="contradictions")
    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    raised_by = models.CharField(max_length=80)
    raised_at = models.DateTimeField()
    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, null=True, blank=True, related_name="contradictions"
    )
    settlement = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        """Between whom."""
        return f"{self.part_id} / {self.other_id}"
