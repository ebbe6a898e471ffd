"""Facts about the log itself."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LogAlarmRaised:
    """The log cannot do its duty; administrators must look."""

    code: str
    problem: str
    raised_at: datetime


@dataclass(frozen=True, slots=True)
class LogRecovered:
    """The log takes acts again."""

    code: str
    cleared_at: datetime
