"""Old records from a spreadsheet: columns mapped, rows refused by name, two persons, a job that loses nothing."""

import io

import pytest
from openpyxl import Workbook

from yangguang.reference.licences import api as licences
from yangguang.reference.licences.models import ImportBatch
from yangguang.reference.licences.rules.refusals import (
    BatchNotOpen,
    ConfirmSamePerson,
    MappingIncomplete,
    NothingToIssue,
    SheetUnreadable,
)
from yangguang.reference.licences.tests import given
from yangguang.reference.licences.tests.given import NOW

pytestmark = pytest.mark.django_db
HEADINGS = (
    "许可证编号",
    "企业名称",
    "统一社会信用代码",
    "负责人",
    "经营场所",
    "发证日期",
    "有效期至",
    "主体业态",
)
GOOD = ("JY14403050000001", "深圳市清禾里社区食堂有限公司", "９１４４０３００mxdema012f", "张伟", "演示路8号", "2024年3月1日",
        "2029-02-28", "单位食堂")  # fmt: skip


@pytest.fixture(autouse=True)
def var(tmp_path, settings):
    settings.VAR = tmp_path


def sheet(*rows: tuple, headings: tuple = HEADINGS) -> bytes:
    book = Workbook()
    book.active.append(headings)
    for row in rows:
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def uploaded(*rows: tuple, headings: tuple = HEADINGS) -> ImportBatch:
    version = given.published_type()
    return licences.upload_records(
        actor=given.officer("deliver", account=1),
        now=NOW,
        licence_type=version.type,
        issuer=given.body(),
        file_name="旧证.xlsx",
        source=sheet(*rows, headings=headings),
    )


def checked(*rows: tuple) -> ImportBatch:
    batch = uploaded(*rows)
    return licences.map_records(
        actor=given.officer("deliver", account=1), now=NOW, batch=batch, mapping=batch.mapping
    )


def changed(**values: object) -> tuple:
    names = ("number", "name", "code", "person", "address", "start", "end", "kind")
    return tuple({**dict(zip(names, GOOD, strict=True)), **values}[name] for name in names)


def confirmed(batch: ImportBatch) -> ImportBatch:
    return licences.confirm_records(actor=given.officer("decide", account=2), now=NOW, batch=batch)


def test_upload__headings_of_an_old_table__are_guessed() -> None:
    batch = uploaded(GOOD)

    assert batch.mapping == {
        "number": 0,
        "holder_name": 1,
        "holder_code": 2,
        "representative": 3,
        "address": 4,
        "valid_from": 5,
        "valid_until": 6,
        "line:主体业态": 7,
    }


def test_import__good_rows__become_licences_with_identifier_and_old_number() -> None:
    batch = confirmed(checked(GOOD, changed(number="JY14403050000002", end="长期")))

    done = licences.issue_batch(batch=batch, now=NOW)

    assert (done.state, done.done_count, done.failed_count) == ("finished", 2, 0)
    first = licences.Licence.objects.get(number="JY14403050000001")
    assert (first.holder_code, first.valid_until.isoformat()) == ("91440300MXDEMA012F", "2029-02-28")
    assert first.identifier
    assert licences.Licence.objects.get(number="JY14403050000002").valid_until is None


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"number": ""}, "缺少证照编号"),
        ({"start": "三月一日"}, "有效期起“三月一日”不是日期"),
        ({"end": "2023-01-01"}, "不在有效期起"),
        ({"code": "12345"}, "持证人代码“12345”"),
        ({"code": "440300190001010015"}, "这类证照不发给自然人"),
        ({"kind": ""}, "缺少“主体业态”"),
    ],
)
def test_import__a_bad_row__is_refused_by_name_and_stops_nobody(values: dict, problem: str) -> None:
    batch = checked(changed(number="JY9"), changed(**values))

    assert batch.good_count == 1
    assert problem in "；".join(batch.rows.get(line=3).problems)


def test_import__the_same_number_twice__refuses_the_second_naming_the_first() -> None:
    batch = checked(GOOD, GOOD)

    assert batch.rows.get(line=3).problems == ["证照编号和第 2 行重复"]


def test_import__a_code_whose_check_fails__is_a_warning_not_a_stop() -> None:
    batch = checked(changed(code="91350211M0000XUF46"))

    assert batch.good_count == 1
    assert batch.rows.get().warnings


def test_import__confirmed_by_who_uploaded__is_refused() -> None:
    with pytest.raises(ConfirmSamePerson):
        licences.confirm_records(actor=given.officer("deliver", account=1), now=NOW, batch=checked(GOOD))


def test_import__confirmed_twice__is_refused_by_state() -> None:
    batch = checked(GOOD)
    confirmed(batch)

    with pytest.raises(BatchNotOpen, match="正在生成"):
        confirmed(batch)


def test_import__no_good_row__is_refused() -> None:
    with pytest.raises(NothingToIssue):
        confirmed(checked(changed(number="")))


def test_import__required_column_not_mapped__is_refused_by_name() -> None:
    batch = uploaded(GOOD)

    with pytest.raises(MappingIncomplete, match="证照编号、主体业态"):
        licences.map_records(
            actor=given.officer("deliver"),
            now=NOW,
            batch=batch,
            mapping={
                name: place
                for name, place in batch.mapping.items()
                if name not in ("number", "line:主体业态")
            },
        )


@pytest.mark.parametrize("source", [b"not a workbook", b"PK\x03\x04broken", sheet()])
def test_upload__no_spreadsheet_or_an_empty_one__is_refused(source: bytes) -> None:
    version = given.published_type()

    with pytest.raises(SheetUnreadable):
        licences.upload_records(
            actor=given.officer("deliver"),
            now=NOW,
            licence_type=version.type,
            issuer=given.body(),
            file_name="x.xlsx",
            source=source,
        )


def test_import__number_taken_meanwhile__that_row_says_so_and_the_rest_goes_on() -> None:
    batch = confirmed(checked(GOOD, changed(number="JY2")))
    given.licence(number="JY14403050000001")

    done = licences.issue_batch(batch=batch, now=NOW)

    assert (done.done_count, done.failed_count) == (1, 1)
    assert "已经发过" in done.rows.get(line=2).problems[0]


def test_import__the_job_dies_and_comes_again__issues_no_licence_twice() -> None:
    batch = confirmed(checked(GOOD, changed(number="JY2")))
    from yangguang.reference.licences.operations.importing import MAKER, issue_record

    issue_record(actor=MAKER, now=NOW, row=batch.rows.get(line=2))

    done = licences.issue_batch(batch=batch, now=NOW)

    assert done.done_count == 2
    assert licences.Licence.objects.count() == 2
