"""What access does when it hears that an officer left: rights that hang on the person end the same day."""

from yangguang.foundation.access import operations
from yangguang.foundation.access.models import Delegation, State
from yangguang.foundation.acts.api import subscribe, system_actor
from yangguang.foundation.organisation.events import OfficerRetired


@subscribe(OfficerRetired)
def end_delegations(event: OfficerRetired, act_number: int) -> None:
    """
    End what the officer lent and what was lent to them.

    This tidies the record; that it no longer counts follows from the appointment and the account, at once.
    """
    alive = Delegation.objects.filter(state__in=(State.PROPOSED, State.EFFECTIVE))
    own = alive.filter(proposed_by_id=event.officer_id) | alive.filter(delegate_id=event.officer_id)
    for one in own:
        operations.end_right(
            actor=system_actor("离任"), now=event.retired_at, right=one, reason=f"{event.number} 号离任"
        )
