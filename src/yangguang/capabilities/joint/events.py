"""Facts joint approval tells the rest of the platform, after the commit."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class JointEvent:
    """What every fact about a joint case carries."""

    number: str
    lead_code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class JointCaseSubmitted(JointEvent):
    """One application went to several departments."""


@dataclass(frozen=True, slots=True)
class PartStarted(JointEvent):
    """The case of one matter began."""

    part: str = ""
    body_code: str = ""
    case_number: str = ""


@dataclass(frozen=True, slots=True)
class PartSettled(JointEvent):
    """One department has its result."""

    part: str = ""
    body_code: str = ""
    result: str = ""


@dataclass(frozen=True, slots=True)
class DepartmentLate(JointEvent):
    """A department's time inside the total limit is over; supervision watches the department, not the lead."""

    part: str = ""
    body_code: str = ""
    due_on: str = ""
    case_number: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class MaterialChangedAfterReliance(JointEvent):
    """A shared material was replaced after departments had relied on it."""

    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ContradictionRaised(JointEvent):
    """Two departments' conclusions cannot both stand."""

    part: str = ""
    other: str = ""


@dataclass(frozen=True, slots=True)
class ConsultationClosed(JointEvent):
    """A consultation came to its decision."""

    consultation: str = ""
    is_passed: bool = False


@dataclass(frozen=True, slots=True)
class JointCaseConcluded(JointEvent):
    """Every department is done; the results are together."""


@dataclass(frozen=True, slots=True)
class PackageDelivered(JointEvent):
    """The one package of results reached the applicant."""

    way: str = ""
