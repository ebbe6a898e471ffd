"""
Rights as data: powers given to or withheld from posts, delegations, emergencies, conflicts of interest, labels, and the
yearly re-certification.

Every row that decides something carries a code (HMAC-SM3) over what it says: a row changed behind the platform's back is
found, named, and counts for nothing (GB/T 22239-2019, 8.1.4.7; GB/T 39786-2021, 8.4 b).
"""

import json
from datetime import date, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from yangguang.foundation.organisation.models import Officer, Post
from yangguang.kernel import sealing


class Sealed(models.Model):
    """A row that carries a code over the fields that matter; which they are, each model says in order."""

    sealed_fields: ClassVar[tuple[str, ...]] = ()

    mac = models.CharField(max_length=64)

    class Meta:
        """Never a table of its own."""

        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with a fresh code; the number of a new row is part of what is sealed."""
        if self.pk is None:
            super().save(*args, **kwargs)
            kwargs = {"update_fields": ["mac"]}
        elif kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = [*kwargs["update_fields"], "mac"]
        self.mac = sealing.authentication_code(
            secret=settings.SECRET_KEY, purpose=self._purpose, content=self._content()
        )
        super().save(**kwargs)

    @property
    def is_genuine(self) -> bool:
        """Tell whether the row says what the platform wrote."""
        return self.is_sealed_by(settings.SECRET_KEY)

    def is_sealed_by(self, secret: str) -> bool:
        """Tell whether the code was made with a secret."""
        content = self._content()
        return sealing.is_authentic(secret=secret, purpose=self._purpose, content=content, code=self.mac)

    @property
    def _purpose(self) -> str:
        return f"access.{self._meta.model_name}"

    def _content(self) -> bytes:
        values = [self.pk, *(_plain(getattr(self, name)) for name in self.sealed_fields)]
        return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return round(value.timestamp() * 1_000_000)
    return value.isoformat() if isinstance(value, date) else value


class State(models.TextChoices):
    """From proposal to end; only an effective right counts."""

    PROPOSED = "proposed", "待批准"
    EFFECTIVE = "effective", "有效"
    REFUSED = "refused", "没有批准"
    ENDED = "ended", "已结束"


class Proposal(Sealed):
    """
    A right that one person proposes and another approves; the database refuses a row approved by its proposer.
    """

    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    reason = models.CharField(max_length=300)
    proposed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=300, blank=True)

    sealed_decision = (
        "state",
        "reason",
        "proposed_by_id",
        "proposed_at",
        "decided_by_id",
        "decided_at",
        "ended_at",
    )

    class Meta:
        """Two persons; no right without the second."""

        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="%(class)s_has_two_hands",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed") | Q(decided_by__isnull=False) | Q(state="ended"),
                name="%(class)s_is_decided",
            ),
        ]

    @property
    def spoken(self) -> dict[str, object]:
        """What is approved, word for word, so that the act proves it without the row."""
        raise NotImplementedError

    @property
    def is_effective(self) -> bool:
        """Whether it has been approved and not ended; dates are the reader's question."""
        return self.state == State.EFFECTIVE


class Effect(models.TextChoices):
    """What a grant does to what the post may by its kind."""

    GIVE = "give", "授予"
    WITHHOLD = "withhold", "收回"


class Grant(Proposal):
    """
    One power (an operation, or seeing what is 敏感) given to a post, or withheld from it, for a time.

    What no grant mentions is as the operation's own rule says: the kind of post decides. `as_kind` is the kind of post in
    whose place a post that gets a power of another kind stands.
    """

    personal_data = "who proposed and approved; kept as long as acts done under the grant"
    sealed_fields = (
        "effect", "operation", "post_id", "as_kind", "valid_from", "valid_until", *Proposal.sealed_decision
    )  # fmt: skip

    effect = models.CharField(max_length=8, choices=Effect.choices)
    operation = models.CharField(max_length=80)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="grants")
    as_kind = models.CharField(max_length=12, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta(Proposal.Meta):
        """Read by post and power."""

        abstract = False
        indexes = [models.Index(fields=["operation", "state", "post"], name="grant_by_operation")]
        constraints = [
            *Proposal.Meta.constraints,
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="grant_period_runs_forward",
            ),
        ]

    def __str__(self) -> str:
        """The number."""
        return f"第 {self.pk} 号授权"

    @property
    def spoken(self) -> dict[str, object]:
        """What is approved, word for word."""
        return {
            "effect": self.effect,
            "operation": self.operation,
            "post": self.post.code,
            "from": self.valid_from.isoformat(),
            "until": self.valid_until.isoformat() if self.valid_until else None,
        }

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the grant."""
        return ("grant", str(self.pk))


class Delegation(Proposal):
    """
    A post's powers, or some of them, lent by who holds it to another officer for a time (委托代行); never lent on.
    """

    personal_data = "who acts in whose place; kept as long as acts done under it"
    sealed_fields = (
        "post_id",
        "delegate_id",
        "operations",
        "valid_from",
        "valid_until",
        *Proposal.sealed_decision,
    )

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="delegations")
    delegate = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="delegations")
    operations = models.JSONField(default=list)  # names; empty: everything the post may
    valid_from = models.DateField()
    valid_until = models.DateField()

    class Meta(Proposal.Meta):
        """It ends by itself, and nobody lends to themselves."""

        abstract = False
        constraints = [
            *Proposal.Meta.constraints,
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("valid_from")), name="delegation_period_runs_forward"
            ),
            models.CheckConstraint(
                condition=~Q(delegate=F("proposed_by")), name="delegation_to_somebody_else"
            ),
        ]

    def __str__(self) -> str:
        """The number."""
        return f"第 {self.pk} 号委托"

    @property
    def spoken(self) -> dict[str, object]:
        """What is approved, word for word."""
        return {
            "post": self.post.code,
            "delegate": self.delegate.number,
            "operations": self.operations,
            "until": self.valid_until.isoformat(),
        }

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the delegation."""
        return ("delegation", str(self.pk))


class ConflictRule(Proposal):
    """Two operations that one person may not both do on one object (回避): whoever did the first is refused the second."""

    personal_data = "who proposed and approved; kept with the rule"
    sealed_fields = ("first_operation", "second_operation", *Proposal.sealed_decision)

    first_operation = models.CharField(max_length=80)
    second_operation = models.CharField(max_length=80)

    class Meta(Proposal.Meta):
        """Two different operations."""

        abstract = False
        constraints = [
            *Proposal.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(first_operation=F("second_operation")), name="conflict_of_two_operations"
            ),
        ]

    def __str__(self) -> str:
        """The number."""
        return f"第 {self.pk} 号回避规则"

    @property
    def spoken(self) -> dict[str, object]:
        """What is approved, word for word."""
        return {"first": self.first_operation, "second": self.second_operation}

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the rule."""
        return ("conflict_rule", str(self.pk))


class AdministratorProposal(Proposal):
    """An officer proposed as system, security or audit administrator (三员任命); the approval makes the appointment."""

    personal_data = "who is proposed as administrator, by whom; kept with the appointment"
    sealed_fields = ("officer_id", "post_id", "valid_from", *Proposal.sealed_decision)

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()

    class Meta(Proposal.Meta):
        """One of the three at a time, proposed or held."""

        abstract = False
        constraints = [
            *Proposal.Meta.constraints,
            models.UniqueConstraint(
                fields=["officer"], condition=Q(state="proposed"), name="one_administrator_proposal"
            ),
        ]

    def __str__(self) -> str:
        """The number."""
        return f"第 {self.pk} 号管理员任命"

    @property
    def spoken(self) -> dict[str, object]:
        """What is approved, word for word."""
        return {"officer": self.officer.number, "post": self.post.code, "kind": self.post.kind}

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the proposal."""
        return ("administrator", str(self.pk))


class EmergencyAccess(Sealed):
    """
    An officer took another post's powers at once, for at most four hours, with a reason; reviewed by the audit
    administrator afterwards (应急授权).
    """

    personal_data = "who took which powers and why; kept as long as acts done under it"
    sealed_fields = ("officer_id", "post_id", "reason", "begun_at", "expires_at", "reviewed_by_id", "verdict")

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="emergencies")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="emergencies")
    reason = models.CharField(max_length=500)
    begun_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=12, blank=True)  # justified | unjustified
    finding = models.CharField(max_length=500, blank=True)

    class Meta:
        """Short, and not reviewed by oneself."""

        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("officer")),
                name="emergency_reviewed_by_somebody_else",
            ),
        ]

    def __str__(self) -> str:
        """The number."""
        return f"第 {self.pk} 号应急授权"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it."""
        return ("emergency_access", str(self.pk))


class Level(models.TextChoices):
    """The three labels (密级标记), in order."""

    PUBLIC = "public", "公开"
    INTERNAL = "internal", "内部"
    SENSITIVE = "sensitive", "敏感"


class ObjectLabel(Sealed):
    """The label of one object; an object without a row is 内部. What is 敏感 needs the power to see it, whatever grants say."""

    personal_data = "none"
    sealed_fields = ("object_type", "object_number", "level", "reason", "set_by_id", "set_at")

    object_type = models.CharField(max_length=40)
    object_number = models.CharField(max_length=80)
    level = models.CharField(max_length=10, choices=Level.choices)
    reason = models.CharField(max_length=300)
    set_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        """One label per object."""

        constraints = [
            models.UniqueConstraint(fields=["object_type", "object_number"], name="one_label_per_object")
        ]

    def __str__(self) -> str:
        """Object and label."""
        return f"{self.object_type} {self.object_number} {self.get_level_display()}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it: by the object."""
        return (self.object_type, self.object_number)


class Campaign(models.Model):
    """The re-certification of one year (权限年度复核): every grant is confirmed by name or ends."""

    personal_data = "who opened it; kept with the grants"

    year = models.PositiveSmallIntegerField(unique=True)
    opened_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    closing_proposed_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    closing_proposed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        """Closed by two persons, or not at all."""

        constraints = [
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True) | ~Q(closed_by=F("closing_proposed_by")),
                name="campaign_closed_by_two",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True)
                | Q(closed_by__isnull=False, closing_proposed_by__isnull=False),
                name="campaign_closed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        """The year."""
        return f"{self.year} 年权限复核"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it."""
        return ("certification", str(self.year))


class CampaignItem(models.Model):
    """One grant in a year's re-certification, and what became of it."""

    personal_data = "who confirmed which grant; kept with the grants"

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="items")
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="certifications")
    verdict = models.CharField(max_length=8, blank=True)  # keep | end | lapsed
    decided_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        """A grant is in a campaign once."""

        constraints = [models.UniqueConstraint(fields=["campaign", "grant"], name="one_item_per_grant")]

    def __str__(self) -> str:
        """Year and grant."""
        return f"{self.campaign_id} {self.grant_id}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it: by the grant."""
        return ("grant", str(self.grant_id))


class RightsStamp(models.Model):
    """One row that changes whenever rights change: processes hold their compiled picture against it."""

    personal_data = "none"

    stamp = models.CharField(max_length=36)

    def __str__(self) -> str:
        """The stamp."""
        return self.stamp
