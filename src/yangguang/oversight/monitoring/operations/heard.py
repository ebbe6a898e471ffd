"""
Cards for what no matter's own version tells: a department late inside a joint case, a complaint not answered in time.

Capabilities say so in an event; the card goes to the post of the body that is late, on the case it is about.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yangguang.foundation.acts.api import Actor
from yangguang.oversight.monitoring.models import Card
from yangguang.oversight.monitoring.operations.issuing import Due, issue_card
from yangguang.oversight.monitoring.operations.keeping import recall_cases
from yangguang.oversight.monitoring.rules.cases import Finding
from yangguang.oversight.monitoring.rules.levels import RULES


@dataclass(frozen=True, slots=True)
class Heard:
    """One lateness: by which rule, on which case, what makes it this one and no other, what was late, with its facts."""

    rule_id: str
    case_number: str
    occurrence: str
    name: str
    facts: Mapping[str, Any]
    act_number: int
    at: datetime


def issue_heard(*, actor: Actor, heard: Heard, now: datetime) -> Card | None:
    """Issue the card of one lateness, once; none where the engine has not met the case yet."""
    case = recall_cases([heard.case_number]).get(heard.case_number)
    if case is None:
        return None
    rule = RULES[heard.rule_id]
    finding = Finding(
        heard.case_number,
        rule.rule_id,
        rule.level,
        int(heard.at.timestamp()),
        heard.occurrence,
        "",
        heard.name,
        "decide",
        heard.facts,
        f"act:{heard.act_number}",
    )
    return issue_card(actor=actor, due=Due(finding, case), now=now)
