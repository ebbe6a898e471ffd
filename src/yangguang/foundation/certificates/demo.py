"""The authorities of the demo city and the seals of its bodies, as if they had stood since it was founded."""

from datetime import datetime, timedelta

from yangguang.foundation.acts.api import system_actor
from yangguang.foundation.certificates import operations
from yangguang.foundation.certificates.operations.seals import ensure_seals

_STEP = timedelta(days=390)  # before the roots' lists run out


def build_authorities(*, founded_at: datetime, now: datetime) -> None:
    """Establish both zones, give every body its seal, and publish the lists of the years since."""
    operations.ensure_authorities(now=founded_at)
    ensure_seals(now=founded_at, actor=system_actor("演示城市"))
    at = founded_at
    while at < now:
        operations.publish_stale_lists(now=at)
        at += _STEP
    operations.publish_stale_lists(now=now)
