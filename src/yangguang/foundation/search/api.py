"""The door of search."""

from yangguang.foundation.search.operations import Findable, index, remove
from yangguang.foundation.search.queries import Found, Hit, count_entries, find, find_near_names, find_numbers
from yangguang.foundation.search.rules import highlight

__all__ = [
    "Findable",
    "Found",
    "Hit",
    "count_entries",
    "find",
    "find_near_names",
    "find_numbers",
    "highlight",
    "index",
    "remove",
]
