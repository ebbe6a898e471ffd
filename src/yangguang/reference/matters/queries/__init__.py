"""Every way of reading matters."""

from yangguang.reference.matters.queries.figures import Figures, NodeFigures, figures_of, register_figures
from yangguang.reference.matters.queries.lists import (
    DISTRICTS,
    Facet,
    MatterFilters,
    count_by,
    find_near_words,
    list_matters,
    search_matters,
)
from yangguang.reference.matters.queries.versions import (
    Difference,
    compare_versions,
    content_of,
    entry_of,
    find_version,
    get_published,
    get_version,
    list_versions,
    process_of,
    steps_of,
)

__all__ = [
    "DISTRICTS",
    "Difference",
    "Facet",
    "Figures",
    "MatterFilters",
    "NodeFigures",
    "compare_versions",
    "content_of",
    "count_by",
    "entry_of",
    "figures_of",
    "find_near_words",
    "find_version",
    "get_published",
    "get_version",
    "list_matters",
    "list_versions",
    "process_of",
    "register_figures",
    "search_matters",
    "steps_of",
]
