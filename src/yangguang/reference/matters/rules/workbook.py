"""
Reading a spreadsheet of matters: the file as a whole is taken or refused, then every row is taken or refused.

Nothing in the file is ever computed or fetched: formulas, macros, outside links and entity declarations are refused before
a cell is read.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from yangguang.reference.matters.rules.columns import (
    HEADER_ROWS,
    MATERIAL_COLUMNS,
    MATERIAL_SHEET,
    MATTER_COLUMNS,
    MATTER_SHEET,
    CellRefused,
    SheetColumn,
    read_cell,
)
from yangguang.reference.matters.rules.refusals import WorkbookRefused

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 400 * 1024 * 1024
MAX_ROWS = {MATTER_SHEET: 20_000, MATERIAL_SHEET: 200_000}
ACTIVE_PARTS = ("vbaProject", "externalLinks", "embeddings", "activeX", "ctrlProps", "connections.xml")


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One refused cell: sheet, row number as the spreadsheet shows it, column heading and name, reason."""

    sheet: str
    row: int
    column: str
    heading: str
    reason: str


@dataclass(slots=True)
class ReadRow:
    """One row read: its values by column name, the problems of its cells, its materials."""

    row: int
    values: dict[str, Any]
    problems: list[RowProblem] = field(default_factory=list)
    materials: list["ReadRow"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class WorkbookContent:
    """A whole file read: rows of matters with their materials, and materials that belong to no matter in the file."""

    rows: list[ReadRow]
    problems: list[RowProblem]


def read_workbook(source: bytes, *, file_name: str) -> WorkbookContent:
    """
    Read a spreadsheet of matters, both sheets.

    Refuses with WorkbookRefused for a file that cannot be taken as a whole; bad cells are listed, not refused.
    """
    check_package(source, file_name=file_name)
    try:
        book = load_workbook(io.BytesIO(source), read_only=True, data_only=False, keep_links=False)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as broken:
        raise WorkbookRefused(reason="这份文件打不开，可能已经损坏，或者不是 .xlsx 表格。") from broken
    try:
        matters = _rows_of(book, MATTER_SHEET, MATTER_COLUMNS)
        materials = _rows_of(book, MATERIAL_SHEET, MATERIAL_COLUMNS)
    finally:
        book.close()
    if not matters:
        raise WorkbookRefused(reason=f"“{MATTER_SHEET}”表里一行事项也没有。")
    return _joined(matters, materials)


def check_package(source: bytes, *, file_name: str) -> None:
    """
    Look at the file as a whole before a cell is read: size, shape, nothing active inside.

    Refuses with WorkbookRefused.
    """
    if not source:
        raise WorkbookRefused(reason="没有收到文件，请先选一份表格。")
    if file_name and not file_name.lower().endswith(".xlsx"):
        raise WorkbookRefused(reason=f"“{file_name}”不是 .xlsx 表格。")
    if len(source) > MAX_BYTES:
        raise WorkbookRefused(reason=f"文件超过 {MAX_BYTES // 1024 // 1024} MB，请分几份导入。")
    try:
        package = zipfile.ZipFile(io.BytesIO(source))
    except zipfile.BadZipFile as broken:
        raise WorkbookRefused(reason="这份文件打不开，可能已经损坏，或者不是 .xlsx 表格。") from broken
    with package:
        parts = package.infolist()
        if sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise WorkbookRefused(reason="文件展开以后太大，不像一份事项清单。")
        for part in parts:
            _check_part(package, part)


def _check_part(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    if any(name in part.filename for name in ACTIVE_PARTS):
        raise WorkbookRefused(reason="表格里有宏、外部链接或者嵌入对象，为安全起见不读取。")
    if part.filename.endswith((".xml", ".rels")):
        with package.open(part) as stream:
            head = stream.read(4096)
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
            raise WorkbookRefused(reason="表格里声明了文档类型或者实体，为安全起见不读取。")


def _rows_of(book: Any, sheet: str, columns: tuple[SheetColumn, ...]) -> list[ReadRow]:
    if sheet not in book.sheetnames:
        raise WorkbookRefused(reason=f"缺“{sheet}”表。")
    lines = book[sheet].iter_rows()
    order = _header(sheet, next(lines, ()), columns)
    rows: list[ReadRow] = []
    for number, cells in enumerate(lines, start=2):
        _refuse_formulas(sheet, number, cells)
        if number <= HEADER_ROWS or all(cell.value in (None, "") for cell in cells):
            continue
        if len(rows) >= MAX_ROWS[sheet]:
            raise WorkbookRefused(reason=f"“{sheet}”表超过 {MAX_ROWS[sheet]:,} 行，请分几份导入。")
        rows.append(_row(sheet, number, cells, order))
    return rows


def _header(sheet: str, cells: Any, columns: tuple[SheetColumn, ...]) -> list[SheetColumn | None]:
    known = {column.name: column for column in columns}
    names = [str(cell.value or "").strip() for cell in cells]
    unknown = [name for name in names if name and name not in known]
    if unknown:
        raise WorkbookRefused(reason=f"“{sheet}”表第 1 行有不认识的栏目：{'、'.join(unknown[:5])}。")
    missing = [f"{one.name}（{one.heading}）" for one in columns if one.required and one.name not in names]
    if missing:
        raise WorkbookRefused(reason=f"“{sheet}”表缺栏目：{'、'.join(missing[:5])}。")
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise WorkbookRefused(reason=f"“{sheet}”表的栏目重复：{'、'.join(twice)}。")
    return [known.get(name) for name in names]


def _refuse_formulas(sheet: str, number: int, cells: Any) -> None:
    for cell in cells:
        if getattr(cell, "data_type", "") == "f":
            raise WorkbookRefused(
                reason=f"“{sheet}”表 {cell.coordinate} 是公式。请把公式改成它的结果，再上传。"
            )


def _row(sheet: str, number: int, cells: Any, order: list[SheetColumn | None]) -> ReadRow:
    read = ReadRow(number, {})
    by_column = {column.name: cell.value for column, cell in zip(order, cells, strict=False) if column}
    for column in (one for one in order if one is not None):
        try:
            value = read_cell(column, by_column.get(column.name))
        except CellRefused as refused:
            read.problems.append(RowProblem(sheet, number, column.name, column.heading, str(refused)))
            continue
        if value is not None:
            read.values[column.name] = value
    return read


def _joined(matters: list[ReadRow], materials: list[ReadRow]) -> WorkbookContent:
    by_code = {one.values.get("catalog_code"): one for one in matters}
    lost = []
    for material in materials:
        owner = by_code.get(material.values.get("catalog_code"))
        if owner is None:
            reason = "“事项”表里没有这个基本编码"
            lost.append(RowProblem(MATERIAL_SHEET, material.row, "catalog_code", "基本编码", reason))
        else:
            owner.materials.append(material)
    return WorkbookContent(matters, lost)


def problems_in(content: WorkbookContent) -> Iterator[RowProblem]:
    """Go through every problem of the file, row by row."""
    yield from content.problems
    for row in content.rows:
        yield from row.problems
        for material in row.materials:
            yield from material.problems
