"""
Who may write discretion standards: the list office (管理岗) of the body whose matter it is; the legal office reviews them.

The platform itself may draft, but neither review nor publish: that binds people.
"""

from yangguang.foundation.acts.api import Actor, ActorKind
from yangguang.foundation.organisation.api import PostKind
from yangguang.reference.discretion.models import Standard, StandardVersion
from yangguang.reference.matters.models import Matter


def _keeps(actor: Actor, matter: Matter) -> bool:
    return actor.holds(PostKind.ADMIN, matter.body.code)


def may_register_standard(actor: Actor, matter: Matter) -> bool:
    """A standard gets its code from the list office of the body that punishes."""
    return actor.kind is ActorKind.SYSTEM or _keeps(actor, matter)


def may_draft_standard(actor: Actor, standard: Standard) -> bool:
    """Drafting changes nothing that is in force."""
    return actor.kind is ActorKind.SYSTEM or _keeps(actor, standard.matter)


def may_undo_draft(actor: Actor, version: StandardVersion) -> bool:
    """Whoever may draft may take the last change back."""
    return actor.kind is ActorKind.SYSTEM or _keeps(actor, version.standard.matter)


def may_submit_standard(actor: Actor, version: StandardVersion) -> bool:
    """The list office of the body that punishes."""
    return _keeps(actor, version.standard.matter)


def reviews(actor: Actor) -> bool:
    """Tell whether the actor is of the legal office (法制审核岗)."""
    return actor.holds(PostKind.LEGAL)


def may_remark(actor: Actor) -> bool:
    """The legal office."""
    return reviews(actor)


def may_settle_remark(actor: Actor) -> bool:
    """The legal office says whether a remark is settled."""
    return reviews(actor)


def may_return_standard(actor: Actor) -> bool:
    """The legal office."""
    return reviews(actor)


def may_file_standard(actor: Actor) -> bool:
    """The legal office."""
    return reviews(actor)


def may_publish_standard(actor: Actor, version: StandardVersion) -> bool:
    """Publishing binds every officer who punishes (行政处罚法第三十四条); the body answers for it."""
    return _keeps(actor, version.standard.matter)


def may_retire_standard(actor: Actor, version: StandardVersion) -> bool:
    """Taking out of force is the list office's work."""
    return _keeps(actor, version.standard.matter)
