"""What others may hear about discretion standards."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class StandardPublished:
    """A version came out; acts committed from `effective_from` on are judged by it."""

    code: str
    act: str
    number: int
    effective_from: date
    at: datetime


@dataclass(frozen=True)
class StandardRetired:
    """A version was taken out of force without a successor."""

    code: str
    number: int
    reason: str
    at: datetime
