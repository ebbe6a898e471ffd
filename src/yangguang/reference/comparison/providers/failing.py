"""A twin of a source whose machine is down."""

from collections.abc import Iterator
from datetime import date

from yangguang.reference.comparison.rules import Claim, Record, RuleSet
from yangguang.reference.comparison.rules.refusals import SourceUnavailable


class FailingSource:
    """Refuses every question."""

    owner = ""

    def __init__(self, code: str = "failing", name: str = "停机的数据源") -> None:
        """Take the name it stands for."""
        self.code, self.name = code, name

    def find(self, claim: Claim, rules: RuleSet, on: date) -> list[Record]:
        """Refuse."""
        raise SourceUnavailable(source=self.name, problem="连接被拒绝")

    def records(self, kind: str, on: date) -> Iterator[Record]:
        """Refuse."""
        raise SourceUnavailable(source=self.name, problem="连接被拒绝")
