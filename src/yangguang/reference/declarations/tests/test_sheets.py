"""A body's own spreadsheet: columns guessed and remembered, cells refused by name, drafted in pieces by the clerk's hand."""

import io
from collections.abc import Sequence
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from yangguang.foundation.acts.api import system_actor
from yangguang.foundation.identity.models import Account
from yangguang.foundation.organisation.api import PostKind
from yangguang.kernel import clock
from yangguang.kernel.refusals import NotPermitted
from yangguang.reference.declarations import api as declarations
from yangguang.reference.declarations import operations, tasks
from yangguang.reference.declarations.models import Campaign, ColumnMapping, Declaration, SheetImport
from yangguang.reference.declarations.queries.sheets import refused_workbook
from yangguang.reference.declarations.rules import refusals, sheets
from yangguang.reference.declarations.rules.cells import CellUnreadable, read_value
from yangguang.reference.declarations.rules.mapping import guess_targets, targets_for
from yangguang.reference.declarations.rules.sheets import read_heads, read_rows
from yangguang.reference.declarations.tests import given
from yangguang.reference.matters.rules import WorkbookRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]

HEADINGS = (
    "序号",
    "职权名称",
    "职权类型",
    "实施依据",
    "法定期限",
    "承诺期限（工作日）",
    "承办处室",
    "联系电话",
    "收费标准",
    "申请材料",
)
ROW = (
    1,
    "小餐饮店登记",
    "行政许可",
    "《中华人民共和国食品安全法》第三十五条",
    "20个工作日",
    "7",
    "食品处",
    "0755-1",
    "不收费",
    "1.申请书\n2.平面图",
)


def workbook(
    *rows: Sequence[Any], headings: Sequence[Any] = HEADINGS, merged: Sequence[str] = (), title: bool = False
) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    if title:
        sheet.append(["市市场监督管理局权责清单"])
        sheet.merge_cells("A1:J1")
    for line in (headings, *rows):
        sheet.append(list(line))
    for one in merged:
        sheet.merge_cells(one)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def row(**changes: Any) -> tuple[Any, ...]:
    return tuple(changes.get(heading, value) for heading, value in zip(HEADINGS, ROW, strict=True))


def received(source: bytes, *, campaign: Campaign | None = None) -> SheetImport:
    return operations.receive_sheet(
        actor=given.officer(PostKind.ADMIN),
        now=given.NOW,
        campaign=campaign or given.campaign(),
        body=given.body("market"),
        file_name="台账.xlsx",
        source=source,
    )


def checked(source: bytes, *, campaign: Campaign | None = None, **constants: str) -> SheetImport:
    sheet = received(source, campaign=campaign)
    operations.map_sheet(
        actor=given.officer(PostKind.ADMIN),
        now=given.NOW,
        sheet=sheet,
        mapping=sheet.mapping,
        constants=constants,
    )
    tasks.check_sheet(sheet_id=sheet.pk)
    sheet.refresh_from_db()
    return sheet


def said(sheet: SheetImport) -> list[tuple[int, str, str]]:
    return [(row.row, one["heading"], one["reason"]) for row in sheet.rows.all() for one in row.problems]


def test_headings__as_bodies_write_them__are_guessed() -> None:
    guessed = guess_targets(HEADINGS, targets_for([]), {})

    assert guessed == [
        "", "name", "kind", "by_law", "statutory_days", "promise_days", "office_name", "hall_phone", "fee_fen", "materials",
    ]  # fmt: skip
    assert guess_targets(("单位自编说法",), targets_for([]), {"单位自编说法": "summary"}) == ["summary"]


def test_header__under_a_title_and_in_two_lines__is_found() -> None:
    source = workbook(
        ("", "", "", "", "法定", "承诺"),
        ("1", "小餐饮店登记", "行政许可", "《食品安全法》第三十五条", "20", "7"),
        headings=("序号", "事项名称", "类型", "依据", "时限", ""),
        merged=("A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:F2"),
        title=True,
    )

    head = read_heads(source, file_name="a.xlsx", targets=targets_for([]))[0]

    assert (head.header_row, head.first_row) == (2, 4)
    assert [one.heading for one in head.heads][-2:] == ["法定时限", "承诺时限"]


def test_rows__merged_downwards__hold_for_each__merged_across__are_refused() -> None:
    source = workbook(
        row(), row(职权名称="另一项", 职权类型=""), row(职权名称="第三项"), merged=("C2:C3", "D4:E4")
    )

    rows = list(read_rows(source, sheet="Sheet", first_row=2))

    assert rows[1].texts[3] == "行政许可"
    assert "D4:E4 横着合并" in rows[2].wrong[4]


def test_sheet__mapped_checked_and_drafted__becomes_declarations() -> None:
    campaign = given.campaign()
    sheet = checked(
        workbook(row(), row(**{"职权名称": "食品经营许可", "承诺期限（工作日）": 6})), campaign=campaign
    )
    clerk = given.officer(PostKind.ADMIN)
    with clock.fixed_at(given.NOW):
        operations.confirm_sheet(actor=clerk, now=given.NOW, sheet=sheet)
        tasks.draft_sheet(sheet_id=sheet.pk)
    sheet.refresh_from_db()

    new, change = campaign.declarations.order_by("id")
    content = declarations.content_of_declaration(new)
    assert (sheet.state, sheet.drafted) == ("drafted", 2)
    assert (new.action, change.action) == ("new", "change")
    assert (content.statutory_days, content.statutory_unit, content.promise_days) == (20, "wd", 7)
    assert content.by_law == [{"law": "中华人民共和国食品安全法", "article": "第三十五条", "text": ""}]
    assert [one.name for one in content.materials] == ["申请书", "平面图"]
    assert declarations.content_of_declaration(change).promise_days == 6
    assert declarations.content_of_declaration(change).flow_xml
    assert Declaration.objects.get(pk=new.pk).name == "小餐饮店登记"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"职权名称": ""}, "必填"),
        ({"职权类型": "行政指导"}, "不是事项类型"),
        ({"实施依据": "食品安全法"}, "没有找到《法律名称》"),
        ({"法定期限": "一个月左右"}, "不是期限"),
        ({"收费标准": "按规定"}, "不是金额"),
        ({"承诺期限（工作日）": "=1+1"}, "是公式"),
        ({"联系电话": 1234567890123456789}, "超过 15 位"),
        ({"承办处室": "处" * 61}, "最多 60 字"),
    ],
)
def test_check__one_bad_cell__is_refused_with_row_heading_and_reason(
    changes: dict[str, Any], reason: str
) -> None:
    sheet = checked(workbook(row(职权名称="好的一行"), row(**changes)))

    assert (sheet.good, sheet.refused) == (1, 1)
    (place, heading, why), *more = said(sheet)
    assert (place, heading, more) == (3, next(iter(changes)), [])
    assert reason in why


def test_check__wrong_codes__are_refused_by_name() -> None:
    water = given.body("water").short_name
    headings = (*HEADINGS, "基本编码")
    codes = ("4401", "440231000001", given.WATER, "440131777001", "440131777001")
    rows = [(*row(职权名称=f"第{place}项"), code) for place, code in enumerate(codes)]
    sheet = checked(workbook(*rows, headings=headings))

    reasons = [reason for _, _, reason in said(sheet)]
    assert "12 位" in reasons[0]
    assert "应为事项类型 01，现在是 02" in reasons[1]
    assert reasons[2].startswith(f"这个编码是{water}的")
    assert reasons[3] == "与第 5 行重复"
    assert sheet.good == 1


def test_check__same_name_twice_and_one_already_declared__are_refused() -> None:
    campaign = given.campaign()
    given.change(given.FOOD, "market", inside=campaign)
    sheet = checked(workbook(row(), row(), row(职权名称="食品经营许可")), campaign=campaign)

    assert [reason for _, _, reason in said(sheet)] == [
        "与第 2 行重复",
        "已经有一份没有走完的申报，请接着办那一份",
    ]


def test_map__columns_missing__are_refused_by_name() -> None:
    sheet = received(workbook(("甲",), headings=("职权名称", "说明")))
    clerk = given.officer(PostKind.ADMIN)

    with pytest.raises(refusals.ColumnsMissing, match="“事项类型”、“设定依据”"):
        operations.map_sheet(actor=clerk, now=given.NOW, sheet=sheet, mapping={"1": "name"})
    with pytest.raises(refusals.ColumnMappedTwice, match="“职权名称”、“说明”"):
        operations.map_sheet(actor=clerk, now=given.NOW, sheet=sheet, mapping={"1": "name", "2": "name"})
    with pytest.raises(refusals.ConstantUnreadable, match="行政指导"):
        operations.map_sheet(
            actor=clerk,
            now=given.NOW,
            sheet=sheet,
            mapping={"1": "name"},
            constants={"kind": "行政指导", "by_law": "《水法》第七条"},
        )


def test_map__decided_once__is_remembered_for_the_body() -> None:
    headings = ("名头", "性质", "根据")
    first = received(workbook(("甲", "行政许可", "《水法》第七条"), headings=headings))
    operations.map_sheet(
        actor=given.officer(PostKind.ADMIN),
        now=given.NOW,
        sheet=first,
        mapping={"1": "name", "2": "kind", "3": "by_law"},
    )

    again = received(
        workbook(("乙", "行政许可", "《水法》第七条"), headings=headings), campaign=first.campaign
    )

    assert again.mapping == {"1": "name", "2": "kind", "3": "by_law"}
    assert ColumnMapping.objects.count() == 3


def test_check__interrupted__goes_on_behind_the_last_row() -> None:
    sheet = received(workbook(*[row(职权名称=f"第{n}项") for n in range(5)]))
    operations.map_sheet(
        actor=given.officer(PostKind.ADMIN), now=given.NOW, sheet=sheet, mapping=sheet.mapping
    )
    rows = list(read_rows(bytes(sheet.source), sheet=sheet.sheet, first_row=sheet.first_row))
    operations.check_rows(
        actor=system_actor("职权表格"), now=given.NOW, sheet=sheet, rows=rows[:2], is_last=False
    )

    tasks.check_sheet(sheet_id=sheet.pk)
    tasks.check_sheet(sheet_id=sheet.pk)

    sheet.refresh_from_db()
    assert (sheet.state, sheet.good, sheet.rows.count()) == ("checked", 5, 5)


def test_draft__officer_out_of_post__stops_and_says_so() -> None:
    sheet = checked(workbook(row()))
    clerk = given.officer(PostKind.ADMIN)
    operations.confirm_sheet(actor=clerk, now=given.NOW, sheet=sheet)
    SheetImport.objects.filter(pk=sheet.pk).update(
        uploaded_by=Account.objects.get(pk=given.officer(PostKind.ADMIN, "water").account_id).pk
    )

    tasks.draft_sheet(sheet_id=sheet.pk)

    sheet.refresh_from_db()
    assert (sheet.state, sheet.drafted) == ("broken", 0)
    assert sheet.problem
    with pytest.raises(NotPermitted):
        operations.discard_sheet(actor=given.officer(PostKind.ADMIN, "water"), now=given.NOW, sheet=sheet)


def test_receive__files_that_are_no_list_of_powers__are_refused() -> None:
    with pytest.raises(WorkbookRefused, match="打不开"):
        received(b"no zip")
    with pytest.raises(WorkbookRefused, match="没有找到表头"):
        received(workbook(headings=("只有一格",)))


def test_check__more_rows_than_allowed__stops_and_says_where_to_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    sheet = checked(workbook(*[row(职权名称=f"第{n}项") for n in range(5)]))

    assert sheet.state == "broken"
    assert "超过 3 行，请分几份导入" in sheet.problem


def test_rows__of_a_long_sheet__stream_and_go_on_behind_a_row() -> None:
    book = Workbook(write_only=True)
    page = book.create_sheet("台账")
    page.append(["职权名称", "职权类型"])
    for number in range(20_000):
        page.append([f"第{number}项", "行政许可"])
    out = io.BytesIO()
    book.save(out)

    rows = read_rows(out.getvalue(), sheet="台账", first_row=2, after=19_999)

    assert [one.texts[1] for one in rows] == ["第19998项", "第19999项"]


def test_limits__as_people_write_them__bring_their_unit() -> None:
    field = targets_for([])["promise_days"]

    assert read_value(field, "当场办结") == {"promise_days": 0}
    assert read_value(field, "30日") == {"promise_days": 30, "promise_unit": "cd"}
    assert read_value(field, "5", heading="承诺时限（工作日）") == {"promise_days": 5, "promise_unit": "wd"}
    assert read_value(targets_for([])["validity_months"], "3年") == {"validity_months": 36}
    with pytest.raises(CellUnreadable):
        read_value(field, "尽快")


def test_pages__upload_map_and_look__in_the_browser_s_way() -> None:
    campaign = given.campaign()
    client = Client()
    client.force_login(Account.objects.get(username="admin"))
    base = f"{campaign.get_absolute_url()}{given.body('market').code}/import/"
    upload = SimpleUploadedFile("台账.xlsx", workbook(row(), row(职权类型="")))

    answer = client.post(base, {"workbook": upload, "columns": "own"})
    sheet = SheetImport.objects.get()
    page = client.get(answer.url)
    assert "承诺期限（工作日）" in page.content.decode()
    refused = client.post(answer.url, {"do": "map", "column-2": "name"})
    assert refused.status_code == 422
    assert "没有对上“事项类型”" in refused.content.decode()
    client.post(answer.url, {"do": "map", **{f"column-{k}": v for k, v in sheet.mapping.items()}})
    assert "逐行核对中" in client.get(answer.url).content.decode()
    tasks.check_sheet(sheet_id=sheet.pk)
    assert "必填，不能空着" in client.get(answer.url).content.decode()
    assert "小餐饮店登记" in client.get(answer.url, {"rows": "good"}).content.decode()
    rows = load_workbook(io.BytesIO(client.get(f"{answer.url}refused.xlsx").content)).active
    assert rows is not None
    assert [cell.value for cell in rows[2]][2:] == ["职权类型", "必填，不能空着"]
    assert refused_workbook(sheet)
    client.post(answer.url, {"do": "discard"})
    assert "已放弃" in client.get(answer.url).content.decode()
