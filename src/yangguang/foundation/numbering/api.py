"""The door of numbering."""

from yangguang.foundation.numbering.operations import (
    issue_document_number,
    issue_number,
    issue_receipt_number,
)
from yangguang.foundation.numbering.queries import is_genuine, last_number, normalised
from yangguang.foundation.numbering.rules import check_document_number, document_pattern

__all__ = [
    "check_document_number",
    "document_pattern",
    "is_genuine",
    "issue_document_number",
    "issue_number",
    "issue_receipt_number",
    "last_number",
    "normalised",
]
