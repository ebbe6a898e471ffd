"""The door of the design system: what pages fill, what tables and tabs are made of, how words are written."""

from yangguang.foundation.ui.fields import field_of
from yangguang.foundation.ui.kept import Kept, is_asked_by_stranger
from yangguang.foundation.ui.navigation import exists, register_rail
from yangguang.foundation.ui.parts import Confirmation, Fact, Field, FileRow, Step, TimelineEntry
from yangguang.foundation.ui.rulers import remaining
from yangguang.foundation.ui.tables import (
    Column,
    Page,
    Tab,
    Table,
    build_tabs,
    chosen_order,
    with_parameters,
)

__all__ = [
    "Column",
    "Confirmation",
    "Fact",
    "Field",
    "FileRow",
    "Kept",
    "Page",
    "Step",
    "Tab",
    "Table",
    "TimelineEntry",
    "build_tabs",
    "chosen_order",
    "exists",
    "field_of",
    "is_asked_by_stranger",
    "register_rail",
    "remaining",
    "with_parameters",
]
