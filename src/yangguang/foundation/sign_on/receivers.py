"""What sign-on does when a sign-in has ended: the other systems hear of it."""

from yangguang.foundation.acts.api import subscribe
from yangguang.foundation.identity.api import SignInEnded
from yangguang.foundation.jobs import api as jobs
from yangguang.foundation.sign_on import tasks
from yangguang.foundation.sign_on.queries import sessions_to_tell


@subscribe(SignInEnded)
def tell_clients(event: SignInEnded, act_number: int) -> None:
    """Put one job per system into the queue; what a crash loses here, `catch_up` finds."""
    for session in sessions_to_tell(sign_in_id=event.sign_in_id):
        jobs.defer(tasks.tell_logout, session_id=session.pk)
