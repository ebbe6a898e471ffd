"""What the portal's pages show, gathered from the doors of the other folders."""

from yangguang.portal.queries.audit import MOST_ROWS, LogQuestion, find_acts, object_word
from yangguang.portal.queries.cases import (
    count_results,
    find_progress,
    get_progress,
    list_my_cases,
    list_results,
    today_figures,
)
from yangguang.portal.queries.evidence import gather_evidence
from yangguang.portal.queries.matters import (
    count_matters,
    find_near_words,
    list_common_matters,
    list_life_events,
    list_rule_changes,
    search_matters,
)
from yangguang.portal.queries.proofs import is_public_act, may_hold_act, require_case
from yangguang.portal.queries.record import (
    act_stream,
    find_act,
    list_public_acts,
    newest_act_number,
    to_act_view,
)
from yangguang.portal.queries.supervision import list_debts, supervision_board

__all__ = [
    "MOST_ROWS",
    "LogQuestion",
    "act_stream",
    "count_matters",
    "count_results",
    "find_act",
    "find_acts",
    "find_near_words",
    "find_progress",
    "gather_evidence",
    "get_progress",
    "is_public_act",
    "list_common_matters",
    "list_debts",
    "list_life_events",
    "list_my_cases",
    "list_public_acts",
    "list_results",
    "list_rule_changes",
    "may_hold_act",
    "newest_act_number",
    "object_word",
    "require_case",
    "search_matters",
    "supervision_board",
    "to_act_view",
    "today_figures",
]
