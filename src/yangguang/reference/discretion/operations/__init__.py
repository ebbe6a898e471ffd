"""Every way of writing standards: drafting by the unit, review by the legal office, publication."""

from yangguang.reference.discretion.operations.drafting import draft_standard, register_standard, undo_draft
from yangguang.reference.discretion.operations.publication import publish_standard, retire_standard
from yangguang.reference.discretion.operations.review import (
    file_standard,
    remark,
    return_standard,
    settle_remark,
    submit_standard,
)

__all__ = [
    "draft_standard",
    "file_standard",
    "publish_standard",
    "register_standard",
    "remark",
    "retire_standard",
    "return_standard",
    "settle_remark",
    "submit_standard",
    "undo_draft",
]
