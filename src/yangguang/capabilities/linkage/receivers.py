"""What linkage hears from cases: where they went and why, reviews below to begin, and what a district's system is told."""

from yangguang.capabilities.approval import api as cases
from yangguang.capabilities.approval import events as approval
from yangguang.capabilities.linkage import api
from yangguang.foundation.acts.api import system_actor
from yangguang.foundation.events.api import subscribe

MACHINE = system_actor("市区联动")
TOLD = {
    approval.ApplicationSubmitted: "submitted",
    approval.ApplicationAccepted: "accepted",
    approval.CorrectionRequested: "correction_requested",
    approval.CorrectionAnswered: "correction_answered",
    approval.StepDone: "step",
    approval.SpecialProcedureStarted: "special",
    approval.ResultDelivered: "closed",
    approval.ApplicationClosed: "closed",
    approval.AcceptanceRefused: "closed",
}


def _case(number: str) -> cases.Application | None:
    return cases.visible_to(actor=MACHINE).select_related("body__area").filter(number=number).first()


@subscribe(approval.ApplicationSubmitted)
def case_submitted(event: approval.CaseEvent, act_number: int) -> None:
    """Keep why the case went where it went."""
    application = _case(event.number)
    if application is not None and api.rule_in_force(
        matter=application.version.matter, on=application.received_at.date()
    ):
        api.record_routing(actor=MACHINE, application=application, now=event.at)


@subscribe(approval.ApplicationAccepted)
def case_accepted(event: approval.CaseEvent, act_number: int) -> None:
    """Start the review below, where the rule says so."""
    application = _case(event.number)
    if application is not None and api.get_routing(number=event.number) is not None:
        api.begin_first_review(actor=MACHINE, application=application, now=event.at)


def case_moved(event: approval.CaseEvent, act_number: int) -> None:
    """Tell the district's own system of a case that lies in its area."""
    application = _case(event.number)
    if application is None:
        return
    routing = api.get_routing(number=event.number)
    area = routing.area.code if routing else application.body.area.code
    system = api.system_of_area(area_code=area)
    if system is not None:
        api.tell_district(
            actor=MACHINE, system=system, kind=TOLD[type(event)], application=application, now=event.at
        )


for _kind in TOLD:
    subscribe(_kind)(case_moved)
