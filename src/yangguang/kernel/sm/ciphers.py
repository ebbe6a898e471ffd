"""SM4 (GB/T 32907): CBC, CTR and, for anything new, GCM (RFC 8998). By `cryptography`, else by the pure twin."""

import os
import secrets
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from yangguang.kernel.sm.pure import sm4 as pure
from yangguang.kernel.sm.refusals import CiphertextRefused, KeyRefused

KEY_OCTETS = 16
BLOCK_OCTETS = 16
NONCE_OCTETS = 12
TAG_OCTETS = 16


def new_sm4_key() -> bytes:
    """Draw a key of 16 octets."""
    return secrets.token_bytes(KEY_OCTETS)


def new_iv() -> bytes:
    """Draw an IV or starting counter of 16 octets."""
    return secrets.token_bytes(BLOCK_OCTETS)


@cache
def cryptography_has(mode: str) -> bool:
    """Tell whether `cryptography` offers SM4 in this mode: CBC, CTR or GCM."""
    if os.environ.get("YANGGUANG_SM") == "pure":
        return False
    samples: dict[str, Any] = {
        "CBC": modes.CBC(bytes(16)),
        "CTR": modes.CTR(bytes(16)),
        "GCM": modes.GCM(bytes(12)),
    }
    try:
        Cipher(algorithms.SM4(bytes(16)), samples[mode]).encryptor()
    except (UnsupportedAlgorithm, AttributeError):
        return False
    return True


def sm4_gcm_seal(key: bytes, content: bytes, *, associated: bytes = b"", nonce: bytes | None = None) -> bytes:
    """
    Encrypt and authenticate: nonce (12 octets), ciphertext, tag (16 octets) in one string.

    A nonce is drawn when none is given; the same nonce twice under one key destroys the protection. Refuses with
    KeyRefused a key or nonce of the wrong length.
    """
    if nonce is None:
        nonce = secrets.token_bytes(NONCE_OCTETS)
    _expect(key, nonce, NONCE_OCTETS)
    if not cryptography_has("GCM"):
        return nonce + pure.gcm_seal(key, nonce, content, associated)
    step = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    step.authenticate_additional_data(associated)
    sealed = step.update(content)
    step.finalize()
    return b"".join((nonce, sealed, step.tag))


def sm4_gcm_open(key: bytes, sealed: bytes, *, associated: bytes = b"") -> bytes:
    """Check and decrypt what `sm4_gcm_seal` made. Refuses with CiphertextRefused, KeyRefused."""
    if len(sealed) < NONCE_OCTETS + TAG_OCTETS:
        raise CiphertextRefused(problem="密文不完整")
    nonce = sealed[:NONCE_OCTETS]
    _expect(key, nonce, NONCE_OCTETS)
    if not cryptography_has("GCM"):
        return pure.gcm_open(key, nonce, sealed[NONCE_OCTETS:], associated)
    step = Cipher(algorithms.SM4(key), modes.GCM(nonce, sealed[-TAG_OCTETS:])).decryptor()
    step.authenticate_additional_data(associated)
    content = step.update(memoryview(sealed)[NONCE_OCTETS:-TAG_OCTETS])
    try:
        step.finalize()
    except InvalidTag as problem:
        raise CiphertextRefused(problem="校验值不符") from problem
    return content


def sm4_cbc_encrypt(key: bytes, iv: bytes, content: bytes) -> bytes:
    """Encrypt with PKCS#7 padding, as GM/T 0010 envelopes do; says nothing about integrity."""
    _expect(key, iv, BLOCK_OCTETS)
    count = BLOCK_OCTETS - len(content) % BLOCK_OCTETS
    padded = content + bytes((count,)) * count
    if not cryptography_has("CBC"):
        return pure.cbc_encrypt(key, iv, padded)
    step = Cipher(algorithms.SM4(key), modes.CBC(iv)).encryptor()
    return step.update(padded) + step.finalize()


def sm4_cbc_decrypt(key: bytes, iv: bytes, sealed: bytes) -> bytes:
    """Decrypt and take the padding off. Refuses with CiphertextRefused, KeyRefused."""
    _expect(key, iv, BLOCK_OCTETS)
    if not sealed or len(sealed) % BLOCK_OCTETS:
        raise CiphertextRefused(problem="长度不是分组的整数倍")
    if cryptography_has("CBC"):
        step = Cipher(algorithms.SM4(key), modes.CBC(iv)).decryptor()
        padded = step.update(sealed) + step.finalize()
    else:
        padded = pure.cbc_decrypt(key, iv, sealed)
    count = padded[-1]
    if not 1 <= count <= BLOCK_OCTETS or padded[-count:] != bytes((count,)) * count:
        raise CiphertextRefused(problem="填充不对")
    return padded[:-count]


def sm4_ecb(key: bytes, blocks: bytes, *, decrypt: bool = False) -> bytes:
    """Put single blocks through the cipher, only for keys in the envelope of GB/T 35276 §7.4; else use GCM."""
    _expect(key, bytes(BLOCK_OCTETS), BLOCK_OCTETS)
    if len(blocks) % BLOCK_OCTETS:
        raise CiphertextRefused(problem="长度不是分组的整数倍")
    keys = pure.round_keys(key)[:: -1 if decrypt else 1]
    return b"".join(
        pure.crypt_block(keys, blocks[at : at + BLOCK_OCTETS]) for at in range(0, len(blocks), BLOCK_OCTETS)
    )


def sm4_ctr(key: bytes, counter: bytes, content: bytes) -> bytes:
    """Encrypt or decrypt from a starting counter block of 16 octets. Refuses with KeyRefused."""
    _expect(key, counter, BLOCK_OCTETS)
    if not cryptography_has("CTR"):
        return pure.ctr(key, counter, content)
    step = Cipher(algorithms.SM4(key), modes.CTR(counter)).encryptor()
    return step.update(content) + step.finalize()


def _expect(key: bytes, start: bytes, length: int) -> None:
    if len(key) != KEY_OCTETS:
        raise KeyRefused(problem="SM4 密钥应为 16 字节")
    if len(start) != length:
        raise KeyRefused(problem=f"初始向量应为 {length} 字节")
