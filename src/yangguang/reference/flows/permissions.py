"""
Who may draw flows: the officers who keep the list of matters (管理岗), the legal office, and the platform itself.

For what has no code yet: whoever may write it.
"""

from yangguang.foundation.acts.api import Actor, ActorKind
from yangguang.foundation.organisation.api import PostKind
from yangguang.reference.flows.models import FlowDraft
from yangguang.reference.flows.rules.subject import FlowSubject, find_subject


def _draws(actor: Actor) -> bool:
    if actor.kind is ActorKind.SYSTEM:
        return True
    return actor.holds(PostKind.ADMIN) or actor.holds(PostKind.LEGAL)


def _may(actor: Actor, draft: FlowDraft) -> bool:
    if draft.matter_id is not None:
        return _draws(actor)
    subject = find_subject(draft.key)
    return subject is not None and subject.may_write(actor)


def may_begin_flow(actor: Actor, subject: FlowSubject | None = None) -> bool:
    """Flows are drawn by the offices that keep and review the list."""
    return subject.may_write(actor) if subject else _draws(actor)


def may_change_flow(actor: Actor, draft: FlowDraft) -> bool:
    """Whoever may begin a flow may change it."""
    return _may(actor, draft)


def may_undo_flow(actor: Actor, draft: FlowDraft) -> bool:
    """Whoever may change a flow may take the last change back."""
    return _may(actor, draft)


def may_hand_in_flow(actor: Actor, draft: FlowDraft) -> bool:
    """Whoever may change a flow hands it in; what takes it has a rule of its own."""
    return _may(actor, draft)


def may_rehearse_flow(actor: Actor, draft: FlowDraft) -> bool:
    """A trial leaves nothing, but it runs the engine."""
    return _may(actor, draft)
