"""Amounts as text, the tricky zeros of the capital form, and what is no amount."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.kernel.money import (
    InvalidAmount,
    capital_text,
    parse_yuan,
    part_of,
    short_yuan_text,
    yuan_text,
)


@pytest.mark.parametrize(
    ("amount", "capitals"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("0.55", "伍角伍分"),
        ("1", "壹元整"),
        ("10", "壹拾元整"),
        ("15", "壹拾伍元整"),
        ("100", "壹佰元整"),
        ("101", "壹佰零壹元整"),
        ("110", "壹佰壹拾元整"),
        ("1001", "壹仟零壹元整"),
        ("1010", "壹仟零壹拾元整"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("10000", "壹万元整"),
        ("10001", "壹万零壹元整"),
        ("10010", "壹万零壹拾元整"),
        ("100000", "壹拾万元整"),
        ("100100", "壹拾万零壹佰元整"),
        ("1000000", "壹佰万元整"),
        ("10000001", "壹仟万零壹元整"),
        ("100000000", "壹亿元整"),
        ("100000001", "壹亿零壹元整"),
        ("100010000", "壹亿零壹万元整"),
        ("110000000", "壹亿壹仟万元整"),
        ("1000000000", "壹拾亿元整"),
        ("123456789.01", "壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元零壹分"),
        ("1000000000000", "壹万亿元整"),
        ("1000100000000", "壹万零壹亿元整"),
        ("1000000000001.10", "壹万亿零壹元壹角整"),
        ("9999999999999999.99", "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
        ("-3.20", "负叁元贰角整"),
    ],
)
def test_capital_text__amount__is_written_as_on_a_bill(amount: str, capitals: str) -> None:
    assert capital_text(parse_yuan(amount)) == f"人民币{capitals}"


@given(st.integers(-(10**17), 10**17))
def test_capital_text__any_amount__reads_back(fen: int) -> None:
    text = capital_text(fen)

    assert read_capitals(text) == fen
    assert "零零" not in text
    assert text.endswith(("分", "整"))


def read_capitals(text: str) -> int:
    """An independent reader: adds up digit by unit, closing at 万 and 亿."""
    rest = text.removeprefix("人民币")
    sign = -1 if rest.startswith("负") else 1
    digits = {char: value for value, char in enumerate("零壹贰叁肆伍陆柒捌玖")}
    total = high = section = digit = 0
    for char in rest.removeprefix("负").removesuffix("整"):
        if char in digits:
            digit = digits[char]
        elif char in "拾佰仟":
            section += digit * {"拾": 10, "佰": 100, "仟": 1000}[char]
            digit = 0
        elif char == "万":
            section = (section + digit) * 10**4
            high, section, digit = high + section, 0, 0
        elif char == "亿":
            high, section, digit = (high + section + digit) * 10**8, 0, 0
        elif char == "元":
            total, high, section, digit = (high + section + digit) * 100, 0, 0, 0
        elif char in "角分":
            total += digit * {"角": 10, "分": 1}[char]
            digit = 0
    return sign * total


def test_capital_text__beyond_names_in_use__is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="large"):
        capital_text(10**18)


@given(st.integers(-(10**16), 10**16), st.booleans())
def test_yuan_text__any_amount__reads_back(fen: int, thousands: bool) -> None:
    assert parse_yuan(yuan_text(fen, thousands=thousands)) == fen


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("1280.5", 128050),
        ("１，２８０．５０", 128050),
        ("¥1,280.50", 128050),
        ("￥ 1280.50 元", 128050),
        ("0", 0),
        ("-0.01", -1),
        ("007", 700),
    ],
)
def test_parse_yuan__as_people_write_it__is_fen(text: str, fen: int) -> None:
    assert parse_yuan(text) == fen


@pytest.mark.parametrize(
    "text", ["", "1.234", "1,28.50", "一百", "1e3", "1.2.3", "--1", ".5", "1.", "NaN", "10000000000000000"]
)
def test_parse_yuan__no_amount__is_refused(text: str) -> None:
    with pytest.raises(InvalidAmount) as refused:
        parse_yuan(text)

    assert text in refused.value.message


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (9950, "99.50 元"),
        (350_000_000, "350 万元"),
        (123_456_78, "12.35 万元"),
        (128 * 10**8, "1.28 亿元"),
        (-5 * 10**9, "-5,000 万元"),
        (10**13, "1,000 亿元"),
    ],
)
def test_short_yuan_text__large_amount__is_said_in_its_unit(fen: int, text: str) -> None:
    assert short_yuan_text(fen) == text


@pytest.mark.parametrize(
    ("fen", "share", "part"),
    [
        (20000, Fraction(3, 100), 600),
        (50, Decimal("0.03"), 2),  # 1.5 fen rounds up
        (49, Decimal("0.03"), 1),
        (-50, Decimal("0.03"), -2),
        (7, 1, 7),
    ],
)
def test_part_of__amount__rounds_half_up(fen: int, share: Fraction | Decimal | int, part: int) -> None:
    assert part_of(fen, share) == part


def test_part_of__not_a_number__is_a_programming_error() -> None:
    with pytest.raises(ValueError, match=r"finite|NaN"):
        part_of(1, Decimal("NaN"))
