"""The authorities of the demo city and the seals of its bodies, as if they had stood since it was founded."""

from datetime import datetime, timedelta

from django.conf import settings

from yangguang.foundation.access.api import actor_of
from yangguang.foundation.acts.api import system_actor
from yangguang.foundation.certificates import operations
from yangguang.foundation.certificates.operations.seals import ensure_seals
from yangguang.foundation.identity.api import Account
from yangguang.kernel import clock

CUSTODIANS = ("security1", "security2", "admin")
DEMO_PASSPHRASE = "yangguang-demo"  # noqa: S105 - published, as the password of the demo accounts is
_STEP = timedelta(days=390)  # before the roots' lists run out


def build_authorities(*, founded_at: datetime, now: datetime) -> None:
    """Establish both zones and their custodians, give every body its seal, and publish the lists of the years since."""
    operations.ensure_authorities(now=founded_at)
    appoint_custodians(now=founded_at)
    ensure_seals(now=founded_at, actor=system_actor("演示城市"))
    at = founded_at
    while at < now:
        operations.publish_stale_lists(now=at)
        at += _STEP
    operations.publish_stale_lists(now=now)


def appoint_custodians(*, now: datetime) -> None:
    """Let three registrars keep shares of encryption keys, under the published passphrase; only in demo mode."""
    if not settings.DEMO_MODE:
        return
    for account in Account.objects.filter(username__in=CUSTODIANS, custodian__isnull=True).order_by("pk"):
        actor = actor_of(account=account, on=clock.today(now))
        operations.appoint_custodian(actor=actor, now=now, passphrase=DEMO_PASSPHRASE)
