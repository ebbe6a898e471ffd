"""
Who may do what with files on their own; everything else is the business of the capability that owns the
file.
"""

from yangguang.foundation.acts.api import Actor, ActorKind


def may_scan_file(actor: Actor) -> bool:
    """Only the platform's own job asks the scanner again."""
    return actor.kind is ActorKind.SYSTEM
