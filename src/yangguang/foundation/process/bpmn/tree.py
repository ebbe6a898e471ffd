"""
Reading and writing XML safely: no document type, no entities, nothing fetched, bounded size and depth.

Keeps what the standard library drops and authors need: the line of each element, the prefixes, the comments.
Decision tables (`foundation/decisions`) have a reader of their own; the two share no code on purpose, so that
neither app has to know the other's limits.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Comment, Element, ParseError, TreeBuilder
from xml.sax.saxutils import escape, quoteattr

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from yangguang.foundation.process.bpmn.model import ModelRefused, Problem

MAX_BYTES = 4_000_000
MAX_DEPTH = 120
XML_PREFIX = "http://www.w3.org/XML/1998/namespace"


@dataclass(frozen=True, slots=True)
class Tree:
    """A parsed file: its root, the line of each element and the prefixes its author used."""

    root: Element
    lines: dict[Element, int]
    prefixes: tuple[tuple[str, str], ...]  # (prefix, namespace) in the order they were declared

    def line(self, element: Element) -> int:
        """Give the line an element begins on, 0 for one added later."""
        return self.lines.get(element, 0)


class _Builder(TreeBuilder):
    """Builds elements and notes their lines, prefixes and depth."""

    def __init__(self) -> None:
        super().__init__(insert_comments=True)
        self.lines: dict[Element, int] = {}
        self.prefixes: dict[tuple[str, str], None] = {}
        self.depth = 0
        self.current_line: Callable[[], int] = lambda: 0

    def start(self, tag: Any, attrs: Any) -> Element:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _refused("bpmn.too_deep", f"元素嵌套超过{MAX_DEPTH}层", self.current_line())
        element = super().start(tag, attrs)
        self.lines[element] = self.current_line()
        return element

    def end(self, tag: Any) -> Element:
        self.depth -= 1
        return super().end(tag)

    def start_ns(self, prefix: str | None, uri: str) -> None:
        self.prefixes.setdefault((prefix or "", uri))

    def comment(self, text: Any) -> Any:
        # A comment outside the root cannot be kept in a tree.
        return super().comment(text) if self.depth else Comment(text)


def read_tree(source: bytes) -> Tree:
    """
    Read XML bytes into a tree.

    Refuses with ModelRefused: too large, too deep, document type or entity declared, not well formed.
    """
    if len(source) > MAX_BYTES:
        raise _refused("bpmn.too_large", f"文件超过{MAX_BYTES // 1_000_000}MB")
    builder = _Builder()
    parser = DefusedXMLParser(target=builder, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    builder.current_line = lambda: parser.parser.CurrentLineNumber
    try:
        parser.feed(source)
        root = parser.close()
    except DefusedXmlException as refused:
        line = parser.parser.CurrentLineNumber
        raise _refused("bpmn.entity", "文件里声明了文档类型或实体，为安全起见不读取", line) from refused
    except (ParseError, ValueError, LookupError) as broken:
        line = getattr(broken, "position", (0, 0))[0]
        raise _refused("bpmn.not_xml", "这里不是合格的XML，文件可能不完整或编码不对", line) from broken
    return Tree(root=root, lines=builder.lines, prefixes=tuple(builder.prefixes))


def split(tag: Any) -> tuple[str, str]:
    """Split a qualified name into namespace and local name; a comment has neither."""
    if not isinstance(tag, str):
        return "", ""
    if tag.startswith("{"):
        namespace, _, local = tag[1:].partition("}")
        return namespace, local
    return "", tag


def write_tree(tree: Tree) -> bytes:
    """Serialise a tree with its author's prefixes, declared once at the root."""
    names = _Names(tree.prefixes)
    body: list[str] = []
    _write(tree.root, names, body, top=True)
    declared = "".join(
        f" xmlns{':' + prefix if prefix else ''}={quoteattr(uri)}" for prefix, uri in names.declared.items()
    )
    text = "".join(body).replace("\0", declared, 1)
    return ('<?xml version="1.0" encoding="UTF-8"?>\n' + text + "\n").encode()


class _Names:
    """Qualified names back to prefixed ones; a namespace without a prefix of its own gets one."""

    def __init__(self, prefixes: tuple[tuple[str, str], ...]) -> None:
        self.declared: dict[str, str] = {}  # prefix → namespace
        self.elements: dict[str, str] = {"": ""}  # namespace → prefix
        self.attributes: dict[str, str] = {"": "", XML_PREFIX: "xml"}
        for prefix, uri in prefixes:
            if self.declared.setdefault(prefix, uri) != uri:
                continue  # the same prefix bound twice: the second namespace gets a fresh one when met
            self.elements.setdefault(uri, prefix)
            if prefix:
                self.attributes.setdefault(uri, prefix)

    def _fresh(self, uri: str, known: dict[str, str]) -> str:
        if uri not in known:
            prefix = next(f"ns{n}" for n in range(len(self.declared) + 2) if f"ns{n}" not in self.declared)
            self.declared[prefix] = uri
            self.attributes.setdefault(uri, prefix)
            known.setdefault(uri, prefix)
        return known[uri]

    def element(self, tag: str) -> str:
        uri, local = split(tag)
        prefix = "" if not uri else self._fresh(uri, self.elements)
        return f"{prefix}:{local}" if prefix else local

    def attribute(self, tag: str) -> str:
        uri, local = split(tag)
        prefix = self._fresh(uri, self.attributes)
        return f"{prefix}:{local}" if prefix else local


_BREAKS = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def _write(element: Element, names: _Names, out: list[str], *, top: bool = False) -> None:
    if element.tag is Comment:
        out.append(f"<!--{element.text or ''}-->")
    else:
        tag = names.element(element.tag)
        out.append(f"<{tag}")
        if top:
            out.append("\0")  # the namespace declarations, known only at the end
        for key, value in element.attrib.items():
            out.append(f" {names.attribute(key)}={quoteattr(value, _BREAKS)}")
        if len(element) or element.text:
            out.append(f">{_text(element.text)}")
            for child in element:
                _write(child, names, out)
            out.append(f"</{tag}>")
        else:
            out.append("/>")
    if not top:
        out.append(_text(element.tail))


_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def _text(text: str | None) -> str:
    return escape(_ILLEGAL.sub("", text or ""), {"\r": "&#13;"})


def _refused(code: str, reason: str, line: int = 0) -> ModelRefused:
    return ModelRefused([Problem(code=code, reason=reason, line=line)])
