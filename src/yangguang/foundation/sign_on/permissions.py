"""Who connects systems, and in whose name tokens are issued."""

from yangguang.foundation.acts.api import Actor, ActorKind
from yangguang.foundation.organisation.models import PostKind


def _is_platform(actor: Actor) -> bool:
    return actor.kind is ActorKind.SYSTEM


def may_register_client(*, actor: Actor) -> bool:
    """The system administrator (系统管理员); another person approves."""
    return actor.holds(PostKind.SYSTEM)


def may_give_consent(*, actor: Actor) -> bool:
    """Anybody who has signed in, for themselves."""
    return actor.is_signed_in


may_withdraw_consent = may_give_consent
may_sign_on = may_give_consent


def may_exchange_code(*, actor: Actor) -> bool:
    """The client that shows the code; the platform acts for it."""
    return _is_platform(actor)


may_issue_client_token = may_exchange_code
may_rotate_keys = may_exchange_code
