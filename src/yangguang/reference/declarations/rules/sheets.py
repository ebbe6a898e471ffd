"""
Reading a body's own spreadsheet, of whatever shape: which sheets it has, where the header stands, and row after row.

Rows stream, so that 100,000 of them need no more memory than one. Nothing is computed: a formula is refused at its cell, and
so are error values and numbers that the spreadsheet program has already rounded. A merged header is read as one heading of
two lines, cells merged downwards hold for each of their rows, cells merged across are refused at the row.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from yangguang.reference.declarations.rules.formats import FormatField
from yangguang.reference.declarations.rules.mapping import count_known
from yangguang.reference.matters.rules import Span, WorkbookRefused, check_package, find_merged, name_span

MOST_ROWS = 100_000
MOST_COLUMNS = 80
_LOOKED_AT = 20  # rows in which the header is looked for
_SAMPLES = 3
_PRECISE = 10**15  # spreadsheet programs keep 15 digits of a number


@dataclass(frozen=True, slots=True)
class Head:
    """One column of a sheet: its heading as one text, and what stands below it in the first rows."""

    column: int
    heading: str
    samples: tuple[str, ...] = ()

    @property
    def letter(self) -> str:
        """The column as spreadsheet programs name it."""
        return get_column_letter(self.column)


@dataclass(frozen=True, slots=True)
class SheetHead:
    """One sheet: its columns, where its rows begin and how many there may be."""

    sheet: str
    header_row: int
    first_row: int
    heads: tuple[Head, ...]
    row_count: int
    known: int


@dataclass(slots=True)
class OwnRow:
    """One row as texts by column; `wrong` says which columns cannot be read, and why."""

    row: int
    texts: dict[int, str] = field(default_factory=dict)
    wrong: dict[int, str] = field(default_factory=dict)


def read_heads(source: bytes, *, file_name: str, targets: Mapping[str, FormatField]) -> list[SheetHead]:
    """
    Read the headers of a spreadsheet's sheets, the one that looks most like powers first.

    Refuses with WorkbookRefused for a file that cannot be taken at all.
    """
    check_package(source, file_name=file_name)
    book = _open(source)
    try:
        found = [
            head
            for sheet in book.worksheets
            if sheet.sheet_state == "visible" and (head := _head_of(source, sheet, targets)) is not None
        ]
    finally:
        book.close()
    if not found:
        raise WorkbookRefused(reason="表格里没有找到表头：要有一行写栏目名称，下面是职权。")
    return sorted(found, key=lambda one: -one.known)


def read_rows(source: bytes, *, sheet: str, first_row: int, after: int = 0) -> Iterator[OwnRow]:
    """
    Give the rows of a sheet that say anything, those after row *after* of the spreadsheet.

    Refuses with WorkbookRefused for more than 100,000 rows.
    """
    book = _open(source)
    try:
        page = book[sheet]
        spans = [one for one in find_merged(source, page) if one[3] >= first_row]
        down = _Down([one for one in spans if one[0] == one[2]])
        across = [one for one in spans if one[0] != one[2]]
        count = 0
        for number, cells in enumerate(
            page.iter_rows(min_row=first_row, max_col=MOST_COLUMNS), start=first_row
        ):
            row = down.fill(_row(number, cells))
            for span in across:
                if span[1] <= number <= span[3]:
                    row.wrong[span[0]] = f"{name_span(span)} 横着合并了几栏，分不清哪一栏是什么，请拆开"
            if not row.texts and not row.wrong:
                continue
            count += 1
            if count > MOST_ROWS:
                raise WorkbookRefused(reason=f"“{sheet}”表超过 {MOST_ROWS:,} 行，请分几份导入。")
            if number > after:
                yield row
    finally:
        book.close()


def _open(source: bytes) -> Any:
    try:
        return load_workbook(io.BytesIO(source), read_only=True, data_only=False, keep_links=False)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as broken:
        raise WorkbookRefused(reason="这份文件打不开，可能已经损坏，或者不是 .xlsx 表格。") from broken


def _head_of(source: bytes, page: Any, targets: Mapping[str, FormatField]) -> SheetHead | None:
    rows = [
        _row(number, cells)
        for number, cells in enumerate(page.iter_rows(max_row=_LOOKED_AT, max_col=MOST_COLUMNS), start=1)
    ]
    known = {row.row: count_known(row.texts.values(), targets) for row in rows if len(row.texts) > 1}
    if not known:
        return None
    best = max(known, key=lambda number: (known[number], -number))
    spans = find_merged(source, page)
    top, bottom = _lines_of_header(best, spans, known)
    texts = {row.row: row.texts for row in rows}
    columns = sorted({column for number in range(top, bottom + 1) for column in texts.get(number, {})})
    below = [row for row in rows if row.row > bottom]
    heads = tuple(
        Head(
            column,
            _heading(column, top, bottom, texts, spans),
            tuple(row.texts[column][:40] for row in below if column in row.texts)[:_SAMPLES],
        )
        for column in columns
    )
    last = page.max_row or bottom
    return SheetHead(page.title, top, bottom + 1, heads, max(0, last - bottom), max(known.values()))


def _lines_of_header(best: int, spans: list[Span], known: Mapping[int, int]) -> tuple[int, int]:
    """Say from which row to which the header stands: merged cells, or a second line of names, make it two rows."""
    top = bottom = best
    for _, first, _, last in spans:
        if first <= best <= last and last - first == 1:
            top, bottom = min(top, first), max(bottom, last)
    across = [one for one in spans if one[1] == one[3] == top and one[0] != one[2]]
    is_second_line = bool(across) and (top + 1) in known
    if top == bottom and (is_second_line or known.get(top + 1, 0) * 2 > known[best]):
        bottom = top + 1
    return top, bottom


def _heading(
    column: int, top: int, bottom: int, texts: Mapping[int, dict[int, str]], spans: list[Span]
) -> str:
    said: list[str] = []
    for number in range(top, bottom + 1):
        source = next(
            (one[0] for one in spans if one[1] <= number <= one[3] and one[0] <= column <= one[2]), column
        )
        text = texts.get(number, {}).get(column) or texts.get(number, {}).get(source, "")
        if text and text not in said:
            said.append(text)
    if len(said) == 2 and said[1].startswith(said[0]):
        return said[1]
    return (
        "".join(reversed(said)) if len(said) == 2 and said[0] in ("时限", "期限", "单位") else "".join(said)
    )


class _Down:
    """What cells merged downwards say in each of their rows."""

    def __init__(self, spans: list[Span]) -> None:
        self.spans: dict[int, list[Span]] = {one[0]: [] for one in spans}
        for one in sorted(spans, key=lambda each: each[1]):
            self.spans[one[0]].append(one)
        self.said: dict[int, str] = {}

    def fill(self, row: OwnRow) -> OwnRow:
        for column, spans in self.spans.items():
            while spans and spans[0][3] < row.row:
                spans.pop(0)
                self.said.pop(column, None)
            if not spans or spans[0][1] > row.row:
                continue
            if spans[0][1] == row.row:
                self.said[column] = row.texts.get(column, "")
            elif self.said.get(column) and len(row.texts) > 0:
                row.texts.setdefault(column, self.said[column])
        return row


def _row(number: int, cells: Any) -> OwnRow:
    row = OwnRow(number)
    for column, cell in enumerate(cells, start=1):
        value = cell.value
        if value is None:
            continue
        problem = _problem(column, number, value, getattr(cell, "data_type", ""))
        if problem:
            row.wrong[column] = problem
            continue
        text = _text(value)
        if text:
            row.texts[column] = text
    return row


def _problem(column: int, number: int, value: Any, kind: str) -> str:
    place = f"{get_column_letter(column)}{number}"
    if kind == "f":
        return f"{place} 是公式，请改成它的结果（复制，选择性粘贴为数值）"
    if kind == "e":
        return f"{place} 是错误值 {value}，请改成要写的内容"
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= _PRECISE:
        return f"{place} 的数字超过 15 位，表格软件已经改动了后面几位，请把这一栏设为文本再填"
    return ""


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    return str(value).replace("\r\n", "\n").replace("_x000D_", "").strip()
