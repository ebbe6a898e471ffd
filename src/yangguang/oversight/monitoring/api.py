"""The door of monitoring."""

from yangguang.oversight.monitoring.events import CardIssued, CardRevoked
from yangguang.oversight.monitoring.models import Card, CardLevel
from yangguang.oversight.monitoring.operations import (
    CardAlreadyExplained,
    CardAlreadyRevoked,
    TextNeeded,
    explain_card,
    issue_card,
    raise_cards,
    revoke_card,
)
from yangguang.oversight.monitoring.permissions import may_explain_card, may_revoke_card
from yangguang.oversight.monitoring.queries import (
    BoardFigures,
    board_figures,
    count_public_cards,
    figures_by_body,
    get_card,
    list_cards,
    list_cards_of,
    list_public_cards,
)
from yangguang.oversight.monitoring.rules import Level, level_for

__all__ = [
    "BoardFigures",
    "Card",
    "CardAlreadyExplained",
    "CardAlreadyRevoked",
    "CardIssued",
    "CardLevel",
    "CardRevoked",
    "Level",
    "TextNeeded",
    "board_figures",
    "count_public_cards",
    "explain_card",
    "figures_by_body",
    "get_card",
    "issue_card",
    "level_for",
    "list_cards",
    "list_cards_of",
    "list_public_cards",
    "may_explain_card",
    "may_revoke_card",
    "raise_cards",
    "revoke_card",
]
