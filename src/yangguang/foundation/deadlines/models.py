"""The table of deadlines, what was said about the calendar, and the clocks that run."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from yangguang.foundation.deadlines import rules

UNITS = {"wd": "工作日", "cd": "自然日", "mo": "月", "h": "小时", "yr": "年"}
DIRECTIONS = {"after": "之内", "before": "之前", "by": "届满前", "min_span": "至少", "max_span": "至多"}

# Periods that limit the body itself are not lengthened by a rest day at their end: what they permit ends on
# the day.
LIMITS_THE_BODY = frozenset({"release", "bank_releases", "no_penalty", "resume"})


class DeadlineRule(models.Model):
    """One legal period: how long, from which event, by which article, in force from when until when."""

    personal_data = "none"

    rule_id = models.CharField("规则编号", max_length=40)
    direction = models.CharField("方向", max_length=10, choices=DIRECTIONS)
    event = models.CharField("起算事件", max_length=40)
    length = models.PositiveSmallIntegerField("长度")
    unit = models.CharField("单位", max_length=2, choices=UNITS)
    ext_length = models.PositiveSmallIntegerField("可延长", null=True, blank=True)
    ext_unit = models.CharField("延长单位", max_length=2, choices=UNITS, blank=True)
    ext_approver = models.CharField("延长批准人", max_length=30, blank=True)
    on_miss = models.CharField("逾期后果", max_length=40)
    basis = models.CharField("依据", max_length=80)
    effective_from = models.DateField("生效日期")
    effective_until = models.DateField("失效日期", null=True, blank=True)
    mark = models.CharField("核对程度", max_length=2)

    class Meta:
        """One version of a rule begins on one day."""

        constraints = [
            models.UniqueConstraint(fields=["rule_id", "effective_from"], name="deadline_rule_version"),
        ]
        ordering = ["rule_id", "effective_from"]

    def __str__(self) -> str:
        """Number and length."""
        return f"{self.rule_id} {self.limit}"

    @property
    def limit(self) -> rules.Limit:
        """The length as the counting understands it."""
        return rules.Limit(self.length, self.unit, self.basis, rolls=self.on_miss not in LIMITS_THE_BODY)

    @property
    def extension_limit(self) -> rules.Limit | None:
        """How much may be added, or none."""
        return rules.Limit(self.ext_length, self.ext_unit, self.basis) if self.ext_length else None

    @property
    def citation(self) -> str:
        """The article as a document cites it."""
        return rules.cite(self.basis)


class CalendarOverride(models.Model):
    """
    What a notice said about one day: rest or work, under which name, on what basis.

    Rows are added and never changed; the latest about a day holds.
    """

    personal_data = "none"

    day = models.DateField("日期", db_index=True)
    is_workday = models.BooleanField("是否工作日")
    name = models.CharField("名称", max_length=40)
    basis = models.CharField("依据", max_length=200)
    set_at = models.DateTimeField("录入时间")

    def __str__(self) -> str:
        """Day and what it is."""
        return f"{self.day} {self.name}"

    @property
    def act_object(self) -> tuple[str, str]:
        """What the act log calls it."""
        return "calendar", self.day.isoformat()


class AnnouncedYear(models.Model):
    """
    A year whose holidays were announced and entered after this release; before that its days are
    Monday–Friday.
    """

    personal_data = "none"

    year = models.PositiveSmallIntegerField("年份", unique=True)
    basis = models.CharField("依据", max_length=200)
    set_at = models.DateTimeField("录入时间")

    def __str__(self) -> str:
        """The year."""
        return str(self.year)

    @property
    def act_object(self) -> tuple[str, str]:
        """What the act log calls it."""
        return "calendar", str(self.year)


class ClockKind(models.TextChoices):
    """Which promise a clock measures; several run on one case at once."""

    STATUTORY = "statutory", "法定时限"
    PROMISED = "promised", "承诺时限"
    ACCEPTANCE = "acceptance", "收件受理时限"
    STEP = "step", "环节时限"


class RunningClock(models.Model):
    """
    One period that runs on one object: until when, under which rule, watched by which level of card.

    `due_on` and `due_at` are kept current by every change, `original_due_on` never changes. While `is_paused`
    the last day is provisional: ask `list_overdue_clocks` and not the column.
    """

    personal_data = "none"

    subject_type = models.CharField(max_length=40)
    subject_number = models.CharField(max_length=80)
    kind = models.CharField("种类", max_length=10, choices=ClockKind)
    rule_id = models.CharField("规则编号", max_length=40, blank=True)
    body_code = models.CharField("责任单位", max_length=18, blank=True)
    post_kind = models.CharField("责任岗位", max_length=20, blank=True)
    started_on = models.DateField("起算日")
    started_at = models.DateTimeField("起算时刻")
    limit_length = models.PositiveSmallIntegerField("时限")
    limit_unit = models.CharField("单位", max_length=2, choices=UNITS)
    limit_basis = models.CharField("依据", max_length=80, blank=True)
    limit_rolls = models.BooleanField(default=True)
    is_paused = models.BooleanField(default=False)
    stopped_on = models.DateField("停止日", null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField("届满日", db_index=True)
    due_at = models.DateTimeField("届满时刻")
    original_due_on = models.DateField("原届满日")
    calendar_version = models.CharField("日历版本", max_length=60)
    level = models.PositiveSmallIntegerField("监察级别", null=True, blank=True)

    class Meta:
        """
        Found by subject, by body and by the end; one clock of a kind and rule runs on one object at a time.
        """

        indexes = [
            models.Index(fields=["subject_type", "subject_number"], name="clock_by_subject"),
            models.Index(
                fields=["due_at"],
                condition=Q(stopped_on__isnull=True, is_paused=False),
                name="clock_running_by_end",
            ),
            models.Index(fields=["body_code", "due_on"], name="clock_by_body"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_number", "kind", "rule_id"],
                condition=Q(stopped_on__isnull=True) & ~Q(kind="step"),
                name="clock_once_per_rule",
            ),
            models.CheckConstraint(
                condition=Q(level__isnull=True) | Q(level__in=[0, 1, 2, 5]), name="clock_level_is_a_card"
            ),
        ]

    @property
    def citation(self) -> str:
        """The basis as a document cites it."""
        return rules.cite(self.limit_basis)

    def __str__(self) -> str:
        """Subject, kind and end."""
        return f"{self.subject_number} {self.get_kind_display()} {self.due_on}"

    @property
    def act_object(self) -> tuple[str, str]:
        """A clock is written about under its subject."""
        return self.subject_type, self.subject_number

    @property
    def limit(self) -> rules.Limit:
        """The length as the counting understands it."""
        return rules.Limit(self.limit_length, self.limit_unit, self.limit_basis, rolls=self.limit_rolls)

    @property
    def is_running(self) -> bool:
        """Tell whether it may still be paused, extended or stopped."""
        return self.stopped_on is None


class ClockPause(models.Model):
    """Days of one clock that are not counted, from the first until the day counting goes on (excluded)."""

    personal_data = "none"

    clock = models.ForeignKey(RunningClock, on_delete=models.CASCADE, related_name="pauses")
    from_on = models.DateField("暂停日")
    until_on = models.DateField("恢复日", null=True, blank=True)
    ground = models.CharField("事由", max_length=60)
    basis = models.CharField("依据", max_length=120)
    document_number = models.CharField("文书", max_length=80)

    class Meta:
        """In the order they began; one is open at a time."""

        ordering = ["from_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["clock"], condition=Q(until_on__isnull=True), name="clock_one_open_pause"
            ),
        ]

    def __str__(self) -> str:
        """Ground and days."""
        return f"{self.ground} {self.from_on}–{self.until_on or ''}"

    def as_rule(self) -> rules.Pause:
        """The pause as the counting understands it."""
        return rules.Pause(self.from_on, self.until_on, self.ground, self.document_number)


class ClockExtension(models.Model):
    """Time added to one clock, with who approved it, why, and the document."""

    personal_data = "none"

    clock = models.ForeignKey(RunningClock, on_delete=models.CASCADE, related_name="extensions")
    length = models.PositiveSmallIntegerField("延长")
    unit = models.CharField("单位", max_length=2, choices=UNITS)
    reason = models.CharField("理由", max_length=200)
    document_number = models.CharField("文书", max_length=80)
    extended_on = models.DateField("批准日")

    class Meta:
        """In the order they were granted."""

        ordering = ["id"]

    def __str__(self) -> str:
        """Length and reason."""
        return f"{self.length}{self.unit} {self.reason}"

    def as_rule(self) -> rules.Extension:
        """The extension as the counting understands it."""
        return rules.Extension(self.length, self.unit, self.reason, self.document_number)


class ClockChange(models.Model):
    """One move of a clock's last day: from, to, why. Rows are added and never changed (a trigger refuses)."""

    personal_data = "none"

    clock = models.ForeignKey(RunningClock, on_delete=models.PROTECT, related_name="changes")
    changed_at = models.DateTimeField("时间")
    reason = models.CharField("原因", max_length=10)  # pause | resume | extend | stop | calendar | lapse
    detail = models.CharField("说明", max_length=240)
    due_on_before = models.DateField("原届满日")
    due_on_after = models.DateField("新届满日")
    calendar_version = models.CharField("日历版本", max_length=60)

    class Meta:
        """In the order they happened."""

        ordering = ["id"]

    def __str__(self) -> str:
        """What moved."""
        return f"{self.due_on_before} → {self.due_on_after} {self.detail}"


def limit_fields(limit: rules.Limit) -> dict[str, Any]:
    """Spread a limit over a clock's columns."""
    return {
        "limit_length": limit.length,
        "limit_unit": limit.unit,
        "limit_basis": limit.basis,
        "limit_rolls": limit.rolls,
    }


def rules_in_force(day: date) -> models.QuerySet[DeadlineRule]:
    """The versions of all rules in force on a day."""
    return DeadlineRule.objects.filter(effective_from__lte=day).exclude(effective_until__lte=day)
