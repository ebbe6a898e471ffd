"""What others may hear about matters."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class MatterPublished:
    """A version came out; cases begun from `effective_from` on run it."""

    code: str
    name: str
    number: int
    effective_from: date
    at: datetime


@dataclass(frozen=True)
class VersionRetired:
    """A version was taken out of force without a successor."""

    code: str
    number: int
    reason: str
    at: datetime


@dataclass(frozen=True)
class MatterStopped:
    """A matter takes no applications from this moment; running cases go on."""

    code: str
    name: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class MatterResumed:
    """A stopped matter takes applications again."""

    code: str
    name: str
    at: datetime
