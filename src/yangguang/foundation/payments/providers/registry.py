"""Which bank takes the money; operators choose in the environment table, others may be registered."""

import hashlib
from collections.abc import Callable

from django.conf import settings

from yangguang.foundation.payments.providers.base import PaymentProvider
from yangguang.foundation.payments.providers.demo import DemoBank
from yangguang.foundation.payments.providers.failing import FailingBank
from yangguang.foundation.payments.providers.gateway import GatewayBank
from yangguang.foundation.payments.refusals import PaymentUnavailable

_known: dict[str, Callable[[], PaymentProvider]] = {
    "demo": DemoBank,
    "failing": FailingBank,
    "gateway": lambda: GatewayBank(settings.PAYMENT_URL, key_of("gateway")),
}


def register_provider(name: str, make: Callable[[], PaymentProvider]) -> None:
    """Make a bank known under a name."""
    _known[name] = make


def provider_named(name: str) -> PaymentProvider:
    """Give a bank by its name. Refuses with PaymentUnavailable."""
    if name not in _known:
        raise PaymentUnavailable(problem=f"没有接入 {name}")
    return _known[name]()


def provider_in_use() -> str:
    """Name the bank new orders are paid through."""
    chosen: str = settings.PAYMENT_PROVIDER
    return chosen


def key_of(name: str) -> bytes:
    """Give the key messages of a bank are signed with: what was agreed, or for the demo one of the platform's own."""
    agreed: str = settings.PAYMENT_KEY
    if agreed:
        return agreed.encode()
    return hashlib.sha256(f"payments:{name}:{settings.SECRET_KEY}".encode()).digest()
