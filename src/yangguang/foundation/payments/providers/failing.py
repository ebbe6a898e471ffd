"""The bank that is down: for drills and tests of what people then see."""

from collections.abc import Sequence
from datetime import date, datetime

from yangguang.foundation.payments.providers.base import BankLine
from yangguang.foundation.payments.refusals import PaymentUnavailable


class FailingBank:
    """Never answers."""

    name = "failing"

    def address_to_pay(self, *, reference: str, amount: int, title: str) -> str:
        """Fail."""
        raise PaymentUnavailable(problem="演示故障")

    def send_back(self, *, reference: str, amount: int, account: str, now: datetime) -> str:
        """Fail."""
        raise PaymentUnavailable(problem="演示故障")

    def statement_of(self, *, day: date) -> Sequence[BankLine]:
        """Fail."""
        raise PaymentUnavailable(problem="演示故障")
