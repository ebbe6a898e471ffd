"""Who may compare, decide, and change the rules."""

from typing import TYPE_CHECKING

from yangguang.foundation.acts.api import Actor, ActorKind
from yangguang.foundation.organisation.api import PostKind

if TYPE_CHECKING:
    from yangguang.reference.comparison.models import Check

JUDGES = (PostKind.ACCEPT, PostKind.EXAMINE, PostKind.REVIEW, PostKind.DECIDE)
KEEPERS = (PostKind.INFORMATION,)


def may_compare_claims(actor: Actor, body_code: str) -> bool:
    """The machine, and officers of the body in charge."""
    return actor.kind is ActorKind.SYSTEM or any(post.body_code == body_code for post in actor.posts)


def may_compare_batch(actor: Actor) -> bool:
    """The machine by night, and those who keep the data."""
    return actor.kind is ActorKind.SYSTEM or any(actor.holds(kind) for kind in KEEPERS)


def may_judge_check(actor: Actor, check: "Check") -> bool:
    """Those who work on the case, in the body in charge."""
    return any(actor.holds(kind, check.body_code) for kind in JUDGES)


def may_draft_rules(actor: Actor) -> bool:
    """Those who keep the data (数据岗)."""
    return any(actor.holds(kind) for kind in KEEPERS) or actor.kind is ActorKind.SYSTEM


def may_publish_rules(actor: Actor) -> bool:
    """As for drafting; that it is another person, the operation says by name."""
    return may_draft_rules(actor)


def may_return_rules(actor: Actor) -> bool:
    """As for publishing."""
    return may_draft_rules(actor)


def may_propose_rules(actor: Actor) -> bool:
    """As for drafting."""
    return may_draft_rules(actor)


def may_note_source(actor: Actor) -> bool:
    """Only the machine that asked the source."""
    return actor.kind is ActorKind.SYSTEM


def may_connect_source(actor: Actor) -> bool:
    """Those who keep the data."""
    return may_draft_rules(actor)
