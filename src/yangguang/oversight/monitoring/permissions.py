"""Who may do what in monitoring."""

from yangguang.foundation.acts.api import Actor, ActorKind
from yangguang.foundation.organisation.api import PostKind
from yangguang.oversight.monitoring.models import Card


def may_issue_card(actor: Actor) -> bool:
    """The machine: cards follow from clocks, nobody hands them out."""
    return actor.kind is ActorKind.SYSTEM


def may_explain_card(actor: Actor, card: Card) -> bool:
    """Holders of the responsible post in the body, or of the post that decides there."""
    kinds = (card.post_kind, str(PostKind.DECIDE)) if card.post_kind else (str(PostKind.DECIDE),)
    return any(actor.holds(kind, card.body_code) for kind in kinds)


def may_revoke_card(actor: Actor) -> bool:
    """Supervision only."""
    return actor.holds(PostKind.MONITOR)
