"""
S-FEEL: values, three-valued logic, refusals with position (cases written from DMN 1.3, clause 9 and
10.3.2).
"""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.foundation.decisions.api import ExpressionRefused, compile_expression, compile_tests

SCOPE = {
    "面积": 120,
    "类型": "餐饮",
    "名单": ["a", "b"],
    "申请人": {"类型": "企业", "年限": 3},
    "空": None,
    "日": date(2024, 5, 1),
    "收入 总额": 3,
    "小数": 0.1,
    "真": True,
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("2 ** 3", 8),
        ("-2 ** 2", 4),
        ("10 / 4", Decimal("2.5")),
        ("1 / 0", None),
        ("小数 * 3 = 0.3", True),
        ('"a" + "b"', "ab"),
        ('"a" + 1', None),
        ("- 面积", -120),
        ('面积 > 100 and 类型 = "餐饮"', True),
        ("面积 in [100..120)", False),
        ("面积 in ]100..120]", True),
        ("面积 in (< 5, > 100)", True),
        ("面积 in (1..120]", True),
        ('类型 in ("a", "餐饮")', True),
        ('"a" in 名单', True),
        ("面积 between 1 and 120", True),
        ("无此 = null", True),
        ("无此 > 3", None),
        ("无此 > 3 or true", True),
        ("无此 > 3 and false", False),
        ("无此 > 3 and true", None),
        ("not(无此)", None),
        ("空 + 1", None),
        ('1 = "1"', None),
        ("真 = true", True),
        ("申请人.年限 + 1", 4),
        ("申请人.无此", None),
        ("收入 总额 + 1", 4),
        ("count(名单)", 2),
        ("sum(1, 2, 3)", 6),
        ("sum([1, 2.5])", Decimal("3.5")),
        ("max(面积, 7)", 120),
        ("min([3, 1, 2])", 1),
        ('max("b", 1)', None),
        ('contains("abc", "b")', True),
        ('日 - date("2024-04-01")', 30),
        ("日 + 3", date(2024, 5, 4)),
        ('日 > @"2024-04-30"', True),
        ('date("2024-02-30")', None),
        ("date(2024, 2, 29)", date(2024, 2, 29)),
        ('if 面积 > 100 then "大" else "小"', "大"),
        ("some i in [1, 2] satisfies i > 1", True),
        ("every i in [1, 2] satisfies i > 1", False),
        ("decimal(2.345, 2)", Decimal("2.34")),
        ('string length("中文")', 2),
        ('"\\u4e2d\\n"', "中\n"),
        ("modulo(-5, 3)", 1),
        ('count(名单[item = "a"])', 1),
        ("[1, 2, 3][item > 1]", [2, 3]),
        ("[1, 2, 3][-1]", 3),
        ("名单[9]", None),
        ("面积 in [1..500[", True),
        ("[1, 2, 面积]", [1, 2, 120]),
    ],
)
def test_evaluate__expression__gives_value(text: str, value: object) -> None:
    result = compile_expression(text, names=["收入 总额"]).evaluate(SCOPE)

    assert result == value
    assert type(result) is type(value) or isinstance(result, Decimal | int)


@pytest.mark.parametrize(
    ("text", "code", "position"),
    [
        ("", "feel.empty", 1),
        ("a >", "feel.unexpected_token", 4),
        ('"abc', "feel.unclosed_string", 1),
        ("eval(1)", "feel.unknown_function", 1),
        ('__import__("os")', "feel.unknown_function", 1),
        ("1 + + 2", "feel.unexpected_token", 5),
        ("面积 ＞ 3", "feel.full_width", 4),
        ("((1)", "feel.expected", 5),
        ("a b", "feel.unexpected_token", 3),
        ("sum()", "feel.arguments", 1),
        ("[1..2", "feel.expected", 6),
        ("a ; b", "feel.unexpected_character", 3),
        ('@"2024-13-01"', "feel.expected_date", 2),
        ("(" * 100, "feel.too_deep", 61),
        ("1" * 10_001, "feel.too_long", 10_000),
        ("a+" * 400 + "a", "feel.too_long", 602),
        ("a**" * 400 + "a", "feel.too_long", 904),
    ],
)
def test_compile__broken_text__is_refused_at_its_position(text: str, code: str, position: int) -> None:
    with pytest.raises(ExpressionRefused) as caught:
        compile_expression(text)

    assert (caught.value.reason_code, caught.value.position) == (code, position)


def test_evaluate__python_attributes__cannot_be_reached() -> None:
    assert compile_expression("x.__class__").evaluate({"x": "text"}) is None


@pytest.mark.parametrize(
    ("cell", "value", "passes"),
    [
        ("-", None, True),
        ("", 3, True),
        ("< 5", 3, True),
        ("[1..3)", 3, False),
        ("(1..3]", 3, True),
        ('"a", "b"', "b", True),
        ('not("a", "b")', "c", True),
        ('not("a", "b")', "a", False),
        ('not("a")', None, True),
        ("? > 2 and ? < 5", 3, True),
        ("1, 2, > 7", 8, True),
        ("true", True, True),
        ("true", 1, False),
        ("null", None, True),
        ("上限", 9, True),
        ("<= 上限", 10, False),
        ('date("2024-01-01")', date(2024, 1, 1), True),
    ],
)
def test_matches__cell__tests_value(cell: str, value: object, passes: bool) -> None:
    assert compile_tests(cell).matches(value, {"上限": 9}) is passes


@given(st.integers(-50, 50), st.integers(-50, 50), st.integers(-50, 50), st.booleans(), st.booleans())
def test_matches__interval__agrees_with_comparisons(low, high, value, open_low, open_high) -> None:
    cell = f"{'(' if open_low else '['}{low}..{high}{')' if open_high else ']'}"

    expected = (value > low if open_low else value >= low) and (value < high if open_high else value <= high)

    assert compile_tests(cell).matches(value, {}) is expected


@given(st.text(max_size=40))
def test_compile__any_text__is_refused_by_name_or_compiles(text: str) -> None:
    try:
        compile_expression(text).evaluate(SCOPE)
    except ExpressionRefused as refused:
        assert 1 <= refused.position <= len(text) + 1
