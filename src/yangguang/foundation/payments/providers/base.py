"""What a collecting bank must be able to do, and how its messages are signed."""

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Protocol

from yangguang.foundation.payments.refusals import CallUnreadable


@dataclass(frozen=True, slots=True)
class BankLine:
    """One line of a bank's statement: into the body's account, or out of it (`is_refund`). Fen."""

    serial: str
    reference: str
    amount: int
    payer_name: str
    payer_account: str
    at: datetime
    is_refund: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Write it as messages carry it."""
        return {**asdict(self), "at": self.at.isoformat()}


class PaymentProvider(Protocol):
    """What the platform needs of a bank."""

    name: str

    def address_to_pay(self, *, reference: str, amount: int, title: str) -> str:
        """Give the page on which the payer pays. Refuses with PaymentUnavailable."""

    def send_back(self, *, reference: str, amount: int, account: str, now: datetime) -> str:
        """
        Pay money back to the account it came from, once per reference, and give the receipt.

        Refuses with PaymentUnavailable.
        """

    def statement_of(self, *, day: date) -> Sequence[BankLine]:
        """Give the statement of a day. Refuses with PaymentUnavailable."""


def sign(body: bytes, *, key: bytes) -> str:
    """Sign a message between bank and platform: HMAC with SM3 (GM/T 0004), hexadecimal."""
    return hmac.new(key, body, "sm3").hexdigest()


def is_signed(body: bytes, *, signature: str, key: bytes) -> bool:
    """Tell whether a message carries the signature it should, without telling how far it agrees."""
    return hmac.compare_digest(sign(body, key=key), signature.strip().lower())


def read_line(raw: bytes | str | Mapping[str, Any]) -> BankLine:
    """Read a line of a message. Refuses with CallUnreadable."""
    try:
        fields = json.loads(raw) if isinstance(raw, bytes | str) else dict(raw)
        at = datetime.fromisoformat(str(fields["at"]))
        serial, reference = str(fields["serial"]), str(fields["reference"])
        amount = fields["amount"]
    except (ValueError, KeyError, TypeError) as problem:
        raise CallUnreadable(reason=f"缺字段或者格式不对（{problem}）") from None
    if not isinstance(amount, int) or isinstance(amount, bool) or amount <= 0:
        raise CallUnreadable(reason="amount 要是正整数，单位是分")
    if not serial.strip() or len(serial) > 64 or len(reference) > 64 or at.tzinfo is None:
        raise CallUnreadable(reason="serial 不能空、不超过 64 位，at 要带时区")
    return BankLine(
        serial,
        reference,
        amount,
        str(fields.get("payer_name", ""))[:120],
        str(fields.get("payer_account", ""))[:40],
        at,
        bool(fields.get("is_refund", False)),
    )
