"""Facts the hall tells the rest of the platform, after the commit."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class QuestionAsked:
    """Somebody asked about a matter."""

    number: str
    matter_code: str
    body_code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class QuestionAnswered:
    """The body answered; open to all unless it said why not."""

    number: str
    matter_code: str
    body_code: str
    at: datetime
    is_public: bool = True


@dataclass(frozen=True, slots=True)
class ParcelReturned:
    """The post could not hand a result over: somebody has to serve it another way."""

    case_number: str
    number: str
    at: datetime


@dataclass(frozen=True, slots=True)
class VolumeClosed:
    """A case was put on file."""

    case_number: str
    number: str
    at: datetime
