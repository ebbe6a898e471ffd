"""
DMN 1.3 conformance level 2, clause by clause: requirement graphs (6), boxed invocation of knowledge models (6.3.9, 7.3.6),
decision tables (8), S-FEEL (9), interchange (13) with the dialects of Camunda and Signavio.
"""

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yangguang.foundation.decisions.api import (
    DecisionModelRefused,
    ExpressionRefused,
    RulesOverlap,
    Sheet,
    SheetInput,
    SheetOutput,
    SheetRow,
    ValueNotAllowed,
    compile_expression,
    compile_tests,
    draw_graph,
    read_decisions,
    read_sheets,
    requirement_graph,
    write_diagram,
    write_sheets,
)
from yangguang.foundation.decisions.feel.values import Months
from yangguang.foundation.decisions.tests.test_dmn import DMN13, cell, model, table

CAMUNDA = 'xmlns:camunda="http://camunda.org/schema/1.0/dmn"'


# ---- clause 9: S-FEEL, the literals and operators of days, times and durations


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('time("08:30:00")', time(8, 30)),
        ('time("08:30:00") < time("17:00:00")', True),
        ('time("17:00:00") - time("08:30:00")', timedelta(hours=8, minutes=30)),
        ('time("08:30:00") + duration("PT45M")', time(9, 15)),
        ('duration("P30D")', timedelta(days=30)),
        ('duration("-PT8H")', timedelta(hours=-8)),
        ('duration("P1Y6M")', Months(18)),
        ('duration("P1Y") = duration("P12M")', True),
        ('duration("P1M") < duration("P40D")', None),
        ('duration("P1D") + duration("PT12H")', timedelta(days=1, hours=12)),
        ('duration("P1Y") - duration("P1M")', Months(11)),
        ('duration("P1D") * 3', timedelta(days=3)),
        ('2 * duration("P1Y")', Months(24)),
        ('duration("P3D") / 2', timedelta(days=1, hours=12)),
        ('duration("P3D") / duration("P1D")', Decimal(3)),
        ('-duration("P3D")', timedelta(days=-3)),
        ('duration("P3D") / 0', None),
        ('date("2024-01-31") + duration("P1M")', date(2024, 2, 29)),
        ('date("2024-03-31") - duration("P1M")', date(2024, 2, 29)),
        ('date("2024-01-31") + duration("P1D")', date(2024, 2, 1)),
        ('date("2024-05-01") - date("2024-04-01") = duration("P30D")', True),
        ('date("2024-05-01") - date("2024-04-01") > duration("P1M")', None),
        ('date("2024-05-01") - date("2024-04-01") in [duration("P1D")..duration("P40D")]', True),
        ('date("2024-05-01") - date("2024-04-01") + duration("PT1H")', timedelta(days=30, hours=1)),
        ('30 > duration("P3D")', None),
        ('date("2024-05-06").weekday', 1),
        ('duration("P1DT2H3M4S").minutes', 3),
        ('duration("P1Y6M").months', 6),
        ('time("08:30:05").second', 5),
        ('@"P3D"', timedelta(days=3)),
        ('@"08:30:00"', time(8, 30)),
        ('date and time("2024-05-01T00:00:00")', date(2024, 5, 1)),
        ('string(duration("P1DT2H"))', "P1DT2H"),
        ('string(duration("P14M"))', "P1Y2M"),
        ('duration("P99999999999D")', "refused"),
    ],
)
def test_evaluate__days_times_and_durations(text: str, value: Any) -> None:
    if value == "refused":
        with pytest.raises(ExpressionRefused, match="时长"):
            compile_expression(text)
        return

    result = compile_expression(text).evaluate({})

    assert result == value
    assert (result is None) is (value is None)


@pytest.mark.parametrize(
    "text", ['time("8点")', 'duration("三天")', 'duration("P")', 'date and time("2024-05-01T08:00:00")']
)
def test_compile__literal_that_says_nothing__is_refused_at_its_place(text: str) -> None:
    with pytest.raises(ExpressionRefused) as caught:
        compile_expression(text)

    assert (caught.value.reason_code, caught.value.position) == ("feel.bad_literal", 1)


@pytest.mark.parametrize(
    ("tests", "value", "passes"),
    [
        ('[duration("P1D")..duration("P3D"))', timedelta(days=2), True),
        ('< duration("P1Y")', Months(11), True),
        ('>= time("09:00:00")', time(8), False),
        ('not(date("2024-01-01"), < date("2000-01-01"))', date(2024, 1, 2), True),
        ("-5", Decimal(-5), True),
        ("<= -2.5", Decimal("-2.5"), True),
        (".5", Decimal("0.5"), True),
    ],
)
def test_cell__of_every_type__tests_value(tests: str, value: Any, passes: bool) -> None:
    assert compile_tests(tests).matches(value, {}) is passes


# ---- clause 8: every hit policy with one and with several outputs; allowed values from the type


TWO = {"outputs": ("罚款", "档")}
ROWS = [("< 10", "1", '"轻"'), ("[5..20)", "2", '"重"'), ("7", "1", '"轻"')]


@pytest.mark.parametrize(
    ("policy", "value"),
    [
        ("FIRST", {"罚款": 1, "档": "轻"}),
        ("RULE ORDER", [{"罚款": 1, "档": "轻"}, {"罚款": 2, "档": "重"}, {"罚款": 1, "档": "轻"}]),
        ("COLLECT", [{"罚款": 1, "档": "轻"}, {"罚款": 2, "档": "重"}, {"罚款": 1, "档": "轻"}]),
    ],
)
def test_decide__several_outputs__under_each_policy(policy: str, value: Any) -> None:
    source = model(table(policy, ROWS, **TWO))

    assert read_decisions(source).decide("d1", {"x": 7}).value == value


def test_decide__priority_with_several_outputs__ranks_by_the_first_then_the_next() -> None:
    ordered = table("PRIORITY", ROWS, **TWO).replace(
        '<output name="档">', '<output name="档">' + cell("outputValues", '"重","轻"')
    )

    assert read_decisions(model(ordered)).decide("d1", {"x": 7}).value == {"罚款": 2, "档": "重"}
    with pytest.raises(DecisionModelRefused, match="outputValues"):
        read_decisions(model(table("OUTPUT ORDER", ROWS, **TWO)))


def test_decide__unique_with_several_outputs__still_refuses_overlap() -> None:
    with pytest.raises(RulesOverlap):
        read_decisions(model(table("UNIQUE", ROWS, **TWO))).decide("d1", {"x": 7})


def test_decide__default_output__holds_where_no_rule_does() -> None:
    source = table("UNIQUE", [("> 5", "1")]).replace(
        "</output>", cell("defaultOutputEntry", "9") + "</output>"
    )

    assert read_decisions(model(source)).decide("d1", {"x": 1}).value == 9


def test_decide__value_outside_its_type__is_refused() -> None:
    source = model(
        table("UNIQUE", [('"a"', "1")]).replace("<inputExpression>", '<inputExpression typeRef="种类">'),
        more='<itemDefinition name="种类"><typeRef>string</typeRef>'
        + cell("allowedValues", '"a","b"')
        + "</itemDefinition>",
    )

    with pytest.raises(ValueNotAllowed):
        read_decisions(source).decide("d1", {"x": "c"})


# ---- clause 6: requirement graphs; knowledge models


def graph() -> tuple[Sheet, ...]:
    """Goods value from price and count, seriousness from value and repetition, the fine from both."""
    value = Sheet("value", "货值", expression="单价 * 数量", reads=("单价", "数量"))
    serious = Sheet(
        "serious",
        "情节",
        (SheetInput("货值", "货值", "", "number"), SheetInput("再犯", "再犯", "", "boolean")),
        (SheetOutput("情节", '"严重","一般"', "", "string"),),
        (
            SheetRow((">= 10000", "-"), ('"严重"',)),
            SheetRow(("< 10000", "true"), ('"严重"',)),
            SheetRow(("< 10000", "false"), ('"一般"',)),
        ),
        requires=("value",),
    )
    fine = Sheet(
        "fine",
        "罚款",
        expression='if 情节 = "严重" then 货值 * 10 else 5000',
        requires=("value", "serious"),
        variable="罚款额",
    )
    return value, serious, fine


def test_graph__several_decisions__are_evaluated_from_the_ground_up() -> None:
    found = read_decisions(write_sheets(graph(), name="图", model_id="m"))

    decided = found.decide("fine", {"单价": 300, "数量": 40, "再犯": False})

    assert decided.value == 120_000
    assert [one.decision_name for one in decided.trace] == ["货值", "情节", "罚款"]
    assert found.decide("罚款", {"单价": 1, "数量": 40, "再犯": False}).value == 5000


def test_graph__written_with_its_picture__reads_back_the_same_and_computes_the_same() -> None:
    source = write_sheets(
        graph(), name="图", model_id="m", draw=lambda s: write_diagram(requirement_graph(s))
    )

    assert read_sheets(source) == graph()
    assert source.count("<dmndi:DMNShape") == 6
    assert source.count("<dmndi:DMNEdge") == 6
    assert 'dmnElementRef="fine_needs_2"' in source


def test_graph__drawn__shows_every_box_and_says_it_in_words() -> None:
    found = requirement_graph(graph())
    levels = {one.name: one.y for one in found.nodes}

    picture = draw_graph(found, title="罚款要看什么")

    assert levels["罚款"] < levels["情节"] < levels["货值"] < levels["单价"]
    assert picture.count("<rect") == 6
    assert picture.count("drg-arrow") == 6
    assert "罚款（算式）看货值、情节" in found.sentences()


CELL_TEXTS = st.one_of(
    st.just("-"),
    st.tuples(st.sampled_from(["<", "<=", ">", ">="]), st.integers(-9, 9)).map(lambda c: f"{c[0]} {c[1]}"),
    st.tuples(st.integers(-9, 0), st.integers(0, 9)).map(lambda c: f"[{c[0]}..{c[1]})"),
    st.integers(-9, 9).map(str),
)


@settings(max_examples=60)
@given(
    st.lists(st.tuples(CELL_TEXTS, CELL_TEXTS, st.integers(-5, 5)), min_size=1, max_size=8),
    st.sampled_from(
        [
            ("FIRST", ""),
            ("RULE ORDER", ""),
            ("COLLECT", ""),
            ("COLLECT", "SUM"),
            ("COLLECT", "MAX"),
            ("UNIQUE", ""),
        ]
    ),
    st.integers(-10, 10),
    st.integers(-10, 10),
)
def test_round_trip__any_graph__gives_identical_results(
    rows: Any, policy: tuple[str, str], x: int, y: int
) -> None:
    grid = Sheet(
        "t",
        "表",
        (SheetInput("甲", "甲"), SheetInput("乙", "乙")),
        (SheetOutput("果", default="0"),),
        tuple(SheetRow((a, b), (str(c),)) for a, b, c in rows),
        *policy,
        requires=("first",),
    )
    source = write_sheets(
        [Sheet("first", "甲", expression="x + 1", reads=("x",)), grid], name="n", model_id="m"
    )
    again = write_sheets(read_sheets(source), name="n", model_id="m")

    def result(text: str) -> Any:
        try:
            return read_decisions(text).decide("t", {"x": x, "乙": y}).trace
        except RulesOverlap as refused:
            return refused.values

    assert result(source) == result(again)


def test_invocation__of_a_knowledge_model__binds_its_parameters() -> None:
    source = model(
        "<invocation>"
        + cell("literalExpression", "倍数")
        + '<binding><parameter name="货值"/>'
        + cell("literalExpression", "单价 * 2")
        + "</binding></invocation>",
        more='<businessKnowledgeModel id="k" name="倍数"><encapsulatedLogic><formalParameter name="货值"/>'
        + table("UNIQUE", [("< 10", "5"), (">= 10", "10")], inputs=("货值",))
        + "</encapsulatedLogic></businessKnowledgeModel>",
    )

    decided = read_decisions(source).decide("d1", {"单价": 6, "货值": 1})

    assert (decided.value, decided.matched.rules, decided.matched.inputs) == (10, (2,), {"货值": 12})
    with pytest.raises(DecisionModelRefused, match="不在文件里"):
        read_decisions(source.replace('name="倍数"', 'name="别的"'))


# ---- clause 13 and the dialects of others


def decision(logic: str, head: str = "", *, more: str = "") -> str:
    inside = f'<decision id="d1" name="档次">\n{logic}</decision>'
    return f'<definitions xmlns="{DMN13}" {CAMUNDA} name="d" {head}>\n{more}{inside}</definitions>'


def test_camunda__same_meaning__is_taken() -> None:
    logic = table("UNIQUE", [('date and time("2024-05-01T00:00:00")', "1")])
    logic = logic.replace("<inputExpression>", '<inputExpression typeRef="date" expressionLanguage="juel">')
    logic = logic.replace("<![CDATA[x]]>", "${x}").replace(
        "<input>", '<input camunda:inputVariable="cellInput">'
    )

    assert read_decisions(decision(logic)).decide("d1", {"x": date(2024, 5, 1)}).value == 1
    (sheet,) = read_sheets(decision(logic.replace('typeRef="date"', 'typeRef="feel:integer"')))
    assert (sheet.inputs[0].expression, sheet.inputs[0].type_ref) == ("x", "number")


@pytest.mark.parametrize(
    ("source", "code", "line"),
    [
        (decision(cell("literalExpression", "${a > 3}")), "dmn.language", 3),
        (decision(cell("literalExpression", "a.size()"), 'expressionLanguage="groovy"'), "dmn.language", 3),
        (
            decision(
                table("UNIQUE", [("x > 3", "1")]).replace("<input>", '<input camunda:inputVariable="x">')
            ),
            "dmn.input_variable",
            3,
        ),
        (
            decision(
                '<extensionElements><s:multiInstanceDecision xmlns:s="http://www.signavio.com/schema/dmn/1.1/"/>'
                "</extensionElements>" + table("UNIQUE", [("1", "1")])
            ),
            "dmn.multi_instance",
            3,
        ),
        (
            decision(
                table("UNIQUE", [("1", "1")]),
                more='<import importType="https://www.omg.org/spec/DMN/20191111/MODEL/" name="其他" namespace="x"/>',
            ),
            "dmn.import",
            2,
        ),
        (decision("\n\n" + table("SOMETIMES", [("1", "1")])), "dmn.hit_policy", 5),
        (decision("<a>" * 80 + "</a>" * 80), "dmn.too_deep", 3),
        (
            decision(
                '<informationRequirement><requiredInput href="#nowhere"/></informationRequirement>'
                + cell("literalExpression", "1")
            ),
            "dmn.unknown_requirement",
            3,
        ),
    ],
)
def test_others__other_meaning__is_refused_with_line_and_reason(source: str, code: str, line: int) -> None:
    with pytest.raises(DecisionModelRefused) as caught:
        read_decisions(source)

    assert (caught.value.reason_code, caught.value.line) == (code, line)
    assert f"第{line}行" in caught.value.message


def test_cell__broken__is_refused_with_its_line_and_rule() -> None:
    with pytest.raises(ExpressionRefused, match="第3行“档次”第2条规则的表达式"):
        read_decisions(decision(table("UNIQUE", [("1", "2"), ("[1..", "2")])))
