"""Systems of other bodies that may call licences, and the signed lists by which anybody checks one without a network."""

from django.db import models

from yangguang.foundation.organisation.models import Body


class SystemState(models.TextChoices):
    """A right that one person proposes and another approves."""

    PROPOSED = "proposed", "待批准"
    EFFECTIVE = "effective", "有效"
    ENDED = "ended", "已停用"


class CallingSystem(models.Model):
    """
    What one connected system (接入系统, see sign_on) of one body may call: types, purposes, how often, until when.

    Who the system is, its client credentials say; this row says what it may see.
    """

    personal_data = "who proposed and who approved; kept as long as the readings"

    client_id = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    type_codes = models.JSONField(default=list)
    purposes = models.JSONField(default=list)
    per_minute = models.PositiveIntegerField(default=60)
    valid_until = models.DateField()
    state = models.CharField(max_length=10, choices=SystemState.choices, default=SystemState.PROPOSED)
    proposed_by = models.BigIntegerField(null=True)
    proposed_label = models.CharField(max_length=120)
    proposed_at = models.DateTimeField()
    approved_by = models.BigIntegerField(null=True, blank=True)
    approved_label = models.CharField(max_length=120, blank=True)
    ended_why = models.CharField(max_length=200, blank=True)

    class Meta:
        """Two persons."""

        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True) | ~models.Q(approved_by=models.F("proposed_by")),
                name="licence_system_two_persons",
            )
        ]

    def __str__(self) -> str:
        """The name."""
        return self.name

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the system."""
        return ("calling_system", self.client_id)


class StatusList(models.Model):
    """One signed list of what every licence is worth, two bits each by its place; the newest counts until `next_at`."""

    personal_data = "none"

    number = models.PositiveIntegerField(unique=True)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField()
    size = models.PositiveBigIntegerField()
    note = models.TextField()

    class Meta:
        """Newest first."""

        ordering = ["-number"]

    def __str__(self) -> str:
        """The number."""
        return f"status list {self.number}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the list."""
        return ("licence_status_list", str(self.number))
