"""The written forms of numbers, and the proof at the end of those the public looks things up by."""

import hmac
import re
from string import Formatter

from yangguang.kernel.identifiers import CREDIT_ALPHABET, Check

PROOF_LENGTH = 4
_DOCUMENT = re.compile(r"(?P<word>[^〔〕\[\]()（）第\d\s]{1,20})〔(?P<year>\d{4})〕(?P<number>[1-9]\d*)号")
_FIELDS = {"year", "number", "body"}


def write_number(pattern: str, *, body_code: str, year: int, number: int) -> str:
    """
    Write a number in its pattern, with the fields {number}, {year} and {body}; {number:05d} pads.

    Refuses a pattern without {number}, or with another field, with ValueError: it would give duplicates.
    """
    fields = {name for _, name, _, _ in Formatter().parse(pattern) if name is not None}
    if "number" not in fields or not fields <= _FIELDS:
        raise ValueError(f"a pattern holds {{number}} and at most {{year}} and {{body}}: {pattern}")
    return pattern.format(number=number, year=year, body=body_code)


def document_pattern(word: str) -> str:
    """
    Give the pattern of official documents for a document word (发文机关代字, 深市监许准).

    GB/T 9704-2012, 7.2.5: the year whole and in hexagonal brackets, the serial without 第 and without leading
    zeros.
    """
    pattern = f"{word}〔{{year}}〕{{number}}号"
    if not word or not _DOCUMENT.fullmatch(pattern.format(year=2026, number=1)):
        raise ValueError(f"a document word holds no brackets, digits, blanks or 第: {word!r}")
    return pattern


def check_document_number(text: str) -> Check:
    """
    Check that a typed document number has the form of the standard; square brackets and 第 are put right.
    """
    value = re.sub(r"\s", "", text)
    value = re.sub(r"[\[［【（(](\d{4})[\]］】）)]", r"〔\1〕", value)
    value = re.sub(r"〕第?0*(?=[1-9])", "〕", value)
    if not _DOCUMENT.fullmatch(value):
        return Check(
            text.strip(), ("文号应写作“深市监许准〔2026〕15号”：年份用六角括号，序号不加“第”、不补零。",)
        )
    return Check(value, (), () if value == text else (f"已按公文格式改写为“{value}”。",))


def proof_of(number: str, *, key: bytes) -> str:
    """
    Compute the characters that only the holder of the key can put behind a number (HMAC-SM3, truncated).
    """
    digest = int.from_bytes(hmac.new(key, number.encode(), "sm3").digest()[:8])
    proof = ""
    for _ in range(PROOF_LENGTH):
        digest, place = divmod(digest, len(CREDIT_ALPHABET))
        proof += CREDIT_ALPHABET[place]
    return proof


def with_proof(number: str, *, key: bytes) -> str:
    """Write the proof behind the number."""
    return f"{number}-{proof_of(number, key=key)}"


def has_proof(text: str, *, key: bytes) -> bool:
    """Tell whether the proof belongs to the number, without saying how much of it was right."""
    number, dash, proof = text.rpartition("-")
    return bool(dash) and hmac.compare_digest(proof.encode(), proof_of(number, key=key).encode())
