"""Cards: what supervision has shown to whom, for which clock, and what they said to it."""

from typing import ClassVar

from django.db import models

from yangguang.foundation.deadlines.models import RunningClock
from yangguang.foundation.process.models import Task
from yangguang.oversight.monitoring.rules import RULE_TEXTS


class CardLevel(models.IntegerChoices):
    """How grave a card is."""

    WARNING = 1, "预警"
    YELLOW = 2, "黄牌"
    RED = 5, "红牌"


class Card(models.Model):
    """
    One card (预警、黄牌、红牌) for one clock or the limit of one step; never deleted, only revoked with a reason.

    `facts` is the clock as it stood when the card was issued: later changes of the calendar do not rewrite it.
    """

    personal_data = "which post is responsible and what an officer explained; kept as long as the case file"

    level = models.PositiveSmallIntegerField(choices=CardLevel.choices)
    rule_id = models.CharField(max_length=60)
    clock = models.ForeignKey(RunningClock, on_delete=models.PROTECT, null=True, related_name="cards")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, null=True, related_name="cards")
    due_on = models.DateField()
    object_type = models.CharField(max_length=40)
    object_number = models.CharField(max_length=80)
    body_code = models.CharField(max_length=18)
    body_name = models.CharField(max_length=80)
    post_kind = models.CharField(max_length=20, blank=True)
    matter_code = models.CharField(max_length=31, blank=True)
    matter_name = models.CharField(max_length=120, blank=True)
    step_name = models.CharField(max_length=80, blank=True)
    facts = models.JSONField(default=dict)
    issued_at = models.DateTimeField()
    explanation = models.TextField(blank=True)
    explained_at = models.DateTimeField(null=True, blank=True)
    explained_by = models.CharField(max_length=80, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoke_reason = models.TextField(blank=True)
    revoked_by = models.CharField(max_length=80, blank=True)

    class Meta:
        """One card per clock, end and level; read by time, by body and by object."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clock", "level", "due_on"], name="card_once_per_clock"),
            models.UniqueConstraint(fields=["task", "level", "due_on"], name="card_once_per_step"),
            models.CheckConstraint(
                condition=models.Q(clock__isnull=False, task__isnull=True)
                | models.Q(clock__isnull=True, task__isnull=False),
                name="card_of_clock_or_step",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-issued_at"], name="card_by_time"),
            models.Index(fields=["body_code", "-issued_at"], name="card_by_body"),
            models.Index(fields=["object_type", "object_number"], name="card_by_object"),
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
        """What the card is about has been done since."""
        if self.clock is not None:
            return self.clock.stopped_on is not None
        return self.task is None or not self.task.is_live

    @property
    def is_revoked(self) -> bool:
        """Taken back with a reason."""
        return self.revoked_at is not None

    @property
    def reason(self) -> str:
        """Why it was issued, in words."""
        return RULE_TEXTS.get(self.rule_id, self.rule_id)
