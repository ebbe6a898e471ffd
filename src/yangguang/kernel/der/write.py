"""Canonical encoding: one function per type, bytes in and bytes out, so that structures read as they nest."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache

from yangguang.kernel.der import tags
from yangguang.kernel.der.oids import encode_oid

PRINTABLE = re.compile(r"[A-Za-z0-9 '()+,\-./:=?]*", re.ASCII)
UTC_TIME_YEARS = range(1950, 2050)  # RFC 5280 §4.1.2.5.1


def tlv(tag: int, content: bytes) -> bytes:
    """Put identifier and the shortest length before the content."""
    length = len(content)
    if length < 0x80:
        return bytes((tag, length)) + content
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(octets))) + octets + content


def sequence(*parts: bytes) -> bytes:
    """SEQUENCE of already encoded parts."""
    return tlv(tags.SEQUENCE, b"".join(parts))


def set_of(parts: Iterable[bytes]) -> bytes:
    """SET OF, its members in the order of their encodings (X.690 §11.6)."""
    return tlv(tags.SET, b"".join(sorted(parts)))


def integer_content(value: int) -> bytes:
    """Two's complement in as few octets as hold it."""
    return value.to_bytes(((value if value >= 0 else ~value).bit_length() // 8) + 1, "big", signed=True)


def integer(value: int) -> bytes:
    """INTEGER."""
    return tlv(tags.INTEGER, integer_content(value))


def enumerated(value: int) -> bytes:
    """ENUMERATED."""
    return tlv(tags.ENUMERATED, integer_content(value))


def boolean(value: bool) -> bytes:
    """BOOLEAN; true is FF (X.690 §11.1)."""
    return b"\x01\x01\xff" if value else b"\x01\x01\x00"


def null() -> bytes:
    """NULL."""
    return b"\x05\x00"


@lru_cache(maxsize=1024)
def oid(dotted: str) -> bytes:
    """OBJECT IDENTIFIER."""
    return tlv(tags.OBJECT_IDENTIFIER, encode_oid(dotted))


def octets(content: bytes) -> bytes:
    """OCTET STRING."""
    return tlv(tags.OCTET_STRING, content)


def bits(content: bytes, *, unused: int = 0) -> bytes:
    """BIT STRING; the unused bits of the last octet must be zero (X.690 §11.2.1)."""
    if not 0 <= unused <= 7 or (unused and not content) or (content and content[-1] & ((1 << unused) - 1)):
        raise ValueError("unused bits of a BIT STRING must exist and be zero")
    return tlv(tags.BIT_STRING, bytes((unused,)) + content)


def named_bits(numbers: Iterable[int]) -> bytes:
    """BIT STRING with named bits: trailing zeros left away (X.690 §11.2.2)."""
    chosen = set(numbers)
    if not chosen:
        return bits(b"")
    highest = max(chosen)
    content = bytearray(highest // 8 + 1)
    for number in chosen:
        content[number // 8] |= 0x80 >> number % 8
    return bits(bytes(content), unused=7 - highest % 8)


def utf8(text: str) -> bytes:
    """UTF8String."""
    return tlv(tags.UTF8_STRING, text.encode())


def printable(text: str) -> bytes:
    """PrintableString; raises ValueError on characters outside its small alphabet."""
    if not PRINTABLE.fullmatch(text):
        raise ValueError(f"not printable: {text!r}")
    return tlv(tags.PRINTABLE_STRING, text.encode("ascii"))


def ia5(text: str) -> bytes:
    """IA5String, that is ASCII."""
    return tlv(tags.IA5_STRING, text.encode("ascii"))


def utc_time(at: datetime) -> bytes:
    """UTCTime YYMMDDHHMMSSZ; seconds and Z always, years 1950-2049 (RFC 5280 §4.1.2.5.1)."""
    at = _in_utc(at)
    if at.year not in UTC_TIME_YEARS or at.microsecond:
        raise ValueError(f"UTCTime cannot hold {at.isoformat()}")
    return tlv(tags.UTC_TIME, at.strftime("%y%m%d%H%M%SZ").encode("ascii"))


def generalized_time(at: datetime) -> bytes:
    """GeneralizedTime YYYYMMDDHHMMSS[.f]Z without trailing zeros in the fraction (X.690 §11.7)."""
    at = _in_utc(at)
    fraction = f".{at.microsecond:06d}".rstrip("0") if at.microsecond else ""
    text = f"{at.year:04d}{at:%m%d%H%M%S}{fraction}Z"
    return tlv(tags.GENERALIZED_TIME, text.encode("ascii"))


@lru_cache(maxsize=4096)
def time(at: datetime) -> bytes:
    """Time of a certificate or CRL: UTCTime to 2049, GeneralizedTime after (RFC 5280 §4.1.2.5)."""
    return utc_time(at) if _in_utc(at).year in UTC_TIME_YEARS else generalized_time(at)


def explicit(number: int, inner: bytes) -> bytes:
    """[number] EXPLICIT around an encoded value."""
    return tlv(tags.context(number), inner)


def implicit(number: int, inner: bytes) -> bytes:
    """[number] IMPLICIT: the encoded value under a context tag; primitive stays primitive."""
    return bytes((tags.context(number, constructed=bool(inner[0] & tags.CONSTRUCTED)),)) + inner[1:]


def _in_utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("an instant without time zone cannot be encoded")
    return at.astimezone(UTC)
