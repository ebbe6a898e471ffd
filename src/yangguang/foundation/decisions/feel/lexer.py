"""S-FEEL text to tokens. Names may be Chinese; a name known beforehand may hold spaces (收入 总额)."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from yangguang.foundation.decisions.feel.functions import FUNCTIONS
from yangguang.foundation.decisions.feel.refusals import ExpressionRefused

MAX_LENGTH = 10_000
KEYWORDS = frozenset(
    [
        "and",
        "or",
        "in",
        "between",
        "true",
        "false",
        "null",
        "if",
        "then",
        "else",
        "some",
        "every",
        "satisfies",
        "for",
        "return",
    ]
)
_SPACED_FUNCTIONS = tuple(name for name in FUNCTIONS if " " in name)

_TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*|/\*.*?\*/)
    |(?P<number>\d+(?:\.\d+)?|\.\d+)
    |(?P<string>"(?:[^"\\\n]|\\.)*")
    |(?P<name>[^\W\d]\w*)
    |(?P<mark>\.\.|\*\*|<=|>=|!=|[-+*/()\[\]{}<>=,.?:@])""",
    re.VERBOSE | re.DOTALL,
)
# What Chinese input methods write where the language wants its own marks.
_FULL_WIDTH = dict(zip("（），“”＞＜＝≥≤", ["(", ")", ",", '"', '"', ">", "<", "=", ">=", "<="], strict=True))


class Token(NamedTuple):
    """One token: its kind (number, string, name, keyword, mark, end), text and position from 1."""

    kind: str
    text: str
    position: int


def tokens(source: str, names: Iterable[str] = ()) -> list[Token]:
    """
    Split an expression into tokens; *names* are variables whose names hold spaces or marks.

    Refuses with ExpressionRefused.
    """
    if len(source) > MAX_LENGTH:
        raise _refused("feel.too_long", f"超过{MAX_LENGTH}个字，写得太长", source, MAX_LENGTH)
    spaced = sorted({*_SPACED_FUNCTIONS, *(n for n in names if not n.isidentifier())}, key=len, reverse=True)
    found: list[Token] = []
    at = 0
    while at < len(source):
        known = next((name for name in spaced if _stands_at(source, at, name)), None)
        if known:
            found.append(Token("name", known, at + 1))
            at += len(known)
            continue
        match = _TOKEN.match(source, at)
        if match is None:
            raise _unreadable(source, at)
        kind = match.lastgroup or ""
        if kind == "name" and match.group() in KEYWORDS:
            kind = "keyword"
        if kind != "space":
            found.append(Token(kind, match.group(), at + 1))
        at = match.end()
    found.append(Token("end", "", len(source) + 1))
    return found


def _stands_at(source: str, at: int, name: str) -> bool:
    if not source.startswith(name, at):
        return False
    before = source[at - 1] if at else " "
    after = source[at + len(name)] if at + len(name) < len(source) else " "
    return not (before.isalnum() or before == "_" or after.isalnum() or after == "_")


def _unreadable(source: str, at: int) -> ExpressionRefused:
    character = source[at]
    if character == '"':
        return _refused("feel.unclosed_string", "的文字没有用双引号收尾", source, at + 1)
    if character in _FULL_WIDTH:
        reason = f"用了全角符号“{character}”，请改为半角“{_FULL_WIDTH[character]}”"
        return _refused("feel.full_width", reason, source, at + 1)
    return _refused("feel.unexpected_character", f"有不认识的符号“{character}”", source, at + 1)


def _refused(code: str, reason: str, source: str, position: int) -> ExpressionRefused:
    return ExpressionRefused(reason_code=code, reason=reason, source=source, position=position)
