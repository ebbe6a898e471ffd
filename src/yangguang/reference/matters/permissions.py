"""
Who may write matters: the officers who keep the list (管理岗), those who give codes (信息化岗), and the platform itself.

Who may stop one in an emergency: besides the body itself, the legal office and the government.
"""

from yangguang.foundation.acts.api import Actor, ActorKind
from yangguang.foundation.organisation.api import PostKind
from yangguang.reference.matters.models import Matter


def _keeps_the_list(actor: Actor) -> bool:
    return actor.kind is ActorKind.SYSTEM or actor.holds(PostKind.ADMIN)


def may_register_matter(actor: Actor) -> bool:
    """Codes are given by the information office (赋码), not by the implementing body."""
    return _keeps_the_list(actor) or actor.holds(PostKind.INFORMATION)


def may_draft_version(actor: Actor) -> bool:
    """Drafting is the list office's work; the information office drafts what was filed when it gives the codes."""
    return _keeps_the_list(actor) or actor.holds(PostKind.INFORMATION)


def may_publish_version(actor: Actor) -> bool:
    """Publishing binds everybody; the list office answers for it."""
    return _keeps_the_list(actor)


def may_retire_version(actor: Actor) -> bool:
    """Taking out of force is the list office's work."""
    return _keeps_the_list(actor)


def may_receive_import(actor: Actor) -> bool:
    """Uploading a spreadsheet changes nothing yet, but shows drafts."""
    return _keeps_the_list(actor)


def may_check_import_rows(actor: Actor) -> bool:
    """The platform, row after row in the background."""
    return actor.kind is ActorKind.SYSTEM


def may_confirm_import(actor: Actor) -> bool:
    """Confirming writes matters."""
    return _keeps_the_list(actor)


def may_write_import_rows(actor: Actor) -> bool:
    """The officer who confirmed, while in post: the job acts by that officer's hand."""
    return _keeps_the_list(actor)


def may_give_up_import(actor: Actor) -> bool:
    """The platform, when a spreadsheet cannot be read or written to its end."""
    return actor.kind is ActorKind.SYSTEM


def may_discard_import(actor: Actor) -> bool:
    """Whoever may confirm may discard."""
    return _keeps_the_list(actor)


def may_stop_matter(actor: Actor, matter: Matter) -> bool:
    """An emergency does not wait: the body's own list office, the legal office or the government."""
    return (
        actor.kind is ActorKind.SYSTEM
        or actor.holds(PostKind.ADMIN, matter.body.code)
        or actor.holds(PostKind.LEGAL)
        or actor.holds(PostKind.GOVERNMENT)
    )


def may_resume_matter(actor: Actor, matter: Matter) -> bool:
    """Whoever may stop may resume."""
    return may_stop_matter(actor, matter)
