"""What runs by the calendar: fresh revocation lists, and challenges nobody needs any more."""

from yangguang.foundation.certificates import operations
from yangguang.foundation.jobs import api as jobs
from yangguang.kernel import clock


@jobs.every(cron="7 * * * *", name="certificates.publish_lists")
def publish_lists(timestamp: int = 0, **_unknown: object) -> None:
    """Publish what ends within a day; asked every hour, so that one failure leaves no gap."""
    now = clock.now()
    operations.publish_stale_lists(now=now)
    operations.forget_challenges(now=now)
