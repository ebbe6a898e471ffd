"""Cells of tables and amounts in the words of decisions: 1 万元以上不满 5 万元, 是, 首次或者再次."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from yangguang.kernel.money import capital_text, yuan_text
from yangguang.reference.discretion.rules.content import Factor

_NUMBER = r"-?\d+(?:\.\d+)?"
_SIDE = re.compile(rf"^(<=|>=|<|>)\s*({_NUMBER})$")
_BOTH = re.compile(rf"^([\[(])\s*({_NUMBER})\s*\.\.\s*({_NUMBER})\s*([\])])$")
_TEXT = re.compile(r'^"([^"]*)"$')
_SIDES = {">=": "{0}以上", ">": "超过 {0}", "<": "不满 {0}", "<=": "{0}以下"}


def amount(value: Any, unit: str) -> str:
    """Write a number with its unit; round ten thousands of yuan as people say them."""
    number = Decimal(value)
    if unit == "元" and number and number % 1000 == 0 and abs(number) >= 10_000:
        return f"{plain(number / 10_000)} 万元"
    return f"{plain(number)} {unit}".strip()


def plain(number: Decimal) -> str:
    """Write a number with thousands separators and without idle zeros."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def cell_in_words(cell: str, factor: Factor) -> str:
    """Say a cell as the standard would in print; what is not a plain cell stays as it is written."""
    text = cell.strip()
    if text in ("", "-"):
        return "不限"
    if text in ("true", "false"):
        return "是" if text == "true" else "否"
    side = _SIDE.match(text)
    if side:
        return _SIDES[side[1]].format(amount(side[2], factor.unit))
    both = _BOTH.match(text)
    if both:
        opened, low, high, closed = both.groups()
        first = ("{0}以上" if opened == "[" else "超过 {0}").format(amount(low, factor.unit))
        return first + ("{0}以下" if closed == "]" else "不满 {0}").format(amount(high, factor.unit))
    parts = [_TEXT.match(part.strip()) for part in text.split(",")]
    if all(parts):
        return "或者".join(f"“{part[1]}”" for part in parts if part)
    return text


def value_in_words(value: Any, factor: Factor) -> str:
    """Say a fact as it was given."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal | int):
        return amount(value, factor.unit)
    return "没有填写" if value in (None, "") else f"“{value}”"


def to_fen(value: Any) -> int:
    """Bring an amount in yuan to whole fen, half up."""
    return int((Decimal(value) * 100).quantize(Decimal(1), ROUND_HALF_UP))


def money(value: Any) -> str:
    """Write an amount of money in figures."""
    return f"{yuan_text(to_fen(value))} 元".replace(".00 元", " 元")


def capitals(value: Any) -> str:
    """Write an amount of money in capitals."""
    return capital_text(to_fen(value))


def plain_number(text: str) -> Decimal | None:
    """Read a text that is a number and nothing else."""
    return Decimal(text) if re.fullmatch(_NUMBER, text.strip()) else None
