"""Orders to pay, what the bank said, money on its way back, and what a day's comparison found."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from yangguang.foundation.payments.states import CallOutcome, Difference, OrderState, RefundState


class PaymentOrder(models.Model):
    """One sum one payer owes one body for one thing (缴款单); a line each with its statutory basis; never changed."""

    personal_data = "who pays and how much; kept with what it is paid for"

    number = models.CharField(max_length=40, unique=True)
    object_type = models.CharField(max_length=40)
    object_number = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    lines = models.JSONField(default=list)  # [{"name", "basis", "amount"}]
    amount = models.PositiveBigIntegerField()
    body_code = models.CharField(max_length=18)
    body_name = models.CharField(max_length=120)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    payer_name = models.CharField(max_length=120)
    payer_code = models.CharField(max_length=30, blank=True)  # the enterprise, when one pays
    provider = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=OrderState.choices, default=OrderState.DUE)
    issued_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)
    serial = models.CharField(max_length=64, blank=True)
    return_address = models.CharField(max_length=300, blank=True)

    class Meta:
        """Read by what it is for and by body; a paid order names the bank's serial."""

        indexes = [
            models.Index(fields=["object_type", "object_number"], name="order_by_object"),
            models.Index(fields=["body_code", "state", "-issued_at"], name="order_by_body"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="order_of_something"),
            models.CheckConstraint(
                condition=Q(state__in=["due", "cancelled"], serial="", paid_at__isnull=True)
                | (Q(state__in=["paid", "refunded"], paid_at__isnull=False) & ~Q(serial="")),
                name="paid_order_has_serial",
            ),
        ]

    def __str__(self) -> str:
        """The number."""
        return self.number

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it."""
        return ("payment_order", self.number)


class PaymentCall(models.Model):
    """One payment a bank reported (到账通知), by its serial once, whatever became of it: money is never lost for a wrong word."""

    personal_data = "the payer's account, last digits only; kept with the order"

    provider = models.CharField(max_length=20)
    serial = models.CharField(max_length=64)
    reference = models.CharField(max_length=64)
    order = models.ForeignKey(
        PaymentOrder, on_delete=models.PROTECT, null=True, blank=True, related_name="calls"
    )
    amount = models.BigIntegerField()
    payer_name = models.CharField(max_length=120, blank=True)
    payer_account = models.CharField(max_length=40, blank=True)
    paid_at = models.DateTimeField()
    heard_at = models.DateTimeField()
    is_from_statement = models.BooleanField(default=False)
    outcome = models.CharField(max_length=12, choices=CallOutcome.choices)

    class Meta:
        """A serial of a bank is taken once."""

        indexes = [models.Index(fields=["provider", "paid_at"], name="call_by_day")]
        constraints: ClassVar = [models.UniqueConstraint(fields=["provider", "serial"], name="call_once")]

    def __str__(self) -> str:
        """The serial."""
        return self.serial

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it: by the order where there is one."""
        return self.order.act_object if self.order else ("payment_call", f"{self.provider}:{self.serial}")


class Refund(models.Model):
    """Money going back (退款): proposed by one officer, approved by another, sent by the bank once."""

    personal_data = "who got money back and why; kept with the order"

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    order = models.ForeignKey(PaymentOrder, on_delete=models.PROTECT, related_name="refunds")
    call = models.ForeignKey(PaymentCall, on_delete=models.PROTECT, related_name="refunds")
    amount = models.PositiveBigIntegerField()
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=RefundState.choices, default=RefundState.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    judged_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)
    receipt = models.CharField(max_length=64, blank=True)
    paid_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Two persons, in the order proposed."""

        ordering = ("proposed_at", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(judged_by__isnull=True) | ~Q(judged_by=F("proposed_by")),
                name="refund_by_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", judged_by__isnull=True)
                | (~Q(state="proposed") & Q(judged_by__isnull=False)),
                name="refund_judged_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        """Which order, how much."""
        return f"{self.order_id}: {self.amount}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it: by its order."""
        return self.order.act_object


class Reconciliation(models.Model):
    """One day of one bank compared with the book (日对账); run again, it is written anew."""

    personal_data = "none"

    provider = models.CharField(max_length=20)
    day = models.DateField()
    ran_at = models.DateTimeField()
    matched = models.PositiveIntegerField(default=0)
    bank_amount = models.BigIntegerField(default=0)
    book_amount = models.BigIntegerField(default=0)
    refunds_matched = models.PositiveIntegerField(default=0)

    class Meta:
        """A day once, newest first."""

        ordering = ("-day", "provider")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["provider", "day"], name="reconciled_once_a_day")
        ]

    def __str__(self) -> str:
        """Which day."""
        return f"{self.provider} {self.day}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it."""
        return ("reconciliation", f"{self.provider}:{self.day.isoformat()}")


class ReconciliationDifference(models.Model):
    """One line in which bank and book differ; it stays, with who explained it, also when it has gone."""

    personal_data = "none"

    reconciliation = models.ForeignKey(Reconciliation, on_delete=models.PROTECT, related_name="differences")
    kind = models.CharField(max_length=12, choices=Difference.choices)
    is_refund = models.BooleanField(default=False)
    serial = models.CharField(max_length=64)
    reference = models.CharField(max_length=64, blank=True)
    bank_amount = models.BigIntegerField(null=True, blank=True)
    book_amount = models.BigIntegerField(null=True, blank=True)
    gone_at = models.DateTimeField(null=True, blank=True)
    explanation = models.CharField(max_length=300, blank=True)
    explained_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    explained_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """By serial."""

        ordering = ("serial", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["reconciliation", "serial", "kind", "is_refund"], name="difference_once"
            )
        ]

    def __str__(self) -> str:
        """Kind and serial."""
        return f"{self.kind} {self.serial}"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to say what it is."""
        return self.gone_at is None and self.explained_at is None

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it: by its day."""
        return self.reconciliation.act_object
