"""What standards say, what is wrong with them, and their way through files; without a database."""

import io
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from yangguang.foundation.decisions.api import DecisionModelRefused
from yangguang.kernel.refusals import Refusal
from yangguang.reference.discretion.rules import Example, Factor, StandardContent, assess, dmn_of, find_faults
from yangguang.reference.discretion.rules.checks import check_cell
from yangguang.reference.discretion.rules.content import RANGE, TIER
from yangguang.reference.discretion.rules.editing import applied, started
from yangguang.reference.discretion.rules.exchange import content_from_dmn
from yangguang.reference.discretion.rules.refusals import ModelNotUnderstood, SpreadsheetRefused
from yangguang.reference.discretion.rules.wording import cell_in_words
from yangguang.reference.discretion.rules.workbook import read_workbook, write_workbook
from yangguang.reference.discretion.tests import given

BOTH = [given.FOOD, given.LICENCE]


def problems(content: StandardContent) -> str:
    return "\n".join(str(one) for one in find_faults(content))


@pytest.mark.parametrize("code", BOTH)
def test_shipped_standards__are_fit(code: str) -> None:
    assert problems(given.shipped(code)) == ""


@pytest.mark.parametrize(
    ("goods", "low", "high", "least", "most"),
    [
        ("0", 65_000, 85_000, 50_000, 100_000),
        ("9999.99", 65_000, 85_000, 50_000, 100_000),
        ("10000", 130_000, 170_000, 100_000, 200_000),
        ("30000", 390_000, 510_000, 300_000, 600_000),
    ],
)
def test_assess__food_without_licence__keeps_to_article_122(
    goods: str, low: int, high: int, least: int, most: int
) -> None:
    content = given.shipped()

    found = assess(content, given.facts(content, 货值=goods))

    assert (found.level, found.low, found.high) == ("一般处罚", low, high)
    assert (found.range_low, found.range_high) == (least, most)
    assert found.as_dict()["low_fen"] == low * 100


def test_assess__says_which_rules_and_why_and_the_amount_in_capitals() -> None:
    content = given.shipped()

    found = assess(content, given.facts(content))

    assert found.in_figures == "65,000 元至85,000 元"
    assert found.in_capitals == "人民币陆万伍仟元整至人民币捌万伍仟元整"
    assert [(one.decision, one.rule) for one in found.grounds] == [("法定幅度", 1), ("裁量档次", 9)]
    assert found.grounds[0].cells == (("违法经营的食品货值金额", "不满 1 万元", "8,000 元"),)


def test_assess__points__are_added_and_turned_into_an_amount() -> None:
    content = given.shipped(given.LICENCE)

    found = assess(content, given.facts(content))

    assert (found.score, found.low, found.high) == (Decimal(30), Decimal(37_000), Decimal(37_000))
    assert [one.rule for one in found.grounds if one.decision == "分值"] == [1, 3, 5]


def test_faults__row_taken_out__names_the_gap() -> None:
    assert (
        "有空档：违法经营的食品货值金额 [0..10000)，法定的情形 “没有法定从宽情形”，违法情节 “较重”"
        in problems(given.without_tier(given.shipped(), 9))
    )


def test_faults__two_rows_meet__names_both_numbers() -> None:
    wider = given.with_tier(given.shipped(), 7, tests=("<= 10000", '"没有法定从宽情形"', '"较轻"'))

    assert "第 8 条和第 11 条重叠：违法经营的食品货值金额 = 10000" in problems(wider)


@pytest.mark.parametrize(
    ("results", "words"),
    [
        (("从重处罚", "85000", "100001"), "超过法定最高限"),
        (("从轻处罚", "49999", "60000"), "低于法定最低限"),
        (("减轻处罚", "40000", "60000"), "减轻处罚应当在法定最低限以下"),
        (("一般处罚", "80000", "70000"), "下限高过上限"),
        (("不予处罚", "0", "100"), "不予处罚，却有罚"),
    ],
)
def test_faults__result_outside_the_law__names_row_and_case(results: tuple[str, ...], words: str) -> None:
    found = problems(given.with_tier(given.shipped(), 9, results=results))

    assert words in found
    assert "“裁量档次”第 10 条" in found


def test_faults__multiple_outside_the_law_only_far_up__is_found() -> None:
    assert "超过法定最高限" in problems(
        given.with_tier(given.shipped(), 12, results=("从重处罚", "货值 * 17", "货值 * 20.01"))
    )


def test_faults__no_lighter_ways__names_each_missing_path_with_its_article() -> None:
    content = given.shipped()
    rows = tuple(replace(row, results=("一般处罚", "", "")) for row in content.tiers.rows)
    found = problems(
        replace(
            content,
            tiers=replace(
                content.tiers,
                rows=tuple(
                    replace(row, results=("一般处罚", "法定幅度.下限", "法定幅度.上限")) for row in rows
                ),
            ),
        )
    )

    for level, law in (("不予处罚", "三十三"), ("减轻处罚", "三十二"), ("从轻处罚", "三十二")):
        assert f"没有“{level}”的路（行政处罚法第{law}条）" in found


def test_faults__worked_example_that_comes_out_otherwise__says_both() -> None:
    content = given.shipped()
    wrong = replace(content.examples[0], low="66000")

    assert "试算例“小店卖出八千元，情节一般”不对：下限算出来是 65,000，例子写的是 66000" in problems(
        replace(content, examples=(wrong,))
    )
    assert "没有试算例" in problems(replace(content, examples=()))


@pytest.mark.parametrize(
    ("grid", "column", "text", "words"),
    [
        (TIER, "货值", "< < 5", "第 3 个字符处"),
        (TIER, "下限", "货植 * 10", "没有定义的“货植”"),
        (TIER, "下限", "", "没有填"),
        (TIER, "档次", "罚款", "档次只能是"),
        (RANGE, "下限", "50000", ""),
        (TIER, "货值", "", ""),
    ],
)
def test_cell__as_it_is_typed__is_checked(grid: str, column: str, text: str, words: str) -> None:
    found = check_cell(given.shipped(), grid=grid, column=column, text=text)

    assert words in found
    assert bool(found) == bool(words)


def test_faults__of_a_new_standard__are_said_without_breaking() -> None:
    content = started("测试")

    assert "没有裁量因素" in problems(content)
    for deed in (
        "add:factor",
        "add:tier",
        "column:tier:因素1",
        "method:points",
        "add:example",
        "up:tier:1",
        "remove:factor:0",
        "remove:tier:99",
        "odd",
    ):
        content = applied(content, deed)
        problems(content)
    assert content.tiers.factors == ()


def test_factor_kinds__wrong_ones__are_named() -> None:
    content = replace(
        given.shipped(),
        factors=(
            Factor("a b"),
            Factor("情形", choices=("一",)),
            Factor("数", "number", least="x"),
            Factor("数", "odd"),
        ),
    )

    found = problems(content)

    for words in ("不能有空格", "两个以上", "不是数", "类型不认识", "重复"):
        assert words in found


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("[10000..50000)", "1 万元以上不满 5 万元"),
        ("(100..200]", "超过 100 元200 元以下"),
        (">= 500", "500 元以上"),
        ("-", "不限"),
        ('"甲","乙"', "“甲”或者“乙”"),
        ("true", "是"),
        ("date(货值)", "date(货值)"),
    ],
)
def test_cell_in_words__reads_like_print(cell: str, words: str) -> None:
    assert cell_in_words(cell, Factor("货值", "number", unit="元")) == words


@pytest.mark.parametrize("code", BOTH)
def test_dmn__there_and_back__says_the_same_of_everything(code: str) -> None:
    content = given.shipped(code)

    back = content_from_dmn(dmn_of(content), base=content)

    assert back.factors == content.factors
    assert dmn_of(back) == dmn_of(content)
    assert problems(back) == ""


def test_dmn__into_an_empty_standard__brings_factors_and_tables() -> None:
    back = content_from_dmn(dmn_of(given.shipped()), base=started("新的"))

    assert [(one.name, one.kind) for one in back.factors] == [
        ("货值", "number"),
        ("情形", "choice"),
        ("情节", "choice"),
    ]
    assert back.factors[0].most == "100000000"


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (lambda text: text.replace('name="裁量档次"', 'name="别的"'), ModelNotUnderstood),
        (lambda text: text.replace('hitPolicy="UNIQUE"', 'hitPolicy="FIRST"'), ModelNotUnderstood),
        (lambda text: '<!DOCTYPE x [<!ENTITY a "b">]>' + text, DecisionModelRefused),
        (lambda text: text[:300], DecisionModelRefused),
        (lambda text: text.replace("&lt; 10000", "&lt; &lt;"), Refusal),
    ],
)
def test_dmn__foreign_or_hostile__is_refused_by_name(change: Any, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        content_from_dmn(change(dmn_of(given.shipped()).partition("?>")[2]), base=started("新的"))


@pytest.mark.parametrize("code", BOTH)
def test_workbook__there_and_back__is_the_same_standard(code: str) -> None:
    content = given.shipped(code)

    assert read_workbook(write_workbook(content), base=content, file_name="a.xlsx") == content


def edited(change: Any) -> bytes:
    book = load_workbook(io.BytesIO(write_workbook(given.shipped())))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def many_rows() -> bytes:
    book = Workbook(write_only=True)
    for name in ("裁量因素", "法定幅度", "裁量档次"):
        sheet = book.create_sheet(name)
        for _ in range(100_000 if name == "裁量档次" else 2):
            sheet.append(["x"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: edited(lambda book: book["裁量档次"].merge_cells("A2:A3")), "合并的单元格"),
        (lambda: edited(lambda book: book["裁量档次"].cell(2, 5, "=1+1")), "E2 是公式"),
        (lambda: edited(lambda book: book["裁量档次"].cell(1, 1, "货植")), "不认识的栏目：货植"),
        (lambda: edited(lambda book: book["法定幅度"].delete_cols(2)), "缺栏目：下限"),
        (lambda: edited(lambda book: book["裁量因素"].cell(2, 2, "表")), "第 2 行的类型“表”不认识"),
        (lambda: edited(lambda book: book.remove(book["法定幅度"])), "缺“法定幅度”表"),
        (many_rows, "超过 2,000 行"),
        (lambda: b"PK\x03\x04broken", "打不开"),
        (lambda: b"", "没有收到文件"),
    ],
)
def test_workbook__bad_ones__are_refused_with_their_place(make: Any, words: str) -> None:
    with pytest.raises(SpreadsheetRefused, match=words):
        read_workbook(make(), base=given.shipped())


def test_examples__texts_and_truth_values__are_read_by_their_factors() -> None:
    content = given.shipped(given.LICENCE)
    one = Example("x", {**content.examples[0].facts, "情节严重": "true"}, "一般处罚", "220000", "220000")

    assert problems(replace(content, examples=(one,))) == ""
