"""How a declaration is locked and moved: the first of two who decide at once counts, the second is told who was first."""

from yangguang.reference.declarations.models import Declaration
from yangguang.reference.declarations.rules.refusals import AlreadyDecided, DeclarationNotOpen
from yangguang.reference.declarations.states import DeclarationState, may_move

_DECIDED = (DeclarationState.RETURNED, DeclarationState.FILED, DeclarationState.CODED)


def lock(declaration: Declaration) -> Declaration:
    """Lock the row and read it anew."""
    return (
        Declaration.objects.select_for_update(of=("self",))
        .select_related("body__area", "campaign", "matter__body")
        .defer("content")  # large, and few steps read it
        .get(pk=declaration.pk)
    )


def require_move(declaration: Declaration, target: DeclarationState, act: str) -> None:
    """
    Make sure that the table knows this step.

    Refuses with AlreadyDecided, DeclarationNotOpen.
    """
    if may_move(declaration.state, target):
        return
    state = declaration.get_state_display()
    if declaration.state in _DECIDED and declaration.decided_by:
        raise AlreadyDecided(name=declaration.name, who=declaration.decided_by, state=state)
    raise DeclarationNotOpen(name=declaration.name, state=state, act=act)
