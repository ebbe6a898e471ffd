"""The door of licences."""

from yangguang.reference.licences.events import LicenceEnded, LicenceIssued
from yangguang.reference.licences.models import HolderKind, Licence, LicenceKind
from yangguang.reference.licences.operations import (
    LicenceChanges,
    LicenceGrant,
    cancel_licence,
    expire_licence,
    invalidate_licence,
    issue_licence,
    renew_licence,
    replace_licence,
    revoke_licence,
    withdraw_licence,
)
from yangguang.reference.licences.queries import (
    Verification,
    find_licence_seen_by,
    get_licence,
    list_licences_of,
    verify_code,
    verify_number,
)
from yangguang.reference.licences.refusals import (
    LicenceNotInForce,
    LicenceNumberTaken,
    LicencePeriodWrong,
    ReasonMissing,
)
from yangguang.reference.licences.rules import renewed_until
from yangguang.reference.licences.states import Ending, Standing, Status

__all__ = [
    "Ending",
    "HolderKind",
    "Licence",
    "LicenceChanges",
    "LicenceEnded",
    "LicenceGrant",
    "LicenceIssued",
    "LicenceKind",
    "LicenceNotInForce",
    "LicenceNumberTaken",
    "LicencePeriodWrong",
    "ReasonMissing",
    "Standing",
    "Status",
    "Verification",
    "cancel_licence",
    "expire_licence",
    "find_licence_seen_by",
    "get_licence",
    "invalidate_licence",
    "issue_licence",
    "list_licences_of",
    "renew_licence",
    "renewed_until",
    "replace_licence",
    "revoke_licence",
    "verify_code",
    "verify_number",
    "withdraw_licence",
]
