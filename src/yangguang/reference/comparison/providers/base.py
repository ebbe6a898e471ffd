"""What a source must be able to do."""

from collections.abc import Iterator
from datetime import date
from typing import Protocol

from yangguang.reference.comparison.rules import Claim, Record, RuleSet


class SourceProvider(Protocol):
    """One register. Both methods refuse with SourceUnavailable when it does not answer."""

    code: str
    name: str
    owner: str

    def find(self, claim: Claim, rules: RuleSet, on: date) -> list[Record]:
        """Give the records worth comparing with a claim, at most some dozens."""

    def records(self, kind: str, on: date) -> Iterator[Record]:
        """Walk everything, for runs; a source that cannot is asked claim by claim instead and gives nothing here."""
