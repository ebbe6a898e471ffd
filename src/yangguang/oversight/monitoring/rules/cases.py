"""What is known of a case between two happenings, and what is found about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from yangguang.oversight.monitoring.rules.clocks import NEVER, Clock
from yangguang.oversight.monitoring.rules.nets import NOTHING_GIVEN, Given
from yangguang.oversight.monitoring.rules.plans import Plan


class Finding(NamedTuple):
    """One breach or warning; `key` is the same whenever it is found again."""

    case: str
    rule_id: str
    level: int
    at: int
    occurrence: str
    node: str
    name: str
    post: str
    facts: Mapping[str, Any]
    mark: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it this finding and no other."""
        return self.case, self.rule_id, self.occurrence


@dataclass(slots=True)
class CaseWatch:
    """What is known of one case between two happenings."""

    case: str
    plan: Plan
    state: int
    given: Given = NOTHING_GIVEN
    last_at: int = 0
    next_at: int = NEVER
    clocks: dict[str, Clock] = field(
        default_factory=dict
    )  # steps under `step:<key>`, limits of the law under their kind
    done: set[str] = field(default_factory=set)
    asked: int = 0
    charged: int = 0
    result: str = ""
    is_paused: bool = False
    is_closed: bool = False
    opened_at: int = 0
    step: str = ""
    body_code: str = ""
    amount: int = 0


NONE: list[Finding] = []
