"""
Values of S-FEEL and what the operators do with them: Decimal numbers, three-valued logic, null for no
answer.

DMN 1.3 (formal/2021-02-01) chapter 9 and 10.3.2; a value of the wrong type gives null, never an exception,
so a missing variable can never end a case by accident: a condition that is null does not hold.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any

Value = Any
"""None, bool, Decimal or int, str, date, list, dict or Interval."""

ARITHMETIC = Context(prec=34, Emax=6144, Emin=-6143)
"""Numbers are IEEE 754 decimal128 (DMN 1.3, 10.3.2.3.1)."""

NUMBERS = frozenset({int, Decimal})
_FOREIGN = frozenset({float, datetime, tuple, list})
_FAILED = (InvalidOperation, DivisionByZero, Overflow, OverflowError)


def normal(value: Value) -> Value:
    """Bring a Python value into the language: no binary fractions, instants become days."""
    kind = type(value)
    if kind is float:
        return Decimal(repr(value)) if value == value and abs(value) != float("inf") else None
    if kind is datetime:
        return value.date()
    if kind is tuple:
        value, kind = list(value), list
    if kind is list and any(type(item) in _FOREIGN for item in value):
        return [normal(item) for item in value]
    return value


def is_number(value: Value) -> bool:
    """Whether a value is a number; a truth value is not."""
    return type(value) in NUMBERS


def comparable(left: Value, right: Value) -> bool:
    """Whether two values can be ordered: both numbers, both texts or both days."""
    if type(left) in NUMBERS:
        return type(right) in NUMBERS
    return type(left) is type(right) and type(left) in (str, date)


def equal(left: Value, right: Value) -> bool | None:
    """Compare for equality; null equals only null, values of different kinds are incomparable (null)."""
    if left is None or right is None:
        return left is right
    if type(left) is type(right) or (type(left) in NUMBERS and type(right) in NUMBERS):
        return bool(left == right)
    return None


class Interval:
    """A range of numbers, texts or days; an end may be open, or missing (None) for a one-sided comparison."""

    __slots__ = ("closed_high", "closed_low", "high", "low")

    def __init__(self, low: Value, high: Value, *, closed_low: bool, closed_high: bool) -> None:
        """Keep both ends."""
        self.low, self.high, self.closed_low, self.closed_high = low, high, closed_low, closed_high

    def holds(self, value: Value) -> bool | None:
        """Say whether a value lies within, null when it cannot be compared."""
        low, high = self.low, self.high
        if low is not None:
            if not comparable(value, low):
                return None
            if not (value > low or (self.closed_low and value == low)):
                return False
        if high is not None:
            if not comparable(value, high):
                return None
            if not (value < high or (self.closed_high and value == high)):
                return False
        return None if low is None and high is None else True

    def __eq__(self, other: object) -> bool:
        """Two ranges are the same when ends and kinds of ends are."""
        return isinstance(other, Interval) and all(
            getattr(self, name) == getattr(other, name) for name in self.__slots__
        )

    __hash__ = None  # type: ignore[assignment]


def contained(value: Value, test: Value) -> bool | None:
    """Test a value against one thing after `in`: a range, a list of things, or a value."""
    if isinstance(test, Interval):
        return test.holds(value)
    if type(test) is list:
        if type(value) is list and value == test:
            return True
        return either([contained(value, item) for item in test])
    return equal(value, test)


def either(answers: list[bool | None]) -> bool | None:
    """Disjunction of three-valued answers."""
    if any(answer is True for answer in answers):
        return True
    return None if any(answer is None for answer in answers) else False


def negate(value: Value) -> bool | None:
    """Negate a truth value; anything else gives null."""
    return (not value) if type(value) is bool else None


def _ordered(test: Callable[[Any, Any], bool]) -> Callable[[Value, Value], bool | None]:
    def compare(left: Value, right: Value) -> bool | None:
        return test(left, right) if comparable(left, right) else None

    return compare


def unequal(left: Value, right: Value) -> bool | None:
    """Negation of equality."""
    return negate(equal(left, right))


def add(left: Value, right: Value) -> Value:
    """Add numbers, join texts, move a day by a number of days."""
    if type(left) in NUMBERS and type(right) in NUMBERS:
        return _guarded(ARITHMETIC.add, left, right)
    if type(left) is str and type(right) is str:
        return left + right
    if type(left) is date and type(right) in NUMBERS:
        return _moved(left, right)
    if type(right) is date and type(left) in NUMBERS:
        return _moved(right, left)
    return None


def subtract(left: Value, right: Value) -> Value:
    """Subtract numbers; days from days give a number of days, days minus a number give a day."""
    if type(left) in NUMBERS and type(right) in NUMBERS:
        return _guarded(ARITHMETIC.subtract, left, right)
    if type(left) is date and type(right) is date:
        return Decimal((left - right).days)
    if type(left) is date and type(right) in NUMBERS:
        return _moved(left, -right)
    return None


def _moved(day: date, days: Any) -> Value:
    if days != int(days):
        return None
    try:
        return day + timedelta(days=int(days))
    except OverflowError:
        return None


def _guarded(operation: Callable[[Any, Any], Decimal], left: Value, right: Value) -> Value:
    try:
        return operation(left, right)
    except _FAILED:
        return None


def _numeric(operation: Callable[[Any, Any], Decimal]) -> Callable[[Value, Value], Value]:
    def compute(left: Value, right: Value) -> Value:
        if type(left) in NUMBERS and type(right) in NUMBERS:
            return _guarded(operation, left, right)
        return None

    return compute


def power(left: Any, right: Any) -> Decimal:
    """Raise to a power, within bounds that cannot stall the machine."""
    if abs(right) > 10_000:
        raise InvalidOperation
    return ARITHMETIC.power(left, right)


def minus(value: Value) -> Value:
    """Change the sign of a number."""
    return -value if type(value) in NUMBERS else None


COMPARISONS: dict[str, Callable[[Value, Value], bool | None]] = {
    "=": equal,
    "!=": unequal,
    "<": _ordered(lambda left, right: left < right),
    "<=": _ordered(lambda left, right: left <= right),
    ">": _ordered(lambda left, right: left > right),
    ">=": _ordered(lambda left, right: left >= right),
}

OPERATORS: dict[str, Callable[[Value, Value], Value]] = {
    "+": add,
    "-": subtract,
    "*": _numeric(ARITHMETIC.multiply),
    "/": _numeric(ARITHMETIC.divide),
    "**": _numeric(power),
}
