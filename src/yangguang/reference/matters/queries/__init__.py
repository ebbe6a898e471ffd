"""Every way of reading matters."""

from yangguang.reference.matters.queries.figures import Figures, NodeFigures, figures_of, register_figures
from yangguang.reference.matters.queries.guide import Bar, Guide, build_guide
from yangguang.reference.matters.queries.lists import (
    Facet,
    MatterFilters,
    count_by,
    find_near_words,
    list_districts,
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
    rows_of,
    steps_of,
)
from yangguang.reference.matters.queries.workbooks import (
    export_workbook,
    get_batch,
    list_batches,
    marked_workbook,
    record_of,
)

__all__ = [
    "Bar",
    "Difference",
    "Facet",
    "Figures",
    "Guide",
    "MatterFilters",
    "NodeFigures",
    "build_guide",
    "compare_versions",
    "content_of",
    "count_by",
    "entry_of",
    "export_workbook",
    "figures_of",
    "find_near_words",
    "find_version",
    "get_batch",
    "get_published",
    "get_version",
    "list_batches",
    "list_districts",
    "list_matters",
    "list_versions",
    "marked_workbook",
    "process_of",
    "record_of",
    "register_figures",
    "rows_of",
    "search_matters",
    "steps_of",
]
