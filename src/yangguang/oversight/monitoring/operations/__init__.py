"""Writing in monitoring."""

from yangguang.oversight.monitoring.operations.cards import (
    appeal_card,
    confirm_correction,
    correct_card,
    explain_card,
    review_appeal,
    revoke_card,
)
from yangguang.oversight.monitoring.operations.following import (
    Batch,
    follow_log,
    keep_watch,
    look_at_limits,
    recount_limits,
)
from yangguang.oversight.monitoring.operations.heard import Heard, issue_heard
from yangguang.oversight.monitoring.operations.issuing import issue_card
from yangguang.oversight.monitoring.operations.ladder import (
    answer_escalation,
    climb_due,
    climb_ladder,
    sign_escalation,
)

__all__ = [
    "Batch",
    "Heard",
    "answer_escalation",
    "appeal_card",
    "climb_due",
    "climb_ladder",
    "confirm_correction",
    "correct_card",
    "explain_card",
    "follow_log",
    "issue_card",
    "issue_heard",
    "keep_watch",
    "look_at_limits",
    "recount_limits",
    "review_appeal",
    "revoke_card",
    "sign_escalation",
]
