"""What joint approval hears from the departments' own cases."""

from yangguang.capabilities.approval import events as approval
from yangguang.capabilities.joint import api
from yangguang.foundation.events.api import subscribe


@subscribe(approval.ApplicationAccepted)
@subscribe(approval.AcceptanceRefused)
@subscribe(approval.SpecialProcedureStarted)
@subscribe(approval.SpecialProcedureEnded)
@subscribe(approval.DecisionMade)
@subscribe(approval.ResultDelivered)
@subscribe(approval.ApplicationClosed)
def case_moved(event: approval.CaseEvent, act_number: int) -> None:
    """Take in how far a department is."""
    api.hear_of(number=event.number, now=event.at)
