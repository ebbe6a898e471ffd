"""A whole DER document as a tree, for content nobody has a reader for: inspection, and re-encoding to compare."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yangguang.kernel.der import read, tags, write

DEEPEST = 64  # far beyond any certificate; keeps hostile nesting off the stack


@dataclass(frozen=True)
class Node:
    """
    One value: its identifier octet and its value in Python's terms.

    Constructed values hold a tuple of nodes; BIT STRING holds (octets, unused bits); primitive context and
    application tags hold their bytes, since only their schema knows the type.
    """

    tag: int
    value: bool | int | bytes | str | datetime | tuple[bytes, int] | tuple["Node", ...] | None


def parse(encoded: bytes) -> Node:
    """
    Read one whole value and everything inside it.

    Whatever is accepted is written back by `build` identically. Refuses with MalformedDer.
    """
    reader = read.Reader(encoded)
    element = reader.next()
    reader.finish()
    return _node(element, 0)


def build(node: Node) -> bytes:
    """Write a tree canonically; the members of a SET are put in order."""
    value: Any = node.value
    if node.tag & tags.CONSTRUCTED:
        parts = [build(child) for child in value]
        return write.tlv(node.tag, b"".join(sorted(parts) if node.tag == tags.SET else parts))
    if node.tag in tags.TEXT_CODECS:
        return write.tlv(node.tag, value.encode(tags.TEXT_CODECS[node.tag]))
    writer = _WRITERS.get(node.tag)
    return writer(value) if writer else write.tlv(node.tag, value)


def _node(element: read.Element, depth: int) -> Node:
    if depth > DEEPEST:
        read.refuse(element.start, "嵌套过深")
    tag = element.tag
    if tag & tags.CONSTRUCTED:
        if tag < 0x40 and tag not in (tags.SEQUENCE, tags.SET):
            read.refuse(element.start, "此类型不得用构造形式")
        children = read.members_in_order(element) if tag == tags.SET else list(element.reader().each())
        return Node(tag, tuple(_node(child, depth + 1) for child in children))
    if tag >= 0x40:
        return Node(tag, element.content)
    if tag not in tags.PRIMITIVES:
        read.refuse(element.start, f"不认识的类型 {tag:#04x}")
    return Node(tag, _primitive(element))


def _primitive(element: read.Element) -> Any:
    if element.tag in tags.TEXT_CODECS:
        return read.text_of(element)
    if element.tag in (tags.UTC_TIME, tags.GENERALIZED_TIME):
        return read.time_of(element)
    if element.tag == tags.NULL:
        read.Reader(element.source, element.start, element.end).null()
        return None
    return _READERS[element.tag](element)


_READERS: dict[int, Any] = {
    tags.BOOLEAN: read.boolean_of,
    tags.INTEGER: read.integer_of,
    tags.ENUMERATED: read.integer_of,
    tags.BIT_STRING: read.bits_of,
    tags.OCTET_STRING: lambda element: element.content,
    tags.OBJECT_IDENTIFIER: read.oid_of,
}

_WRITERS: dict[int, Any] = {
    tags.BOOLEAN: write.boolean,
    tags.INTEGER: write.integer,
    tags.ENUMERATED: write.enumerated,
    tags.BIT_STRING: lambda value: write.bits(value[0], unused=value[1]),
    tags.OCTET_STRING: write.octets,
    tags.NULL: lambda _: write.null(),
    tags.OBJECT_IDENTIFIER: write.oid,
    tags.UTC_TIME: write.utc_time,
    tags.GENERALIZED_TIME: write.generalized_time,
}
