"""The flow editor without a database: rows, buttons, shapes, files of other tools, the longest way."""

from yangguang.reference.flows.rules.dialects import Taken, take
from yangguang.reference.flows.rules.editing import applied
from yangguang.reference.flows.rules.longest import LongestWay, longest_way
from yangguang.reference.flows.rules.outline import (
    Lane,
    Loop,
    Outline,
    Row,
    Way,
    lane_for,
    outline_of,
    xml_of,
)
from yangguang.reference.flows.rules.templates import SHAPES, Shape, outline_from, shape_named

__all__ = [
    "SHAPES",
    "Lane",
    "LongestWay",
    "Loop",
    "Outline",
    "Row",
    "Shape",
    "Taken",
    "Way",
    "applied",
    "lane_for",
    "longest_way",
    "outline_from",
    "outline_of",
    "shape_named",
    "take",
    "xml_of",
]
