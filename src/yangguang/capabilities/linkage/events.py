"""Facts linkage tells the rest of the platform, after the commit."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CasePassedUp:
    """A district has reviewed a case first; the city decides."""

    number: str
    lower_code: str
    upper_code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OriginalsMissing:
    """Originals arrived in another number than was sent."""

    number: str
    case_number: str
    body_code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DistrictEventTaken:
    """An event of a district's own system was taken."""

    system: str
    serial: str
    kind: str
    at: datetime
