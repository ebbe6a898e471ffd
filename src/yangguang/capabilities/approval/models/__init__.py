"""The tables of approval: what was asked for, what the office did with it, what came of it."""

from yangguang.capabilities.approval.models.application import Application, Draft, SubmittedFile
from yangguang.capabilities.approval.models.examination import (
    Correction,
    DeferredMaterial,
    Extension,
    Hearing,
    InterestedParty,
    Opinion,
    SiteVisit,
    SpecialProcedure,
)
from yangguang.capabilities.approval.models.outcome import (
    Complaint,
    Decision,
    Delivery,
    IssuedDocument,
    Rating,
)

__all__ = [
    "Application",
    "Complaint",
    "Correction",
    "Decision",
    "DeferredMaterial",
    "Delivery",
    "Draft",
    "Extension",
    "Hearing",
    "InterestedParty",
    "IssuedDocument",
    "Opinion",
    "Rating",
    "SiteVisit",
    "SpecialProcedure",
    "SubmittedFile",
]
