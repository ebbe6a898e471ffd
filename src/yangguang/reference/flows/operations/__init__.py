"""Every way of writing flows in the making."""

from yangguang.reference.flows.operations.editing import begin_flow, change_flow, hand_in_flow, undo_flow
from yangguang.reference.flows.operations.rehearsal import Deed, Rehearsal, rehearse, rehearse_flow

__all__ = [
    "Deed",
    "Rehearsal",
    "begin_flow",
    "change_flow",
    "hand_in_flow",
    "rehearse",
    "rehearse_flow",
    "undo_flow",
]
