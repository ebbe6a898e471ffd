"""The door of flows in the making."""

from yangguang.reference.flows.models import FlowDraft
from yangguang.reference.flows.operations import (
    Deed,
    Rehearsal,
    begin_flow,
    change_flow,
    hand_in_flow,
    rehearse,
    undo_flow,
)
from yangguang.reference.flows.queries import FlowView, get_flow_draft, view_flow
from yangguang.reference.flows.rules import SHAPES, Outline, applied, outline_from, outline_of, take, xml_of
from yangguang.reference.flows.rules.refusals import (
    ChangeNotPossible,
    FlowChanged,
    FlowDraftNotFound,
    FlowNotFit,
    NothingToUndo,
    NoVersionToCarry,
)

__all__ = [
    "SHAPES",
    "ChangeNotPossible",
    "Deed",
    "FlowChanged",
    "FlowDraft",
    "FlowDraftNotFound",
    "FlowNotFit",
    "FlowView",
    "NoVersionToCarry",
    "NothingToUndo",
    "Outline",
    "Rehearsal",
    "applied",
    "begin_flow",
    "change_flow",
    "get_flow_draft",
    "hand_in_flow",
    "outline_from",
    "outline_of",
    "rehearse",
    "take",
    "undo_flow",
    "view_flow",
    "xml_of",
]
