"""
The real one: a bank or collecting agent behind a small JSON interface over HTTP, both ways signed with HMAC-SM3.

Banks each have their own interface; a bridge on the operator's side translates. Sent: POST `/orders`, `/refunds`, GET
`/statements/DAY`, each with `X-Signature` over the body (for GET: over the path). 2xx is done, anything else means later.
"""

import json
import urllib.error
import urllib.request
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from yangguang.foundation.payments.providers.base import BankLine, read_line, sign
from yangguang.foundation.payments.refusals import PaymentUnavailable

_PATIENCE_SECONDS = 15
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
        body = json.dumps(asked, ensure_ascii=False).encode() if asked is not None else None
        headers = {
            "Content-Type": "application/json",
            "X-Signature": sign(path.encode() if body is None else body, key=self.key),
        }
        request = urllib.request.Request(  # noqa: S310 - the operator's own address
            self.url + path, data=body, headers=headers, method="GET" if body is None else "POST"
        )
        try:
            with urllib.request.urlopen(request, timeout=_PATIENCE_SECONDS) as answer:  # noqa: S310
                said = json.loads(answer.read(_LARGEST_ANSWER))
        except urllib.error.HTTPError as problem:
            with problem:
                raise PaymentUnavailable(problem=f"HTTP {problem.code}") from problem
        except (OSError, ValueError) as problem:
            raise PaymentUnavailable(problem=str(problem)[:200]) from problem
        return _Answer(said if isinstance(said, dict) else {})


class _Answer(dict[str, Any]):
    """What a bank said; a field it owes and leaves out is a bank that did not answer."""

    def __missing__(self, name: str) -> Any:
        raise PaymentUnavailable(problem=f"应答里没有 {name}")
