"""Rules as data: written by one supervisor, tried on history, approved by another, stopped when they run wild."""

from typing import ClassVar

from django.db import models

from yangguang.oversight.monitoring.models.cards import CardLevel


class RuleState(models.TextChoices):
    """The life of a rule."""

    DRAFT = "draft", "起草中"
    TRIED = "tried", "已试算，待批准"
    IN_FORCE = "in_force", "已启用"
    STOPPED = "stopped", "已自动停用"
    RETIRED = "retired", "已停用"


class RuleVersion(models.Model):
    """
    One version of a rule that supervisors wrote: an S-FEEL condition over the act and the case.

    Counts say how often it looked, found and failed. It is stopped, visibly, when it fails or finds in more than `stop_share`
    of at least a hundred looks: a rule that flags everything says nothing about anybody.
    """

    personal_data = (
        "which officer wrote, approved and stopped it (post and number); kept as long as its cards"
    )

    rule_id = models.SlugField(max_length=40)
    number = models.PositiveIntegerField(default=1)
    text = models.CharField(max_length=120)
    basis = models.CharField(max_length=160)
    level = models.PositiveSmallIntegerField(choices=CardLevel.choices, default=CardLevel.WARNING)
    kinds = models.JSONField(default=list)
    condition = models.TextField()
    stop_share = models.FloatField(default=0.2)
    state = models.CharField(max_length=10, choices=RuleState.choices, default=RuleState.DRAFT)
    trial = models.JSONField(default=dict)
    looked = models.PositiveBigIntegerField(default=0)
    found = models.PositiveBigIntegerField(default=0)
    failed = models.PositiveBigIntegerField(default=0)
    written_by = models.CharField(max_length=80)
    written_at = models.DateTimeField()
    approved_by = models.CharField(max_length=80, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stop_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        """A number once."""

        ordering = ("rule_id", "-number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule_id", "number"], name="rule_version_once"),
        ]

    def __str__(self) -> str:
        """Text and number."""
        return f"{self.text}，第 {self.number} 版"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it."""
        return ("rule", f"{self.rule_id}@{self.number}")
