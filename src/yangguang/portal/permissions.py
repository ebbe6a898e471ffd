"""Who may do what the portal itself writes: only the traces of look-ups."""

from yangguang.foundation.acts.api import Actor


def may_record_failed_lookup(*, actor: Actor) -> bool:
    """Anybody may try; the trace is what limits the trying."""
    return True


def may_record_progress_read(*, actor: Actor) -> bool:
    """Whoever named number and phone has read the case."""
    return True
