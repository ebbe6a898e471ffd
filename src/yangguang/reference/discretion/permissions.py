"""Who may write discretion standards: the officers who keep the list (管理岗), and the platform itself."""

from yangguang.foundation.acts.api import Actor, ActorKind
from yangguang.foundation.organisation.api import PostKind


def _keeps_the_list(actor: Actor) -> bool:
    return actor.kind is ActorKind.SYSTEM or actor.holds(PostKind.ADMIN)


def may_register_standard(actor: Actor) -> bool:
    """A standard gets its code from the office that keeps the list."""
    return _keeps_the_list(actor)


def may_draft_standard(actor: Actor) -> bool:
    """Drafting changes nothing that is in force."""
    return _keeps_the_list(actor)


def may_undo_draft(actor: Actor) -> bool:
    """Whoever may draft may take the last change back."""
    return _keeps_the_list(actor)


def may_publish_standard(actor: Actor) -> bool:
    """Publishing binds every officer who punishes (行政处罚法第三十四条)."""
    return _keeps_the_list(actor)


def may_retire_standard(actor: Actor) -> bool:
    """Taking out of force is the list office's work."""
    return _keeps_the_list(actor)
