"""The shape of what people send: the filters of the list and the spreadsheet of matters."""

from yangguang.reference.matters.forms.filters import read_filters
from yangguang.reference.matters.forms.workbook import ReadRow, RowProblem, WorkbookContent, read_workbook

__all__ = ["ReadRow", "RowProblem", "WorkbookContent", "read_filters", "read_workbook"]
