"""Which carrier takes which channel; operators choose in the environment table."""

from collections.abc import Callable

from django.conf import settings

from yangguang.foundation.messaging.models import Channel
from yangguang.foundation.messaging.providers.base import Carrier
from yangguang.foundation.messaging.providers.demo import FileMailCarrier, FileSmsCarrier
from yangguang.foundation.messaging.providers.failing import FailingCarrier
from yangguang.foundation.messaging.providers.gateway import GatewayCarrier
from yangguang.foundation.messaging.providers.smtp import SmtpCarrier


def carrier_for(channel: str) -> Carrier:
    """Give the carrier in use for a channel."""
    if channel == Channel.EMAIL:
        return _mail()
    return _sms()


def _mail() -> Carrier:
    url: str = settings.SMTP_URL
    if url == "failing":
        return FailingCarrier()
    return SmtpCarrier(url) if url else FileMailCarrier()


def _sms() -> Carrier:
    chosen: str = settings.SMS_PROVIDER
    if chosen == "gateway":
        return GatewayCarrier(settings.SMS_URL)
    named: dict[str, Callable[[], Carrier]] = {"demo": FileSmsCarrier, "failing": FailingCarrier}
    return named[chosen]()
