"""
Campaigns and the declarations made in them, with what reviewers and other offices say.

A declaration carries what a version of a matter would say, as a record; the matter and its draft come into being when
codes are given.
"""

from typing import Any

from django.db import models
from django.urls import reverse

from yangguang.foundation.organisation.models import Body
from yangguang.kernel.identifiers import MATTER_TYPES
from yangguang.reference.declarations.states import CampaignState, DeclarationState
from yangguang.reference.matters.models import Matter, MatterVersion


class Action(models.TextChoices):
    """What a unit wants to happen with a power."""

    NEW = "new", "新设"
    CHANGE = "change", "调整"
    CANCEL = "cancel", "取消"


class PinKind(models.TextChoices):
    """What a comment is pinned to."""

    WHOLE = "whole", "整份申报"
    FIELD = "field", "栏目"
    STEP = "step", "环节"
    MATERIAL = "material", "材料"


class Office(models.TextChoices):
    """The offices that are heard before filing (会审)."""

    MONITORING = "monitor", "监察"
    HALL = "hall", "政务大厅"
    INFORMATION = "information", "信息化"


class Campaign(models.Model):
    """One round of clean-up (清理): which kinds of power, which bodies, until when."""

    personal_data = "the opening officer's post and number, public by law"

    number = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=120)
    note = models.TextField(blank=True)
    kinds = models.JSONField(default=list)  # matter types; empty: all
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=CampaignState.choices, default=CampaignState.OPEN)
    opened_by = models.CharField(max_length=60)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first."""

        ordering = ["-id"]

    def __str__(self) -> str:
        """The title."""
        return self.title

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the campaign."""
        return ("campaign", self.number)

    @property
    def kind_names(self) -> str:
        """The kinds in words."""
        return "、".join(MATTER_TYPES[one] for one in self.kinds) or "全部类型"

    def get_absolute_url(self) -> str:
        """The progress board."""
        return reverse("declarations:campaign", args=[self.pk])


class CampaignBody(models.Model):
    """One body's part in a campaign; finished when its head says that everything has been declared."""

    personal_data = "none"

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="bodies")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="campaign_parts")
    finished_at = models.DateTimeField(null=True, blank=True)
    statement = models.CharField(max_length=300, blank=True)  # said when there was nothing to declare

    class Meta:
        """A body takes part once."""

        constraints = [models.UniqueConstraint(fields=["campaign", "body"], name="campaign_body_once")]

    def __str__(self) -> str:
        """Who, in what."""
        return f"{self.body.short_name}，{self.campaign.title}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the part: by the campaign."""
        return ("campaign", self.campaign.number)


class Declaration(models.Model):
    """
    One power as a unit declares it in a campaign (申报), from the first draft until the public can read it.

    `entry` and `content` are records of `matters.MatterEntry` and `VersionContent`; `format_number` is the version of the
    format they follow.
    """

    personal_data = "post and number of the officers who signed, reviewed and coded; kept with their acts"

    number = models.CharField(max_length=20, unique=True)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="declarations")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="declarations")
    action = models.CharField(max_length=10, choices=Action.choices)
    kind = models.CharField(max_length=2)
    name = models.CharField(max_length=200)
    matter = models.ForeignKey(
        Matter, null=True, blank=True, on_delete=models.PROTECT, related_name="declarations"
    )
    version = models.OneToOneField(
        MatterVersion, null=True, blank=True, on_delete=models.SET_NULL, related_name="declaration"
    )
    version_number = models.PositiveIntegerField(null=True, blank=True)
    format_number = models.PositiveIntegerField(default=1)
    entry: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    content: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    reason = models.TextField(blank=True)  # why it is to be changed or cancelled
    state = models.CharField(max_length=10, choices=DeclarationState.choices, default=DeclarationState.DRAFT)
    revision = models.PositiveIntegerField(default=1)
    round = models.PositiveSmallIntegerField(default=0)  # how often it was submitted
    checked: "models.JSONField[Any, Any]" = models.JSONField(default=list)  # lines of the checklist
    digest = models.CharField(max_length=64, blank=True)
    drafted_at = models.DateTimeField()
    written_at = models.DateTimeField()
    signed_by = models.CharField(max_length=60, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    filing_number = models.CharField(max_length=40, blank=True)
    coded_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Read by campaign and body, and by state; one open declaration of a matter at a time."""

        ordering = ["id"]
        indexes = [
            models.Index(fields=["campaign", "body"], name="declaration_by_body"),
            models.Index(fields=["state", "submitted_at"], name="declaration_by_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["matter"],
                condition=~models.Q(state__in=("published", "withdrawn")) & models.Q(matter__isnull=False),
                name="one_open_declaration",
            )
        ]

    def __str__(self) -> str:
        """Number and name."""
        return f"{self.name}（{self.number}）"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the declaration."""
        return ("declaration", self.number)

    @property
    def kind_name(self) -> str:
        """The Chinese word of the matter type."""
        return MATTER_TYPES.get(self.kind, self.kind)

    @property
    def is_open_to_writing(self) -> bool:
        """Whether the unit may still write in it."""
        return self.state in (DeclarationState.DRAFT, DeclarationState.RETURNED, DeclarationState.SIGNED)

    def get_absolute_url(self) -> str:
        """The page of the declaration."""
        return reverse("declarations:declaration", args=[self.number])


class Comment(models.Model):
    """One remark of a reviewer, pinned to a field, a step, a material or the whole; the unit answers by changing."""

    personal_data = "post and number of the reviewer; kept with the declaration"

    declaration = models.ForeignKey(Declaration, on_delete=models.PROTECT, related_name="comments")
    pin_kind = models.CharField(max_length=10, choices=PinKind.choices, default=PinKind.WHOLE)
    pin = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    round = models.PositiveSmallIntegerField()
    made_by = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    settled_by = models.CharField(max_length=60, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """As they were made."""

        ordering = ["id"]

    def __str__(self) -> str:
        """The text."""
        return self.text


class Opinion(models.Model):
    """What one office says before filing (会审意见): asked for by the legal office, then agreed or objected."""

    personal_data = "post and number of the officer; kept with the declaration"

    declaration = models.ForeignKey(Declaration, on_delete=models.PROTECT, related_name="opinions")
    office = models.CharField(max_length=12, choices=Office.choices)
    round = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField()
    joint = models.ForeignKey(
        "declarations.JointRound", null=True, blank=True, on_delete=models.PROTECT, related_name="opinions"
    )
    area_code = models.CharField(max_length=12, blank=True)  # whose office answers; empty: any
    agrees = models.BooleanField(null=True)
    text = models.TextField(blank=True)
    given_by = models.CharField(max_length=60, blank=True)
    given_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Each office is asked once a round."""

        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["declaration", "office", "round"], name="opinion_once_a_round")
        ]

    def __str__(self) -> str:
        """Whose."""
        return self.get_office_display()
