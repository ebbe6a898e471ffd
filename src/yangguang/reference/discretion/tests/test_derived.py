"""Facts that are computed before the tables read them: several decisions that require one another, in one file."""

import io
from dataclasses import replace
from decimal import Decimal

import pytest
from django.http import QueryDict
from openpyxl import load_workbook

from yangguang.foundation.decisions.api import Sheet, read_sheets, write_sheets
from yangguang.reference.discretion.forms import read_content, write_rows
from yangguang.reference.discretion.rules import (
    Derived,
    Example,
    Factor,
    Grid,
    Row,
    StandardContent,
    assess,
    dmn_of,
    facts_of,
    find_faults,
    graph_of,
)
from yangguang.reference.discretion.rules.content import sheets_of
from yangguang.reference.discretion.rules.exchange import content_from_dmn
from yangguang.reference.discretion.rules.refusals import ModelNotUnderstood, SpreadsheetRefused
from yangguang.reference.discretion.rules.workbook import read_workbook, write_workbook
from yangguang.reference.discretion.tests import given


def content() -> StandardContent:
    """The shipped standard, with the goods value and the seriousness computed instead of asked."""
    base = given.shipped()
    rows = (
        Row((">= 3", "-"), ("较重",), "两年内多次"),
        Row(("< 3", "true"), ("较重",), "拒不配合"),
        Row(("< 3", "false"), ("一般",)),
    )
    example = Example(
        "三十件，每件一百，初犯",
        {"单价": "100", "数量": "30", "情形": "没有法定从宽情形", "次数": "1", "拒不配合": "false"},
        "一般处罚",
        "65000",
        "85000",
    )
    return replace(
        base,
        factors=(
            Factor("单价", "number", unit="元", least="0", most="100000"),
            Factor("数量", "number", unit="件", least="0", most="1000"),
            base.factor("情形"),
            Factor("次数", "number", least="0", most="100"),
            Factor("拒不配合", "yes_no"),
        ),
        derived=(
            Derived("货值", unit="元", expression="单价 * 数量"),
            Derived(
                "情节", "choice", choices=("较轻", "一般", "较重"), grid=Grid(("次数", "拒不配合"), rows)
            ),
        ),
        examples=(example,),
    )


def test_standard__with_computed_facts__is_fit_and_says_what_it_computed() -> None:
    standard = content()
    facts = facts_of(standard, {**standard.examples[0].facts, "次数": "3", "数量": "200"})

    found = assess(standard, facts)

    assert find_faults(standard) == []
    assert (found.level, found.low, found.high) == ("从重处罚", Decimal(340_000), Decimal(400_000))
    assert dict(found.computed) == {"货值": "2 万元", "情节": "“较重”"}
    assert StandardContent.read(standard.as_record()) == standard
    assert "derived" not in given.shipped().as_record()


def test_graph__of_a_standard__leads_from_facts_to_the_tier() -> None:
    assert "货值（算式）看单价、数量" in graph_of(content()).sentences()
    assert any(
        one.startswith("裁量档次（决策表）看") and "情节" in one for one in graph_of(content()).sentences()
    )


def test_exchange__file_with_several_decisions__computes_the_same() -> None:
    standard = content()
    again = content_from_dmn(dmn_of(standard), base=standard)
    facts = facts_of(standard, standard.examples[0].facts)

    assert [one.name for one in again.derived] == ["货值", "情节"]
    assert {one.name for one in again.factors} >= {"单价", "数量", "情形", "次数", "拒不配合"}
    assert assess(again, facts).as_dict() == assess(standard, facts).as_dict()
    assert read_sheets(dmn_of(again)) == read_sheets(dmn_of(replace(standard, factors=again.factors)))


def test_exchange__further_decision_that_gives_several_results__is_refused_by_name() -> None:
    sheets = list(sheets_of(content()))
    sheets[1] = replace(sheets[1], policy="COLLECT")
    with pytest.raises(ModelNotUnderstood, match="“情节”应当只有一个结果栏"):
        content_from_dmn(write_sheets(sheets, name="x", model_id="m"), base=given.shipped())
    sheets[1] = Sheet(sheets[1].id, "情节", expression="1", variable="别的")
    with pytest.raises(ModelNotUnderstood, match="“别的”"):
        content_from_dmn(write_sheets(sheets, name="x", model_id="m"), base=given.shipped())


@pytest.mark.parametrize(
    ("derived", "says"),
    [
        (Derived("货值", expression="单价 *"), "个字符处"),
        (Derived("货值", expression="没有的"), "没有定义的“没有的”"),
        (Derived("单价", expression="1"), "重名"),
        (Derived("货值", expression=""), "没有内容"),
        (Derived("情节", "choice", choices=("一",), expression="1"), "两个以上"),
        (Derived("货值", grid=Grid(("无此",), (Row(("1",), ("2",)),))), "没有定义的“无此”"),
    ],
)
def test_faults__computed_fact__is_named(derived: Derived, says: str) -> None:
    standard = replace(content(), derived=(derived,))

    assert any(says in str(one) for one in find_faults(standard))


def test_faults__computed_in_a_circle__is_named() -> None:
    circle = (
        Derived("货值", expression="甲 + 1"),
        Derived("甲", expression="货值 + 1"),
        content().derived[1],
    )

    assert any("绕了一圈" in one.problem for one in find_faults(replace(content(), derived=circle)))


def test_form__rows_as_lines__are_read_as_they_are_written() -> None:
    derived = content().derived[1]
    typed = QueryDict(mutable=True)
    typed.update(
        {
            "derived-0-name": "情节",
            "derived-0-kind": "choice",
            "derived-0-columns": "次数 | 拒不配合",
            "derived-0-choices": "较轻\n一般\n较重",
            "derived-0-rows": write_rows(derived.grid),
        }
    )

    assert read_content(typed, before=content()).derived == (derived,)


def test_workbook__with_computed_facts__there_and_back__is_the_same_standard() -> None:
    standard = content()

    source = write_workbook(standard)

    assert read_workbook(source, base=given.shipped(), file_name="a.xlsx") == replace(
        standard, examples=given.shipped().examples
    )
    assert load_workbook(io.BytesIO(source)).sheetnames[1:3] == ["算出来的事实", "事实表1"]


def test_workbook__without_the_sheet_of_computed_facts__keeps_them() -> None:
    standard = content()
    book = load_workbook(io.BytesIO(write_workbook(standard)))
    del book["算出来的事实"], book["事实表1"]
    out = io.BytesIO()
    book.save(out)

    assert read_workbook(out.getvalue(), base=standard) == standard


@pytest.mark.parametrize(
    ("cell", "value", "words"),
    [
        ("E2", None, "只写一样"),
        ("F2", "事实表1", "只写一样"),
        ("F3", "别的表", "“别的表”没有找到"),
        ("B3", "文字", "类型“文字”不认识"),
        ("C1", "几个", "不认识的栏目：几个"),
    ],
)
def test_workbook__computed_fact_without_a_way_to_compute_it__is_refused(
    cell: str, value: str | None, words: str
) -> None:
    book = load_workbook(io.BytesIO(write_workbook(content())))
    book["算出来的事实"][cell] = value
    out = io.BytesIO()
    book.save(out)

    with pytest.raises(SpreadsheetRefused, match=words):
        read_workbook(out.getvalue(), base=content())


def test_workbook__strange_sheet__is_refused_by_name() -> None:
    book = load_workbook(io.BytesIO(write_workbook(content())))
    book.create_sheet("算出的事实")["A1"] = "名称"
    out = io.BytesIO()
    book.save(out)

    with pytest.raises(SpreadsheetRefused, match="不认识的表：算出的事实"):
        read_workbook(out.getvalue(), base=content())


@pytest.mark.parametrize(
    ("policy", "computed"),
    [("FIRST", "6,000 元"), ("SUM", "9,000 元"), ("MIN", "1,000 元"), ("MAX", "6,000 元"), ("COUNT", "3 元")],
)
def test_computed_fact__under_each_hit_policy__computes_and_travels(policy: str, computed: str) -> None:
    base = content()
    rows = tuple(
        Row((f">= {least}",), (worth,)) for least, worth in (("3", "6000"), ("2", "2000"), ("1", "1000"))
    )
    worth = Derived("货值", unit="元", grid=Grid(("次数",), rows), policy=policy)
    standard = replace(base, derived=(worth, base.derived[1]))
    sheet = next(one for one in sheets_of(standard) if one.name == "货值")

    found = assess(standard, facts_of(standard, {**standard.examples[0].facts, "次数": "3"}))

    assert dict(found.computed)["货值"] == computed
    assert (sheet.policy, sheet.aggregation) == (("FIRST", "") if policy == "FIRST" else ("COLLECT", policy))
    assert content_from_dmn(dmn_of(standard).encode(), base=standard).derived == standard.derived
    assert read_workbook(write_workbook(standard), base=standard) == standard
    assert StandardContent.read(standard.as_record()) == standard


def test_computed_fact__priority__takes_the_first_of_its_choices() -> None:
    base = content()
    rows = (Row((">= 1",), ("一般",)), Row((">= 3",), ("较重",)), Row(("-",), ("较轻",)))
    weight = Derived(
        "情节", "choice", choices=("较重", "一般", "较轻"), grid=Grid(("次数",), rows), policy="PRIORITY"
    )
    standard = replace(base, derived=(base.derived[0], weight))

    found = assess(standard, facts_of(standard, {**standard.examples[0].facts, "次数": "3"}))

    assert dict(found.computed)["情节"] == "“较重”"


@pytest.mark.parametrize(
    ("policy", "kind"), [("SUM", "yes_no"), ("PRIORITY", "number"), ("OUTPUT ORDER", "number")]
)
def test_computed_fact__policy_that_does_not_fit__is_a_fault(policy: str, kind: str) -> None:
    base = content()
    wrong = Derived("分量", kind, grid=Grid(("次数",), (Row(("-",), ("1",)),)), policy=policy)

    said = " ".join(str(one) for one in find_faults(replace(base, derived=(*base.derived, wrong))))

    assert "分量" in said
    assert "得出的应当是" in said or "不认识" in said
