"""Facts approval tells the rest of the platform, after the commit."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """What every fact about a case carries."""

    number: str
    matter_code: str
    body_code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ApplicationSubmitted(CaseEvent):
    """Somebody handed in an application."""


@dataclass(frozen=True, slots=True)
class ApplicationAccepted(CaseEvent):
    """The office accepted it, or the law did after five working days of silence."""

    is_deemed: bool = False


@dataclass(frozen=True, slots=True)
class CorrectionRequested(CaseEvent):
    """The one correction notice went out."""


@dataclass(frozen=True, slots=True)
class CorrectionAnswered(CaseEvent):
    """The applicant corrected the materials."""


@dataclass(frozen=True, slots=True)
class AcceptanceRefused(CaseEvent):
    """Not this agency's power, or no licence needed (`is_required` false)."""

    is_required: bool = True


@dataclass(frozen=True, slots=True)
class StepDone(CaseEvent):
    """A step of the flow is finished."""

    step: str = ""


@dataclass(frozen=True, slots=True)
class SpecialProcedureStarted(CaseEvent):
    """The clocks stand still."""

    kind: str = ""


@dataclass(frozen=True, slots=True)
class SpecialProcedureEnded(CaseEvent):
    """The clocks run again."""

    kind: str = ""


@dataclass(frozen=True, slots=True)
class DecisionExtended(CaseEvent):
    """The head of the agency extended the period once."""

    days: int = 0


@dataclass(frozen=True, slots=True)
class HearingNotified(CaseEvent):
    """Time and place of a hearing were told."""


@dataclass(frozen=True, slots=True)
class DecisionMade(CaseEvent):
    """Granted or refused; `is_deemed` when silence renewed a licence."""

    result: str = ""
    is_deemed: bool = False


@dataclass(frozen=True, slots=True)
class ResultDelivered(CaseEvent):
    """The result reached the applicant."""

    licence_number: str = ""


@dataclass(frozen=True, slots=True)
class ResultPublished(CaseEvent):
    """Anybody may read the result now."""


@dataclass(frozen=True, slots=True)
class ApplicationClosed(CaseEvent):
    """It ended without a decision: withdrawn or never corrected."""

    state: str = ""


@dataclass(frozen=True, slots=True)
class ServiceRated(CaseEvent):
    """The applicant said how the service was."""

    level: int = 0


@dataclass(frozen=True, slots=True)
class ComplaintFiled(CaseEvent):
    """The applicant complains about the handling; whoever works on complaints hears it here."""

    complaint: str = ""
    text: str = ""
    is_urging: bool = False


@dataclass(frozen=True, slots=True)
class ComplaintLate(CaseEvent):
    """The last day to answer a complaint has passed; supervision hears it here."""

    complaint: str = ""
    due_on: str = ""


@dataclass(frozen=True, slots=True)
class ComplaintAnswered(CaseEvent):
    """Somebody who did not handle the case has answered it in writing."""

    complaint: str = ""


@dataclass(frozen=True, slots=True)
class MaterialReplaced(CaseEvent):
    """The applicant put a newer file beside an earlier one."""

    material: str = ""


@dataclass(frozen=True, slots=True)
class CaseHandedUp(CaseEvent):
    """A body below has reviewed it first and handed it up."""

    lower_code: str = ""
