"""What the engine keeps between two happenings: how far it has read, and one row for each case it watches."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from yangguang.oversight.monitoring.rules.plans import KINDS


class WatchCursor(models.Model):
    """
    The one row that says how far the log of acts has been read; moved in the transaction that keeps what was found.

    So what was read is found exactly once, wherever the engine is killed: either everything of a batch stands, or nothing.
    """

    personal_data = "none"

    id = models.SmallIntegerField(primary_key=True, default=1)
    log_index = models.BigIntegerField(default=-1, help_text="the last place of the log that has been read")
    moved_at = models.DateTimeField(null=True, blank=True)
    looked_until = models.DateTimeField(
        null=True, blank=True, help_text="limits that passed up to here are shown"
    )
    calendar_version = models.CharField(max_length=60, blank=True)

    class Meta:
        """One row."""

        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="watch_cursor_is_one")]

    def __str__(self) -> str:
        """How far."""
        return f"read up to {self.log_index}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it."""
        return ("watch", "1")


class WatchedCase(models.Model):
    """
    One case under supervision: the plan it is held against, where it stands, and when it has to be looked at next.

    `state` is written by `rules/memory`; `next_at` is the index of due times: nothing else is looked at as time passes.
    """

    personal_data = "none: numbers, steps and days"

    number = models.CharField(max_length=80, unique=True)
    object_type = models.CharField(max_length=40)
    field = models.CharField(max_length=20)
    plan_code = models.CharField(max_length=60)
    body_code = models.CharField(max_length=18, blank=True)
    matter_code = models.CharField(max_length=31, blank=True)
    step = models.CharField(max_length=240, blank=True)
    state = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    last_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Found by number; the due ones by time; a field's and a plan's by state."""

        indexes: ClassVar = [
            models.Index(fields=["next_at"], name="watched_case_due", condition=Q(next_at__isnull=False)),
            models.Index(fields=["plan_code", "step"], name="watched_case_by_plan"),
            models.Index(fields=["body_code", "-opened_at"], name="watched_case_by_body"),
        ]

    def __str__(self) -> str:
        """The number of the case."""
        return self.number


class Passed(models.Model):
    """
    One happening as the engine took it: which case, what, when; the process view and the replay read these.

    `mark` is the act or the outside event it stands for; each is taken once.
    """

    personal_data = "post and number of the officer, public by law; facts checked by rules, no applicant; with the case file"

    case = models.CharField(max_length=80)
    plan_code = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=list(KINDS.items()))
    node = models.CharField(max_length=100, blank=True)
    outcome = models.CharField(max_length=120, blank=True)
    post_kind = models.CharField(max_length=20, blank=True)
    body_code = models.CharField(max_length=18, blank=True)
    officer = models.CharField(max_length=80, blank=True)
    people = models.PositiveSmallIntegerField(default=0)
    facts = models.JSONField(default=dict)
    mark = models.CharField(max_length=120, unique=True)
    at = models.DateTimeField()
    is_late = models.BooleanField(default=False)

    class Meta:
        """A case's own in order of time; a plan's by node."""

        indexes: ClassVar = [
            models.Index(fields=["case", "at", "id"], name="passed_by_case"),
            models.Index(fields=["plan_code", "node", "at"], name="passed_by_plan"),
            models.Index(fields=["body_code", "post_kind", "at"], name="passed_by_post"),
        ]

    def __str__(self) -> str:
        """What and which case."""
        return f"{self.case} {self.kind} {self.node}".strip()
