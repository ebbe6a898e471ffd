"""Who may edit flows: the officers who keep the list of matters (管理岗), and the platform itself."""

from yangguang.foundation.acts.api import Actor, ActorKind
from yangguang.foundation.organisation.api import PostKind


def _keeps_the_list(actor: Actor) -> bool:
    return actor.kind is ActorKind.SYSTEM or actor.holds(PostKind.ADMIN)


def may_begin_flow(actor: Actor) -> bool:
    """Flows are drawn by the office that keeps the list."""
    return _keeps_the_list(actor)


def may_change_flow(actor: Actor) -> bool:
    """Whoever may begin a flow may change it."""
    return _keeps_the_list(actor)


def may_undo_flow(actor: Actor) -> bool:
    """Whoever may change a flow may take the last change back."""
    return _keeps_the_list(actor)


def may_hand_in_flow(actor: Actor) -> bool:
    """Handing in writes the matter's draft, which is the list office's work too."""
    return _keeps_the_list(actor)


def may_rehearse_flow(actor: Actor) -> bool:
    """A trial leaves nothing, but it runs the engine."""
    return _keeps_the_list(actor)
