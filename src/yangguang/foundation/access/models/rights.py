"""The rights themselves: grants, delegations, rules of conflict, and who becomes an administrator."""

from django.db import models
from django.db.models import F, Q

from yangguang.foundation.access.models.sealed import Proposal
from yangguang.foundation.organisation.models import Officer, Post


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
