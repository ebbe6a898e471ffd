"""
S-FEEL tokens to closures: parsed once, then only called. No text is ever handed to the interpreter.

Grammar: DMN 1.3 clause 9.1 and the parts of 10.3.1.2 that flows use (in, between, if, some, every, function
calls of the fixed table, paths into nested values).
"""

from decimal import Decimal
from typing import NoReturn

from yangguang.foundation.decisions.feel import closures
from yangguang.foundation.decisions.feel.closures import SUBJECT, Closure, Constant, Test
from yangguang.foundation.decisions.feel.functions import FUNCTIONS
from yangguang.foundation.decisions.feel.lexer import Token, tokens
from yangguang.foundation.decisions.feel.refusals import ExpressionRefused
from yangguang.foundation.decisions.feel.values import COMPARISONS, OPERATORS, minus

MAX_DEPTH = 60
MAX_LINKS = 300  # operators and steps in one text: closures nest, and so would the stack
LITERALS = {
    "time": "时间要写成 08:30:00 的样子",
    "duration": "时长要写成 P30D、PT8H、P1Y6M 的样子",
    "date and time": "日期和时间只能是当天零点：S-FEEL 里日期和时间分开写",
}
"""Literals that say nothing are refused when the text is compiled, not silently null when it decides."""
_CONSTANTS = {"true": True, "false": False, "null": None}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "'": "'"}


class Grammar:
    """A recursive-descent parser over one text."""

    def __init__(self, source: str, names: tuple[str, ...] = ()) -> None:
        """Split the text; *names* may hold spaces."""
        self.source = source
        self.tokens = tokens(source, names)
        self.at = 0
        self.depth = 0
        self.links = 0
        self.free: set[str] = set()
        self.bound: list[str] = []

    # -- reading tokens

    @property
    def token(self) -> Token:
        """The next token."""
        return self.tokens[self.at]

    def sees(self, *texts: str) -> bool:
        """Whether the next token is one of these marks or keywords."""
        return self.token.kind in ("mark", "keyword") and self.token.text in texts

    def take(self) -> Token:
        """Consume the next token."""
        token = self.tokens[self.at]
        self.at += 1
        return token

    def takes(self, text: str) -> bool:
        """Consume the next token if it is this one."""
        if self.sees(text):
            self.at += 1
            return True
        return False

    def expect(self, text: str) -> None:
        """Consume this token or refuse."""
        if not self.takes(text):
            self.refuse("feel.expected", f"应当是“{text}”")

    def refuse(self, code: str, reason: str, token: Token | None = None) -> NoReturn:
        """Refuse the text at a token."""
        token = token or self.token
        if token.kind == "end":
            reason = "表达式没有写完，" + reason if code != "feel.empty" else reason
        raise ExpressionRefused(reason_code=code, reason=reason, source=self.source, position=token.position)

    def link(self) -> None:
        """Count one more operator; refuse a text that strings together too many."""
        self.links += 1
        if self.links > MAX_LINKS:
            self.refuse("feel.too_long", f"的运算超过{MAX_LINKS}个，写得太长")

    def finish(self) -> None:
        """Refuse anything left over."""
        if self.token.kind != "end":
            self.refuse("feel.unexpected_token", f"多出了“{self.token.text}”")

    # -- expressions

    def whole(self) -> Closure:
        """Parse the whole text as one expression."""
        if self.token.kind == "end":
            self.refuse("feel.empty", "没有内容")
        closure = self.expression()
        self.finish()
        return closure

    def expression(self) -> Closure:
        """Parse a disjunction, the weakest binding."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.refuse("feel.too_deep", f"括号嵌套超过{MAX_DEPTH}层")
        parts = [self.conjunction()]
        while self.takes("or"):
            parts.append(self.conjunction())
        self.depth -= 1
        return parts[0] if len(parts) == 1 else closures.disjunction(parts)

    def conjunction(self) -> Closure:
        """Parse a conjunction."""
        parts = [self.comparison()]
        while self.takes("and"):
            parts.append(self.comparison())
        return parts[0] if len(parts) == 1 else closures.conjunction(parts)

    def comparison(self) -> Closure:
        """Parse a comparison, `in` or `between`."""
        left = self.additive()
        if self.token.kind == "mark" and self.token.text in COMPARISONS:
            return closures.binary(COMPARISONS[self.take().text], left, self.additive())
        if self.takes("between"):
            low = self.additive()
            self.expect("and")
            return closures.between(left, low, self.additive())
        if self.takes("in"):
            return self.membership(left)
        return left

    def membership(self, left: Closure) -> Closure:
        """Parse what stands after `in`: one test, or several in brackets."""
        if not self.sees("("):
            return closures.apply(left, self.test())
        mark = self.at
        self.take()
        first = self.test()
        if self.takes(".."):  # it was an open interval, not a bracket
            self.at = mark
            return closures.apply(left, self.test())
        tests = [first]
        while self.takes(","):
            tests.append(self.test())
        self.expect(")")
        return closures.apply(left, closures.any_test(tests))

    def additive(self) -> Closure:
        """Parse sums and differences."""
        left = self.multiplicative()
        while self.sees("+", "-"):
            self.link()
            left = closures.binary(OPERATORS[self.take().text], left, self.multiplicative())
        return left

    def multiplicative(self) -> Closure:
        """Parse products and quotients."""
        left = self.signed()
        while self.sees("*", "/"):
            self.link()
            left = closures.binary(OPERATORS[self.take().text], left, self.signed())
        return left

    def signed(self) -> Closure:
        """Parse a sign and a power; as in FEEL, the sign binds tighter than the power."""
        base = self.factor()
        while self.takes("**"):
            self.link()
            base = closures.binary(OPERATORS["**"], base, self.factor())
        return base

    def factor(self) -> Closure:
        """Parse an operand with its sign."""
        negative = False
        while self.takes("-"):
            negative = not negative
        value = self.postfix()
        return closures.unary(minus, value) if negative else value

    def postfix(self) -> Closure:
        """Parse paths into nested values and filters of lists."""
        value = self.primary()
        while True:
            if self.takes("."):
                self.link()
                if self.token.kind != "name":
                    self.refuse("feel.expected_name", "的点后面应当是名称")
                value = closures.path(value, self.take().text)
            elif self.sees("[") and not self._ends_interval():
                self.link()
                value = self.filter(value)
            else:
                return value

    def _ends_interval(self) -> bool:
        """Whether the bracket ahead closes an interval (1..5[) rather than opening a filter."""
        following = self.tokens[self.at + 1]
        return following.kind in ("end", "keyword") or following.text in (",", ")", "]")

    def filter(self, value: Closure) -> Closure:
        """Parse `list[condition]`, where the element is called `item`, or `list[number]`."""
        self.take()
        self.bound.append("item")
        condition = self.expression()
        self.bound.pop()
        self.expect("]")
        return closures.filtered(value, condition)

    def primary(self) -> Closure:
        """Parse a literal, a name, a call, a list, a range or a bracketed expression."""
        token = self.token
        if token.kind == "number":
            return Constant(Decimal(self.take().text))
        if token.kind == "string":
            return Constant(self.string(self.take()))
        if token.kind == "name":
            return self.name(self.take())
        if token.kind == "keyword":
            return self.keyword()
        if self.takes("?"):
            return closures.variable(SUBJECT)
        if self.takes("@"):
            return self.at_literal()
        if self.sees("(", "[", "]"):
            return self.bracket()
        return self.refuse("feel.unexpected_token", f"不能出现“{token.text}”" if token.text else "缺少内容")

    def keyword(self) -> Closure:
        """Parse a constant or a construct that begins with a keyword."""
        token = self.take()
        if token.text in _CONSTANTS:
            return Constant(_CONSTANTS[token.text])
        if token.text == "if":
            condition = self.expression()
            self.expect("then")
            chosen = self.expression()
            self.expect("else")
            return closures.choice(condition, chosen, self.expression())
        if token.text in ("some", "every"):
            return self.quantified(token.text)
        return self.refuse("feel.unexpected_token", f"不能出现“{token.text}”", token)

    def quantified(self, word: str) -> Closure:
        """Parse `some x in list satisfies …` or `every …`."""
        if self.token.kind != "name":
            self.refuse("feel.expected_name", "应当是名称")
        name = self.take().text
        self.expect("in")
        items = self.additive()
        self.expect("satisfies")
        self.bound.append(name)
        condition = self.expression()
        self.bound.pop()
        return closures.quantified(word, name, items, condition)

    def string(self, token: Token) -> str:
        """Read a string literal."""
        body, parts, at = token.text[1:-1], [], 0
        while at < len(body):
            if body[at] != "\\":
                parts.append(body[at])
                at += 1
            elif body[at + 1] == "u" and len(body) >= at + 6:
                try:
                    parts.append(chr(int(body[at + 2 : at + 6], 16)))
                except ValueError:
                    self.refuse("feel.bad_escape", "的转义写错了", token)
                at += 6
            elif body[at + 1] in _ESCAPES:
                parts.append(_ESCAPES[body[at + 1]])
                at += 2
            else:
                self.refuse("feel.bad_escape", "的转义写错了", token)
        return "".join(parts)

    def at_literal(self) -> Closure:
        """Parse @"2024-05-01", @"08:30:00", @"P3D"."""
        if self.token.kind != "string":
            self.refuse("feel.expected_date", "应当是双引号里的日期")
        token = self.take()
        text = self.string(token)
        for name in ("duration", "time", "date"):
            value = FUNCTIONS[name].call(text)
            if value is not None:
                return Constant(value)
        return self.refuse("feel.expected_date", "不是日期、时间或者时长（日期写成年-月-日）", token)

    def name(self, token: Token) -> Closure:
        """Parse a variable or a function call."""
        if not self.takes("("):
            if token.text in FUNCTIONS and " " in token.text:
                self.refuse("feel.expected", "的函数后面应当是“(”")
            if token.text not in self.bound:
                self.free.add(token.text)
            return closures.variable(token.text)
        function = FUNCTIONS.get(token.text)
        if function is None:
            self.refuse("feel.unknown_function", f"没有“{token.text}”这个函数", token)
        arguments: list[Closure] = []
        if not self.takes(")"):
            arguments.append(self.expression())
            while self.takes(","):
                arguments.append(self.expression())
            self.expect(")")
        if len(arguments) < function.least or (function.most is not None and len(arguments) > function.most):
            self.refuse("feel.arguments", f"函数“{token.text}”的参数个数不对", token)
        said = arguments[0].value if len(arguments) == 1 and isinstance(arguments[0], Constant) else None
        if token.text in LITERALS and type(said) is str and function.call(said) is None:
            self.refuse("feel.bad_literal", f"的{LITERALS[token.text]}", token)
        return closures.call(function.call, arguments)

    def bracket(self) -> Closure:
        """Parse a list, a range with either kind of ends, or a bracketed expression."""
        opening = self.take()
        if opening.text == "[" and self.takes("]"):
            return Constant([])
        first = self.expression()
        if self.takes(".."):
            high = self.expression()
            if not self.sees("]", ")", "["):
                self.refuse("feel.expected", "的区间应当以“]”或“)”收尾")
            return closures.interval_of(first, high, opening.text == "[", self.take().text == "]")
        if opening.text == "(":
            self.expect(")")
            return first
        if opening.text == "]":
            self.refuse("feel.expected", "的区间应当有“..”")
        items = [first]
        while self.takes(","):
            items.append(self.expression())
        self.expect("]")
        if all(isinstance(item, Constant) for item in items):
            return Constant([item.value for item in items])  # type: ignore[attr-defined]
        return lambda scope: [item(scope) for item in items]

    # -- unary tests: closures that give what the subject is tested against

    def test(self) -> Test:
        """Parse one positive unary test."""
        if self.token.kind == "mark" and self.token.text in COMPARISONS:
            mark = self.take().text
            return Test(mark, self.additive())
        start = self.at
        closure = self.expression()
        asks = any(token.text == SUBJECT and token.kind == "mark" for token in self.tokens[start : self.at])
        return Test("?" if asks else "in", closure)

    def tests(self) -> list[Test] | None:
        """Parse a whole cell: `-` (None), `not(…)` or tests separated by commas."""
        if self.token.kind == "end" or (self.sees("-") and self.tokens[self.at + 1].kind == "end"):
            return None
        found = [self.test()]
        while self.takes(","):
            found.append(self.test())
        self.finish()
        return found
