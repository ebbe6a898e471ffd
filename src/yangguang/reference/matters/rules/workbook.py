"""
Reading a spreadsheet of matters: the file as a whole is taken or refused, then every row is taken or refused.

Nothing in the file is ever computed or fetched: macros, outside links and entity declarations are refused before a cell is
read, a formula where it stands. Rows stream, so that progress can be shown.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
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
_END = re.compile(rb"</(?:\w+:)?sheetData\s*>")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')
Span = tuple[int, int, int, int]  # first column, first row, last column, last row
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
class Piece:
    """Some rows of matters that follow one another, each with its materials; the last brings the materials of no matter."""

    rows: list[ReadRow]
    is_last: bool
    problems: list[RowProblem] = field(default_factory=list)


def read_heads(source: bytes, *, file_name: str) -> int:
    """
    Look at a spreadsheet without reading it through: its package and the headings of both sheets; gives about how many rows.

    Refuses with WorkbookRefused for a file that cannot be taken as a whole.
    """
    check_package(source, file_name=file_name)
    with _opened(source) as book:
        first = next(_rows_of(book, source, MATTER_SHEET, MATTER_COLUMNS), None)
        next(_rows_of(book, source, MATERIAL_SHEET, MATERIAL_COLUMNS), None)
        if first is None:
            raise WorkbookRefused(reason=f"“{MATTER_SHEET}”表里一行事项也没有。")
        length = book[MATTER_SHEET].max_row or HEADER_ROWS + 1
        return max(1, min(length - HEADER_ROWS, MAX_ROWS[MATTER_SHEET]))


def read_pieces(source: bytes, *, size: int, after: int = 0) -> Iterator[Piece]:
    """
    Read the rows of matters behind row *after*, piece by piece; bad cells are noted at their row, not refused.

    Refuses with WorkbookRefused at a formula, and where there are more rows than a file may have.
    """
    with _opened(source) as book:
        materials: dict[Any, list[ReadRow]] = {}
        for one in _rows_of(book, source, MATERIAL_SHEET, MATERIAL_COLUMNS):
            materials.setdefault(one.values.get("catalog_code"), []).append(one)
        piece: list[ReadRow] = []
        for row in _rows_of(book, source, MATTER_SHEET, MATTER_COLUMNS):
            row.materials += materials.pop(row.values.get("catalog_code"), [])
            if row.row <= after:
                continue
            if len(piece) == size:
                yield Piece(piece, is_last=False)
                piece = []
            piece.append(row)
    reason = f"“{MATTER_SHEET}”表里没有这个基本编码"
    strays = sorted((one for many in materials.values() for one in many), key=lambda one: one.row)
    lost = [RowProblem(MATERIAL_SHEET, one.row, "catalog_code", "基本编码", reason) for one in strays]
    yield Piece(piece, is_last=True, problems=lost)


@contextmanager
def _opened(source: bytes) -> Iterator[Any]:
    try:
        book = load_workbook(io.BytesIO(source), read_only=True, data_only=False, keep_links=False)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as broken:
        raise WorkbookRefused(reason="这份文件打不开，可能已经损坏，或者不是 .xlsx 表格。") from broken
    try:
        yield book
    finally:
        book.close()


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


def find_merged(source: bytes, page: Any) -> list[Span]:
    """Find the merged cells of a sheet: they stand behind the rows, where the streaming reader never looks."""
    with zipfile.ZipFile(io.BytesIO(source)) as package, package.open(page._worksheet_path) as stream:
        tail, found = b"", False
        while block := stream.read(1 << 20):
            tail = tail + block if found else tail[-64:] + block
            ends = None if found else _END.search(tail)
            if ends is not None:
                tail, found = tail[ends.end() :], True
    return [range_boundaries(ref.decode()) for ref in _MERGED.findall(tail)] if found else []


def name_span(span: Span) -> str:
    """Write merged cells as spreadsheet programs name them."""
    return f"{get_column_letter(span[0])}{span[1]}:{get_column_letter(span[2])}{span[3]}"


def _rows_of(book: Any, source: bytes, sheet: str, columns: tuple[SheetColumn, ...]) -> Iterator[ReadRow]:
    if sheet not in book.sheetnames:
        raise WorkbookRefused(reason=f"缺“{sheet}”表。")
    merged = find_merged(source, book[sheet])
    lines = book[sheet].iter_rows()
    order = _header(sheet, next(lines, ()), columns)
    count = 0
    for number, cells in enumerate(lines, start=2):
        _refuse_formulas(sheet, number, cells)
        if number <= HEADER_ROWS or all(cell.value in (None, "") for cell in cells):
            continue
        count += 1
        if count > MAX_ROWS[sheet]:
            raise WorkbookRefused(reason=f"“{sheet}”表超过 {MAX_ROWS[sheet]:,} 行，请分几份导入。")
        row = _row(sheet, number, cells, order)
        row.problems += _merged_problems(sheet, number, merged, order)
        yield row


def _merged_problems(
    sheet: str, number: int, merged: list[Span], order: list[SheetColumn | None]
) -> Iterator[RowProblem]:
    """Name the merged cells that reach into a row: what stands in them is said once and not for each cell."""
    for span in merged:
        column = order[span[0] - 1] if span[0] <= len(order) else None
        if span[1] <= number <= span[3] and column is not None:
            reason = f"{name_span(span)} 是合并的单元格，请取消合并，每一格都填上"
            yield RowProblem(sheet, number, column.name, column.heading, reason)


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


def problems_in(rows: Iterable[ReadRow]) -> Iterator[RowProblem]:
    """Go through every problem of some rows and of their materials."""
    for row in rows:
        yield from row.problems
        for material in row.materials:
            yield from material.problems
