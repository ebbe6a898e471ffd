"""Amounts that are signed and amounts that stay secret: statements of bids, sealed maxima, quotations and reserve prices."""

import hashlib

from django.conf import settings

from yangguang.capabilities.auction.models import Secret, Session
from yangguang.capabilities.auction.rules.proxies import Proxy
from yangguang.kernel import sealing


def bid_statement(*, session: str, number: int, amount: int, term: int, key: str, seen: int) -> str:
    """Write what a bidder signs with the own certificate: lot, amount, key, bidder, sequence."""
    return (
        f"阳光政务报价\n竞价场次：{session}\n竞买号：{number}\n金额（分）：{amount}\n其他条件：{term}\n"
        f"报价标识：{key}\n所见序号：{seen}\n"
    )


def key_digest(key: str) -> str:
    """Give what the public log shows of an idempotency key."""
    return hashlib.new("sm3", key.encode()).hexdigest()[:16]


def seal_amount(session: Session, amount: int) -> bytes:
    """Encrypt an amount so that it opens for this room only."""
    return sealing.seal(
        secret=settings.SECRET_KEY,
        purpose="auction amounts",
        plain=str(amount).encode(),
        bound_to=session.number,
    )


def unseal_amount(session: Session, sealed: bytes) -> int:
    """Open a sealed amount of this room."""
    return int(
        sealing.unseal(
            secret=settings.SECRET_KEY, purpose="auction amounts", sealed=sealed, bound_to=session.number
        )
    )


def read_proxies(session: Session) -> list[Proxy]:
    """Read the standing maxima of a room, for the rules only."""
    rows = Secret.objects.filter(session=session, kind="maximum", is_current=True).select_related("seat")
    return [
        Proxy(one.seat.number, unseal_amount(session, bytes(one.sealed)), one.pk) for one in rows if one.seat
    ]
