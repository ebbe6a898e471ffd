"""What runs by the calendar: fresh revocation lists, ours and those of outside authorities; challenges nobody needs any more."""

import logging

from yangguang.foundation.acts.api import system_actor
from yangguang.foundation.certificates import operations, outside
from yangguang.foundation.jobs import api as jobs
from yangguang.kernel import clock
from yangguang.kernel.asking import NoAnswer, ask
from yangguang.kernel.refusals import Refusal

_log = logging.getLogger(__name__)
_PATIENCE = 60  # seconds; a list may have many megabytes
_LARGEST_LIST = 20_000_000


@jobs.every(cron="7 * * * *", name="certificates.publish_lists")
def publish_lists(timestamp: int = 0, **_unknown: object) -> None:
    """Publish what ends within a day; asked every hour, so that one failure leaves no gap."""
    now = clock.now()
    operations.publish_stale_lists(now=now)
    operations.forget_challenges(now=now)


@jobs.every(cron="23 * * * *", name="certificates.fetch_outside_lists")
def fetch_outside_lists(timestamp: int = 0, **_unknown: object) -> int:
    """Fetch the revocation lists of trusted outside authorities; one that fails leaves the last one in force to its end."""
    taken = 0
    for authority in outside.list_trusted():
        if not authority.list_address:
            continue
        try:
            encoded = ask(authority.list_address, patience=_PATIENCE, largest=_LARGEST_LIST)
            operations.take_outside_list(
                actor=system_actor("吊销列表更新"), now=clock.now(), authority=authority, encoded=encoded
            )
            taken += 1
        except (NoAnswer, Refusal) as problem:
            _log.warning("revocation list of %s not taken: %s", authority.name, problem)
    return taken
