"""Rules in versions, their regression set, sources, comparisons made, what persons decided, and runs over everything."""

import uuid
from typing import Any

from django.db import models
from django.urls import reverse

from yangguang.reference.comparison.rules import RuleSet
from yangguang.reference.comparison.rules.outcomes import CHOICES, Outcome
from yangguang.reference.comparison.states import Occasion, RulesStatus, Verdict


class RulesVersion(models.Model):
    """One version of the rules for one kind of subject; a database trigger keeps a published one as it is."""

    personal_data = "who drafted and who reviewed; kept for ever, a decision may rest on it"

    kind = models.CharField(max_length=20)
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=RulesStatus.choices, default=RulesStatus.DRAFT)
    content = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    why = models.CharField(max_length=300, blank=True)
    regression = models.JSONField(default=dict, blank=True)
    drafted_by = models.BigIntegerField(null=True)
    drafted_label = models.CharField(max_length=120)
    drafted_at = models.DateTimeField()
    reviewed_by = models.BigIntegerField(null=True, blank=True)
    reviewed_label = models.CharField(max_length=120, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One number once; one version in force; two persons."""

        ordering = ["kind", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="comparison_rules_once"),
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(status="published"), name="comparison_one_rules_in_force"
            ),
            models.CheckConstraint(
                condition=models.Q(reviewed_by__isnull=True) | ~models.Q(reviewed_by=models.F("drafted_by")),
                name="comparison_rules_two_persons",
            ),
        ]

    def __str__(self) -> str:
        """Kind and number."""
        return f"{self.kind} 第 {self.number} 版"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the version."""
        return ("comparison_rules", f"{self.kind}-V{self.number:03d}")

    @property
    def rules(self) -> RuleSet:
        """The rules as a value."""
        return RuleSet.read(self.content, number=self.number)


class RegressionSample(models.Model):
    """One pair whose outcome is known: shipped with the platform, or decided by a person; new rules are held against all."""

    personal_data = "the values of a claim and a record a person has decided on; kept while the rules are"

    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=160)
    claim = models.JSONField()
    record = models.JSONField(null=True, blank=True)
    lapsed = models.CharField(max_length=60, blank=True)
    expected = models.CharField(max_length=12, choices=CHOICES)
    from_check = models.CharField(max_length=40, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        """In the order they came."""

        ordering = ["kind", "pk"]

    def __str__(self) -> str:
        """The title."""
        return self.title


class Source(models.Model):
    """
    One register claims are compared with (数据源): ours, or another body's behind an address, and how it is doing.

    Rows of our own registers appear by themselves when first asked.
    """

    personal_data = "none"

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    owner = models.CharField(max_length=80, blank=True)
    provider = models.CharField(max_length=40)
    address = models.CharField(max_length=300, blank=True)
    down_since = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """By code."""

        ordering = ["code"]

    def __str__(self) -> str:
        """The name."""
        return self.name

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the source."""
        return ("comparison_source", self.code)


class Check(models.Model):
    """
    One comparison (比对) of one claim with one source, as seen then: rules, inputs' fingerprint, both instants, result.

    The newest of a subject, item and source counts (`is_newest`); the older stay.
    """

    personal_data = (
        "what was presented and what the source holds of the same subject: names, codes, addresses; read by the body in "
        "charge only; kept with the case file"
    )

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject_type = models.CharField(max_length=20)
    subject_number = models.CharField(max_length=60)
    body_code = models.CharField(max_length=18)
    item = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    source = models.CharField(max_length=40)
    occasion = models.CharField(max_length=12, choices=Occasion.choices)
    claim = models.JSONField()
    claim_digest = models.CharField(max_length=64)
    record_key = models.CharField(max_length=80, blank=True)
    record_digest = models.CharField(max_length=64, blank=True)
    record = models.JSONField(null=True, blank=True)
    lapsed = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(max_length=12, choices=CHOICES)
    score = models.DecimalField(max_digits=6, decimal_places=2, default=0)
    differences = models.JSONField(default=list)
    reasons = models.JSONField(default=list)
    problem = models.CharField(max_length=200, blank=True)
    rules = models.ForeignKey(RulesVersion, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField()
    is_newest = models.BooleanField(default=True)
    decided = models.ForeignKey(
        "PairDecision", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        """One newest per subject, item and source; read by subject, and by body where somebody has to look."""

        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_number", "item", "source"],
                condition=models.Q(is_newest=True),
                name="comparison_one_newest",
            )
        ]
        indexes = [
            models.Index(fields=["subject_type", "subject_number"], name="comparison_by_subject"),
            models.Index(
                fields=["body_code", "-id"],
                condition=models.Q(is_newest=True, decided__isnull=True) & ~models.Q(outcome="agrees"),
                name="comparison_to_judge",
            ),
        ]

    def __str__(self) -> str:
        """What and how it came out."""
        return f"{self.item}：{self.result.word}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it: by what was compared."""
        return (self.subject_type, self.subject_number)

    def get_absolute_url(self) -> str:
        """The page where a person reads and decides."""
        return reverse("comparison:check", args=[self.uuid])

    @property
    def result(self) -> Outcome:
        """The outcome as what it is."""
        return Outcome(self.outcome)

    @property
    def is_open(self) -> bool:
        """Whether a person has to look."""
        return self.is_newest and self.decided_id is None and self.result.needs_person

    @property
    def sentence(self) -> str:
        """Say the result in one sentence, with fields, state or score."""
        told = "；".join(
            f"{one['label']}：提交“{one['said']}”，登记“{one['known']}”" for one in self.differences
        )
        sentences = {
            Outcome.AGREES: "与登记信息一致",
            Outcome.DIFFERS: told,
            Outcome.NONE: "没有查到对应的登记",
            Outcome.POSSIBLE: f"没有编码完全相同的登记；最接近的一条匹配 {self.score} 分"
            + (f"。{told}" if told else ""),
            Outcome.LAPSED: self.lapsed + (f"。{told}" if told else ""),
            Outcome.UNAVAILABLE: self.problem or "数据源没有应答",
        }
        return sentences[self.result]


class PairDecision(models.Model):
    """
    What a person decided about one claim and one record; the same pair is not asked again.

    It holds for these very values: when the claim or the record changes, it is another pair.
    """

    personal_data = "post and number of the officer who decided, and why; kept with the case file"

    claim_digest = models.CharField(max_length=64)
    source = models.CharField(max_length=40)
    record_key = models.CharField(max_length=80, blank=True)
    record_digest = models.CharField(max_length=64, blank=True)
    outcome = models.CharField(max_length=12, choices=CHOICES)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    reason = models.CharField(max_length=300)
    body_code = models.CharField(max_length=18)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        """A body decides a pair once."""

        constraints = [
            models.UniqueConstraint(
                fields=["claim_digest", "source", "record_key", "record_digest", "outcome", "body_code"],
                name="comparison_pair_decided_once",
            )
        ]

    def __str__(self) -> str:
        """The verdict."""
        return self.get_verdict_display()


class Run(models.Model):
    """One run over many claims: by night over all live cases and licences, or a batch somebody handed in."""

    personal_data = "none"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)
    source = models.CharField(max_length=40)
    rules = models.ForeignKey(RulesVersion, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        """Newest first."""

        ordering = ["-pk"]

    def __str__(self) -> str:
        """The title."""
        return self.title

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the run."""
        return ("comparison_run", str(self.uuid))

    @property
    def told_counts(self) -> list[tuple[str, str, int]]:
        """Give outcome, lamp and count, as pages show them."""
        return [(one.word, one.lamp, int(self.counts.get(one.value, 0))) for one in Outcome]


class RunLine(models.Model):
    """What one claim of a run came to; written in bulk."""

    personal_data = "the differing values of a subject; kept a year after the run"

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="lines", db_index=False)
    claim_key = models.CharField(max_length=80)
    outcome = models.CharField(max_length=12)
    score = models.FloatField()
    record_key = models.CharField(max_length=80)
    differences: Any = models.JSONField(null=True)

    class Meta:
        """Read by run, what needs looking at first."""

        indexes = [models.Index(fields=["run", "outcome"], name="comparison_line_by_outcome")]

    def __str__(self) -> str:
        """Key and outcome."""
        return f"{self.claim_key}: {self.outcome}"
