"""The door of search."""

from yangguang.foundation.search.operations import Findable, index, remove
from yangguang.foundation.search.queries import Found, Hit, count_entries, find
from yangguang.foundation.search.rules import highlight

__all__ = ["Findable", "Found", "Hit", "count_entries", "find", "highlight", "index", "remove"]
