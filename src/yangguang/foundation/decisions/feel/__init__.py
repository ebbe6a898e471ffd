"""S-FEEL: conditions and cells, compiled once to closures and called many times."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from yangguang.foundation.decisions.feel.closures import Constant, Test
from yangguang.foundation.decisions.feel.grammar import Grammar
from yangguang.foundation.decisions.feel.refusals import ExpressionRefused
from yangguang.foundation.decisions.feel.values import Interval, either, negate, normal

__all__ = [
    "Expression",
    "ExpressionRefused",
    "Interval",
    "Tests",
    "compile_expression",
    "compile_tests",
    "normal",
]


class Expression:
    """A compiled expression. `names` are the variables it reads."""

    __slots__ = ("closure", "names", "text")

    def __init__(self, text: str, names: tuple[str, ...] = ()) -> None:
        """Compile the text."""
        grammar = Grammar(text, names)
        self.text = text
        self.closure = grammar.whole()
        self.names = frozenset(grammar.free)

    def evaluate(self, variables: Mapping[str, Any]) -> Any:
        """Compute the value; a variable that is missing is null."""
        return self.closure(variables)

    def holds(self, variables: Mapping[str, Any]) -> bool:
        """Whether the expression is true; null and anything else are not."""
        return self.closure(variables) is True

    @property
    def is_constant(self) -> bool:
        """Whether it reads no variable."""
        return isinstance(self.closure, Constant)


class Tests:
    """A compiled cell of a decision table; `tests` is None for `-`, which everything passes."""

    __slots__ = ("negated", "tests", "text")
    __test__ = False

    def __init__(self, text: str, names: tuple[str, ...] = ()) -> None:
        """Compile the cell."""
        self.text = text
        inner = _inside_not(text)
        self.negated = inner is not None
        self.tests: list[Test] | None = Grammar(text if inner is None else inner, names).tests()

    def matches(self, subject: Any, variables: Mapping[str, Any]) -> bool:
        """Whether a value passes the cell."""
        if self.tests is None:
            return True
        value = normal(subject)
        answer = either([test(value, variables) for test in self.tests])
        return (negate(answer) if self.negated else answer) is True


def _inside_not(text: str) -> str | None:
    stripped = text.strip()
    if not (stripped.startswith("not") and stripped.endswith(")")):
        return None
    rest = stripped[3:].lstrip()
    return " " * (text.index("(") + 1) + rest[1:-1] if rest.startswith("(") else None


@lru_cache(maxsize=4096)
def _compiled(text: str, names: tuple[str, ...]) -> Expression:
    return Expression(text, names)


def compile_expression(text: str, *, names: Iterable[str] = ()) -> Expression:
    """
    Compile an S-FEEL expression (DMN 1.3, clause 9); *names* tells variables whose names hold spaces.

    Refuses with ExpressionRefused.
    """
    return _compiled(text, tuple(names))


def compile_tests(text: str, *, names: Iterable[str] = ()) -> Tests:
    """
    Compile the unary tests of a cell.

    Refuses with ExpressionRefused.
    """
    return Tests(text, tuple(names))
