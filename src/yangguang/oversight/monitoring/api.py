"""The door of monitoring."""

from yangguang.oversight.monitoring.events import CardIssued, CardRevoked
from yangguang.oversight.monitoring.models import Appeal, Card, CardLevel, Escalation, Rung
from yangguang.oversight.monitoring.operations import (
    appeal_card,
    confirm_correction,
    correct_card,
    explain_card,
    follow_log,
    issue_card,
    keep_watch,
    look_at_limits,
    recount_limits,
    review_appeal,
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
from yangguang.oversight.monitoring.rules import Level
from yangguang.oversight.monitoring.rules.refusals import (
    AnotherReviewerNeeded,
    AppealAlreadyOpen,
    CardAlreadyCorrected,
    CardAlreadyExplained,
    CardAlreadyRevoked,
    CorrectionMissing,
    NoOpenAppeal,
    TextNeeded,
)
from yangguang.oversight.monitoring.rules.wording import sentence_of
from yangguang.oversight.monitoring.running import watching

__all__ = [
    "AnotherReviewerNeeded",
    "Appeal",
    "AppealAlreadyOpen",
    "BoardFigures",
    "Card",
    "CardAlreadyCorrected",
    "CardAlreadyExplained",
    "CardAlreadyRevoked",
    "CardIssued",
    "CardLevel",
    "CardRevoked",
    "CorrectionMissing",
    "Escalation",
    "Level",
    "NoOpenAppeal",
    "Rung",
    "TextNeeded",
    "appeal_card",
    "board_figures",
    "confirm_correction",
    "correct_card",
    "count_public_cards",
    "explain_card",
    "figures_by_body",
    "follow_log",
    "get_card",
    "issue_card",
    "keep_watch",
    "list_cards",
    "list_cards_of",
    "list_public_cards",
    "look_at_limits",
    "may_explain_card",
    "may_revoke_card",
    "recount_limits",
    "review_appeal",
    "revoke_card",
    "sentence_of",
    "watching",
]
