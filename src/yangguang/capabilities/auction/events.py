"""What rooms tell the rest of the platform."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RoomDecided:
    """A room came to its end."""

    number: str
    lot_number: str
    outcome: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RoomPaused:
    """A room stands still, or goes on."""

    number: str
    is_paused: bool
    reason: str
    at: datetime
