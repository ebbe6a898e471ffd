"""Facts monitoring tells the rest of the platform."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CardIssued:
    """A post was warned or shown a card."""

    card_id: int
    level: int
    object_number: str
    body_code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CardRevoked:
    """A card was taken back."""

    card_id: int
    at: datetime
