"""
Plays the bank: a page to pay on, and a statement kept as VAR/bank/ACCOUNT/DAY.jsonl, outside the database as a bank's is.

What our transaction loses, this bank still remembers; so the daily comparison has something to find.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from django.conf import settings

from yangguang.foundation.payments.providers.base import BankLine, read_line
from yangguang.kernel import clock


class DemoBank:
    """Pays what it is asked, at once."""

    name = "demo"

    def __init__(self, account: str = "fees") -> None:
        """Open the book of one account."""
        self.account = account

    def address_to_pay(self, *, reference: str, amount: int, title: str) -> str:
        """Give the demo's own counter."""
        return f"/payments/demo/?order={reference}"

    def send_back(self, *, reference: str, amount: int, account: str, now: datetime) -> str:
        """Pay back at once; the same reference again gives the same receipt and pays nothing."""
        receipt = f"DEMO-{_serial(reference, 'back')}"
        known = {one.serial for one in self.statement_of(day=clock.today(now)) if one.is_refund}
        if receipt not in known:
            self.write(BankLine(receipt, reference, amount, "", account, now, is_refund=True))
        return receipt

    def statement_of(self, *, day: date) -> Sequence[BankLine]:
        """Read the day's file."""
        path = self._file(day)
        if not path.exists():
            return []
        return [read_line(line) for line in path.read_text(encoding="utf-8").splitlines() if line]

    def take_money(
        self, *, reference: str, amount: int, payer_name: str, payer_account: str, now: datetime
    ) -> BankLine:
        """Take a payment over the counter: it stands in the statement before anybody is told."""
        line = BankLine(f"DEMO-{_serial(reference, now.isoformat())}", reference, amount, payer_name,
                        payer_account, now)  # fmt: skip
        self.write(line)
        return line

    def write(self, line: BankLine) -> None:
        """Add one line to the statement of its day; appending is one write, two at once mix nothing."""
        path = self._file(clock.today(line.at))
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as book:
            book.write(json.dumps(line.as_dict(), ensure_ascii=False) + "\n")

    def _file(self, day: date) -> Path:
        return Path(settings.VAR) / "bank" / self.account / f"{day.isoformat()}.jsonl"


def _serial(*words: str) -> str:
    return hashlib.sha256("|".join(words).encode()).hexdigest()[:16].upper()
