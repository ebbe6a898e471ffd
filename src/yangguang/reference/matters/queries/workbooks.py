"""Writing spreadsheets: the whole list in the national columns, and an uploaded file with its refused cells marked."""

import io
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from yangguang.reference.matters.models import ImportBatch, MaterialSpec, Matter, MatterVersion
from yangguang.reference.matters.queries.versions import rows_of
from yangguang.reference.matters.rules.columns import (
    MATERIAL_COLUMNS,
    MATERIAL_SHEET,
    MATTER_COLUMNS,
    MATTER_SHEET,
    SheetColumn,
    write_cell,
)
from yangguang.reference.matters.rules.refusals import MatterNotFound
from yangguang.reference.matters.states import VersionStatus

STATES = {"active": "1", "suspended": "2", "retired": "3"}
MARK = PatternFill("solid", fgColor="FBE9E6")
HEAD = Font(bold=True)
WRAPPED = Alignment(wrap_text=True, vertical="top")


def export_workbook() -> bytes:
    """Write every matter's newest published version, or its draft where none was published, with its materials."""
    book = Workbook(write_only=True)
    matters, materials = book.create_sheet(MATTER_SHEET), book.create_sheet(MATERIAL_SHEET)
    _head(matters, MATTER_COLUMNS)
    _head(materials, MATERIAL_COLUMNS)
    for version in _newest():
        matters.append(_cells(matters, [_matter_value(one, version) for one in MATTER_COLUMNS]))
        for material in version.materials.all():
            values = [_material_value(one, version.matter, material) for one in MATERIAL_COLUMNS]
            materials.append(_cells(materials, values))
    return _saved(book)


def marked_workbook(batch: ImportBatch) -> bytes:
    """Give an uploaded file back: refused cells red, each with its reason as a comment."""
    book = load_workbook(io.BytesIO(bytes(batch.source)))
    heads = {sheet.title: [cell.value for cell in sheet[1]] for sheet in book.worksheets}
    said: dict[tuple[str, int, int], list[str]] = {}
    for problem in batch.problems:
        names = heads[problem["sheet"]]
        place = names.index(problem["column"]) + 1 if problem["column"] in names else 1
        said.setdefault((problem["sheet"], problem["row"], place), []).append(problem["reason"])
    for (sheet, row, column), reasons in said.items():
        cell = book[sheet].cell(row=row, column=column)
        cell.fill = MARK
        cell.comment = Comment("\n".join(reasons), "事项库")
    return _saved(book)


def list_batches() -> list[ImportBatch]:
    """List the newest imports, without their files."""
    return list(ImportBatch.objects.defer("source", "problems")[:10])


def get_batch(*, batch_id: int) -> ImportBatch:
    """
    Get one import.

    Refuses with MatterNotFound.
    """
    found = ImportBatch.objects.defer("source").filter(pk=batch_id).first()
    if found is None:
        raise MatterNotFound(code=f"导入 {batch_id}")
    return found


def record_of(version: MatterVersion) -> dict[str, Any]:
    """Give a version as a record for machines: national names first, then form, flow and fingerprints."""
    values = {one.name: _matter_value(one, version) for one in MATTER_COLUMNS}
    return {
        **{name: value for name, value in values.items() if value is not None},
        "materials": [
            {
                one.name: value
                for one in MATERIAL_COLUMNS
                if (value := _material_value(one, version.matter, material)) is not None
            }
            for material in version.materials.all()
        ],
        "version": version.number,
        "effective_from": version.effective_from.isoformat() if version.effective_from else None,
        "steps": [
            {
                "node": one.node_id,
                "name": one.name,
                "post": one.post_name,
                "limit": one.limit,
                "unit": one.unit,
            }
            for one in rows_of(version)
        ],
        "form": version.form,
        "flow_sm3": version.flow_hash,
        "content_sm3": version.content_hash,
    }


def _newest() -> list[MatterVersion]:
    newest: dict[int, MatterVersion] = {}
    versions = MatterVersion.objects.exclude(status=VersionStatus.RETIRED).select_related("matter__body")
    for version in versions.prefetch_related("materials").order_by("matter__catalog_code", "number"):
        if version.status == VersionStatus.PUBLISHED or version.matter_id not in newest:
            newest[version.matter_id] = version
    return list(newest.values())


def _head(sheet: Any, columns: tuple[SheetColumn, ...]) -> None:
    for place, column in enumerate(columns, start=1):
        wide = {"lines": 60, "laws": 60, "titled": 60}.get(column.kind, 18)
        sheet.column_dimensions[get_column_letter(place)].width = wide
    sheet.freeze_panes = "D3"
    sheet.append([column.name for column in columns])
    heads = []
    for column in columns:
        cell = WriteOnlyCell(sheet, value=column.heading + ("*" if column.required else ""))
        cell.font = HEAD
        heads.append(cell)
    sheet.append(heads)


def _cells(sheet: Any, values: list[Any]) -> list[Any]:
    """Turn values into cells; a text that looks like a formula stays a text."""
    cells = []
    for value in values:
        cell = WriteOnlyCell(sheet, value=value)
        if isinstance(value, str):
            cell.data_type = "s"
            if "\n" in value:
                cell.alignment = WRAPPED
        cells.append(cell)
    return cells


def _matter_value(column: SheetColumn, version: MatterVersion) -> Any:
    matter = version.matter
    if column.place == "shown":
        return {
            "row_guid": f"{matter.code}-V{version.number:03d}",
            "task_code": matter.code,
            "task_state": STATES[matter.state],
            "task_version": version.number,
            "dept_name": matter.body.name,
            "dept_code": matter.body.code,
            "handle_flow": _flow_words(version),
        }[column.name]
    if column.place == "columns":
        return write_cell(column, version.columns.get(column.name))
    return write_cell(column, getattr(matter if column.place == "entry" else version, column.target))


def _flow_words(version: MatterVersion) -> str | None:
    return " → ".join(one.name for one in rows_of(version)) if version.flow_xml else None


def _material_value(column: SheetColumn, matter: Matter, material: MaterialSpec) -> Any:
    if column.place == "shown":
        return {"catalog_code": matter.catalog_code, "material_code": material.code}[column.name]
    if column.place == "columns":
        return write_cell(column, material.columns.get(column.name))
    return write_cell(column, getattr(material, column.target))


def _saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
