"""What keeps a version from being published, without a database."""

from dataclasses import replace
from typing import Any

import pytest

from yangguang.foundation.process.api import lint, parse
from yangguang.kernel.identifiers import check_catalog_code
from yangguang.reference.matters.queries.catalogue import CatalogueMatter, read_catalogue
from yangguang.reference.matters.rules import (
    MaterialContent,
    decisive_days,
    fields_in,
    find_faults,
    list_rows,
    list_steps,
    with_unit,
)
from yangguang.reference.matters.rules.columns import MATTER_COLUMNS, CellRefused, read_cell, write_cell
from yangguang.reference.matters.tests import given

CATALOGUE = read_catalogue()
COLUMNS = {column.name: column for column in MATTER_COLUMNS}


def faults(**changes: Any) -> list[str]:
    one = given.from_catalogue()
    content = replace(one.content, **changes)
    process = parse(content.flow_xml) if content.flow_xml else None
    return [fault.field for fault in find_faults(entry=one.entry, content=content, process=process)]


@pytest.mark.parametrize("one", CATALOGUE, ids=lambda one: one.entry.catalog_code)
def test_catalogue__every_matter__keeps_every_rule_and_lints_clean(one: CatalogueMatter) -> None:
    process = parse(one.content.flow_xml)

    assert find_faults(entry=one.entry, content=one.content, process=process) == []
    assert lint(process) == []
    assert check_catalog_code(one.entry.catalog_code).errors == ()


def test_catalogue__as_a_whole__covers_the_handbook_in_many_shapes_of_flow() -> None:
    shapes = {
        tuple(
            (node.kind, node.step, len(node.outgoing)) for node in parse(one.content.flow_xml).nodes.values()
        )
        for one in CATALOGUE
    }

    assert len(CATALOGUE) >= 21
    assert len(shapes) >= 21  # small filings and permits may be handled alike
    assert {one.content.change_of for one in CATALOGUE} == {"", given.FOOD}
    assert {one.content.renewal_of for one in CATALOGUE} == {"", given.FOOD}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"fee_fen": 100}, "fee_basis"),
        ({"fee_fen": 100, "fee_basis": "市政府文件", "fee_basis_rank": "规范性文件"}, "fee_basis"),
        ({"promise_days": 21}, "promise_days"),
        ({"promise_days": 6}, "flow_xml"),
        ({"acceptance_days": 6}, "acceptance_days"),
        ({"delivery_days": 11}, "delivery_days"),
        ({"by_law": []}, "by_law"),
        ({"by_law": [{"law": "食品安全法", "article": ""}]}, "by_law"),
        ({"conditions": []}, "conditions"),
        ({"remedies": []}, "remedies"),
        ({"form": {}}, "form"),
        (
            {"form": {"schema": {"type": "object"}, "layout": [{"title": "一", "fields": [{"id": "x"}]}]}},
            "form",
        ),
        ({"flow_xml": ""}, "flow_xml"),
        ({"materials": (MaterialContent("申请书", "upload"),)}, "materials"),
        ({"materials": (MaterialContent("营业执照", "shared"),)}, "materials"),
        (
            {"materials": (MaterialContent("申请书", "upload", accept_standard="完整", when="nobody = 1"),)},
            "materials",
        ),
        (
            {"materials": (MaterialContent("申请书", "upload", accept_standard="完整", when="((("),)},
            "materials",
        ),
    ],
)
def test_find_faults__one_rule_broken__names_the_field(changes: dict[str, Any], field: str) -> None:
    assert field in faults(**changes)


def test_find_faults__fee_with_a_law_behind_it__is_in_order() -> None:
    assert faults(fee_fen=100, fee_basis="某法第一条", fee_basis_rank="法律") == []


def test_find_faults__condition_reads_a_field_the_form_lacks__is_named() -> None:
    flow = given.from_catalogue().content.flow_xml.replace("commitment = true", "no_such_field = true")

    assert faults(flow_xml=flow) == ["flow_xml"]


def test_decisive_days__parallel_branches__count_once() -> None:
    construction = given.from_catalogue("440117005000")

    assert decisive_days(parse(construction.content.flow_xml)) == 3


def test_list_steps__food_licence__is_the_published_order_with_codes() -> None:
    process = parse(given.from_catalogue().content.flow_xml)
    code = "11440300MXDEM10189" + "3" + given.FOOD

    steps = list_steps(process=process, matter_code=code)

    names = ["收件受理", "补正材料", "审查材料", "现场核查", "复核", "作出决定", "制证送达"]
    assert [step.name for step in steps] == names
    assert [step.letter for step in steps] == list("SSAERDN")
    assert [step.limit for step in steps] == [5, 30, 2, 3, 1, 1, 1]
    assert steps[0].code == f"{code}-P01S"
    assert [row.name for row in list_rows(process=process)] == [
        "提交申请",
        "收件受理",
        *names[2:],
        "领取证照",
    ]


def test_fields_in__food_licence__are_those_of_its_form() -> None:
    assert fields_in(parse(given.from_catalogue().content.flow_xml)) == {"commitment"}


@pytest.mark.parametrize(
    ("days", "unit", "words"), [(7, "wd", "7 个工作日"), (0, "h", "当场"), (90, "cd", "90 日")]
)
def test_with_unit__any_limit__reads_like_a_sentence(days: int, unit: str, words: str) -> None:
    assert with_unit(days, unit) == words


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("promise_day", "七", "整数"),
        ("promise_day", "-1", "整数"),
        ("promise_day", None, "必填"),
        ("promise_day_type", "周", "应为"),
        ("is_online", "可以", "是"),
        ("by_law", "食品安全法第三十五条", "《法律名称》"),
    ],
)
def test_read_cell__bad_value__says_why(name: str, text: str | None, reason: str) -> None:
    with pytest.raises(CellRefused, match=reason):
        read_cell(COLUMNS[name], text)


def test_cells__written_and_read__give_the_same_value() -> None:
    laws = [{"law": "食品安全法", "article": "第三十五条", "text": "国家对食品生产经营实行许可制度。"}]

    assert read_cell(COLUMNS["by_law"], write_cell(COLUMNS["by_law"], laws)) == laws
