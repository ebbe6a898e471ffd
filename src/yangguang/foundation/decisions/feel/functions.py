"""
The built-in functions of S-FEEL that flows and tables may call; there is no way to add one from a model.

DMN 1.3, 10.3.4. A wrong argument gives null.
"""

from collections.abc import Callable, Mapping
from datetime import date, time, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import NamedTuple

from yangguang.foundation.decisions.feel.values import (
    ARITHMETIC,
    Months,
    Value,
    add,
    comparable,
    contained,
    duration_of,
    duration_text,
    is_number,
    negate,
)


class Function(NamedTuple):
    """A function and how many arguments it takes; `most` is None for any number."""

    call: Callable[..., Value]
    least: int
    most: int | None


def _items(arguments: tuple[Value, ...]) -> list[Value]:
    if len(arguments) == 1 and type(arguments[0]) is list:
        return arguments[0]
    return list(arguments)


def _count(*arguments: Value) -> Value:
    if len(arguments) == 1 and arguments[0] is None:
        return None
    return Decimal(len(_items(arguments)))


def _sum(*arguments: Value) -> Value:
    items = _items(arguments)
    if not items or not all(is_number(item) for item in items):
        return None
    total: Value = Decimal(0)
    for item in items:
        total = add(total, item)
    return total


def _mean(*arguments: Value) -> Value:
    total = _sum(*arguments)
    return None if total is None else ARITHMETIC.divide(total, Decimal(len(_items(arguments))))


def _extreme(choose: Callable[[list[Value]], Value]) -> Callable[..., Value]:
    def extreme(*arguments: Value) -> Value:
        items = _items(arguments)
        if not items or not all(comparable(items[0], item) for item in items):
            return None
        return choose(items)

    return extreme


def _contains(text: Value, part: Value) -> Value:
    """Text contains text; a list contains an element (the brief form used in Chinese tables)."""
    if type(text) is list:
        return contained(part, text) is True
    return part in text if type(text) is str and type(part) is str else None


def _list_contains(items: Value, element: Value) -> Value:
    return (contained(element, items) is True) if type(items) is list else None


def _date(*arguments: Value) -> Value:
    if len(arguments) == 1 and type(arguments[0]) is date:
        return arguments[0]
    try:
        if len(arguments) == 1 and type(arguments[0]) is str:
            return date.fromisoformat(arguments[0][:10])
        if len(arguments) == 3 and all(is_number(part) for part in arguments):
            return date(*(int(part) for part in arguments))
    except ValueError:
        return None
    return None


def _time(*arguments: Value) -> Value:
    if len(arguments) == 1 and type(arguments[0]) is time:
        return arguments[0]
    try:
        if len(arguments) == 1 and type(arguments[0]) is str and len(arguments[0]) >= 8:
            return time.fromisoformat(arguments[0])
        if len(arguments) == 3 and all(is_number(part) for part in arguments):
            return time(int(arguments[0]), int(arguments[1]), int(arguments[2]))
    except ValueError:
        return None
    return None


def _midnight(value: Value) -> Value:
    """S-FEEL knows days and times apart; an instant of other tools is a day when it is midnight (Camunda writes days so)."""
    if type(value) is str and value[10:] in ("T00:00:00", "T00:00:00Z", "T00:00"):
        return _date(value)
    return value if type(value) is date else None


def _duration(value: Value) -> Value:
    if type(value) in (timedelta, Months):
        return value
    return duration_of(value) if type(value) is str else None


def _number(value: Value) -> Value:
    if is_number(value):
        return value
    try:
        parsed = Decimal(value) if type(value) is str else None
    except ArithmeticError:
        return None
    return parsed if parsed is not None and parsed.is_finite() else None


def _string(value: Value) -> Value:
    if value is None or type(value) is str:
        return value
    if type(value) is bool:
        return "true" if value else "false"
    if is_number(value):
        return format(Decimal(value), "f")
    if type(value) in (timedelta, Months):
        return duration_text(value)
    return value.isoformat() if type(value) in (date, time) else None


def _all(*arguments: Value) -> Value:
    items = _items(arguments)
    if any(item is False for item in items):
        return False
    return True if all(item is True for item in items) else None


def _any(*arguments: Value) -> Value:
    items = _items(arguments)
    if any(item is True for item in items):
        return True
    return False if all(item is False for item in items) else None


def _rounded(mode: str) -> Callable[..., Value]:
    def rounded(value: Value, scale: Value = 0) -> Value:
        if not is_number(value) or not is_number(scale) or abs(scale) > 30:
            return None
        try:
            return Decimal(value).quantize(Decimal(1).scaleb(-int(scale)), rounding=mode, context=ARITHMETIC)
        except ArithmeticError:
            return None

    return rounded


def _text(call: Callable[..., Value]) -> Callable[..., Value]:
    """Make a function of texts give null for anything else."""

    def guarded(*arguments: Value) -> Value:
        return call(*arguments) if all(type(argument) is str for argument in arguments) else None

    return guarded


def _substring(text: Value, start: Value, length: Value = None) -> Value:
    if type(text) is not str or not is_number(start) or start == 0:
        return None
    begin = int(start) - 1 if start > 0 else max(len(text) + int(start), 0)
    return text[begin:] if length is None else text[begin : begin + max(int(length), 0)]


def _abs(value: Value) -> Value:
    return abs(value) if is_number(value) else None


def _modulo(value: Value, divisor: Value) -> Value:
    if not is_number(value) or not is_number(divisor) or divisor == 0:
        return None
    quotient = (Decimal(value) / Decimal(divisor)).to_integral_value(rounding=ROUND_FLOOR)
    return Decimal(value) - Decimal(divisor) * quotient


def _part(name: str) -> Callable[[Value], Value]:
    def part(day: Value) -> Value:
        return Decimal(getattr(day, name)) if type(day) is date else None

    return part


def _append(items: Value, *more: Value) -> Value:
    return [*items, *more] if type(items) is list else None


def _concatenate(*lists: Value) -> Value:
    return [item for items in lists for item in (items if type(items) is list else [items])]


def _distinct(items: Value) -> Value:
    found: list[Value] = []
    for item in items if type(items) is list else []:
        if contained(item, found) is not True:
            found.append(item)
    return found if type(items) is list else None


FUNCTIONS: Mapping[str, Function] = {
    "count": Function(_count, 1, None),
    "sum": Function(_sum, 1, None),
    "mean": Function(_mean, 1, None),
    "min": Function(_extreme(min), 1, None),
    "max": Function(_extreme(max), 1, None),
    "all": Function(_all, 1, None),
    "any": Function(_any, 1, None),
    "contains": Function(_contains, 2, 2),
    "list contains": Function(_list_contains, 2, 2),
    "append": Function(_append, 1, None),
    "concatenate": Function(_concatenate, 1, None),
    "distinct values": Function(_distinct, 1, 1),
    "date": Function(_date, 1, 3),
    "time": Function(_time, 1, 3),
    "date and time": Function(_midnight, 1, 1),
    "duration": Function(_duration, 1, 1),
    "year": Function(_part("year"), 1, 1),
    "month": Function(_part("month"), 1, 1),
    "day": Function(_part("day"), 1, 1),
    "number": Function(_number, 1, 1),
    "string": Function(_string, 1, 1),
    "not": Function(negate, 1, 1),
    "abs": Function(_abs, 1, 1),
    "modulo": Function(_modulo, 2, 2),
    "floor": Function(_rounded(ROUND_FLOOR), 1, 2),
    "ceiling": Function(_rounded(ROUND_CEILING), 1, 2),
    "decimal": Function(_rounded(ROUND_HALF_EVEN), 2, 2),
    "round half up": Function(_rounded(ROUND_HALF_UP), 2, 2),
    "string length": Function(_text(lambda text: Decimal(len(text))), 1, 1),
    "substring": Function(_substring, 2, 3),
    "upper case": Function(_text(str.upper), 1, 1),
    "lower case": Function(_text(str.lower), 1, 1),
    "starts with": Function(_text(str.startswith), 2, 2),
    "ends with": Function(_text(str.endswith), 2, 2),
}
