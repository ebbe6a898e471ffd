"""Everything linkage keeps."""

from yangguang.capabilities.linkage.models.exchange import (
    Batch,
    DistrictCase,
    DistrictSystem,
    IncomingEvent,
    OutgoingEvent,
)
from yangguang.capabilities.linkage.models.halls import Booking, Counter, Hall, Ticket
from yangguang.capabilities.linkage.models.levels import Exercise, FirstReview, JurisdictionRule, Lending
from yangguang.capabilities.linkage.models.routing import Routing, Transfer, TransferStep

__all__ = [
    "Batch",
    "Booking",
    "Counter",
    "DistrictCase",
    "DistrictSystem",
    "Exercise",
    "FirstReview",
    "Hall",
    "IncomingEvent",
    "JurisdictionRule",
    "Lending",
    "OutgoingEvent",
    "Routing",
    "Ticket",
    "Transfer",
    "TransferStep",
]
