"""Who may write matters: the officers who keep the list (管理岗), and the platform loading its catalogue."""

from yangguang.foundation.acts.api import Actor, ActorKind
from yangguang.foundation.organisation.api import PostKind


def _keeps_the_list(actor: Actor) -> bool:
    return actor.kind is ActorKind.SYSTEM or actor.holds(PostKind.ADMIN)


def may_register_matter(actor: Actor) -> bool:
    """Codes are given by the office that keeps the list (赋码), not by the implementing body."""
    return _keeps_the_list(actor)


def may_draft_version(actor: Actor) -> bool:
    """Drafting is the list office's work."""
    return _keeps_the_list(actor)


def may_publish_version(actor: Actor) -> bool:
    """Publishing binds everybody; the list office answers for it."""
    return _keeps_the_list(actor)


def may_retire_version(actor: Actor) -> bool:
    """Taking out of force is the list office's work."""
    return _keeps_the_list(actor)


def may_check_import(actor: Actor) -> bool:
    """Uploading a spreadsheet changes nothing yet, but shows drafts."""
    return _keeps_the_list(actor)


def may_confirm_import(actor: Actor) -> bool:
    """Confirming writes matters."""
    return _keeps_the_list(actor)


def may_discard_import(actor: Actor) -> bool:
    """Whoever may confirm may discard."""
    return _keeps_the_list(actor)
