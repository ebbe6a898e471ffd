"""What the hall hears: a case accepted is charged where its matter asks a fee; money in is receipted."""

from yangguang.capabilities.approval import api as cases
from yangguang.capabilities.approval import events as approval
from yangguang.capabilities.hall import api
from yangguang.foundation.acts.api import system_actor
from yangguang.foundation.events.api import subscribe
from yangguang.foundation.payments import events as payments

MACHINE = system_actor("依公布的标准收费")


@subscribe(approval.ApplicationAccepted)
def case_accepted(event: approval.CaseEvent, act_number: int) -> None:
    """Issue the order to pay, where the published version asks a fee on a basis of law."""
    application = cases.visible_to(actor=MACHINE).filter(number=event.number).first()
    if application is None or not application.version.fee_fen:
        return
    if api.find_charge(case_number=event.number) is None:
        api.charge_case(actor=MACHINE, application=application, now=event.at)


@subscribe(payments.OrderPaid)
def order_paid(event: payments.OrderPaid, act_number: int) -> None:
    """Make the receipt."""
    charge = api.find_charge(case_number=event.object_number) if event.object_type == "application" else None
    if charge is not None and charge.order.number == event.number:
        api.write_bill(actor=MACHINE, charge=charge, now=event.at)
