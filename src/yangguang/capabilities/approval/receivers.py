"""What approval hears: a case was handed in or went a step on and is compared; a licence ended on which live cases rest."""

from yangguang.capabilities.approval import api, events
from yangguang.capabilities.approval.events import ApplicationSubmitted
from yangguang.foundation.acts.api import subscribe
from yangguang.foundation.jobs import api as jobs
from yangguang.kernel import clock
from yangguang.reference.licences import api as licences


@jobs.task(name="approval.compare_submitted", attempts=3)
def compare_submitted(*, number: str, **_unknown: object) -> None:
    """Compare a case that has just been handed in."""
    api.compare_case(number=number, occasion="submission", now=clock.now())


@subscribe(ApplicationSubmitted)
def compare_what_was_handed_in(event: ApplicationSubmitted, act_number: int) -> None:
    """Compare in the background: a register that is slow or down must not keep the applicant waiting."""
    jobs.defer(compare_submitted, number=event.number)


@subscribe(events.ApplicationAccepted)
@subscribe(events.CorrectionAnswered)
@subscribe(events.StepDone)
@subscribe(events.SpecialProcedureEnded)
def compare_what_the_next_step_relies_on(event: events.CaseEvent, act_number: int) -> None:
    """Compare the licences a case rests on before each step: whoever opens it sees them as they stand now."""
    api.compare_reliances(number=event.number, now=event.at)


@subscribe(licences.LicenceEnded)
def compare_cases_of_ended_licence(event: licences.LicenceEnded, act_number: int) -> None:
    """Tell the officers at once when a licence falls while they examine."""
    if event.ending != licences.Ending.REPLACED:
        _compare_again(event.number, event)


@subscribe(licences.LicenceSuspended)
def compare_cases_of_suspended_licence(event: licences.LicenceSuspended, act_number: int) -> None:
    """The same when it is held back."""
    _compare_again(event.number, event)


def _compare_again(number: str, event: licences.LicenceEnded | licences.LicenceSuspended) -> None:
    for case in licences.list_cases_relying(number=number):
        api.compare_case(number=case, occasion="step", now=event.at)
