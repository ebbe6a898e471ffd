"""
Strict reading: a cursor over bytes that refuses, with the position, whatever is not canonical.

The caller says what it expects; `finish` refuses what is left over. Nothing is copied until asked for.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from typing import NoReturn

from yangguang.kernel.der import tags
from yangguang.kernel.der.oids import decode_oid
from yangguang.kernel.der.write import PRINTABLE
from yangguang.kernel.refusals import Refusal

LONGEST_LENGTH_OCTETS = 4  # four gigabytes; nothing we read is longer
MANY_DIGITS = 6  # datetime holds microseconds; a finer time cannot be written back identically


class MalformedDer(Refusal):
    """The bytes are not DER, or not the structure expected; `position` counts from the start of the input."""

    code = "der.malformed"
    status = 400
    text = "数据在第 {position} 字节处不合 DER 编码规则（{problem}）。"
    remedy = "请重新导出原文件；不要用文本编辑器打开后另存。"

    def __init__(self, *, position: int, problem: str) -> None:
        """Name the place and the rule."""
        super().__init__(position=position, problem=problem)
        self.position = position
        self.problem = problem


def refuse(position: int, problem: str) -> NoReturn:
    """Refuse with the position."""
    raise MalformedDer(position=position, problem=problem)


class Element:
    """One value as it stands in the input: its tag and where its header, content and end are."""

    __slots__ = ("content_at", "end", "source", "start", "tag")

    def __init__(self, source: bytes, tag: int, start: int, content_at: int, end: int) -> None:
        """Point into the source."""
        self.source, self.tag, self.start, self.content_at, self.end = source, tag, start, content_at, end

    @property
    def content(self) -> bytes:
        """The bytes between header and end."""
        return self.source[self.content_at : self.end]

    @property
    def encoded(self) -> bytes:
        """Header and content, as received."""
        return self.source[self.start : self.end]

    def reader(self) -> "Reader":
        """Read what is inside."""
        return Reader(self.source, self.content_at, self.end)


class Reader:
    """A cursor over a run of encoded values."""

    __slots__ = ("_at", "_end", "_source")

    def __init__(self, source: bytes, start: int = 0, end: int | None = None) -> None:
        """Stand before the first value."""
        self._source = source
        self._at = start
        self._end = len(source) if end is None else end

    @property
    def position(self) -> int:
        """Where the next value begins, counted from the start of the input."""
        return self._at

    def peek(self) -> int | None:
        """Tell the identifier octet of the next value; None at the end."""
        return self._source[self._at] if self._at < self._end else None

    def next(self, expected: int | None = None) -> Element:
        """Take the next value, refusing another tag than *expected* and any length that is not the shortest."""
        source, start, end = self._source, self._at, self._end
        if start + 2 > end:
            refuse(start, "数据不完整")
        tag = source[start]
        if expected is not None and tag != expected:
            refuse(start, f"此处应为标签 {expected:#04x}，实为 {tag:#04x}")
        if tag & 0x1F == 0x1F:
            refuse(start, "不支持多字节标签")
        length, content_at = source[start + 1], start + 2
        if length >= 0x80:
            length, content_at = self._long_length(length & 0x7F, content_at)
        stop = content_at + length
        if stop > end:
            refuse(start, "长度超出数据范围")
        self._at = stop
        return Element(source, tag, start, content_at, stop)

    def _long_length(self, count: int, at: int) -> tuple[int, int]:
        if count == 0:
            refuse(at - 1, "不定长编码")
        if count > LONGEST_LENGTH_OCTETS or at + count > self._end:
            refuse(at - 1, "长度字段不完整或过长")
        length = int.from_bytes(self._source[at : at + count], "big")
        if length < 0x80 or self._source[at] == 0:
            refuse(at - 1, "长度未用最短形式")
        return length, at + count

    def finish(self) -> None:
        """Refuse anything left over."""
        if self._at != self._end:
            refuse(self._at, "末尾有多余数据")

    def take_if(self, tag: int) -> Element | None:
        """Take the next value if it has this tag."""
        return self.next() if self._at < self._end and self._source[self._at] == tag else None

    def sequence(self) -> "Reader":
        """Enter a SEQUENCE."""
        return self.next(tags.SEQUENCE).reader()

    def each(self, tag: int | None = None) -> Iterator[Element]:
        """Take all remaining values."""
        while self._at < self._end:
            yield self.next(tag)

    def set_of(self, tag: int = tags.SET) -> list[Element]:
        """Take a SET OF and refuse members out of order (X.690 §11.6)."""
        return members_in_order(self.next(tag))

    def explicit(self, number: int) -> "Reader | None":
        """Enter [number] EXPLICIT if it is there."""
        element = self.take_if(tags.context(number))
        return element.reader() if element else None

    def integer(self, tag: int = tags.INTEGER) -> int:
        """Take an INTEGER (or, by tag, an ENUMERATED or implicit one)."""
        return integer_of(self.next(tag))

    def boolean(self, tag: int = tags.BOOLEAN) -> bool:
        """Take a BOOLEAN."""
        return boolean_of(self.next(tag))

    def default_false(self, tag: int = tags.BOOLEAN) -> bool:
        """Take a BOOLEAN DEFAULT FALSE; an encoded default is refused (X.690 §11.5)."""
        if self.peek() != tag:
            return False
        at = self._at
        if not self.boolean(tag):
            refuse(at, "默认值不应写出")
        return True

    def null(self) -> None:
        """Take a NULL."""
        element = self.next(tags.NULL)
        if element.content_at != element.end:
            refuse(element.start, "NULL 含有内容")

    def oid(self, tag: int = tags.OBJECT_IDENTIFIER) -> str:
        """Take an OBJECT IDENTIFIER."""
        return oid_of(self.next(tag))

    def octets(self, tag: int = tags.OCTET_STRING) -> bytes:
        """Take an OCTET STRING."""
        return self.next(tag).content

    def bits(self, tag: int = tags.BIT_STRING) -> tuple[bytes, int]:
        """Take a BIT STRING: its octets and the number of unused bits."""
        return bits_of(self.next(tag))

    def whole_bits(self, tag: int = tags.BIT_STRING) -> bytes:
        """Take a BIT STRING that must be whole octets, as keys and signatures are."""
        at = self._at
        content, unused = self.bits(tag)
        if unused:
            refuse(at, "位串应为整字节")
        return content

    def named_bits(self, tag: int = tags.BIT_STRING) -> frozenset[int]:
        """Take named bits; trailing zeros are refused (X.690 §11.2.2)."""
        return named_bits_of(self.next(tag))

    def text(self) -> str:
        """Take a string of any of the string types."""
        return text_of(self.next())

    def time(self) -> datetime:
        """Take a UTCTime or GeneralizedTime as an aware instant."""
        return time_of(self.next())


def members_in_order(element: Element) -> list[Element]:
    """Give the members of a SET OF, refusing them out of order."""
    members = list(element.reader().each())
    for before, after in pairwise(members):
        if before.encoded > after.encoded:
            refuse(after.start, "SET 的成员未按编码排序")
    return members


def integer_of(element: Element) -> int:
    """Read the content as INTEGER."""
    content = element.content
    if not content:
        refuse(element.start, "整数没有内容")
    if len(content) > 1 and (
        (content[0] == 0 and content[1] < 0x80) or (content[0] == 0xFF and content[1] >= 0x80)
    ):
        refuse(element.start, "整数未用最短形式")
    return int.from_bytes(content, "big", signed=True)


def boolean_of(element: Element) -> bool:
    """Read the content as BOOLEAN."""
    content = element.content
    if content not in (b"\x00", b"\xff"):
        refuse(element.start, "布尔值只能是 00 或 FF")
    return content == b"\xff"


def oid_of(element: Element) -> str:
    """Read the content as OBJECT IDENTIFIER."""
    try:
        return decode_oid(element.content)
    except ValueError:
        refuse(element.start, "对象标识符编码不完整或有填充")


def bits_of(element: Element) -> tuple[bytes, int]:
    """Read the content as BIT STRING."""
    content = element.content
    if not content or content[0] > 7 or (len(content) == 1 and content[0]):
        refuse(element.start, "位串的未用位数不对")
    if len(content) > 1 and content[-1] & ((1 << content[0]) - 1):
        refuse(element.start, "位串的未用位不为零")
    return content[1:], content[0]


def named_bits_of(element: Element) -> frozenset[int]:
    """Read the content as named bits."""
    content, unused = bits_of(element)
    if content and not content[-1] >> unused & 1:
        refuse(element.start, "命名位串有多余的零")
    return frozenset(
        8 * index + bit for index, octet in enumerate(content) for bit in range(8) if octet & 0x80 >> bit
    )


def text_of(element: Element) -> str:
    """Read the content as a string of the type its tag names."""
    codec = tags.TEXT_CODECS.get(element.tag)
    if codec is None:
        refuse(element.start, f"标签 {element.tag:#04x} 不是字符串")
    try:
        text = element.content.decode(codec)
    except UnicodeDecodeError:
        refuse(element.start, "字符串编码有误")
    if element.tag == tags.PRINTABLE_STRING and not PRINTABLE.fullmatch(text):
        refuse(element.start, "PrintableString 含有不允许的字符")
    if element.tag == tags.NUMERIC_STRING and text.strip("0123456789 "):
        refuse(element.start, "NumericString 含有不允许的字符")
    return text


def time_of(element: Element) -> datetime:
    """Read the content as UTCTime (1950-2049) or GeneralizedTime, both in UTC with seconds."""
    content = element.content
    if element.tag == tags.UTC_TIME:
        return _utc_time(element.start, content)
    if element.tag == tags.GENERALIZED_TIME:
        return _generalized_time(element.start, content)
    refuse(element.start, f"标签 {element.tag:#04x} 不是时间")


def _utc_time(at: int, content: bytes) -> datetime:
    if len(content) != 13 or content[12:] != b"Z" or not content[:12].isdigit():
        refuse(at, "UTCTime 应为 YYMMDDHHMMSSZ")
    century = b"20" if content[:2] < b"50" else b"19"
    return _instant(at, century + content[:12], 0)


def _generalized_time(at: int, content: bytes) -> datetime:
    digits, fraction = content[:14], content[14:-1]
    if len(digits) != 14 or not digits.isdigit() or content[14:][-1:] != b"Z":
        refuse(at, "GeneralizedTime 应为 YYYYMMDDHHMMSS[.f]Z")
    if not fraction:
        return _instant(at, digits, 0)
    if fraction[:1] != b"." or not fraction[1:].isdigit() or fraction.endswith(b"0"):
        refuse(at, "秒的小数部分不合规则")
    if len(fraction) > MANY_DIGITS + 1:
        refuse(at, "秒的小数超过六位")
    return _instant(at, digits, int(fraction[1:].ljust(MANY_DIGITS, b"0")))


def _instant(at: int, digits: bytes, microsecond: int) -> datetime:
    year, rest = int(digits[:4]), [int(digits[index : index + 2]) for index in range(4, 14, 2)]
    try:
        return datetime(year, rest[0], rest[1], rest[2], rest[3], rest[4], microsecond, UTC)
    except ValueError:
        refuse(at, "不存在的时间")
