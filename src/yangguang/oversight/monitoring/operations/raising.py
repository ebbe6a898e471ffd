"""A yellow card that was not put right becomes a red one: a finding of its own, issued as any other."""

from datetime import datetime

from yangguang.foundation.acts.api import Actor
from yangguang.oversight.monitoring.models import Card
from yangguang.oversight.monitoring.operations.issuing import Due, issue_card
from yangguang.oversight.monitoring.operations.keeping import plan_of_card, recall_cases
from yangguang.oversight.monitoring.rules.cases import CaseWatch, Finding
from yangguang.oversight.monitoring.rules.levels import RULES

RULE = RULES["card.ladder.uncorrected"]


def raise_uncorrected(*, actor: Actor, card: Card, now: datetime) -> Card:
    """Issue the red card for a yellow one that two working days after the urging is still not put right."""
    case = recall_cases([card.object_number]).get(card.object_number)
    if case is None:
        case = CaseWatch(card.object_number, plan_of_card(card), 0, body_code=card.body_code)
    finding = Finding(
        card.object_number,
        RULE.rule_id,
        RULE.level,
        int(now.timestamp()),
        f"card@{card.pk}",
        card.step_node,
        card.step_name,
        card.post_kind,
        {"card": card.number},
        f"card:{card.pk}",
    )
    return issue_card(actor=actor, due=Due(finding, case, card.officer), now=now)
