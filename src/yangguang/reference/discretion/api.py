"""The door of discretion standards."""

from yangguang.reference.discretion.models import Standard, StandardVersion
from yangguang.reference.discretion.operations import (
    draft_standard,
    publish_standard,
    register_standard,
    retire_standard,
    undo_draft,
)
from yangguang.reference.discretion.queries import (
    Judged,
    get_standard,
    get_standard_in_force,
    judge,
    list_standard_versions,
    list_standards,
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
    "find_faults",
    "get_standard",
    "get_standard_in_force",
    "judge",
    "list_standard_versions",
    "list_standards",
    "publish_standard",
    "register_standard",
    "retire_standard",
    "undo_draft",
]
