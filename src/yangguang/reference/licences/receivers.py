"""What licences hear of themselves: a list that anybody may trust must know of an end at once."""

from yangguang.foundation.acts.api import subscribe
from yangguang.foundation.jobs import api as jobs
from yangguang.reference.licences.events import LicenceEnded, LicenceSuspended
from yangguang.reference.licences.tasks import sign_list_now


@subscribe(LicenceEnded)
def renew_list_after_end(event: LicenceEnded, act_number: int) -> None:
    """Sign a new list within moments of a revocation; a version that was replaced waits for the hour."""
    if event.ending not in ("replaced", "expired"):
        jobs.defer(sign_list_now)


@subscribe(LicenceSuspended)
def renew_list_after_suspension(event: LicenceSuspended, act_number: int) -> None:
    """The same when a licence is held back."""
    jobs.defer(sign_list_now)
