"""Who may do what with messages; telling somebody is part of the act they are told about."""

from yangguang.foundation.acts.api import Actor, ActorKind
from yangguang.foundation.messaging.models import Message


def may_record_attempt(actor: Actor) -> bool:
    """Only the platform's own sender."""
    return actor.kind is ActorKind.SYSTEM


def may_read_message(actor: Actor, message: Message) -> bool:
    """Everybody their own."""
    return actor.account_id is not None and message.account_id == actor.account_id


def may_read_all_messages(actor: Actor) -> bool:
    """Everybody who has an inbox."""
    return actor.is_signed_in
