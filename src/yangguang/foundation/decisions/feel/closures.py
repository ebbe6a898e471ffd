"""
What expressions compile to: closures that take the variables and give a value.

Tables look into `Constant` and `Test` to index their cells.
"""

from collections.abc import Callable, Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from yangguang.foundation.decisions.feel.values import (
    COMPARISONS,
    NUMBERS,
    Days,
    Interval,
    Months,
    Value,
    contained,
    either,
    negate,
    normal,
)

Scope = Mapping[str, Value]
Closure = Callable[[Scope], Value]

SUBJECT = "?"
"""The name under which a unary test finds the value it tests."""


class Constant:
    """A closure that always gives the same value; tables look inside to index their cells."""

    __slots__ = ("value",)

    def __init__(self, value: Value) -> None:
        """Keep the value."""
        self.value = value

    def __call__(self, scope: Scope) -> Value:
        """Give the value."""
        return self.value


class Test:
    """One unary test: a comparison mark, `in` (equal or contained) or `?` (a truth about the subject)."""

    __slots__ = ("closure", "kind")

    def __init__(self, kind: str, closure: Closure) -> None:
        """Keep the kind and what is compared with."""
        self.kind, self.closure = kind, closure

    def __call__(self, subject: Value, scope: Scope) -> bool | None:
        """Test a value."""
        if self.kind == "in":
            return contained(subject, self.closure(scope))
        if self.kind == "?":
            answer = self.closure({**scope, SUBJECT: subject})
            return answer if type(answer) is bool else None
        return COMPARISONS[self.kind](subject, self.closure(scope))


def variable(name: str) -> Closure:
    """Look a name up; missing is null."""
    return lambda scope: normal(scope.get(name))


_PARTS: Mapping[tuple[type, str], Callable[[Any], int]] = {
    (date, "year"): lambda day: day.year,
    (date, "month"): lambda day: day.month,
    (date, "day"): lambda day: day.day,
    (date, "weekday"): lambda day: day.isoweekday(),
    (time, "hour"): lambda clock: clock.hour,
    (time, "minute"): lambda clock: clock.minute,
    (time, "second"): lambda clock: clock.second,
    (timedelta, "days"): lambda span: int(abs(span).days) * (-1 if span < timedelta() else 1),
    (timedelta, "hours"): lambda span: abs(span).seconds // 3600 * (-1 if span < timedelta() else 1),
    (timedelta, "minutes"): lambda span: abs(span).seconds // 60 % 60 * (-1 if span < timedelta() else 1),
    (timedelta, "seconds"): lambda span: abs(span).seconds % 60 * (-1 if span < timedelta() else 1),
    (Days, "days"): int,
    (Months, "years"): lambda span: int(int(span) / 12),
    (Months, "months"): lambda span: int(span) - int(int(span) / 12) * 12,
}
"""Properties of days, times and durations (DMN 1.3, table 60)."""


def path(value: Closure, name: str) -> Closure:
    """Step into a nested value."""

    def step(scope: Scope) -> Value:
        found = value(scope)
        if isinstance(found, Mapping):
            return normal(found.get(name))
        if type(found) is list:
            return [normal(item.get(name)) if isinstance(item, Mapping) else None for item in found]
        part = _PARTS.get((type(found), name))
        return Decimal(part(found)) if part else None

    return step


def filtered(value: Closure, condition: Closure) -> Closure:
    """Keep the elements for which a condition holds, or pick one by position."""

    def keep(scope: Scope) -> Value:
        found = value(scope)
        items = found if type(found) is list else [] if found is None else [found]
        if isinstance(condition, Constant) and type(condition.value) is not bool:
            return _at(items, condition.value)
        return [item for item in items if condition(_with_item(scope, item)) is True]

    return keep


def _with_item(scope: Scope, item: Value) -> Scope:
    return {**scope, **item, "item": item} if isinstance(item, Mapping) else {**scope, "item": normal(item)}


def _at(items: list[Value], position: Value) -> Value:
    """Pick an element, counted from 1, or from the end when negative."""
    if type(position) not in NUMBERS or position == 0 or abs(position) > len(items):
        return None
    return normal(items[int(position) - 1 if position > 0 else int(position)])


def binary(operator: Callable[[Value, Value], Value], left: Closure, right: Closure) -> Closure:
    """Apply an operator of two values, at once if both are constant."""
    if isinstance(left, Constant) and isinstance(right, Constant):
        return Constant(operator(left.value, right.value))
    return lambda scope: operator(left(scope), right(scope))


def unary(operator: Callable[[Value], Value], inner: Closure) -> Closure:
    """Apply an operator of one value."""
    if isinstance(inner, Constant):
        return Constant(operator(inner.value))
    return lambda scope: operator(inner(scope))


def conjunction(parts: list[Closure]) -> Closure:
    """Three-valued and."""

    def conjunction(scope: Scope) -> bool | None:
        answer: bool | None = True
        for part in parts:
            value = part(scope)
            if value is False:
                return False
            if value is not True:
                answer = None
        return answer

    return conjunction


def disjunction(parts: list[Closure]) -> Closure:
    """Three-valued or."""
    return lambda scope: either([_truth(part(scope)) for part in parts])


def _truth(value: Value) -> bool | None:
    return value if type(value) is bool else None


def between(value: Closure, low: Closure, high: Closure) -> Closure:
    """Test a value against two inclusive ends."""

    def between(scope: Scope) -> bool | None:
        ends = Interval(low(scope), high(scope), closed_low=True, closed_high=True)
        return None if ends.low is None or ends.high is None else ends.holds(value(scope))

    return between


def interval_of(low: Closure, high: Closure, closed_low: bool, closed_high: bool) -> Closure:
    """Make a range."""

    def interval(scope: Scope) -> Value:
        ends = Interval(low(scope), high(scope), closed_low=closed_low, closed_high=closed_high)
        return None if ends.low is None or ends.high is None else ends

    if isinstance(low, Constant) and isinstance(high, Constant):
        return Constant(interval({}))
    return interval


def apply(value: Closure, test: Callable[[Value, Scope], bool | None]) -> Closure:
    """Test a value."""
    return lambda scope: test(value(scope), scope)


def any_test(tests: list[Test]) -> Callable[[Value, Scope], bool | None]:
    """Pass if one of several tests does."""
    return lambda subject, scope: either([test(subject, scope) for test in tests])


def choice(condition: Closure, chosen: Closure, otherwise: Closure) -> Closure:
    """Choose by a condition; null is not true."""
    return lambda scope: chosen(scope) if condition(scope) is True else otherwise(scope)


def call(function: Callable[..., Value], arguments: list[Closure]) -> Closure:
    """Call a function, at once if all arguments are constant."""

    def call(scope: Scope) -> Value:
        return function(*[argument(scope) for argument in arguments])

    if all(isinstance(argument, Constant) for argument in arguments):
        return Constant(call({}))
    return call


def quantified(word: str, name: str, items: Closure, condition: Closure) -> Closure:
    """Ask some or every element."""

    def quantified(scope: Scope) -> bool | None:
        found = items(scope)
        if type(found) is not list:
            return None
        answers = [_truth(condition({**scope, name: item})) for item in found]
        if word == "some":
            return either(answers)
        return negate(either([negate(answer) for answer in answers]))

    return quantified
