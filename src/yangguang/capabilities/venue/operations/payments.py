"""The bank, as a provider: one that plays it in the demo, one that always fails; a real one registers itself here."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from yangguang.capabilities.venue.rules import PaymentUnavailable


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


class PaymentProvider(Protocol):
    """What the venue needs of a bank."""

    def send_back(self, *, reference: str, amount: int, account: str, now: datetime) -> str:
        """Pay money back to the account it came from and give the receipt. Refuses with PaymentUnavailable."""

    def list_payments(self, *, since: datetime) -> Sequence[Payment]:
        """Give the statement since an instant. Refuses with PaymentUnavailable."""


class DemoBank:
    """Plays the bank: pays back at once and remembers what it did, for the life of the process."""

    def __init__(self) -> None:
        """Start with an empty statement."""
        self.statement: list[Payment] = []

    def send_back(self, *, reference: str, amount: int, account: str, now: datetime) -> str:
        """Pay back at once."""
        receipt = hashlib.sha256(f"{reference}{amount}{account}".encode()).hexdigest()[:16].upper()
        self.statement.append(Payment(receipt, reference, amount, "", account, now, is_refund=True))
        return f"DEMO-{receipt}"

    def list_payments(self, *, since: datetime) -> Sequence[Payment]:
        """Give what was remembered."""
        return [one for one in self.statement if one.at >= since]


class FailingBank:
    """Never answers: the twin for tests and drills."""

    def send_back(self, *, reference: str, amount: int, account: str, now: datetime) -> str:
        """Fail."""
        raise PaymentUnavailable(problem="演示故障")

    def list_payments(self, *, since: datetime) -> Sequence[Payment]:
        """Fail."""
        raise PaymentUnavailable(problem="演示故障")


_providers: dict[str, Callable[[], PaymentProvider]] = {}
_made: dict[str, PaymentProvider] = {}


def register_provider(name: str, make: Callable[[], PaymentProvider]) -> None:
    """Make a bank known under a name."""
    _providers[name] = make


def provider_named(name: str) -> PaymentProvider:
    """Give a bank by its name. Refuses with PaymentUnavailable."""
    if name not in _providers:
        raise PaymentUnavailable(problem=f"没有接入 {name}")
    return _made.setdefault(name, _providers[name]())


register_provider("demo", DemoBank)
register_provider("failing", FailingBank)
