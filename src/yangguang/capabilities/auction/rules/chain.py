"""
The chain of a room's log: every entry carries the SM3 of the one before, so that nobody can slip anything in or out.

digest = SM3(previous digest in hex, LF, canonical JSON of the entry).
Canonical JSON: sorted keys, no blanks, UTF-8, whole numbers only.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a room's log."""

    seq: int
    kind: str
    body: Mapping[str, Any]
    before: str
    digest: str


def canonical(body: Mapping[str, Any]) -> str:
    """Write a body in the one form that is hashed and signed."""
    return json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def link(before: str, body: Mapping[str, Any]) -> str:
    """Give the digest of an entry that follows *before*."""
    return hashlib.new("sm3", f"{before}\n{canonical(body)}".encode()).hexdigest()


def genesis(lot: str, parameters: Mapping[str, Any]) -> str:
    """Give what the first entry follows: the lot and the published parameters."""
    return link("", {"lot": lot, "parameters": parameters})


def is_whole(
    lot: str, parameters: Mapping[str, Any], entries: Iterable[tuple[Mapping[str, Any], str]]
) -> bool:
    """Tell whether bodies and digests form one unbroken chain, numbered without a gap."""
    before = genesis(lot, parameters)
    for place, (body, digest) in enumerate(entries, start=1):
        if body.get("seq") != place or link(before, body) != digest:
            return False
        before = digest
    return True


def commitment(*, amount: int, salt: str) -> str:
    """Commit to an amount that stays secret: SM3 over amount and salt."""
    return hashlib.new("sm3", f"{amount}:{salt}".encode()).hexdigest()
