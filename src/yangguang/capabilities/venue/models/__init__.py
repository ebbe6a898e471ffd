"""The venue that all markets share: parties, lots, who takes part, the money, and how it ended."""

from yangguang.capabilities.venue.models.lots import (
    Agency,
    Announcement,
    Deal,
    Lot,
    Objection,
    ParameterSet,
    Question,
    RedFlag,
    Release,
    Volume,
)
from yangguang.capabilities.venue.models.parties import (
    Deposit,
    Movement,
    Party,
    Qualification,
    Registration,
)

__all__ = [
    "Agency",
    "Announcement",
    "Deal",
    "Deposit",
    "Lot",
    "Movement",
    "Objection",
    "ParameterSet",
    "Party",
    "Qualification",
    "Question",
    "RedFlag",
    "Registration",
    "Release",
    "Volume",
]
