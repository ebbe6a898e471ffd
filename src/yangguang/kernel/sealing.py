"""
Keeping secrets and facts: SM4-GCM for what must be read back, HMAC-SM3 for what must not change unnoticed.

One master secret serves many purposes; a key is derived for each (HKDF, RFC 5869, over SM3), so that what was sealed for
one purpose opens for no other. Answers GB/T 22239-2019, 8.1.4.7 and 8.1.4.8 for what is stored.
"""

import functools
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_VERSION = b"\x01"
_NONCE = 12
_TAG = 16


@dataclass
class Resealed:
    """
    What a change of the master secret did to what is kept of one kind, counted one by one.

    What neither secret fits was changed by hand before; it stays as it is, so that it goes on being found.
    """

    changed: int = 0
    already: int = 0
    broken: list[str] = field(default_factory=list)

    def take(self, name: str, *, is_new: Callable[[], bool], is_old: Callable[[], bool]) -> bool:
        """Judge one thing; tells whether it has to be sealed anew."""
        if is_new():
            self.already += 1
        elif is_old():
            self.changed += 1
            return True
        else:
            self.broken.append(name)
        return False

    def take_sealed(
        self, name: str, *, old: str, new: str, purpose: str, sealed: bytes | memoryview, bound_to: str = ""
    ) -> bytes | None:
        """Give what `seal` made under the old secret, sealed under the new one; None where nothing is to be done."""

        def opens(secret: str) -> bool:
            try:
                unseal(secret=secret, purpose=purpose, sealed=sealed, bound_to=bound_to)
            except SealBroken:
                return False
            return True

        if not self.take(name, is_new=lambda: opens(new), is_old=lambda: opens(old)):
            return None
        plain = unseal(secret=old, purpose=purpose, sealed=sealed, bound_to=bound_to)
        return seal(secret=new, purpose=purpose, plain=plain, bound_to=bound_to)


class SealBroken(ValueError):
    """What was sealed has been changed, or was sealed with another secret or for another purpose."""


@functools.lru_cache(maxsize=64)
def derive_key(*, secret: str, purpose: str, length: int = 16) -> bytes:
    """Derive the key of one purpose from the master secret."""
    return HKDF(hashes.SM3(), length, salt=None, info=f"yangguang {purpose}".encode()).derive(secret.encode())


def seal(*, secret: str, purpose: str, plain: bytes, bound_to: str = "") -> bytes:
    """
    Encrypt with SM4-GCM (GB/T 32907) under the key of a purpose.

    *bound_to* names the row it belongs to: moved to another row it does not open.
    """
    nonce = secrets.token_bytes(_NONCE)
    cipher = Cipher(algorithms.SM4(derive_key(secret=secret, purpose=purpose)), modes.GCM(nonce)).encryptor()
    cipher.authenticate_additional_data(bound_to.encode())
    return _VERSION + nonce + cipher.update(plain) + cipher.finalize() + cipher.tag


def unseal(*, secret: str, purpose: str, sealed: bytes | memoryview, bound_to: str = "") -> bytes:
    """
    Decrypt what `seal` made.

    Raises SealBroken if a bit of it, the secret, the purpose or the row is another.
    """
    sealed = bytes(sealed)
    if len(sealed) < 1 + _NONCE + _TAG or sealed[:1] != _VERSION:
        raise SealBroken("not a sealed value")
    nonce, content, tag = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE : -_TAG], sealed[-_TAG:]
    key = derive_key(secret=secret, purpose=purpose)
    cipher = Cipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
    cipher.authenticate_additional_data(bound_to.encode())
    try:
        return cipher.update(content) + cipher.finalize()
    except InvalidTag as changed:
        raise SealBroken("changed, or sealed for something else") from changed


def authentication_code(*, secret: str, purpose: str, content: bytes) -> str:
    """Give the HMAC-SM3 of a content under the key of a purpose, in hexadecimal."""
    key = derive_key(secret=secret, purpose=purpose, length=32)
    return hmac.new(key, content, "sm3").hexdigest()


def is_authentic(*, secret: str, purpose: str, content: bytes, code: str) -> bool:
    """Tell whether a code belongs to a content, without telling by the time it takes."""
    expected = authentication_code(secret=secret, purpose=purpose, content=content)
    return hmac.compare_digest(expected.encode(), code.encode("utf-8", "replace"))
