"""What a holder shares from the wallet, and every look anybody took at a licence."""

import uuid
from datetime import datetime

from django.db import models

from yangguang.foundation.identity.models import Account
from yangguang.foundation.organisation.models import Body
from yangguang.reference.licences.models.licence import Licence


class Share(models.Model):
    """
    One licence shown to one body, for one purpose, for a time (一次授权); the holder can take it back any moment.

    Consent in the sense of the Personal Information Protection Law (art. 13, 15): informed, limited, withdrawable.
    """

    personal_data = "that a holder lets a body see a licence and what for; kept three years after it ended"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=40, unique=True)
    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="shares")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=120)
    shared_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Read by licence, and by the body it is meant for."""

        ordering = ["-pk"]
        indexes = [models.Index(fields=["body", "expires_at"], name="licence_share_by_body")]

    def __str__(self) -> str:
        """The number."""
        return self.number

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the share."""
        return ("licence_share", self.number)

    def is_open(self, now: datetime) -> bool:
        """Tell whether the body may still look."""
        return self.withdrawn_at is None and now < self.expires_at


class Ground(models.TextChoices):
    """By what right somebody looked."""

    HOLDER = "holder", "持证人本人"
    CONSENT = "consent", "持证人授权"
    LAW = "law", "法定依据"
    APPLICATION = "application", "办件需要"


class Reading(models.Model):
    """
    One look at a licence, given or refused: who, for what, in which case, by what right. Added and never changed.

    The holder sees all that concerns them. A look at a number that does not exist is kept without a licence.
    """

    personal_data = "which body looked at whose licence and why; shown to the holder; kept six years"

    licence = models.ForeignKey(
        Licence, null=True, blank=True, on_delete=models.PROTECT, related_name="readings"
    )
    asked_for = models.CharField(max_length=120)
    body_code = models.CharField(max_length=18)
    body_name = models.CharField(max_length=80)
    reader = models.CharField(max_length=120)
    account_id = models.BigIntegerField(null=True, blank=True)
    system = models.ForeignKey(
        "licences.CallingSystem", null=True, blank=True, on_delete=models.PROTECT, related_name="readings"
    )
    channel = models.CharField(max_length=10)
    purpose = models.CharField(max_length=120)
    case_number = models.CharField(max_length=60, blank=True)
    material_code = models.CharField(max_length=40, blank=True)
    ground = models.CharField(max_length=12, choices=Ground.choices)
    basis = models.CharField(max_length=200, blank=True)
    share = models.ForeignKey(Share, null=True, blank=True, on_delete=models.PROTECT, related_name="readings")
    refusal = models.CharField(max_length=60, blank=True)
    told = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        """Read by licence; by case; and counted by reader within the last minutes."""

        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["licence", "-at"], name="licence_reading_by_licence"),
            models.Index(fields=["system", "-at"], name="licence_reading_by_system"),
            models.Index(fields=["account_id", "-at"], name="licence_reading_by_account"),
            models.Index(fields=["case_number"], name="licence_reading_by_case"),
        ]

    def __str__(self) -> str:
        """Who looked at what."""
        return f"{self.reader} → {self.asked_for}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it: by the licence, or by what was asked for."""
        return self.licence.act_object if self.licence else ("licence", self.asked_for[:80])

    @property
    def is_given(self) -> bool:
        """Whether the licence was shown."""
        return not self.refusal
