"""What makes a version of a matter fit to be published: pure functions over values, without a database."""

from yangguang.reference.matters.rules.checks import Fault, find_faults, with_unit
from yangguang.reference.matters.rules.codes import give_material_codes
from yangguang.reference.matters.rules.columns import SERVICE_CLASSES
from yangguang.reference.matters.rules.contents import (
    FlowStep,
    MaterialContent,
    MatterEntry,
    VersionContent,
    canonical_digest,
)
from yangguang.reference.matters.rules.flow import (
    decisive_days,
    fields_in,
    list_rows,
    list_steps,
    step_letters,
)
from yangguang.reference.matters.rules.refusals import WorkbookRefused
from yangguang.reference.matters.rules.workbook import Span, check_package, find_merged, name_span

__all__ = [
    "SERVICE_CLASSES",
    "Fault",
    "FlowStep",
    "MaterialContent",
    "MatterEntry",
    "Span",
    "VersionContent",
    "WorkbookRefused",
    "canonical_digest",
    "check_package",
    "decisive_days",
    "fields_in",
    "find_faults",
    "find_merged",
    "give_material_codes",
    "list_rows",
    "list_steps",
    "name_span",
    "step_letters",
    "with_unit",
]
