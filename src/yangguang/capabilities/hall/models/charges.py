"""Fees of cases: what the published matter asks, and the few matters whose law lets the licence wait for it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from yangguang.foundation.documents.models import Document
from yangguang.foundation.organisation.models import Officer
from yangguang.foundation.payments.models import PaymentOrder


class Charge(models.Model):
    """
    The fee of one case (收费), as the published version of its matter asks: once, with notice, order and receipt.

    A fee may be waived (减免) with its basis, never raised.
    """

    personal_data = "that the applicant of a case owed or paid a fee; kept with the case"

    case_number = models.CharField(max_length=40, unique=True)
    order = models.OneToOneField(PaymentOrder, on_delete=models.PROTECT, related_name="+")
    basis = models.CharField(max_length=200)
    basis_rank = models.CharField(max_length=12)
    notice = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    charged_at = models.DateTimeField()
    bill_number = models.CharField(max_length=60, blank=True)
    bill = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    billed_at = models.DateTimeField(null=True, blank=True)
    waived_at = models.DateTimeField(null=True, blank=True)
    waived_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    waive_basis = models.CharField(max_length=200, blank=True)

    class Meta:
        """A fee stands on a law or an administrative regulation (Licensing Law art. 58, 59)."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(basis_rank__in=["法律", "行政法规"]) & ~Q(basis=""), name="charge_by_law"
            ),
            models.CheckConstraint(
                condition=Q(waived_at__isnull=True) | ~Q(waive_basis=""), name="waiver_has_basis"
            ),
        ]

    def __str__(self) -> str:
        """Of which case."""
        return self.case_number

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it: by its case."""
        return ("application", self.case_number)


class HoldRule(models.Model):
    """
    That the licence of a matter waits until its fee is paid: proposed with the article that says so, confirmed by another.

    Without such a rule in force nothing waits. Acceptance, examination, decision and every clock never do.
    """

    personal_data = "none"

    matter_code = models.CharField(max_length=40)
    basis = models.CharField(max_length=200)
    basis_rank = models.CharField(max_length=12)
    proposed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One open rule a matter, by two persons, on a law or an administrative regulation."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["matter_code"], condition=Q(ended_at__isnull=True), name="one_hold_rule"
            ),
            models.CheckConstraint(
                condition=Q(basis_rank__in=["法律", "行政法规"]) & ~Q(basis=""), name="hold_by_law"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")),
                name="hold_by_two_persons",
            ),
        ]

    def __str__(self) -> str:
        """Of which matter."""
        return self.matter_code

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it."""
        return ("hold_rule", self.matter_code)
