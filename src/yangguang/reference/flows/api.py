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
from yangguang.reference.flows.queries import FlowView, get_flow_draft, has_flow_draft, view_flow
from yangguang.reference.flows.rules import SHAPES, Outline, applied, outline_from, outline_of, take, xml_of
from yangguang.reference.flows.rules.refusals import (
    ChangeNotPossible,
    FlowChanged,
    FlowDraftNotFound,
    FlowNotFit,
    NothingToUndo,
    NoVersionToCarry,
)
from yangguang.reference.flows.rules.subject import FlowSubject, Whole, register_subjects

__all__ = [
    "SHAPES",
    "ChangeNotPossible",
    "Deed",
    "FlowChanged",
    "FlowDraft",
    "FlowDraftNotFound",
    "FlowNotFit",
    "FlowSubject",
    "FlowView",
    "NoVersionToCarry",
    "NothingToUndo",
    "Outline",
    "Rehearsal",
    "Whole",
    "applied",
    "begin_flow",
    "change_flow",
    "get_flow_draft",
    "hand_in_flow",
    "has_flow_draft",
    "outline_from",
    "outline_of",
    "register_subjects",
    "rehearse",
    "take",
    "undo_flow",
    "view_flow",
    "xml_of",
]
