"""Reading rights: who may, why, the whole matrix, what has been changed behind our back, accounts nobody uses."""

from yangguang.foundation.access.queries.accounts import AccountLine, list_officer_accounts
from yangguang.foundation.access.queries.certifying import (
    SEAT_WORDS,
    campaign_as_xlsx,
    count_seats,
    count_verdicts,
    list_bodies_to_certify,
    list_seats,
)
from yangguang.foundation.access.queries.explaining import Explanation, explain
from yangguang.foundation.access.queries.integrity import find_faults
from yangguang.foundation.access.queries.lists import (
    about_sensitive,
    hide_from_public,
    hide_sensitive,
    list_open_emergencies,
    officers_who_may,
    posts_that_may,
)
from yangguang.foundation.access.queries.matrix import Matrix, build_matrix, matrix_as_json, matrix_as_xlsx

__all__ = [
    "SEAT_WORDS",
    "AccountLine",
    "Explanation",
    "Matrix",
    "about_sensitive",
    "build_matrix",
    "campaign_as_xlsx",
    "count_seats",
    "count_verdicts",
    "explain",
    "find_faults",
    "hide_from_public",
    "hide_sensitive",
    "list_bodies_to_certify",
    "list_officer_accounts",
    "list_open_emergencies",
    "list_seats",
    "matrix_as_json",
    "matrix_as_xlsx",
    "officers_who_may",
    "posts_that_may",
]
