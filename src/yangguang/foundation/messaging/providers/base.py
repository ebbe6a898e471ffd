"""What a carrier of messages must be able to do, and the two ways it can fail."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Letter:
    """What is carried: to one address, with a reference that repeats on a second try."""

    to: str
    title: str
    text: str
    reference: str


class CarrierUnavailable(Exception):
    """Not now: the next try may succeed."""


class AddressRefused(Exception):
    """Never: this address does not exist or does not want it."""


class Carrier(Protocol):
    """Takes a letter away."""

    def carry(self, letter: Letter) -> str:
        """Hand the letter over and give the carrier's receipt; raise CarrierUnavailable or AddressRefused."""
