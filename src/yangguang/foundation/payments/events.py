"""Facts payments tell the rest of the platform, after the commit."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class OrderPaid:
    """An order was paid in full."""

    number: str
    object_type: str
    object_number: str
    amount: int
    at: datetime


@dataclass(frozen=True, slots=True)
class OrderRefunded:
    """Money of an order went back; `amount` of it."""

    number: str
    object_type: str
    object_number: str
    amount: int
    at: datetime
