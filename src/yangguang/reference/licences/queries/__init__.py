"""Reading licences: in public, by the holder, at the desk; types; signed data; what comparison asks."""

from yangguang.reference.licences.queries.reading import (
    Verification,
    find_licence_seen_by,
    get_licence,
    list_due_to_expire,
    list_due_to_resume,
    list_licences_of,
    verify_code,
    verify_number,
)
from yangguang.reference.licences.queries.types import find_covering, find_type_in_force

__all__ = [
    "Verification",
    "find_covering",
    "find_licence_seen_by",
    "find_type_in_force",
    "get_licence",
    "list_due_to_expire",
    "list_due_to_resume",
    "list_licences_of",
    "verify_code",
    "verify_number",
]
