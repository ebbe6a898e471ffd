"""What the calendar tells the rest of the platform."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CalendarChanged:
    """The working calendar has a new version; so many running clocks got another last day."""

    version: str
    moved_clocks: int
    at: datetime
