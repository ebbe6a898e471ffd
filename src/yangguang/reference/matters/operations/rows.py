"""Checking the rows of a spreadsheet of matters against the organisation, the list and each other."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from yangguang.foundation.organisation.models import Body
from yangguang.kernel.identifiers import check_catalog_code
from yangguang.reference.matters.models import ImportBatch, ImportRow, Matter
from yangguang.reference.matters.rules import MatterEntry, VersionContent
from yangguang.reference.matters.rules.checks import find_column_faults
from yangguang.reference.matters.rules.columns import (
    MATERIAL_COLUMNS,
    MATERIAL_SHEET,
    MATTER_COLUMNS,
    MATTER_SHEET,
    SheetColumn,
)
from yangguang.reference.matters.rules.workbook import ReadRow, RowProblem

HEADINGS = {column.target: column for column in MATTER_COLUMNS}


class RowDesk:
    """Checks rows that follow one another; what they ask of the database is read once for all of them."""

    def __init__(self, batch: ImportBatch, rows: Sequence[ReadRow]) -> None:
        self.batch = batch
        codes = {row.values.get("catalog_code", "") for row in rows} - {""}
        self.bodies = set(Body.objects.values_list("code", flat=True))
        self.known = dict(Matter.objects.filter(catalog_code__in=codes).values_list("catalog_code", "code"))
        earlier = batch.rows.filter(catalog_code__in=codes).order_by("-row")
        self.seen: dict[str, int] = dict(earlier.values_list("catalog_code", "row"))

    def take(self, row: ReadRow) -> ImportRow:
        """Give the row as it will be written; if it is not good, the problems are noted on the row read."""
        self._check_codes(row)
        for material in row.materials:
            if material.problems:
                row.problems.append(
                    _problem(row, "catalog_code", f"“{MATERIAL_SHEET}”表第 {material.row} 行有问题，先改好")
                )
        taken = ImportRow(
            batch=self.batch, row=row.row, catalog_code=str(row.values.get("catalog_code", ""))[:12]
        )
        if row.problems:
            return taken
        entry, content = entry_of_row(row), content_of_row(row)
        for fault in find_column_faults(entry=entry, content=content):
            row.problems.append(_problem(row, _column_of(fault.field), fault.problem))
        if not row.problems:
            taken.is_good, taken.body_code = True, row.values["dept_code"]
            taken.entry, taken.content = asdict(entry), asdict(content)
        return taken

    def _check_codes(self, row: ReadRow) -> None:
        code, body, level = (row.values.get(name, "") for name in ("catalog_code", "dept_code", "use_level"))
        if code:
            for error in check_catalog_code(code).errors:
                row.problems.append(_problem(row, "catalog_code", error))
            if code in self.seen:
                row.problems.append(_problem(row, "catalog_code", f"与第 {self.seen[code]} 行重复"))
            self.seen.setdefault(code, row.row)
        if body and body not in self.bodies:
            row.problems.append(_problem(row, "dept_code", f"机构名录里没有“{body}”"))
        if level and level not in "123456":
            row.problems.append(_problem(row, "use_level", f"“{level}”应为 1 至 6"))
        if not row.problems:
            self._check_against_list(row, code, body, level)

    def _check_against_list(self, row: ReadRow, code: str, body: str, level: str) -> None:
        whole = f"{body}{level}{code}"
        written = row.values.get("task_code", whole)
        if written != whole:
            reason = f"应为“{whole}”：实施主体编码、层级、基本编码依次相接"
            row.problems.append(_problem(row, "task_code", reason))
        if self.known.get(code, whole) != whole:
            reason = f"已经用在 {self.known[code]} 上，编码不能换单位再用"
            row.problems.append(_problem(row, "catalog_code", reason))


def entry_of_row(row: ReadRow) -> MatterEntry:
    """Read what finds a matter out of a row."""
    return MatterEntry.read(_values(row, MATTER_COLUMNS, "entry"))


def content_of_row(row: ReadRow) -> VersionContent:
    """Read what a version says out of a row and its materials."""
    values = _values(row, MATTER_COLUMNS, "content")
    values["columns"] = _values(row, MATTER_COLUMNS, "columns")
    materials = [
        {
            **_values(one, MATERIAL_COLUMNS, "material"),
            "columns": _values(one, MATERIAL_COLUMNS, "columns"),
        }
        for one in row.materials
    ]
    return VersionContent.read({"by_law": [], "conditions": [], **values, "materials": materials})


def _values(row: ReadRow, columns: tuple[SheetColumn, ...], place: str) -> dict[str, Any]:
    return {
        one.target: row.values[one.name] for one in columns if one.place == place and one.name in row.values
    }


def _problem(row: ReadRow, name: str, reason: str) -> RowProblem:
    heading = next((one.heading for one in MATTER_COLUMNS if one.name == name), "")
    return RowProblem(MATTER_SHEET, row.row, name, heading, reason)


def _column_of(field: str) -> str:
    column = HEADINGS.get(field)
    return column.name if column else "catalog_code"
