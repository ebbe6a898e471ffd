"""The door of discretion standards."""

from yangguang.reference.discretion.models import Standard, StandardVersion
from yangguang.reference.discretion.operations import (
    draft_standard,
    file_standard,
    publish_standard,
    register_standard,
    remark,
    retire_standard,
    return_standard,
    settle_remark,
    submit_standard,
    undo_draft,
)
from yangguang.reference.discretion.queries import (
    Judged,
    get_standard,
    get_standard_in_force,
    judge,
    list_in_hand,
    list_of_matter,
    list_published,
    list_standard_versions,
    list_standards,
    list_waiting,
)
from yangguang.reference.discretion.rules import Assessment, StandardContent, assess, facts_of, find_faults
from yangguang.reference.discretion.rules.refusals import StandardNotFit, StandardNotFound

__all__ = [
    "Assessment",
    "Judged",
    "Standard",
    "StandardContent",
    "StandardNotFit",
    "StandardNotFound",
    "StandardVersion",
    "assess",
    "draft_standard",
    "facts_of",
    "file_standard",
    "find_faults",
    "get_standard",
    "get_standard_in_force",
    "judge",
    "list_in_hand",
    "list_of_matter",
    "list_published",
    "list_standard_versions",
    "list_standards",
    "list_waiting",
    "publish_standard",
    "register_standard",
    "remark",
    "retire_standard",
    "return_standard",
    "settle_remark",
    "submit_standard",
    "undo_draft",
]
