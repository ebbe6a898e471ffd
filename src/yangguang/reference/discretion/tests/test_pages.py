"""The calculator and the editor as people and machines meet them."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from yangguang.foundation.decisions.api import read_decisions
from yangguang.foundation.identity.models import Account
from yangguang.foundation.organisation.api import Officer, PostKind
from yangguang.foundation.organisation.demo import body_code
from yangguang.kernel import clock
from yangguang.reference.discretion import api as discretion
from yangguang.reference.discretion import queries
from yangguang.reference.discretion.rules import dmn_of
from yangguang.reference.discretion.rules.workbook import write_workbook
from yangguang.reference.discretion.tests import given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
PAGE = f"/discretion/{given.FOOD}/"
EDITOR = f"/admin-desk/discretion/{given.FOOD}/"
FACTS = {"货值": "30,000", "情形": "没有法定从宽情形", "情节": "一般"}


@pytest.fixture(autouse=True)
def day() -> Iterator[None]:
    with clock.fixed_at(given.NOW + timedelta(hours=1)):
        yield


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(holder(PostKind.ADMIN, "market"))
    return client


def holder(kind: str, body: str) -> Account:
    officer = Officer.objects.filter(
        appointments__post__kind=kind, appointments__post__office__body__code=body_code(body)
    ).first()
    assert officer is not None
    return officer.account


def fields() -> dict[str, object]:
    """What the editor's page would send, untouched."""
    content = given.shipped()
    sent: dict[str, object] = {
        "act": content.act,
        "summary": content.summary,
        "penalty": "罚款",
        "unit": "yuan",
        "revision": "0",
    }
    for n, law in enumerate(content.by_law):
        sent |= {f"law-{n}-law": law["law"], f"law-{n}-article": law["article"]}
    for n, one in enumerate(content.factors):
        sent |= {
            f"factor-{n}-{key}": getattr(one, key)
            for key in ("name", "kind", "label", "unit", "least", "most", "hint")
        }
        sent |= {f"factor-{n}-choices": "\n".join(one.choices), f"factor-{n}-was": one.name}
    for key, grid in (("range", content.ranges), ("tier", content.tiers)):
        sent[f"{key}-col"] = list(grid.factors)
        for n, row in enumerate(grid.rows):
            sent |= {f"{key}-{n}-t{place}": text for place, text in enumerate(row.tests)}
            sent |= {f"{key}-{n}-r{place}": text for place, text in enumerate(row.results)}
            sent[f"{key}-{n}-remark"] = row.remark
    for n, example in enumerate(content.examples):
        sent |= {f"example-{n}-{key}": getattr(example, key) for key in ("name", "level", "low", "high")}
        sent |= {f"example-{n}-f-{name}": value for name, value in example.facts.items()}
    return sent | {"also": "\n".join(content.also), "notes": "\n".join(content.notes)}


def draft() -> discretion.StandardVersion:
    found = queries.find_draft(standard=discretion.get_standard(code=given.FOOD))
    assert found is not None
    return found


def test_list__shows_and_finds_standards(client: Client) -> None:
    page = client.get("/discretion/").content.decode()

    assert "未取得食品经营许可从事食品经营活动" in page
    assert "没有找到" in client.get("/discretion/?q=飞机").content.decode()


def test_calculator__without_facts__asks(client: Client) -> None:
    page = client.get(PAGE).content.decode()

    assert "违法经营的食品货值金额" in page
    assert "结果写在这里" in page
    assert "货值 × 10" in page


def test_calculator__with_facts__says_rule_amounts_and_reasons(client: Client) -> None:
    page = client.get(PAGE, FACTS).content.decode()

    for words in (
        "390,000 元至510,000 元",
        "人民币叁拾玖万元整至人民币伍拾壹万元整",
        "裁量档次第 12 条",
        "没收违法所得",
        "第 1 版",
    ):
        assert words in page


def test_calculator__bad_facts__says_each_and_computes_nothing(client: Client) -> None:
    page = client.get(PAGE, {"货值": "很多", "情节": "odd", "act_on": "2999-01-01"}).content.decode()

    for words in ("“很多”不是数", "请选一项", "不能晚于今天"):
        assert words in page
    assert "人民币" not in page


def test_versions__two_of_them__say_row_by_row_what_changed(client: Client) -> None:
    one_version = client.get(f"{PAGE}versions/").content.decode()
    changed = given.with_tier(given.shipped(), 8, results=("一般处罚", "60000", "80000"))
    given.next_version(replace(changed, examples=changed.examples[1:]), begins=date(2026, 7, 2))

    page = client.get(f"{PAGE}versions/").content.decode()
    same = client.get(f"{PAGE}versions/?old=1&new=1").content.decode()

    assert "这是第一版" in one_version
    assert "裁量档次，改了 1 条" in page
    assert "一般处罚、6.5 万元、8.5 万元" in page
    assert "一般处罚、6 万元、8 万元" in page
    assert "深司裁备" in page
    assert "两版内容一样" in same
    assert client.get("/discretion/nothing/versions/").status_code == 404


def test_json__with_and_without_facts(client: Client) -> None:
    standard = json.loads(client.get(f"/discretion/{given.FOOD}.json").content)
    result = json.loads(client.get(f"/discretion/{given.FOOD}.json", FACTS).content)
    refused = client.get(f"/discretion/{given.FOOD}.json", {"货值": "x"})

    assert standard["standard"]["act"] == "未取得食品经营许可从事食品经营活动"
    assert result["result"]["high_fen"] == 51_000_000
    assert refused.status_code == 422


def test_dmn__download__is_the_file_that_decides(client: Client) -> None:
    response = client.get(f"{PAGE}standard.dmn?version=1")

    version = discretion.get_standard_in_force(code=given.FOOD, on=clock.today(given.NOW))
    assert response.content.decode() == version.dmn
    assert client.get(f"{PAGE}standard.dmn?version=9").status_code == 404
    read_decisions(response.content)


def test_unknown_standard__is_not_found(client: Client) -> None:
    assert client.get("/discretion/nothing/").status_code == 404


def test_editor__saved_untouched__drafts_the_same_standard(admin: Client) -> None:
    response = admin.post(EDITOR, {**fields(), "do": "save"})

    assert response.status_code == 302
    assert draft().said == given.shipped()
    assert "检查都过了" in admin.get(EDITOR).content.decode()


def test_editor__buttons__add_and_remove_rows_and_columns(admin: Client) -> None:
    admin.post(EDITOR, {**fields(), "do": "add:tier"})
    assert len(draft().said.tiers.rows) == 14

    admin.post(EDITOR, {**fields(), "revision": "1", "do": "column:range", "range-newcol": "情节"})
    assert draft().said.ranges.factors == ("货值", "情节")

    admin.post(EDITOR, {**fields(), "revision": "2", "do": "undo"})
    assert draft().said.ranges.factors == ("货值",)


def test_editor__factor_renamed__is_renamed_in_tables_and_examples(admin: Client) -> None:
    admin.post(EDITOR, {**fields(), "factor-2-name": "违法情节", "do": "save"})

    said = draft().said
    assert said.tiers.factors == ("货值", "情形", "违法情节")
    assert "违法情节" in said.examples[0].facts


def test_editor__stale_page__is_refused_and_keeps_what_was_typed(admin: Client) -> None:
    admin.post(EDITOR, {**fields(), "do": "save"})

    response = admin.post(EDITOR, {**fields(), "summary": "第二个人写的", "revision": "0", "do": "save"})

    page = response.content.decode()
    assert response.status_code == 409
    assert "您这一次没有存上" in page
    assert "第二个人写的" in page
    assert draft().said.summary == given.shipped().summary


def test_editor__submit_with_faults__keeps_the_draft_and_lists_them(admin: Client) -> None:
    response = admin.post(EDITOR, {**fields(), "tier-9-r2": "200000", "do": "submit"})

    assert response.status_code == 422
    assert "超过法定最高限" in response.content.decode()
    assert draft().said.tiers.rows[9].results[2] == "200000"


def test_review__remark_at_a_tier__return__resubmit__file__publish_from_a_day(admin: Client) -> None:
    legal, page = Client(), f"{EDITOR}review/"
    legal.force_login(holder(PostKind.LEGAL, "justice"))
    changed = {**fields(), "tier-8-r1": "60000", "example-0-low": "60000"}
    admin.post(EDITOR, {**changed, "do": "submit"})
    assert draft().status == "submitted"
    assert "正在法制审核" in admin.get(EDITOR).content.decode()

    assert "待法制审核 1 项" in legal.get("/admin-desk/discretion/").content.decode()
    shown = legal.get(page).content.decode()
    assert "改了 1 条" in shown
    assert "原来是 一般处罚、6.5 万元、8.5 万元" in shown
    legal.post(page, {"do": "remark", "pin": "裁量档次:9", "text": "下限为什么降？"})
    legal.post(page, {"do": "return"})
    assert "裁量档次第 9 条：下限为什么降？" in admin.get(EDITOR).content.decode()

    revision = str(draft().revisions.count())
    admin.post(EDITOR, {**changed, "revision": revision, "notes": "下限降到 6 万元", "do": "submit"})
    legal.post(page, {"do": "settle", "remark": str(draft().remarks.get().pk)})
    legal.post(page, {"do": "file"})
    assert "深司裁备" in admin.get(EDITOR).content.decode()
    admin.post(EDITOR, {**fields(), "do": "publish", "effective_from": "2026-09-01"})

    versions = list(discretion.list_standard_versions(code=given.FOOD))
    assert [one.number for one in versions] == [2, 1]
    assert versions[0].said.notes == ("下限降到 6 万元",)


def test_review__nothing_handed_in__is_not_found(client: Client) -> None:
    client.force_login(holder(PostKind.LEGAL, "justice"))

    assert client.get(f"{EDITOR}review/").status_code == 404


def test_check__as_typed__names_the_cell(admin: Client) -> None:
    page = admin.post(f"{EDITOR}check/", {**fields(), "tier-3-t0": "< <"}).content.decode()

    assert "“裁量档次”第 4 条“货值”" in page
    assert "第 3 个字符处" in page


def test_files__export_and_import__both_ways(admin: Client) -> None:
    sheet, dmn = admin.get(f"{EDITOR}export.xlsx").content, admin.get(f"{EDITOR}export.dmn").content

    for revision, (name, source) in enumerate((("a.xlsx", sheet), ("a.dmn", dmn))):
        sent = {"file": SimpleUploadedFile(name, source), "revision": str(revision)}
        assert admin.post(f"{EDITOR}file/", sent).status_code == 302
        assert dmn_of(draft().said) == dmn_of(given.shipped())
    assert write_workbook(draft().said)


def test_files__hostile__are_refused_on_the_page(admin: Client) -> None:
    source = b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'

    response = admin.post(f"{EDITOR}file/", {"file": SimpleUploadedFile("x.dmn", source), "revision": "0"})

    assert response.status_code == 422
    assert "文档类型或实体" in response.content.decode()


def test_desk__registers_a_new_standard(admin: Client) -> None:
    response = admin.post("/admin-desk/discretion/", {"matter": "440209001000", "act": "新的行为"})

    assert response.headers["Location"] == "/admin-desk/discretion/440209001000-003/"
    assert "没有裁量因素" in admin.get(response.headers["Location"]).content.decode()
    assert admin.post("/admin-desk/discretion/", {"matter": "x"}).status_code == 422
