"""SM3 (GB/T 32905): by hashlib when the linked OpenSSL has it, else by the pure twin. Also HMAC and PBKDF2 over it."""

import hashlib
import os
from typing import Any, Protocol

from yangguang.kernel.sm.pure.sm3 import Sm3

BLOCK_OCTETS = 64


class Digest(Protocol):
    """The part of hashlib's objects that we use."""

    def update(self, content: bytes, /) -> None:
        """Take more."""

    def digest(self) -> bytes:
        """Give the 32 octets."""

    def hexdigest(self) -> str:
        """Give them in hexadecimal."""

    def copy(self) -> Any:
        """Give an independent twin."""


def hashlib_has_sm3() -> bool:
    """Tell whether the OpenSSL behind hashlib makes right SM3 digests."""
    try:
        return hashlib.new("sm3", b"abc").digest() == Sm3(b"abc").digest()
    except ValueError:
        return False


NATIVE = os.environ.get("YANGGUANG_SM") != "pure" and hashlib_has_sm3()
_EMPTY: Any = hashlib.new("sm3") if NATIVE else Sm3()


def new_sm3(content: bytes = b"") -> Digest:
    """Start a digest to be fed piece by piece."""
    digest: Digest = _EMPTY.copy()  # copying is faster than looking the name up again
    if content:
        digest.update(content)
    return digest


def sm3(content: bytes) -> bytes:
    """Give the SM3 digest, 32 octets."""
    digest = _EMPTY.copy()
    digest.update(content)
    result: bytes = digest.digest()
    return result


def hmac_sm3(key: bytes, content: bytes) -> bytes:
    """Give the HMAC (GB/T 15852.2, RFC 2104) over SM3, 32 octets."""
    if len(key) > BLOCK_OCTETS:
        key = sm3(key)
    key = key.ljust(BLOCK_OCTETS, b"\0")
    inner = sm3(bytes(octet ^ 0x36 for octet in key) + content)
    return sm3(bytes(octet ^ 0x5C for octet in key) + inner)


def pbkdf2_sm3(password: bytes, salt: bytes, iterations: int, length: int) -> bytes:
    """Derive a key from a password (GM/T 0091, RFC 8018 §5.2)."""
    if hashlib_has_sm3():  # also in pure mode: hours of Python would prove nothing
        return hashlib.pbkdf2_hmac("sm3", password, salt, iterations, length)
    derived = b""
    for block in range(1, -(-length // 32) + 1):
        round_value = hmac_sm3(password, salt + block.to_bytes(4, "big"))
        total = int.from_bytes(round_value, "big")
        for _ in range(iterations - 1):
            round_value = hmac_sm3(password, round_value)
            total ^= int.from_bytes(round_value, "big")
        derived += total.to_bytes(32, "big")
    return derived[:length]
