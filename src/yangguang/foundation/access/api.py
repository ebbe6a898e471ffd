"""The door of access: actors of requests and the policies of pages."""

from yangguang.foundation.access.actors import actor_of, actor_of_request
from yangguang.foundation.access.middleware import refusal_response
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
from yangguang.foundation.access.requests import ActorRequest
from yangguang.foundation.access.sessions import ACTING_FOR, stand_for
from yangguang.foundation.access.step_up import step_up

__all__ = [
    "ACTING_FOR",
    "ActorRequest",
    "SignInRequired",
    "StalePage",
    "actor_of",
    "actor_of_request",
    "citizen_only",
    "demo_only",
    "officer_only",
    "policy_of",
    "public",
    "refusal_response",
    "signed_in",
    "stand_for",
    "step_up",
]
