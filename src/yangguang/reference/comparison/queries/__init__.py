"""Reading: rules in force, what came out for a subject, what waits for a person, sources and runs."""

from yangguang.reference.comparison.queries.asking import Asked, ask_source, compare_now
from yangguang.reference.comparison.queries.checks import (
    count_open_checks,
    get_check,
    list_checks_of,
    list_open_checks,
    list_open_checks_of,
)
from yangguang.reference.comparison.queries.keeping import (
    get_rules,
    list_rules,
    list_runs,
    list_samples,
    list_sources,
    rules_in_force,
    run_of,
)

__all__ = [
    "Asked",
    "ask_source",
    "compare_now",
    "count_open_checks",
    "get_check",
    "get_rules",
    "list_checks_of",
    "list_open_checks",
    "list_open_checks_of",
    "list_rules",
    "list_runs",
    "list_samples",
    "list_sources",
    "rules_in_force",
    "run_of",
]
