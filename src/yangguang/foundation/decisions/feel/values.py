"""
Values of S-FEEL and what the operators do with them: Decimal numbers, three-valued logic, null for no
answer.

DMN 1.3 (formal/2021-02-01) chapter 9 and 10.3.2; a value of the wrong type gives null, never an exception,
so a missing variable can never end a case by accident: a condition that is null does not hold.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any

Value = Any
"""None, bool, Decimal or int, str, date, time, timedelta, Months, list, dict or Interval."""

ARITHMETIC = Context(prec=34, Emax=6144, Emin=-6143)
"""Numbers are IEEE 754 decimal128 (DMN 1.3, 10.3.2.3.1)."""


class Days(Decimal):
    """
    What lies between two days: a number of days, and at the same time the days-and-time duration of that length.

    People count days; DMN compares such a difference with durations. Both are right here.
    """

    @property
    def duration(self) -> timedelta:
        """The same as a duration."""
        return timedelta(days=int(self))


class Months(int):
    """A years and months duration (DMN 1.3, 10.3.2.3.8), in months."""

    __slots__ = ()


NUMBERS = frozenset({int, Decimal, Days})
ORDERED = (str, date, time, timedelta, Months)
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
    """Whether two values can be ordered: both numbers, texts, days, times or durations of one kind."""
    if type(left) in NUMBERS:
        return type(right) in NUMBERS or (type(left) is Days and type(right) is timedelta)
    if type(left) is timedelta and type(right) is Days:
        return True
    if type(left) is time and type(right) is time:
        return (left.tzinfo is None) is (right.tzinfo is None)
    return type(left) is type(right) and type(left) in ORDERED


def equal(left: Value, right: Value) -> bool | None:
    """Compare for equality; null equals only null, values of different kinds are incomparable (null)."""
    if left is None or right is None:
        return left is right
    if type(left) is type(right) or (type(left) in NUMBERS and type(right) in NUMBERS):
        return bool(left == right)
    if comparable(left, right):
        left, right = _alike(left, right)
        return bool(left == right)
    return None


def _alike(left: Value, right: Value) -> tuple[Value, Value]:
    if timedelta in (type(left), type(right)):
        return _length(left), _length(right)
    return left, right


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
            value, low = _alike(value, low)
            if not (value > low or (self.closed_low and value == low)):
                return False
        if high is not None:
            if not comparable(value, high):
                return None
            value, high = _alike(value, high)
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


def _length(value: Value) -> Value:
    """Give what is compared: where a difference of days meets a duration, both as durations."""
    return value.duration if type(value) is Days else value


def _ordered(test: Callable[[Any, Any], bool]) -> Callable[[Value, Value], bool | None]:
    def compare(left: Value, right: Value) -> bool | None:
        if not comparable(left, right):
            return None
        return test(*_alike(left, right))

    return compare


def unequal(left: Value, right: Value) -> bool | None:
    """Negation of equality."""
    return negate(equal(left, right))


def add(left: Value, right: Value) -> Value:
    """Add numbers, join texts, add durations, move a day or a time by a number of days or a duration."""
    if type(left) in NUMBERS and type(right) in NUMBERS:
        return _guarded(ARITHMETIC.add, left, right)
    if type(left) is str and type(right) is str:
        return left + right
    if type(left) in (date, time):
        return _moved(left, right)
    if type(right) in (date, time):
        return _moved(right, left)
    if type(left) is type(right) and type(left) in (timedelta, Months):
        return _duration(lambda: type(left)(left + right) if type(left) is Months else left + right)
    if {type(left), type(right)} == {Days, timedelta}:
        return _duration(lambda: _length(left) + _length(right))
    return None


def subtract(left: Value, right: Value) -> Value:
    """Subtract numbers and durations; two days give days, two times a duration; a day or time minus a duration moves it."""
    if type(left) in NUMBERS and type(right) in NUMBERS:
        return _guarded(ARITHMETIC.subtract, left, right)
    if type(left) is date and type(right) is date:
        return Days((left - right).days)
    if type(left) is time and type(right) is time:
        return _clock_difference(left, right)
    back = minus(right)
    return None if back is None else add(left, back)


def _clock_difference(left: time, right: time) -> Value:
    if not comparable(left, right):
        return None
    day = date(2000, 1, 1)
    return datetime.combine(day, left) - datetime.combine(day, right)


def _duration(make: Callable[[], Value]) -> Value:
    try:
        return make()
    except _FAILED:
        return None


def multiply(left: Value, right: Value) -> Value:
    """Multiply numbers, or a duration by a number."""
    if type(right) in (timedelta, Months):
        left, right = right, left
    if type(left) in (timedelta, Months) and type(right) in NUMBERS:
        return _scaled(left, Decimal(right))
    return _numeric(ARITHMETIC.multiply)(left, right)


def divide(left: Value, right: Value) -> Value:
    """Divide numbers, a duration by a number, or two durations of one kind."""
    if type(left) in (timedelta, Months):
        if type(right) is type(left):
            return _guarded(ARITHMETIC.divide, _size(left), _size(right))
        if type(right) in NUMBERS and right != 0:
            return _scaled(left, ARITHMETIC.divide(Decimal(1), Decimal(right)))
        return None
    return _numeric(ARITHMETIC.divide)(left, right)


def _size(value: Value) -> Decimal:
    if type(value) is Months:
        return Decimal(int(value))
    return Decimal(value.days) * 86_400 + value.seconds + Decimal(value.microseconds) / 1_000_000


def _scaled(value: Value, factor: Decimal) -> Value:
    size = ARITHMETIC.multiply(_size(value), factor)
    if type(value) is Months:
        return Months(int(size))
    return _duration(lambda: timedelta(microseconds=int((size * 1_000_000).to_integral_value())))


def _moved(point: Value, by: Value) -> Value:
    try:
        if type(by) in NUMBERS and type(point) is date and by == int(by):
            return point + timedelta(days=int(by))
        if type(by) is Months and type(point) is date:
            return _by_months(point, by)
        if type(by) is timedelta and type(point) is date:
            return (datetime.combine(point, time()) + by).date()
        if type(by) is timedelta and type(point) is time:
            return (datetime.combine(date(2000, 1, 1), point) + by).timetz()
    except (OverflowError, ValueError):
        return None
    return None


def _by_months(day: date, months: Months) -> date:
    """Move by months; where the day does not exist in the month, to its last day (XML Schema part 2, appendix E)."""
    year, month = divmod(day.year * 12 + day.month - 1 + int(months), 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - timedelta(days=1)).day))


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
    """Change the sign of a number or a duration."""
    if type(value) is Months:
        return Months(-int(value))
    return -value if type(value) in NUMBERS or type(value) is timedelta else None


_DURATION = re.compile(
    r"(?P<sign>-?)P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?"
)


def duration_of(text: str) -> Value:
    """Read a duration as XML Schema writes it: of days and time, or of years and months; nothing else (null)."""
    found = _DURATION.fullmatch(text.strip())
    if found is None or text.strip()[-1] in "PT":
        return None
    amounts = {name: Decimal(value) for name, value in found.groupdict().items() if value and name != "sign"}
    sign = -1 if found["sign"] else 1
    if not set(amounts) - {"years", "months"}:
        return Months(sign * int(amounts.get("years", 0) * 12 + amounts.get("months", 0)))
    if {"years", "months"} & set(amounts):
        return None
    seconds = (
        amounts.get("days", 0) * 86_400
        + amounts.get("hours", 0) * 3_600
        + amounts.get("minutes", 0) * 60
        + amounts.get("seconds", 0)
    )
    return _duration(lambda: timedelta(microseconds=sign * int(seconds * 1_000_000)))


def duration_text(value: Value) -> str:
    """Write a duration as XML Schema does."""
    if type(value) is Months:
        sign, (years, months) = "-" if value < 0 else "", divmod(abs(int(value)), 12)
        return f"{sign}P{f'{years}Y' if years else ''}{f'{months}M' if months or not years else ''}"
    sign, left = ("-", -value) if value < timedelta() else ("", value)
    hours, rest = divmod(left.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    clock = (
        f"{f'{hours}H' if hours else ''}{f'{minutes}M' if minutes else ''}{f'{seconds}S' if seconds else ''}"
    )
    days = f"{left.days}D" if left.days or not clock else ""
    return f"{sign}P{days}{'T' if clock else ''}{clock}"


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
    "*": multiply,
    "/": divide,
    "**": _numeric(power),
}
