"""Who may do what in monitoring."""

from yangguang.foundation.acts.api import Actor, ActorKind
from yangguang.foundation.organisation.api import PostKind
from yangguang.oversight.monitoring.models import Card


def may_follow_log(actor: Actor) -> bool:
    """The machine: it reads every act, in order, and nobody chooses for it."""
    return actor.kind is ActorKind.SYSTEM


def may_look_at_limits(actor: Actor) -> bool:
    """The machine, as time passes."""
    return actor.kind is ActorKind.SYSTEM


def may_recount_limits(actor: Actor) -> bool:
    """The machine, when the calendar was changed."""
    return actor.kind is ActorKind.SYSTEM


def may_issue_card(actor: Actor) -> bool:
    """The machine: cards follow from rules, nobody hands them out."""
    return actor.kind is ActorKind.SYSTEM


def may_explain_card(actor: Actor, card: Card) -> bool:
    """Holders of the responsible post in the body, or of the post that decides there."""
    kinds = (card.post_kind, str(PostKind.DECIDE)) if card.post_kind else (str(PostKind.DECIDE),)
    return any(actor.holds(kind, card.body_code) for kind in kinds)


def may_appeal_card(actor: Actor, card: Card) -> bool:
    """Whoever may explain the card."""
    return may_explain_card(actor, card)


def may_correct_card(actor: Actor, card: Card) -> bool:
    """Whoever may explain the card."""
    return may_explain_card(actor, card)


def may_review_appeal(actor: Actor) -> bool:
    """A supervisor, another person than whoever asks; which the operation makes sure of."""
    return actor.holds(PostKind.MONITOR)


def may_confirm_correction(actor: Actor) -> bool:
    """Supervision only."""
    return actor.holds(PostKind.MONITOR)


def may_revoke_card(actor: Actor) -> bool:
    """Supervision only."""
    return actor.holds(PostKind.MONITOR)


def may_climb_ladder(actor: Actor) -> bool:
    """The machine urges by the clock and proposes what a person has to sign."""
    return actor.kind is ActorKind.SYSTEM


def may_sign_escalation(actor: Actor) -> bool:
    """Supervision only: from 督办 on a person signs."""
    return actor.holds(PostKind.MONITOR)


def may_answer_escalation(actor: Actor, card: Card) -> bool:
    """Whoever may explain the card."""
    return may_explain_card(actor, card)


def may_register_source(actor: Actor) -> bool:
    """Supervision only."""
    return actor.holds(PostKind.MONITOR)


def may_receive_events(actor: Actor) -> bool:
    """The registered outside system, whose token the edge has checked."""
    return actor.kind is ActorKind.SYSTEM


def may_write_standard(actor: Actor) -> bool:
    """Supervision; the platform for the standards it ships."""
    return actor.holds(PostKind.MONITOR) or actor.kind is ActorKind.SYSTEM


def may_approve_standard(actor: Actor) -> bool:
    """Supervision, another person than the writer."""
    return actor.holds(PostKind.MONITOR)


def may_write_rule(actor: Actor) -> bool:
    """Supervision only."""
    return actor.holds(PostKind.MONITOR)


def may_try_rule(actor: Actor) -> bool:
    """Supervision only."""
    return actor.holds(PostKind.MONITOR)


def may_approve_rule(actor: Actor) -> bool:
    """Supervision, another person than the writer."""
    return actor.holds(PostKind.MONITOR)


def may_stop_rule(actor: Actor) -> bool:
    """The machine when a rule runs wild, a supervisor at any time."""
    return actor.kind is ActorKind.SYSTEM or actor.holds(PostKind.MONITOR)
