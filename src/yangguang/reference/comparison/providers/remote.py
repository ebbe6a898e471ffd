"""
Another body's register behind HTTP: our own small contract, so that any body can stand up an adapter.

We POST {"kind", "fields"} and get {"records": [{"key", "fields", "lapsed"}]}; the other side does its own looking up, the
weighing stays here.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from yangguang.kernel.asking import NoAnswer, ask_json
from yangguang.reference.comparison.rules import Claim, Record, RuleSet
from yangguang.reference.comparison.rules.refusals import SourceUnavailable

PATIENCE_SECONDS = 2.0  # an officer waits for it
LARGEST_ANSWER = 1_000_000
MOST_RECORDS = 100


class RemoteSource:
    """One address."""

    def __init__(self, code: str, name: str, owner: str, address: str) -> None:
        """Take what the row says."""
        self.code, self.name, self.owner, self.address = code, name, owner, address

    def find(self, claim: Claim, rules: RuleSet, on: date) -> list[Record]:
        """Ask. Refuses with SourceUnavailable: no address, no answer in time, or an answer that cannot be read."""
        if not self.address.startswith(("https://", "http://")):
            raise SourceUnavailable(source=self.name, problem="还没有接通")
        try:
            told = ask_json(
                self.address,
                asked={"kind": claim.kind, "fields": dict(claim.fields)},
                patience=PATIENCE_SECONDS,
                largest=LARGEST_ANSWER,
            )
        except NoAnswer as problem:
            raise SourceUnavailable(source=self.name, problem=str(problem)) from problem
        return self._read(told)

    def records(self, kind: str, on: date) -> Iterator[Record]:
        """Give nothing: another body's register is not copied."""
        return iter(())

    def _read(self, content: Mapping[str, Any]) -> list[Record]:
        try:
            told: list[dict[str, Any]] = content["records"]
            return [
                Record(
                    str(one["key"]),
                    {str(name): str(value) for name, value in one["fields"].items()},
                    str(one.get("lapsed", "")),
                )
                for one in told[:MOST_RECORDS]
            ]
        except (KeyError, TypeError, AttributeError) as problem:
            raise SourceUnavailable(source=self.name, problem="应答的内容读不出来") from problem
