"""Every way of reading matters."""

from yangguang.reference.matters.queries.catalogue import CatalogueMatter, read_catalogue
from yangguang.reference.matters.queries.compare import compare_contents
from yangguang.reference.matters.queries.figures import Figures, NodeFigures, figures_of, register_figures
from yangguang.reference.matters.queries.fitness import examine_content
from yangguang.reference.matters.queries.guards import explain_gap, guard_publication_by
from yangguang.reference.matters.queries.guide import Bar, Guide, build_guide
from yangguang.reference.matters.queries.links import links_of, register_links
from yangguang.reference.matters.queries.lists import (
    Facet,
    MatterFilters,
    count_by,
    count_matters,
    cut_page,
    find_matters,
    find_near_words,
    list_districts,
    list_matters,
    resolved,
    search_matters,
)
from yangguang.reference.matters.queries.stops import current_stop, list_stops
from yangguang.reference.matters.queries.versions import (
    Difference,
    compare_versions,
    content_of,
    entry_of,
    find_version,
    get_edition,
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
    "CatalogueMatter",
    "Difference",
    "Facet",
    "Figures",
    "Guide",
    "MatterFilters",
    "NodeFigures",
    "build_guide",
    "compare_contents",
    "compare_versions",
    "content_of",
    "count_by",
    "count_matters",
    "current_stop",
    "cut_page",
    "entry_of",
    "examine_content",
    "explain_gap",
    "export_workbook",
    "figures_of",
    "find_matters",
    "find_near_words",
    "find_version",
    "get_batch",
    "get_edition",
    "get_published",
    "get_version",
    "guard_publication_by",
    "links_of",
    "list_batches",
    "list_districts",
    "list_matters",
    "list_stops",
    "list_versions",
    "marked_workbook",
    "process_of",
    "read_catalogue",
    "record_of",
    "register_figures",
    "register_links",
    "resolved",
    "rows_of",
    "search_matters",
    "steps_of",
]
