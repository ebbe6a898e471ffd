"""Spreadsheets of matters: out and in again, every refusal by name, nothing written before it is confirmed."""

import io
import re
import zipfile
from typing import Any

import pytest
from openpyxl import load_workbook

from yangguang.kernel.refusals import NotPermitted
from yangguang.reference.matters import operations, queries, tasks
from yangguang.reference.matters.models import ImportBatch, Matter, MatterVersion
from yangguang.reference.matters.rules.refusals import (
    BatchFinished,
    CodeTakenSince,
    NothingToImport,
    WorkbookRefused,
)
from yangguang.reference.matters.rules.workbook import read_pieces
from yangguang.reference.matters.tests import given

pytestmark = pytest.mark.django_db


@pytest.fixture
def exported(loaded: None) -> bytes:
    return queries.export_workbook()


def received(source: bytes, file_name: str = "事项.xlsx") -> ImportBatch:
    return operations.receive_import(
        actor=given.LIST_OFFICE, now=given.NOW, file_name=file_name, source=source
    )


def check(source: bytes, file_name: str = "事项.xlsx") -> ImportBatch:
    batch = received(source, file_name)
    tasks.check_import(batch_id=batch.pk)
    batch.refresh_from_db()
    return batch


def confirm(batch: ImportBatch) -> ImportBatch:
    operations.confirm_import(actor=given.LIST_OFFICE, now=given.NOW, batch=batch)
    batch.refresh_from_db()
    while batch.state == "writing":  # as the job does, by the hand of the officer who confirmed
        batch = operations.write_import_rows(actor=given.LIST_OFFICE, now=given.NOW, batch=batch, most=9)
    return batch


def good_codes(batch: ImportBatch) -> list[str]:
    return list(batch.rows.filter(is_good=True).values_list("catalog_code", flat=True))


def row_of(source: bytes, code: str) -> int:
    sheet = load_workbook(io.BytesIO(source))["事项"]
    names = [cell.value for cell in sheet[1]]
    column = names.index("catalog_code") + 1
    return next(row for row in range(3, sheet.max_row + 1) if sheet.cell(row, column).value == code)


def test_export__read_back__changes_nothing(exported: bytes) -> None:
    batch = check(exported)

    batch = confirm(batch)

    assert batch.problems == []
    assert batch.written == batch.good == batch.row_count == len(queries.read_catalogue())
    assert not MatterVersion.objects.filter(status="draft").exists()


def test_import__changed_and_new_rows__become_drafts_after_confirming(exported: bytes) -> None:
    row = row_of(exported, given.FOOD)
    other = row_of(exported, "440131016001")
    source = given.edited(
        exported,
        ("事项", row, "promise_day", 9),
        ("事项", other, "catalog_code", "440131016009"),
        ("事项", other, "task_code", None),
    )

    batch = check(source)
    assert Matter.objects.count() == len(queries.read_catalogue())
    confirm(batch)

    draft = MatterVersion.objects.get(matter__catalog_code=given.FOOD, status="draft")
    before = MatterVersion.objects.get(matter__catalog_code=given.FOOD, status="published")
    assert (draft.number, draft.promise_days) == (2, 9)
    assert (draft.form, draft.flow_xml) == (before.form, before.flow_xml)
    assert Matter.objects.get(catalog_code="440131016009").versions.get().status == "draft"


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("catalog_code", "4401", "12 位"),
        ("catalog_code", "440131016001", "重复"),
        ("promise_day", "七天", "整数"),
        ("promise_day", 30, "超过法定时限"),
        ("promise_day_type", "星期", "应为"),
        ("dept_code", "11440300XXXXXXXXXX", "机构名录"),
        ("use_level", "9", "1 至 6"),
        ("task_code", "1144", "依次相接"),
        ("by_law", "食品安全法", "《法律名称》"),
        ("fee_amount", 500, "收费"),
        ("task_name", None, "必填"),
        ("accept_condition", None, "条件"),
    ],
)
def test_check_import__one_bad_cell__is_refused_with_row_column_and_reason(
    exported: bytes, column: str, value: Any, reason: str
) -> None:
    row = row_of(exported, given.FOOD)

    batch = check(given.edited(exported, ("事项", row, column, value)))

    wrong = [one for one in batch.problems if one["sheet"] == "事项" and reason in one["reason"]]
    assert wrong
    assert wrong[0]["heading"]
    assert given.FOOD not in good_codes(batch) or column == "catalog_code"
    assert batch.good >= 19


def test_check_import__bad_material__refuses_its_matter_too(exported: bytes) -> None:
    batch = check(given.edited(exported, ("材料", 3, "necessity", "随便")))

    assert {one["sheet"] for one in batch.problems} == {"事项", "材料"}
    assert batch.good == len(queries.read_catalogue()) - 1


def test_marked_workbook__bad_cell__is_red_with_the_reason_as_a_comment(exported: bytes) -> None:
    row = row_of(exported, given.FOOD)
    batch = check(given.edited(exported, ("事项", row, "promise_day", "七天")))

    marked = given.cell(queries.marked_workbook(batch), "事项", row, "promise_day")

    assert "整数" in marked.comment.text
    assert marked.fill.fgColor.rgb.endswith("FBE9E6")


def test_check_import__formula__refuses_the_file_and_names_the_cell(exported: bytes) -> None:
    row = row_of(exported, given.FOOD)

    batch = check(given.edited(exported, ("事项", row, "promise_day", "=3+4")))

    assert batch.state == "broken"
    assert re.search(r"[A-Z]+\d+ 是公式", batch.problem)
    assert not batch.rows.exists()
    with pytest.raises(NothingToImport):
        operations.confirm_import(actor=given.LIST_OFFICE, now=given.NOW, batch=batch)


def test_check_import__merged_cells__are_refused_at_each_row(exported: bytes) -> None:
    row = row_of(exported, given.FOOD)
    book = load_workbook(io.BytesIO(exported))
    book["事项"].merge_cells(start_row=row, end_row=row, start_column=5, end_column=6)
    out = io.BytesIO()
    book.save(out)

    batch = check(out.getvalue())

    assert any(
        one["row"] == row and f"E{row}:F{row} 是合并的单元格" in one["reason"] for one in batch.problems
    )
    assert given.FOOD not in good_codes(batch)


def test_check_import__job_that_died__goes_on_behind_the_last_row(
    exported: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "PIECE", 5)
    batch = received(exported)
    piece = next(iter(read_pieces(exported, size=5)))
    operations.check_import_rows(actor=tasks.CHECKER, now=given.NOW, batch=batch, piece=piece)
    batch.refresh_from_db()
    assert (batch.state, batch.seen) == ("checking", 5)

    tasks.check_import(batch_id=batch.pk)

    batch.refresh_from_db()
    assert (batch.state, batch.seen, batch.rows.count()) == ("checked", batch.row_count, batch.row_count)
    assert batch.problems == []


def test_write_import__code_given_away_since__stops_by_name(exported: bytes) -> None:
    row = row_of(exported, "440131016001")
    batch = check(
        given.edited(
            exported, ("事项", row, "catalog_code", "440131016009"), ("事项", row, "task_code", None)
        )
    )
    taken = batch.rows.get(catalog_code="440131016009")
    other = Matter.objects.exclude(body__code=taken.body_code).first()
    assert other is not None
    Matter.objects.create(
        code=f"{other.body.code}3440131016009",
        catalog_code="440131016009",
        name="别的单位的",
        kind="01",
        body=other.body,
        registered_at=given.NOW,
    )

    with pytest.raises(CodeTakenSince, match="440131016009 已经用在"):
        confirm(batch)


@pytest.mark.parametrize(
    ("value", "reason"), [("promise_days", "不认识的栏目：promise_days"), (None, "缺栏目：promise_day")]
)
def test_check_import__wrong_header__is_named(exported: bytes, value: str | None, reason: str) -> None:
    with pytest.raises(WorkbookRefused, match=reason):
        check(given.edited(exported, ("事项", 1, "promise_day", value)))


def added(source: bytes, name: str, content: bytes) -> bytes:
    out = io.BytesIO(source)
    with zipfile.ZipFile(out, "a") as package:
        package.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("xl/vbaProject.bin", "宏"),
        ("xl/externalLinks/externalLink1.xml", "外部链接"),
        ("xl/evil.xml", "实体"),
    ],
)
def test_check_import__active_content__is_refused(exported: bytes, name: str, reason: str) -> None:
    with pytest.raises(WorkbookRefused, match=reason):
        check(added(exported, name, b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'))


@pytest.mark.parametrize(
    ("source", "file_name", "reason"),
    [
        (b"", "事项.xlsx", "没有收到文件"),
        (b"PK\x03\x04broken", "事项.xlsx", "打不开"),
        (b"a,b,c", "事项.csv", "不是 .xlsx"),
        (b"a,b,c", "事项.xlsx", "打不开"),
    ],
)
def test_check_import__not_a_spreadsheet__is_refused(source: bytes, file_name: str, reason: str) -> None:
    with pytest.raises(WorkbookRefused, match=reason):
        check(source, file_name)


def test_confirm_import__twice__is_refused(exported: bytes) -> None:
    batch = confirm(check(exported))

    with pytest.raises(BatchFinished):
        operations.confirm_import(actor=given.LIST_OFFICE, now=given.NOW, batch=batch)


def test_discard_import__checked_batch__leaves_the_list_as_it_was(exported: bytes) -> None:
    row = row_of(exported, given.FOOD)
    batch = check(given.edited(exported, ("事项", row, "promise_day", 9)))

    operations.discard_import(actor=given.LIST_OFFICE, now=given.NOW, batch=batch)

    assert not MatterVersion.objects.filter(status="draft").exists()


def test_confirm_import__nothing_good_in_it__is_refused(exported: bytes) -> None:
    sheet = load_workbook(io.BytesIO(exported))["事项"]
    rows = [("事项", row, "promise_day", "几天") for row in range(3, sheet.max_row + 1)]
    batch = check(given.edited(exported, *rows))

    with pytest.raises(NothingToImport):
        operations.confirm_import(actor=given.LIST_OFFICE, now=given.NOW, batch=batch)


def test_check_import__by_a_window_clerk__is_not_permitted(exported: bytes) -> None:
    with pytest.raises(NotPermitted):
        operations.receive_import(actor=given.CLERK, now=given.NOW, file_name="a.xlsx", source=exported)


def test_export__text_that_looks_like_a_formula__stays_a_text(loaded: None) -> None:
    given.published(conditions=["=1+1"])
    source = queries.export_workbook()

    cell = given.cell(source, "事项", row_of(source, given.FOOD), "accept_condition")

    assert (cell.value, cell.data_type) == ("=1+1", "s")
