"""What keeps rights in order: emergencies, labels, the yearly re-certification, the stamp of the last change."""

from django.db import models
from django.db.models import F, Q

from yangguang.foundation.access.models.rights import Grant
from yangguang.foundation.access.models.sealed import Sealed
from yangguang.foundation.organisation.models import Appointment, Officer, Post


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
    """The re-certification of one year (权限年度复核): every grant and every appointment is confirmed by name or ends."""

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


class CampaignSeat(models.Model):
    """One appointment in a year's re-certification: whether that person still holds that post, and what became of it."""

    personal_data = "who confirmed who holds which post; kept with the appointments"

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="seats")
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="certifications")
    verdict = models.CharField(max_length=8, blank=True)  # keep | end | lapsed | owed
    decided_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        """An appointment is in a campaign once."""

        constraints = [
            models.UniqueConstraint(fields=["campaign", "appointment"], name="one_seat_per_appointment")
        ]

    def __str__(self) -> str:
        """Year and appointment."""
        return f"{self.campaign_id} {self.appointment_id}"


class RightsStamp(models.Model):
    """One row that changes whenever rights change: processes hold their compiled picture against it."""

    personal_data = "none"

    stamp = models.CharField(max_length=36)

    def __str__(self) -> str:
        """The stamp."""
        return self.stamp
