"""
The way of a power from the unit to the public: campaigns, declarations and what offices say about them, formats, laws,
codes, authorities and who wants to hear of changes.

A declaration carries what a version of a matter would say, as a record; the matter and its draft come into being when
codes are given.
"""

from typing import Any

from django.db import models
from django.urls import reverse

from yangguang.foundation.organisation.models import Body
from yangguang.kernel.identifiers import MATTER_TYPES, with_check_character
from yangguang.reference.declarations.states import AuthorityState, CampaignState, DeclarationState
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


class CodedThing(models.TextChoices):
    """What a code of the registry names."""

    MATTER = "matter", "事项"
    LEGACY = "legacy", "事项（2009 年编码）"
    STEP = "step", "环节"
    MATERIAL = "material", "材料"


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

    `article_count` empty: nobody has counted, so only the name is checked.
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


class Authority(models.Model):
    """
    A body's right to act online under one power (网上行使身份): posts and persons, examined by the legal office, approved by
    the government with a document.

    `posts` lists code, name, kind and holders as they were examined.
    """

    personal_data = "names and numbers of the officers examined, public by law; kept with the approval"

    number = models.CharField(max_length=20, unique=True)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="authorities")
    posts: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=AuthorityState.choices, default=AuthorityState.PROPOSED)
    proposed_by = models.CharField(max_length=60)
    proposed_at = models.DateTimeField()
    examined_by = models.CharField(max_length=60, blank=True)
    examined_at = models.DateTimeField(null=True, blank=True)
    opinion = models.TextField(blank=True)
    approved_by = models.CharField(max_length=60, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    document_number = models.CharField(max_length=60, blank=True)
    stop_reason = models.TextField(blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first; a power has one authority that is not withdrawn."""

        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter"], condition=~models.Q(state="withdrawn"), name="one_open_authority"
            )
        ]

    def __str__(self) -> str:
        """Of what."""
        return f"{self.matter.name}的网上行使身份"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the authority."""
        return ("authority", self.number)

    @property
    def post_kinds(self) -> set[str]:
        """The kinds of post it covers."""
        return {one["kind"] for one in self.posts}

    def get_absolute_url(self) -> str:
        """The page of the authority."""
        return reverse("declarations:authority", args=[self.number])


class Subscription(models.Model):
    """Somebody wants to hear when a matter, or anything of a body, changes; both empty: the whole list."""

    personal_data = "account id; kept until the person ends the subscription"

    account_id = models.BigIntegerField()
    matter = models.ForeignKey(Matter, null=True, blank=True, on_delete=models.CASCADE)
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.CASCADE)
    since = models.DateTimeField()

    class Meta:
        """Once each."""

        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["account_id", "matter", "body"], name="subscription_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        """Of what."""
        return self.about

    @property
    def about(self) -> str:
        """What it follows, in words."""
        if self.matter is not None:
            return self.matter.name
        return f"{self.body.name}的全部事项" if self.body else "权责清单全部变动"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the subscription."""
        return ("subscription", str(self.pk))
