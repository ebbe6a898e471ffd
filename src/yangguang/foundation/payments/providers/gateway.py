"""
The real one: a bank or collecting agent behind a small JSON interface over HTTP, both ways signed with HMAC-SM3.

Banks each have their own interface; a bridge on the operator's side translates. Sent: POST `/orders`, `/refunds`, GET
`/statements/DAY`, each with `X-Signature` over the body (for GET: over the path). 2xx is done, anything else means later.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from yangguang.foundation.payments.providers.base import BankLine, read_line, sign
from yangguang.foundation.payments.refusals import PaymentUnavailable
from yangguang.kernel.asking import NoAnswer, ask_json, to_json

_LARGEST_ANSWER = 20 * 1024 * 1024


class GatewayBank:
    """Speaks to the address and with the key of the environment table."""

    name = "gateway"

    def __init__(self, url: str, key: bytes) -> None:
        """Keep where to and what to sign with."""
        self.url, self.key = url.rstrip("/"), key

    def address_to_pay(self, *, reference: str, amount: int, title: str) -> str:
        """Announce the order and be told where it is paid."""
        return str(
            self._ask("/orders", {"reference": reference, "amount": amount, "title": title})["address"]
        )

    def send_back(self, *, reference: str, amount: int, account: str, now: datetime) -> str:
        """Ask for money to go back; the reference makes a second asking the same."""
        asked = {"reference": reference, "amount": amount, "account": account, "at": now.isoformat()}
        return str(self._ask("/refunds", asked)["receipt"])[:64]

    def statement_of(self, *, day: date) -> Sequence[BankLine]:
        """Fetch a day's statement."""
        return [read_line(line) for line in self._ask(f"/statements/{day.isoformat()}")["lines"]]

    def _ask(self, path: str, asked: dict[str, Any] | None = None) -> dict[str, Any]:
        signed = path.encode() if asked is None else to_json(asked)
        headers = {"X-Signature": sign(signed, key=self.key)}
        try:
            return _Answer(ask_json(self.url + path, asked=asked, headers=headers, largest=_LARGEST_ANSWER))
        except NoAnswer as problem:
            raise PaymentUnavailable(problem=str(problem)) from problem


class _Answer(dict[str, Any]):
    """What a bank said; a field it owes and leaves out is a bank that did not answer."""

    def __missing__(self, name: str) -> Any:
        raise PaymentUnavailable(problem=f"应答里没有 {name}")
