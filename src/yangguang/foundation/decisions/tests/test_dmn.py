"""DMN tables: hit policies, overlap, requirements, refusals; the index agrees with cell-by-cell testing."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.foundation.decisions.api import (
    DecisionModelRefused,
    ExpressionRefused,
    RulesDisagree,
    RulesOverlap,
    UnknownDecision,
    ValueNotAllowed,
    compile_tests,
    read_decisions,
)
from yangguang.foundation.decisions.dmn.read import NAMESPACES

DMN13 = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def cell(tag: str, text: str) -> str:
    return f"<{tag}><text><![CDATA[{text}]]></text></{tag}>"


def table(
    policy: str,
    rules: list[tuple[str, ...]],
    *,
    inputs=("x",),
    outputs=("y",),
    order="",
    allowed="",
    extra="",
) -> str:
    body = f'<decisionTable hitPolicy="{policy}" {extra}>'
    for name in inputs:
        values = cell("inputValues", allowed) if allowed else ""
        body += f"<input>{cell('inputExpression', name)}{values}</input>"
    for name in outputs:
        body += f'<output name="{name}">' + (cell("outputValues", order) if order else "") + "</output>"
    for rule in rules:
        body += "<rule>" + "".join(cell("inputEntry", text) for text in rule[: len(inputs)])
        body += "".join(cell("outputEntry", text) for text in rule[len(inputs) :]) + "</rule>"
    return body + "</decisionTable>"


def model(logic: str, *, namespace: str = DMN13, more: str = "") -> str:
    return (
        f'<definitions xmlns="{namespace}" name="d">{more}'
        f'<decision id="d1" name="档次">{logic}</decision></definitions>'
    )


def decide(logic: str, **variables):
    return read_decisions(model(logic)).decide("档次", variables)


TIERS = [("< 10", '"小"'), ("[10..20)", '"中"'), (">= 20", '"大"')]
OVERLAP = [("< 10", "1"), ("[5..20)", "2"), ("7", "3")]


@pytest.mark.parametrize(
    ("value", "tier"),
    [
        (0, "小"),
        (10, "中"),
        (Decimal("19.99"), "中"),
        (20, "大"),
        (1e6, "大"),
        (None, None),
        ("10", None),
        (True, None),
    ],
)
def test_decide__unique_tiers__gives_the_tier(value: object, tier: str | None) -> None:
    assert decide(table("UNIQUE", TIERS), x=value).value == tier


def test_decide__unique_overlap__names_both_rules() -> None:
    with pytest.raises(RulesOverlap, match="第1条和第2条"):
        decide(table("UNIQUE", OVERLAP), x=6)


@pytest.mark.parametrize(
    ("policy", "extra", "order", "x", "value", "rules"),
    [
        ("FIRST", "", "", 7, 1, (1,)),
        ("PRIORITY", "", "3, 2, 1", 7, 3, (3,)),
        ("OUTPUT ORDER", "", "3, 2, 1", 7, [3, 2, 1], (3, 2, 1)),
        ("RULE ORDER", "", "", 7, [1, 2, 3], (1, 2, 3)),
        ("COLLECT", "", "", 7, [1, 2, 3], (1, 2, 3)),
        ("COLLECT", 'aggregation="SUM"', "", 7, 6, (1, 2, 3)),
        ("COLLECT", 'aggregation="MIN"', "", 7, 1, (1, 2, 3)),
        ("COLLECT", 'aggregation="MAX"', "", 7, 3, (1, 2, 3)),
        ("COLLECT", 'aggregation="COUNT"', "", 7, 3, (1, 2, 3)),
        ("COLLECT", 'aggregation="COUNT"', "", 99, 0, ()),
        ("COLLECT", 'aggregation="SUM"', "", 99, None, ()),
        ("FIRST", "", "", 99, None, ()),
    ],
)
def test_decide__hit_policy__says_what_several_rules_mean(policy, extra, order, x, value, rules) -> None:
    decided = decide(table(policy, OVERLAP, extra=extra, order=order), x=x)

    assert decided.value == value
    assert decided.matched.rules == rules


def test_decide__any__wants_equal_results() -> None:
    assert decide(table("ANY", [("< 10", "1"), ("> 5", "1")]), x=7).value == 1
    with pytest.raises(RulesDisagree):
        decide(table("ANY", [("< 10", "1"), ("> 5", "2")]), x=7)


def test_decide__several_outputs__give_a_record_and_expressions_see_variables() -> None:
    decided = decide(table("UNIQUE", [("-", "货值 * 2", '"从轻"')], outputs=("罚款", "档")), x=1, 货值=50)

    assert decided.value == {"罚款": 100, "档": "从轻"}


def test_decide__value_outside_the_column__is_refused() -> None:
    with pytest.raises(ValueNotAllowed):
        decide(table("UNIQUE", [('"a"', "1")], allowed='"a","b"'), x="c")


def test_decide__requirements__are_evaluated_first_and_traced() -> None:
    source = model(
        '<informationRequirement><requiredDecision href="#d0"/></informationRequirement>'
        + table("UNIQUE", [("> 10", '"重"'), ("<= 10", '"轻"')], inputs=("货值 总额",)),
        more='<decision id="d0" name="货值"><variable name="货值 总额"/>'
        + cell("literalExpression", "单价 * 数量")
        + "</decision>",
    )

    decided = read_decisions(source).decide("d1", {"单价": 3, "数量": 4})

    assert decided.value == "重"
    assert [step.decision_name for step in decided.trace] == ["货值", "档次"]
    assert decided.matched.inputs == {"货值 总额": 12}


@pytest.mark.parametrize("namespace", sorted(NAMESPACES))
def test_read__any_version__is_taken(namespace: str) -> None:
    assert (
        read_decisions(model(table("UNIQUE", TIERS), namespace=namespace)).decide("d1", {"x": 1}).value
        == "小"
    )


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ('<!DOCTYPE x [<!ENTITY a "b">]><definitions/>', "dmn.entity"),
        ("<definitions", "dmn.not_xml"),
        ("<definitions/>", "dmn.not_dmn"),
        (model(table("SOMETIMES", TIERS)), "dmn.hit_policy"),
        (model(table("UNIQUE", [("1", "2", "3")])), "dmn.row_length"),
        (model("<context/>"), "dmn.beyond_level_2"),
        (model(""), "dmn.no_logic"),
        (
            model(
                '<informationRequirement><requiredDecision href="#d1"/></informationRequirement>'
                + cell("literalExpression", "1")
            ),
            "dmn.circular",
        ),
    ],
)
def test_read__broken_file__is_refused_by_name(source: str, code: str) -> None:
    with pytest.raises(DecisionModelRefused) as caught:
        read_decisions(source)

    assert caught.value.reason_code == code


def test_read__broken_cell__is_refused_at_its_position() -> None:
    with pytest.raises(ExpressionRefused):
        read_decisions(model(table("UNIQUE", [("[1..", "2")])))


def test_decide__unknown_decision__is_refused() -> None:
    with pytest.raises(UnknownDecision):
        read_decisions(model(table("UNIQUE", TIERS))).decide("无此", {})


CELLS = st.one_of(
    st.just("-"),
    st.tuples(st.sampled_from(["<", "<=", ">", ">="]), st.integers(-5, 5)).map(lambda c: f"{c[0]} {c[1]}"),
    st.tuples(st.integers(-5, 5), st.integers(-5, 5), st.sampled_from("[("), st.sampled_from("])")).map(
        lambda c: f"{c[2]}{c[0]}..{c[1]}{c[3]}"
    ),
    st.lists(st.integers(-5, 5).map(str), min_size=1, max_size=3).map(", ".join),
    st.sampled_from(['"a"', "true", "not(3)", "? > 1", "null", '"a", > 2']),
)


@given(
    st.lists(CELLS, min_size=1, max_size=12),
    st.one_of(st.integers(-6, 6), st.sampled_from([None, "a", True, Decimal("1.5"), 2.5])),
)
def test_decide__indexed_column__agrees_with_every_cell(cells: list[str], value: object) -> None:
    decided = decide(table("COLLECT", [(text, str(n)) for n, text in enumerate(cells, 1)]), x=value)

    expected = tuple(n for n, text in enumerate(cells, 1) if compile_tests(text).matches(value, {"x": value}))
    assert decided.matched.rules == expected
