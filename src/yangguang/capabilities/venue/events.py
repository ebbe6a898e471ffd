"""What the venue tells: who got a seat or lost it, what was announced, halted and closed."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class BidderReady:
    """A bidder is qualified and the deposit is frozen: the seat in the room may be given."""

    lot_number: str
    registration: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LotAnnounced:
    """A lot was announced, with its parameters and periods."""

    lot_number: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LotHalted:
    """A lot stands still for an objection or complaint, or goes on."""

    lot_number: str
    is_halted: bool
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DealConfirmed:
    """The deal was confirmed by its document."""

    lot_number: str
    document: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DepositMoved:
    """A deposit changed its state."""

    reference: str
    state: str
    at: datetime
