"""What comparison tells the rest of the platform, after the commit."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ComparisonMade:
    """Something presented was compared with a source."""

    subject_type: str
    subject_number: str
    item: str
    source: str
    outcome: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ComparisonJudged:
    """A person decided about a pair."""

    subject_type: str
    subject_number: str
    item: str
    verdict: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SourceWentDown:
    """A source does not answer any more."""

    source: str
    problem: str
    at: datetime
