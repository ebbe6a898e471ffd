"""Who trades: parties, their registrations under anonymous numbers, and their deposits."""

import uuid

from django.db import models

from yangguang.capabilities.venue.models.lots import Lot
from yangguang.capabilities.venue.states import (
    DepositState,
    PartyKind,
    RegistrationState,
)
from yangguang.foundation.files.api import StoredFile
from yangguang.foundation.identity.models import Account


class Party(models.Model):
    """One trading party (交易主体): an enterprise, a natural person or a consortium, with the account that acts for it."""

    personal_data = "name and code of a bidder; kept 30 years with the archive of the lots it took part in (DA/T 103-2024)"

    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=10, choices=PartyKind.choices)
    name = models.CharField(max_length=120)
    code = models.CharField(max_length=30)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    members = models.JSONField(default=list, help_text="of a consortium: names and codes, the leader first")
    bank_account = models.CharField(max_length=40)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    barred_until = models.DateField(null=True)
    barred_reason = models.CharField(max_length=200, blank=True)
    registered_at = models.DateTimeField()

    class Meta:
        """One party for a code and account."""

        constraints = [models.UniqueConstraint(fields=["account", "code"], name="venue_party_once")]

    def __str__(self) -> str:
        """The name."""
        return self.name

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the party."""
        return ("trading_party", self.number)


class Qualification(models.Model):
    """One qualification file of a party (资质材料), with the day until which it holds."""

    personal_data = "whatever the file says of the party; kept with the archive"

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="qualifications")
    title = models.CharField(max_length=80)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    valid_until = models.DateField(null=True)
    filed_at = models.DateTimeField()

    def __str__(self) -> str:
        """The title."""
        return self.title


class Registration(models.Model):
    """One party's application to take part in one lot (竞买申请), with the anonymous number it gets."""

    personal_data = "who takes part under which number, from which address and browser; kept with the archive"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="registrations")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="registrations")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=10, choices=RegistrationState.choices, default=RegistrationState.APPLIED
    )
    rank = models.PositiveSmallIntegerField(default=0)
    bidder_number = models.PositiveIntegerField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    address = models.GenericIPAddressField(null=True)
    device = models.CharField(max_length=64, blank=True)
    applied_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        """A party and a number once in a lot."""

        constraints = [
            models.UniqueConstraint(fields=["lot", "party"], name="venue_registered_once"),
            models.UniqueConstraint(fields=["lot", "account"], name="venue_account_once"),
            models.UniqueConstraint(fields=["lot", "bidder_number"], name="venue_number_once"),
        ]

    def __str__(self) -> str:
        """The number, or that there is none yet."""
        return f"{self.bidder_number} 号" if self.bidder_number else "未编号"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the registration."""
        return ("registration", str(self.uuid))


class Deposit(models.Model):
    """The deposit (保证金) of one registration; its way stands in `states`, every step in `Movement`."""

    personal_data = "payer and bank account of a bidder; kept with the archive"

    registration = models.OneToOneField(Registration, on_delete=models.PROTECT, related_name="deposit")
    reference = models.CharField(max_length=40, unique=True)
    amount = models.BigIntegerField()
    state = models.CharField(max_length=12, choices=DepositState.choices, default=DepositState.DUE)
    provider = models.CharField(max_length=20, default="demo")
    payer_name = models.CharField(max_length=120, blank=True)
    payer_account = models.CharField(max_length=40, blank=True)
    receipt = models.CharField(max_length=80, blank=True)
    interest = models.BigIntegerField(default=0)
    refund_due_on = models.DateField(null=True)
    received_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        """Reference and state."""
        return f"{self.reference} {self.get_state_display()}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the deposit."""
        return ("deposit", self.reference)


class Movement(models.Model):
    """One step of a deposit: from which state to which, when, with what facts. Added, never changed."""

    personal_data = "references of payments"

    deposit = models.ForeignKey(Deposit, on_delete=models.PROTECT, related_name="movements")
    before = models.CharField(max_length=12)
    after = models.CharField(max_length=12)
    amount = models.BigIntegerField()
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()

    def __str__(self) -> str:
        """From, to."""
        return f"{self.before} → {self.after}"
