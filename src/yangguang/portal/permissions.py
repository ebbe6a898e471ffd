"""Who may do what the portal itself writes: the traces of look-ups and of audits."""

from yangguang.foundation.acts.api import Actor, ActorKind
from yangguang.portal.queries.audit import AUDITS


def may_record_failed_lookup(*, actor: Actor) -> bool:
    """Anybody may try; the trace is what limits the trying."""
    return True


def may_record_progress_read(*, actor: Actor) -> bool:
    """Whoever named number and phone has read the case."""
    return True


def may_query_log(*, actor: Actor) -> bool:
    """Audit administrators and supervision officers."""
    return any(actor.holds(kind) for kind in AUDITS)


def may_export_evidence(*, actor: Actor) -> bool:
    """Audit administrators and supervision officers."""
    return may_query_log(actor=actor)


def may_tell_administrators(*, actor: Actor) -> bool:
    """Only the platform itself."""
    return actor.kind is ActorKind.SYSTEM
