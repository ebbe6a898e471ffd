"""What identity clears away by night; each run finds what is old, so a missed one loses nothing."""

from yangguang.foundation.identity import operations
from yangguang.foundation.jobs import api as jobs
from yangguang.kernel import clock


@jobs.every(cron="20 18 * * *", name="identity.clear_old")
def clear_old(timestamp: int = 0, **_unknown: object) -> None:
    """Forget failed sign-ins after a day and sign-ins after six months; in the small hours of the city."""
    now = clock.now()
    operations.forget_failures(now=now)
    operations.forget_sign_ins(now=now)


@jobs.every(cron="*/5 * * * *", name="identity.end_stale_sign_ins")
def end_stale_sign_ins(timestamp: int = 0, **_unknown: object) -> None:
    """End what has been idle too long, in the database and in the other systems of the city."""
    operations.end_stale_sign_ins(now=clock.now())
