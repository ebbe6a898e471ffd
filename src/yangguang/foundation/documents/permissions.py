"""Who may do what with documents on their own; issuing one belongs to the capability that decides."""

from yangguang.foundation.acts.api import Actor, ActorKind


def may_print_document(actor: Actor) -> bool:
    """Only the platform's own job makes a PDF later."""
    return actor.kind is ActorKind.SYSTEM
