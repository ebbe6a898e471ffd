"""Licences version by version; their types; what holders share and who looked; calling systems; old records taken in."""

from yangguang.reference.licences.models.calls import CallingSystem, StatusList, SystemState
from yangguang.reference.licences.models.imports import ImportBatch, ImportRow
from yangguang.reference.licences.models.licence import HolderKind, Licence, LicenceHistory, LicenceKind
from yangguang.reference.licences.models.sharing import Ground, Reading, Share
from yangguang.reference.licences.models.types import LicenceType, LicenceTypeVersion

__all__ = [
    "CallingSystem",
    "Ground",
    "HolderKind",
    "ImportBatch",
    "ImportRow",
    "Licence",
    "LicenceHistory",
    "LicenceKind",
    "LicenceType",
    "LicenceTypeVersion",
    "Reading",
    "Share",
    "StatusList",
    "SystemState",
]
