"""
A standard as a spreadsheet and back: a sheet of factors, one of facts that are computed, one per table; cells are texts.

Nothing is ever computed here. A computed fact stands with its expression, or with the name of the sheet whose rows decide it.

Formulas, merged cells, macros, outside links and entities are refused before a row is taken, since each of them can say
something else to the eye than to the reader.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from yangguang.reference.discretion.rules.content import (
    POINTS,
    POLICIES,
    RANGE,
    TIER,
    Derived,
    Factor,
    Grid,
    Row,
    StandardContent,
)
from yangguang.reference.discretion.rules.refusals import SpreadsheetRefused

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 60 * 1024 * 1024
MAX_ROWS = 2_000
FACTORS = "裁量因素"
DERIVED = "算出来的事实"
REMARK = "说明"
KINDS = {"number": "数", "choice": "选一项", "yes_no": "是或否"}
_FACTOR_COLUMNS = ("名称", "类型", "问法", "单位", "可选情形", "最小", "最大", "提示")
_DERIVED_COLUMNS = ("名称", "类型", "单位", "可选情形", "算式", "决策表", "几条都适用时")
_TABLE = "事实表{place}"
_ACTIVE = ("vbaProject", "externalLinks", "embeddings", "activeX", "ctrlProps", "connections.xml")


def write_workbook(content: StandardContent) -> bytes:
    """Write the factors and tables of a standard as a spreadsheet."""
    book = Workbook(write_only=True)
    factors = [
        (
            one.name,
            KINDS[one.kind],
            one.label,
            one.unit,
            "\n".join(one.choices),
            one.least,
            one.most,
            one.hint,
        )
        for one in content.factors
    ]
    _write(book, FACTORS, _FACTOR_COLUMNS, factors)
    tables = {
        one.name: _TABLE.format(place=place)
        for place, one in enumerate((one for one in content.derived if one.is_table), start=1)
    }
    derived = [
        (
            one.name,
            KINDS[one.kind],
            one.unit,
            "\n".join(one.choices),
            one.expression,
            tables.get(one.name, ""),
            POLICIES.get(one.policy, one.policy) if one.is_table else "",
        )
        for one in content.derived
    ]
    _write(book, DERIVED, _DERIVED_COLUMNS, derived)
    for one in content.derived:
        if one.is_table:
            _write_grid(book, tables[one.name], one.grid, (one.name,))
    for name in content.grids:
        _write_grid(book, name, content.grid_of(name), content.results_of(name))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write_grid(book: Workbook, name: str, grid: Grid, results: tuple[str, ...]) -> None:
    rows = [
        (*_padded(row.tests, len(grid.factors)), *_padded(row.results, len(results)), row.remark)
        for row in grid.rows
    ]
    _write(book, name, (*grid.factors, *results, REMARK), rows)


def _padded(texts: tuple[str, ...], length: int) -> tuple[str, ...]:
    return (*texts, *[""] * length)[:length]


def _write(book: Workbook, name: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    sheet = book.create_sheet(name)
    for place, head in enumerate(heads, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = 44 if head in (REMARK, "提示") else 20
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, head, bold=True) for head in heads])
    for row in rows:
        sheet.append([_cell(sheet, text) for text in row])


def _cell(sheet: Any, text: str, *, bold: bool = False) -> Any:
    cell = WriteOnlyCell(sheet, value=text or None)
    cell.data_type = "s" if text else "n"  # a text that begins with = is a text
    cell.number_format = "@"
    cell.font = Font(bold=bold)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def read_workbook(source: bytes, *, base: StandardContent, file_name: str = "") -> StandardContent:
    """
    Read factors, computed facts and tables from a spreadsheet; everything else stays as in *base*.

    A file without the sheet of computed facts leaves those of *base* as they are.

    Refuses with SpreadsheetRefused, naming sheet, row and column.
    """
    _check_package(source, file_name)
    try:
        book = load_workbook(io.BytesIO(source), read_only=True, data_only=False, keep_links=False)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as broken:
        raise SpreadsheetRefused(reason="这份文件打不开，可能已经损坏，或者不是 .xlsx 表格。") from broken
    try:
        sheets = {name: list(_rows(book[name], name)) for name in book.sheetnames}
    finally:
        book.close()
    for name in (FACTORS, RANGE, TIER):
        if not sheets.get(name):
            raise SpreadsheetRefused(reason=f"缺“{name}”表，或者它是空的。")
    is_scored = bool(sheets.get(POINTS))
    content = replace(base, method="points" if is_scored else "tiers", factors=_factors(sheets[FACTORS]))
    named: tuple[str, ...] = ()
    if sheets.get(DERIVED):
        content, named = _with_derived(content, sheets)
    strange = [one for one in sheets if sheets[one] and one not in (FACTORS, DERIVED, *content.grids, *named)]
    if strange:
        raise SpreadsheetRefused(reason=f"不认识的表：{'、'.join(strange)}。用不着的请删掉再上传。")
    return replace(
        content,
        ranges=_grid(content, RANGE, sheets[RANGE]),
        points=_grid(content, POINTS, sheets[POINTS]) if is_scored else Grid(),
        tiers=_grid(content, TIER, sheets[TIER]),
    )


def _check_package(source: bytes, file_name: str) -> None:
    if not source:
        raise SpreadsheetRefused(reason="没有收到文件，请先选一份表格。")
    if file_name and not file_name.lower().endswith(".xlsx"):
        raise SpreadsheetRefused(reason=f"“{file_name}”不是 .xlsx 表格。")
    if len(source) > MAX_BYTES:
        raise SpreadsheetRefused(reason=f"文件超过 {MAX_BYTES // 1024 // 1024} MB，不像一项裁量基准。")
    try:
        package = zipfile.ZipFile(io.BytesIO(source))
    except zipfile.BadZipFile as broken:
        raise SpreadsheetRefused(reason="这份文件打不开，可能已经损坏，或者不是 .xlsx 表格。") from broken
    with package:
        parts = package.infolist()
        if sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise SpreadsheetRefused(reason="文件展开以后太大，不像一项裁量基准。")
        for part in parts:
            _check_part(package, part)


def _check_part(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    if any(name in part.filename for name in _ACTIVE):
        raise SpreadsheetRefused(reason="表格里有宏、外部链接或者嵌入对象，为安全起见不读取。")
    if not part.filename.endswith((".xml", ".rels")):
        return
    content = package.read(part)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise SpreadsheetRefused(reason="表格里声明了文档类型或者实体，为安全起见不读取。")
    if part.filename.startswith("xl/worksheets/") and b"<mergeCell " in content:
        raise SpreadsheetRefused(
            reason="表格里有合并的单元格，分不清哪一条管哪几行。请取消合并、每行写全再上传。"
        )


def _rows(sheet: Any, name: str) -> Iterator[tuple[int, list[str]]]:
    """Give the rows that are not empty, with their numbers."""
    count = 0
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        texts = []
        for cell in cells:
            if getattr(cell, "data_type", "") == "f":
                raise SpreadsheetRefused(
                    reason=f"“{name}”表 {cell.coordinate} 是公式。请把公式改成它的结果，再上传。"
                )
            texts.append(_text(cell.value))
        if any(texts):
            count += 1
            if count > MAX_ROWS:
                raise SpreadsheetRefused(reason=f"“{name}”表超过 {MAX_ROWS:,} 行，不像一项裁量基准。")
            yield number, texts


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{Decimal(repr(value)).normalize():f}"
    return str(value).strip()


def _header(name: str, rows: list[tuple[int, list[str]]]) -> list[str]:
    heads = rows[0][1]
    while heads and not heads[-1]:
        heads = heads[:-1]
    twice = sorted({one for one in heads if heads.count(one) > 1})
    if twice or "" in heads:
        raise SpreadsheetRefused(
            reason=f"“{name}”表第 1 行有空的或者重复的栏目：{'、'.join(filter(None, twice))}。"
        )
    return heads


def _listed(
    name: str, rows: list[tuple[int, list[str]]], columns: tuple[str, ...]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Read a sheet of one thing a row: each with its number, by the names of the columns."""
    heads = _header(name, rows)
    wrong = [one for one in heads if one not in columns]
    if wrong:
        raise SpreadsheetRefused(reason=f"“{name}”表有不认识的栏目：{'、'.join(wrong)}。")
    missing = [one for one in ("名称", "类型") if one not in heads]
    if missing:
        raise SpreadsheetRefused(reason=f"“{name}”表缺栏目：{'、'.join(missing)}。")
    for number, texts in rows[1:]:
        one = dict(zip(heads, _padded(tuple(texts), len(heads)), strict=True))
        if one["类型"] not in KINDS.values():
            words = "、".join(KINDS.values())
            raise SpreadsheetRefused(
                reason=f"“{name}”表第 {number} 行的类型“{one['类型']}”不认识，只能写{words}。"
            )
        yield number, one


def _kind(word: str) -> str:
    return next(kind for kind, known in KINDS.items() if known == word)


def _policy(number: int, word: str) -> str:
    if not word:
        return "UNIQUE"
    found = next((policy for policy, known in POLICIES.items() if word in (known, policy)), "")
    if not found:
        words = "、".join(POLICIES.values())
        raise SpreadsheetRefused(
            reason=f"“{DERIVED}”表第 {number} 行的“{word}”不认识，“几条都适用时”只能写{words}。"
        )
    return found


def _choices(one: dict[str, str]) -> tuple[str, ...]:
    return tuple(line.strip() for line in one.get("可选情形", "").splitlines() if line.strip())


def _factors(rows: list[tuple[int, list[str]]]) -> tuple[Factor, ...]:
    return tuple(
        Factor(
            name=one["名称"],
            kind=_kind(one["类型"]),
            label=one.get("问法", ""),
            unit=one.get("单位", ""),
            choices=_choices(one),
            least=one.get("最小", ""),
            most=one.get("最大", ""),
            hint=one.get("提示", ""),
        )
        for _, one in _listed(FACTORS, rows, _FACTOR_COLUMNS)
    )


def _with_derived(
    content: StandardContent, sheets: dict[str, list[tuple[int, list[str]]]]
) -> tuple[StandardContent, tuple[str, ...]]:
    """Give the content with its computed facts, and the names of the sheets whose rows decide them."""
    listed = list(_listed(DERIVED, sheets[DERIVED], _DERIVED_COLUMNS))
    plain = replace(
        content,
        derived=tuple(
            Derived(
                name=one["名称"],
                kind=_kind(one["类型"]),
                unit=one.get("单位", ""),
                choices=_choices(one),
                expression=one.get("算式", ""),
                policy=_policy(number, one.get("几条都适用时", "")),
            )
            for number, one in listed
        ),
    )
    found, named = [], []
    for derived, (number, one) in zip(plain.derived, listed, strict=True):
        table = one.get("决策表", "")
        if bool(table) == bool(derived.expression):
            raise SpreadsheetRefused(
                reason=f"“{DERIVED}”表第 {number} 行：算式和决策表要写一样，而且只写一样。"
            )
        if table and (table in named or len(sheets.get(table, ())) < 2):
            raise SpreadsheetRefused(
                reason=f"“{DERIVED}”表第 {number} 行的决策表“{table}”没有找到、是空的，或者已经用过了。"
            )
        if table:
            named.append(table)
            grid = _grid(plain, table, sheets[table], results=(derived.name,))
            found.append(replace(derived, grid=grid))
        else:
            found.append(derived)
    return replace(plain, derived=tuple(found)), tuple(named)


def _grid(
    content: StandardContent,
    name: str,
    rows: list[tuple[int, list[str]]],
    *,
    results: tuple[str, ...] = (),
) -> Grid:
    heads, results = _header(name, rows), results or content.results_of(name)
    known = {one.name for one in content.readable} | (
        {POINTS} if name == TIER and content.is_scored else set()
    )
    missing = [one for one in results if one not in heads]
    if missing:
        raise SpreadsheetRefused(reason=f"“{name}”表缺栏目：{'、'.join(missing)}。")
    columns = [one for one in heads if one not in (*results, REMARK)]
    unknown = [one for one in columns if one not in known]
    if unknown:
        raise SpreadsheetRefused(
            reason=f"“{name}”表有不认识的栏目：{'、'.join(unknown)}。裁量因素要先写在“{FACTORS}”表里，"
            f"算出来的写在“{DERIVED}”表里。"
        )
    found = []
    for _, texts in rows[1:]:
        one = dict(zip(heads, _padded(tuple(texts), len(heads)), strict=True))
        found.append(
            Row(
                tuple(one[column] for column in columns),
                tuple(one[column] for column in results),
                one.get(REMARK, ""),
            )
        )
    return Grid(tuple(columns), tuple(found))
