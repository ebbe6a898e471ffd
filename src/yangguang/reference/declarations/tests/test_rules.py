"""Laws, formats, codes and overlaps: values only."""

from dataclasses import replace
from datetime import date

import pytest

from yangguang.kernel.identifiers import MATTER_TYPES, check_legacy_code
from yangguang.reference.declarations.rules import codes
from yangguang.reference.declarations.rules.formats import EX_OFFICIO, standard_checklist, standard_fields
from yangguang.reference.declarations.rules.laws import (
    LawText,
    article_number,
    find_citation_doubt,
    find_citation_fault,
    read_citation,
    shipped_laws,
)
from yangguang.reference.declarations.rules.overlaps import DeclaredPower, find_overlaps
from yangguang.reference.matters.api import read_catalogue

DAY = date(2026, 9, 1)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("第四条", 4), ("第十条", 10), ("第十九条", 19), ("第三十五条", 35), ("第一百零二条", 102),
        ("第一百二十二条", 122), ("第二十一条第二款", 21), ("第十条之一", 10), ("35条", None), ("第条", None),
    ],
)  # fmt: skip
def test_article_number__as_laws_are_cited__is_read(text: str, number: int | None) -> None:
    assert article_number(text) == number


@pytest.mark.parametrize(
    ("law", "article", "says"),
    [
        ("中华人民共和国行政许可法", "第八十三条", ""),
        ("行政许可法", "第三十条", ""),
        ("中华人民共和国行政许可法", "第八十四条", ""),  # nobody has checked the count: it refuses nothing
        ("中华人民共和国行政许可法", "30", "第三十五条"),
        ("中华人民共和国公司登记管理条例", "第二条", "2022年3月1日起已经废止"),
        ("深圳市没有的条例", "第二条", "不在法规库里"),
    ],
)
def test_citation__of_each_kind__is_judged_on_the_day(law: str, article: str, says: str) -> None:
    fault = find_citation_fault(law=law, article=article, laws=shipped_laws(), on=DAY)

    assert (says in fault) if says else fault == ""


def test_citation__of_a_revised_law__is_judged_by_the_text_of_the_day() -> None:
    checked = [replace(one, is_checked=True) for one in shipped_laws()]
    cited = {"law": "中华人民共和国行政处罚法", "article": "第八十六条", "laws": checked}

    assert find_citation_fault(**cited, on=date(2021, 7, 14)) != ""
    assert find_citation_fault(**cited, on=date(2021, 7, 15)) == ""


def test_citation__count_that_nobody_checked__refuses_nothing_and_vouches_for_nothing() -> None:
    cited = {"law": "行政许可法", "article": "第八十四条", "on": DAY}
    checked = [replace(one, is_checked=True) for one in shipped_laws()]

    assert not any(one.vouches for one in shipped_laws())
    assert "待法制机构核对" in find_citation_doubt(**cited, laws=shipped_laws())
    assert "一共 83 条" in find_citation_fault(**cited, laws=checked)
    assert find_citation_doubt(**{**cited, "article": "第三十条"}, laws=checked) == ""
    assert "条款待法制机构核对" in find_citation_doubt(
        **{**cited, "article": "第三十条"}, laws=shipped_laws()
    )


def test_citation__before_the_law_begins__is_refused() -> None:
    laws = [LawText("某条例", "行政法规", 10, date(2027, 1, 1))]

    assert "才施行" in find_citation_fault(law="某条例", article="第一条", laws=laws, on=DAY)


def test_read_citation__other_shapes__are_none() -> None:
    assert read_citation("《建筑法》第七条") == {"law": "建筑法", "article": "第七条", "text": ""}
    assert read_citation("建筑法第七条") is None


def test_laws__every_basis_of_the_catalogue__is_in_force() -> None:
    wrong = {
        fault
        for one in read_catalogue()
        for law in one.content.by_law
        if (
            fault := find_citation_fault(
                **{k: law[k] for k in ("law", "article")}, laws=shipped_laws(), on=DAY
            )
        )
    }

    assert wrong == set()


def test_formats__every_kind__has_its_own_shape() -> None:
    assert {kind: bool(standard_checklist(kind)) for kind in MATTER_TYPES} == dict.fromkeys(
        MATTER_TYPES, True
    )
    named = {kind: {one.name for one in standard_fields(kind)} for kind in MATTER_TYPES}

    assert all("conditions" not in named[kind] and "promise_days" not in named[kind] for kind in EX_OFFICIO)
    assert "penalty_range" in named["02"]
    assert "compulsion_limit" in named["03"]
    assert "levy_relief" in named["04"]
    assert "inspection_frequency" in named["06"]
    assert {"by_law", "remedies", "hall_phone"} <= set.intersection(*named.values())


def test_codes__of_both_structures__are_well_formed() -> None:
    assert codes.local_catalog_code(kind="01", sector="31", serial=1) == "440131501000"
    legacy = codes.legacy_code(area_code="440300", body_code="11440300MXDEM10189", serial=2)
    assert legacy == "440300MXDEM1018002"
    assert not check_legacy_code(legacy).errors
    assert codes.sector_of("深圳市人力资源和社会保障局") == "14"


def power(key: str, name: str, body: str = "甲局", **more: object) -> DeclaredPower:
    return DeclaredPower(key, name, "01", body, **more)  # type: ignore[arg-type]


def test_overlaps__one_power_in_one_body_and_in_two__are_told_apart() -> None:
    found = find_overlaps(
        [
            power("1", "旅馆业许可证核发"),
            power("2", "旅馆业许可"),
            power("3", "旅馆业审批", "乙局"),
            power("4", "采矿许可"),
        ]
    )

    assert found[0].what == "twice"
    assert {(one.what, one.first.key, one.second.key) for one in found} == {
        ("twice", "1", "2"),
        ("across", "1", "3"),
        ("across", "2", "3"),
    }


def test_overlaps__near_names__count_only_on_the_same_article() -> None:
    law = frozenset({("某条例", "第八条")})
    near = [power("1", "公共场所卫生检查", laws=law), power("2", "公共场所的卫生检查", "乙局", laws=law)]
    far = [power("1", "公共场所卫生检查", laws=law), power("2", "公共场所的卫生检查", "乙局")]

    assert [one.what for one in find_overlaps(near)] == ["across"]
    assert find_overlaps(far) == []


def test_overlaps__variants_of_one_licence__are_no_doubles() -> None:
    family = [power("1", "食品经营许可", family="440131016"), power("2", "食品经营许可", family="440131016")]

    assert find_overlaps(family) == []


def test_overlaps__one_material_asked_by_two_offices_of_a_body__is_found() -> None:
    found = find_overlaps(
        [
            power("1", "甲事", office="一处", asked=("公司章程",)),
            power("2", "乙事", office="二处", asked=("公司章程",)),
            power("3", "丙事", office="二处", asked=("公司章程",)),
            power("4", "丁事", "乙局", office="三处", asked=("公司章程",)),
        ]
    )

    assert [(one.what, one.first.key, one.second.key) for one in found] == [("material", "1", "2")]
