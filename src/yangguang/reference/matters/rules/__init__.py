"""What makes a version of a matter fit to be published: pure functions over values, without a database."""

from yangguang.reference.matters.rules.checks import Fault, find_faults, with_unit
from yangguang.reference.matters.rules.codes import give_material_codes
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

__all__ = [
    "Fault",
    "FlowStep",
    "MaterialContent",
    "MatterEntry",
    "VersionContent",
    "canonical_digest",
    "decisive_days",
    "fields_in",
    "find_faults",
    "give_material_codes",
    "list_rows",
    "list_steps",
    "step_letters",
    "with_unit",
]
