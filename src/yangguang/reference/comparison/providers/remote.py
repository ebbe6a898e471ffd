"""
Another body's register behind HTTP: our own small contract, so that any body can stand up an adapter.

We POST {"kind", "fields"} and get {"records": [{"key", "fields", "lapsed"}]}; the other side does its own looking up, the
weighing stays here.
"""

import json
import urllib.request
from collections.abc import Iterator
from datetime import date
from typing import Any

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
        body = json.dumps({"kind": claim.kind, "fields": dict(claim.fields)}, ensure_ascii=False).encode()
        request = urllib.request.Request(  # noqa: S310 - the scheme was looked at above
            self.address, data=body, headers={"Content-Type": "application/json"}
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310 - as above
                content = answer.read(LARGEST_ANSWER)
        except OSError as problem:
            reason = "在规定时间内没有应答" if isinstance(problem, TimeoutError) else "连接不上"
            raise SourceUnavailable(source=self.name, problem=reason) from problem
        return self._read(content)

    def records(self, kind: str, on: date) -> Iterator[Record]:
        """Give nothing: another body's register is not copied."""
        return iter(())

    def _read(self, content: bytes) -> list[Record]:
        try:
            told: list[dict[str, Any]] = json.loads(content)["records"]
            return [
                Record(
                    str(one["key"]),
                    {str(name): str(value) for name, value in one["fields"].items()},
                    str(one.get("lapsed", "")),
                )
                for one in told[:MOST_RECORDS]
            ]
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            raise SourceUnavailable(source=self.name, problem="应答的内容读不出来") from problem
