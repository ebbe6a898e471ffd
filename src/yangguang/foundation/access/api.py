"""The door of access: actors of requests, policies of pages, sessions, and rights as data."""

from yangguang.foundation.access.actors import actor_of, actor_of_request
from yangguang.foundation.access.challenges import register_factor, was_factor_shown
from yangguang.foundation.access.duties import count_as_factor
from yangguang.foundation.access.judging import guard_operations_by, is_concealed, label_of, may
from yangguang.foundation.access.middleware import refusal_response, sign_in_address
from yangguang.foundation.access.operations.proposals import officer_of
from yangguang.foundation.access.operations.resealing import WholeRecord, reseal_rights
from yangguang.foundation.access.policies import (
    SignInRequired,
    StalePage,
    citizen_only,
    demo_only,
    officer_only,
    policy_of,
    public,
    signed_in,
)
from yangguang.foundation.access.queries import (
    Explanation,
    about_sensitive,
    explain,
    find_faults,
    hide_from_public,
    hide_sensitive,
    officers_who_may,
    posts_that_may,
)
from yangguang.foundation.access.requests import ActorRequest
from yangguang.foundation.access.sessions import (
    ACTING_FOR,
    begin_session,
    client_address,
    end_session,
    find_own_sign_in,
    signed_in_at,
    stand_for,
)
from yangguang.foundation.access.step_up import step_up
from yangguang.foundation.access.views.consoles.frame import page as console_page
from yangguang.foundation.access.views.consoles.frame import register_kind_of_right
from yangguang.foundation.access.views.signing_in import show_refusal

__all__ = [
    "ACTING_FOR",
    "ActorRequest",
    "Explanation",
    "SignInRequired",
    "StalePage",
    "WholeRecord",
    "about_sensitive",
    "actor_of",
    "actor_of_request",
    "begin_session",
    "citizen_only",
    "client_address",
    "console_page",
    "count_as_factor",
    "demo_only",
    "end_session",
    "explain",
    "find_faults",
    "find_own_sign_in",
    "guard_operations_by",
    "hide_from_public",
    "hide_sensitive",
    "is_concealed",
    "label_of",
    "may",
    "officer_of",
    "officer_only",
    "officers_who_may",
    "policy_of",
    "posts_that_may",
    "public",
    "refusal_response",
    "register_factor",
    "register_kind_of_right",
    "reseal_rights",
    "show_refusal",
    "sign_in_address",
    "signed_in",
    "signed_in_at",
    "stand_for",
    "step_up",
    "was_factor_shown",
]
