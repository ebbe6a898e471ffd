"""Cards: what supervision has shown to whom, for which breach, and what they said and did about it; and the ladder."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from yangguang.foundation.files.models import StoredFile
from yangguang.oversight.monitoring.rules import RULE_TEXTS


class CardLevel(models.IntegerChoices):
    """How grave a card is."""

    WARNING = 1, "预警"
    YELLOW = 2, "黄牌"
    RED = 5, "红牌"


class Appeal(models.TextChoices):
    """What became of an appeal (申诉)."""

    NONE = "", "没有申诉"
    OPEN = "open", "申诉待复核"
    UPHELD = "upheld", "申诉不成立"
    GRANTED = "granted", "申诉成立"


class Card(models.Model):
    """
    One card (预警、黄牌、红牌) for one breach of one case; never deleted, only revoked with a reason.

    `key` is the same whenever the same breach is found again, so it is issued once. `facts` say how things stood when it was
    found: later changes of the calendar or of a rule do not rewrite them. Open until what it is about has been done
    (`settled_at`, a limit), the correction was confirmed (`confirmed_at`), or it was revoked.
    """

    personal_data = "which post is responsible and what an officer explained; kept as long as the case file"

    key = models.CharField(max_length=64, unique=True)
    level = models.PositiveSmallIntegerField(choices=CardLevel.choices)
    rule_id = models.CharField(max_length=60)
    rule_version = models.CharField(max_length=20, default="1")
    rule_text = models.CharField(max_length=120, blank=True)
    field = models.CharField(max_length=20, default="approval")
    due_on = models.DateField()
    object_type = models.CharField(max_length=40)
    object_number = models.CharField(max_length=80)
    body_code = models.CharField(max_length=18)
    body_name = models.CharField(max_length=80)
    post_kind = models.CharField(max_length=20, blank=True)
    officer = models.CharField(max_length=80, blank=True)
    matter_code = models.CharField(max_length=31, blank=True)
    matter_name = models.CharField(max_length=120, blank=True)
    step_node = models.CharField(max_length=240, blank=True)
    step_name = models.CharField(max_length=200, blank=True)
    facts = models.JSONField(default=dict)
    evidence = models.JSONField(default=list)  # marks: "act:48003" or "event:<source>:<id>"
    happened_at = models.DateTimeField()
    issued_at = models.DateTimeField()
    notified_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    contradicted_at = models.DateTimeField(null=True, blank=True)
    explanation = models.TextField(blank=True)
    explained_at = models.DateTimeField(null=True, blank=True)
    explained_by = models.CharField(max_length=80, blank=True)
    appeal = models.CharField(max_length=10, choices=Appeal.choices, default=Appeal.NONE, blank=True)
    appeal_text = models.TextField(blank=True)
    appealed_at = models.DateTimeField(null=True, blank=True)
    appealed_by = models.CharField(max_length=80, blank=True)
    review_note = models.TextField(blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.CharField(max_length=80, blank=True)
    correction = models.TextField(blank=True)
    corrected_at = models.DateTimeField(null=True, blank=True)
    corrected_by = models.CharField(max_length=80, blank=True)
    proof = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.CharField(max_length=80, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoke_reason = models.TextField(blank=True)
    revoked_by = models.CharField(max_length=80, blank=True)
    next_rung_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Read by time, by body, by object, open ones by level; the ladder by when the next rung is due."""

        indexes: ClassVar = [
            models.Index(fields=["-issued_at"], name="card_by_time"),
            models.Index(fields=["body_code", "-issued_at"], name="card_by_body"),
            models.Index(fields=["object_type", "object_number"], name="card_by_object"),
            models.Index(fields=["field", "-issued_at"], name="card_by_field"),
            models.Index(
                fields=["level", "-issued_at"],
                name="card_open",
                condition=Q(revoked_at__isnull=True, settled_at__isnull=True, confirmed_at__isnull=True),
            ),
            models.Index(
                fields=["next_rung_at"], name="card_next_rung", condition=Q(next_rung_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        """Level and object."""
        return f"{self.get_level_display()} {self.object_number}"

    @property
    def number(self) -> str:
        """How people quote the card."""
        return f"{self.issued_at.year}-{self.pk:06d}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the card."""
        return ("card", str(self.pk))

    @property
    def is_settled(self) -> bool:
        """What the card is about has been done since, or its correction was confirmed."""
        return self.settled_at is not None or self.confirmed_at is not None

    @property
    def is_revoked(self) -> bool:
        """Taken back with a reason."""
        return self.revoked_at is not None

    @property
    def is_open(self) -> bool:
        """Neither settled nor taken back."""
        return not self.is_settled and not self.is_revoked

    @property
    def reason(self) -> str:
        """Why it was issued, in words."""
        return self.rule_text or RULE_TEXTS.get(self.rule_id, self.rule_id)

    @property
    def state(self) -> str:
        """Where it stands, in words."""
        for is_so, words in (
            (self.is_revoked, "已撤销"),
            (self.confirmed_at, "已改正"),
            (self.settled_at, "已办完"),
            (self.appeal == Appeal.OPEN, "申诉待复核"),
            (self.corrected_at, "已改正，待复核"),
            (self.explained_at, "已说明"),
        ):
            if is_so:
                return words
        return "等说明"


class Rung(models.TextChoices):
    """The rungs of the ladder, each graver than the one before."""

    URGE = "urge", "催办"
    SUPERVISE = "supervise", "督办"
    CIRCULAR = "circular", "通报"
    PROPOSAL = "proposal", "监察建议书"


class Escalation(models.Model):
    """
    One rung a card has reached: urged by the platform, the rest proposed by it and signed by a supervisor; each with a last day.

    The clock of a rung is its own: it runs from the day it was issued, whatever the case does.
    """

    personal_data = (
        "which post is urged, which officer signed (post and number); kept as long as the case file"
    )

    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="rungs")
    rung = models.CharField(max_length=10, choices=Rung.choices)
    proposed_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.CharField(max_length=80, blank=True)
    due_on = models.DateField(null=True, blank=True)
    number = models.CharField(max_length=60, blank=True)
    document = models.UUIDField(null=True, blank=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=80, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """A card climbs each rung once."""

        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["card", "rung"], name="escalation_once_per_rung"),
        ]

    def __str__(self) -> str:
        """Rung and card."""
        return f"{self.get_rung_display()} {self.card_id}"

    @property
    def act_object(self) -> tuple[str, str]:
        """Acts name it by its card."""
        return ("card", str(self.card_id))

    def is_late(self, now: datetime, today_ordinal: int) -> bool:
        """Whether its own last day has passed without an answer."""
        return (
            self.due_on is not None
            and self.answered_at is None
            and self.issued_at is not None
            and self.issued_at <= now
            and self.due_on.toordinal() < today_ordinal
        )
