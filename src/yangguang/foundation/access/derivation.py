"""
Which kinds of post an operation is for by its own rule, read from the source of its predicate.

This is the default of the matrix: what holds while no grant says otherwise. A predicate that names no kind leaves it to the
case (the flow names the lane, or the object names its owner).
"""

import ast
import functools
import inspect
import textwrap
from collections.abc import Callable
from types import FunctionType
from typing import Any

from yangguang.foundation.access.rules import SEE_SENSITIVE
from yangguang.foundation.acts.api import REGISTRY
from yangguang.foundation.organisation.models import PostKind

_DEEPEST = 6


@functools.cache
def kinds_of(operation: str) -> frozenset[str]:
    """Give the kinds of post an operation's rule names; empty if it names none."""
    found = REGISTRY.get(operation)
    return frozenset(_kinds(found.permission, 0)) if found else frozenset()


@functools.cache
def is_for_officers(operation: str) -> bool:
    """Tell whether the rule of an operation lets posts decide; the others are people's own, or the machine's."""
    found = REGISTRY.get(operation)
    return bool(kinds_of(operation)) or (found is not None and _asks_posts(found.permission, 0))


def powers() -> list[tuple[str, str]]:
    """List the operations that belong to posts, with their Chinese names."""
    named = [(name, one.summary) for name, one in sorted(REGISTRY.items()) if is_for_officers(name)]
    return [*named, (SEE_SENSITIVE, "处理标为敏感的事项")]


def _kinds(function: Callable[..., Any], depth: int) -> set[str]:
    if depth > _DEEPEST or not isinstance(function, FunctionType):
        return set()
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    around = function.__globals__
    found: set[str] = set()
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id == "PostKind"
        ):
            found.add(str(getattr(PostKind, node.attr)))
        elif isinstance(node, ast.Constant) and node.value in PostKind.values:
            found.add(str(node.value))
        elif isinstance(node, ast.Name):
            found |= _named(around.get(node.id), depth)
    return found


def _asks_posts(function: Callable[..., Any], depth: int) -> bool:
    if depth > _DEEPEST or not isinstance(function, FunctionType):
        return False
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ("holds", "posts"):
            return True
        if isinstance(node, ast.Name) and _asks_posts_named(function.__globals__.get(node.id), depth):
            return True
    return False


def _asks_posts_named(value: Any, depth: int) -> bool:
    ours = isinstance(value, FunctionType) and value.__module__.startswith("yangguang.")
    return ours and _asks_posts(value, depth + 1)


def _named(value: Any, depth: int) -> set[str]:
    if isinstance(value, FunctionType) and value.__module__.startswith("yangguang."):
        return _kinds(value, depth + 1)
    if isinstance(value, tuple | frozenset | set):
        return {str(one) for one in value if isinstance(one, str) and one in PostKind.values}
    return set()
