"""All reads of the hall."""

from yangguang.capabilities.hall.queries.agents import limit_of, list_scopes_of, scope_of
from yangguang.capabilities.hall.queries.charges import (
    find_charge,
    get_hold_rule,
    hold_rule_of,
    list_hold_rules,
    list_unbilled,
    reason_to_hold,
)
from yangguang.capabilities.hall.queries.parcels import (
    find_notice,
    list_notices,
    list_parcels_of,
    list_parcels_underway,
    list_returned,
    list_running_notices,
    list_unhanded,
)
from yangguang.capabilities.hall.queries.questions import (
    get_own_question,
    get_question_to_answer,
    list_answered,
    list_late_unreminded,
    list_own_questions,
    list_questions_to_answer,
)
from yangguang.capabilities.hall.queries.volumes import (
    export_volume,
    get_volume,
    list_unfiled,
    list_volumes,
    list_volumes_of,
    verify_volume,
)

__all__ = [
    "export_volume",
    "find_charge",
    "find_notice",
    "get_hold_rule",
    "get_own_question",
    "get_question_to_answer",
    "get_volume",
    "hold_rule_of",
    "limit_of",
    "list_answered",
    "list_hold_rules",
    "list_late_unreminded",
    "list_notices",
    "list_own_questions",
    "list_parcels_of",
    "list_parcels_underway",
    "list_questions_to_answer",
    "list_returned",
    "list_running_notices",
    "list_scopes_of",
    "list_unbilled",
    "list_unfiled",
    "list_unhanded",
    "list_volumes",
    "list_volumes_of",
    "reason_to_hold",
    "scope_of",
    "verify_volume",
]
