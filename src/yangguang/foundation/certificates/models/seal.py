"""Electronic seals of bodies (机关电子印章) as they were made, and how each stands."""

from django.db import models
from django.db.models import F, Q

from yangguang.foundation.certificates.models.certificate import IssuedCertificate
from yangguang.foundation.identity.api import Account
from yangguang.foundation.signing import api as signing


class SealState(models.TextChoices):
    """From proposal to the end; only a seal in force can be put on anything."""

    PROPOSED = "proposed", "等待批准"
    REFUSED = "refused", "未批准"
    VALID = "valid", "有效"
    SUSPENDED = "suspended", "暂停使用"
    CANCELLED = "cancelled", "已注销"


OPEN_SEALS = (SealState.PROPOSED, SealState.VALID, SealState.SUSPENDED)


class BodySeal(models.Model):
    """
    One electronic seal of a body: proposed by one person, approved by another, made by the platform's maker certificate.

    `encoded` is the SESeal of GB/T 38540. Its standing follows its certificate's, so that a row changed by hand opens nothing.
    """

    personal_data = (
        "which officers proposed, approved and changed the seal; kept as long as documents bear it"
    )

    number = models.CharField(max_length=30, unique=True)
    body_code = models.CharField(max_length=18, db_index=True)
    name = models.CharField(max_length=80)
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=SealState.choices, default=SealState.PROPOSED)
    encoded = models.BinaryField(default=bytes)
    certificate = models.OneToOneField(
        IssuedCertificate, null=True, on_delete=models.PROTECT, related_name="body_seal"
    )
    proposed_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(null=True)
    change_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        """Two persons, and one open seal for a body: held by the database too."""

        constraints = [
            models.CheckConstraint(
                condition=Q(proposed_by__isnull=True) | ~Q(proposed_by=F("decided_by")),
                name="seal_needs_two_persons",
            ),
            models.UniqueConstraint(
                fields=["body_code"],
                condition=Q(state__in=["proposed", "valid", "suspended"]),
                name="one_seal_of_a_body",
            ),
        ]

    def __str__(self) -> str:
        """Number and name."""
        return f"{self.number} {self.name}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the seal."""
        return ("body_seal", self.number)

    @property
    def seal(self) -> signing.Seal | None:
        """The seal as it was made, read; None before."""
        return signing.Seal.from_der(bytes(self.encoded)) if self.encoded else None
