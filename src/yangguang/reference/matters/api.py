"""The door of matters."""

from yangguang.reference.matters.models import MaterialSpec, Matter, MatterVersion
from yangguang.reference.matters.operations import (
    draft_version,
    load_catalogue,
    publish_version,
    register_matter,
    retire_version,
)
from yangguang.reference.matters.queries import (
    Figures,
    MatterFilters,
    NodeFigures,
    find_near_words,
    find_version,
    get_edition,
    get_published,
    get_version,
    list_matters,
    list_versions,
    process_of,
    register_figures,
    search_matters,
    steps_of,
)
from yangguang.reference.matters.rules import FlowStep, MaterialContent, MatterEntry, VersionContent
from yangguang.reference.matters.rules.refusals import MatterNotFound, VersionNotFit, VersionNotOpen

__all__ = [
    "Figures",
    "FlowStep",
    "MaterialContent",
    "MaterialSpec",
    "Matter",
    "MatterEntry",
    "MatterFilters",
    "MatterNotFound",
    "MatterVersion",
    "NodeFigures",
    "VersionContent",
    "VersionNotFit",
    "VersionNotOpen",
    "draft_version",
    "find_near_words",
    "find_version",
    "get_edition",
    "get_published",
    "get_version",
    "list_matters",
    "list_versions",
    "load_catalogue",
    "process_of",
    "publish_version",
    "register_figures",
    "register_matter",
    "retire_version",
    "search_matters",
    "steps_of",
]
