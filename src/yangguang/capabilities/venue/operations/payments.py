"""
The bank, as the venue asks it: the platform's own banks (`foundation/payments`), seen as lines of a deposit account.

Fees and deposits lie in two accounts of the same banks; the venue reads the statement of its own since an instant.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from yangguang.capabilities.venue.rules import PaymentUnavailable
from yangguang.foundation.payments import api as payments
from yangguang.kernel import clock

ACCOUNTS = {"demo": "demo-deposits"}
"""Under which name a bank knows the deposit account, where that differs from the bank's own."""


@dataclass(frozen=True, slots=True)
class Payment:
    """One line of the bank's statement: into the deposit account, or out of it."""

    receipt: str
    reference: str
    amount: int
    payer_name: str
    payer_account: str
    at: datetime
    is_refund: bool = False


@dataclass(frozen=True, slots=True)
class DepositBank:
    """A bank of the platform, in the words of deposits."""

    bank: payments.PaymentProvider

    def send_back(self, *, reference: str, amount: int, account: str, now: datetime) -> str:
        """Pay money back to the account it came from and give the receipt. Refuses with PaymentUnavailable."""
        try:
            return self.bank.send_back(reference=reference, amount=amount, account=account, now=now)
        except payments.PaymentUnavailable as failure:
            raise PaymentUnavailable(problem=failure.values.get("problem", failure.message)) from failure

    def list_payments(self, *, since: datetime, until: datetime) -> Sequence[Payment]:
        """Give the statement of some days. Refuses with PaymentUnavailable."""
        lines: list[Payment] = []
        day = clock.today(since)
        try:
            while day <= clock.today(until):
                lines += [_payment(one) for one in self.bank.statement_of(day=day) if one.at >= since]
                day += timedelta(days=1)
        except payments.PaymentUnavailable as failure:
            raise PaymentUnavailable(problem=failure.values.get("problem", failure.message)) from failure
        return lines

    def enter(self, payment: Payment) -> None:
        """Let the demo's bank write a payment into its statement; another bank writes its own."""
        if isinstance(self.bank, payments.DemoBank):
            self.bank.write(
                payments.BankLine(
                    payment.receipt,
                    payment.reference,
                    payment.amount,
                    payment.payer_name,
                    payment.payer_account,
                    payment.at,
                )
            )


def _payment(line: payments.BankLine) -> Payment:
    return Payment(
        line.serial,
        line.reference,
        line.amount,
        line.payer_name,
        line.payer_account,
        line.at,
        is_refund=line.is_refund,
    )


def register_provider(name: str, make: Callable[[], payments.PaymentProvider]) -> None:
    """Make a bank known under a name, to deposits and fees alike."""
    payments.register_provider(name, make)


def provider_named(name: str) -> DepositBank:
    """Give a bank by its name. Refuses with PaymentUnavailable."""
    try:
        return DepositBank(payments.provider_named(ACCOUNTS.get(name, name)))
    except payments.PaymentUnavailable as failure:
        raise PaymentUnavailable(problem=failure.values.get("problem", failure.message)) from failure


payments.register_provider(ACCOUNTS["demo"], lambda: payments.DemoBank("deposits"))
