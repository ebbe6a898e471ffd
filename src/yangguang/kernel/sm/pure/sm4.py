"""SM4 as GB/T 32907-2016 writes it, with the modes of GB/T 17964 and GCM of NIST SP 800-38D."""

from yangguang.kernel.sm.refusals import CiphertextRefused

WORD = 0xFFFFFFFF
SYSTEM = (0xA3B1BAC6, 0x56AA3350, 0x677D9197, 0xB27022DC)
GCM_POLYNOMIAL = 0xE1 << 120

_SBOX = bytes.fromhex(
    "d690e9fecce13db716b614c228fb2c052b679a762abe04c3aa44132649860699"
    "9c4250f491ef987a33540b43edcfac62e4b31ca9c908e89580df94fa758f3fa6"
    "4707a7fcf37317ba83593c19e6854fa8686b81b27164da8bf8eb0f4b70569d35"
    "1e240e5e6358d1a225227c3b01217887d40046579fd327524c3602e7a0c4c89e"
    "eabf8ad240c738b5a3f7f2cef96115a1e0ae5da49b341a55ad933230f58cb1e3"
    "1df6e22e8266ca60c02923ab0d534e6fd5db3745defd8e2f03ff6a726d6c5b51"
    "8d1baf92bbddbc7f11d95c411f105ad80ac13188a5cd7bbd2d74d012b8e5b4b0"
    "8969974a0c96777e65b9f109c56ec68418f07dec3adc4d2079ee5f3ed7cb3948"
)


def _rotated(value: int, by: int) -> int:
    return (value << by | value >> (32 - by)) & WORD


def _spread(value: int) -> int:
    return value ^ _rotated(value, 2) ^ _rotated(value, 10) ^ _rotated(value, 18) ^ _rotated(value, 24)


# One table per octet of the word: substitution and linear step in one look-up.
_TABLES = tuple(tuple(_spread(_SBOX[octet] << shift) for octet in range(256)) for shift in (24, 16, 8, 0))
_KEY_CONSTANTS = tuple(
    int.from_bytes(bytes((4 * i + j) * 7 % 256 for j in range(4)), "big") for i in range(32)
)


def _substituted(value: int) -> int:
    return (
        _SBOX[value >> 24] << 24
        | _SBOX[value >> 16 & 255] << 16
        | _SBOX[value >> 8 & 255] << 8
        | _SBOX[value & 255]
    )


def round_keys(key: bytes) -> list[int]:
    """Expand a key of 16 octets."""
    words = [int.from_bytes(key[4 * i : 4 * i + 4], "big") ^ SYSTEM[i] for i in range(4)]
    for i in range(32):
        mixed = _substituted(words[-3] ^ words[-2] ^ words[-1] ^ _KEY_CONSTANTS[i])
        words.append(words[-4] ^ mixed ^ _rotated(mixed, 13) ^ _rotated(mixed, 23))
    return words[4:]


def crypt_block(keys: list[int], block: bytes) -> bytes:
    """Encrypt one block of 16 octets, or decrypt it with the round keys reversed."""
    t0, t1, t2, t3 = _TABLES
    a, b, c, d = (int.from_bytes(block[at : at + 4], "big") for at in (0, 4, 8, 12))
    for key in keys:
        x = b ^ c ^ d ^ key
        a, b, c, d = b, c, d, a ^ t0[x >> 24] ^ t1[x >> 16 & 255] ^ t2[x >> 8 & 255] ^ t3[x & 255]
    return b"".join(word.to_bytes(4, "big") for word in (d, c, b, a))


def cbc_encrypt(key: bytes, iv: bytes, padded: bytes) -> bytes:
    """CBC over whole blocks."""
    keys, before, sealed = round_keys(key), iv, []
    for at in range(0, len(padded), 16):
        before = crypt_block(keys, _xor(padded[at : at + 16], before))
        sealed.append(before)
    return b"".join(sealed)


def cbc_decrypt(key: bytes, iv: bytes, sealed: bytes) -> bytes:
    """CBC back, padding still on."""
    keys, chain = round_keys(key)[::-1], iv + sealed
    return b"".join(
        _xor(crypt_block(keys, sealed[at : at + 16]), chain[at : at + 16]) for at in range(0, len(sealed), 16)
    )


def ctr(key: bytes, counter: bytes, content: bytes, *, wrap_bits: int = 128) -> bytes:
    """CTR from a starting counter block, both directions."""
    keys, first = round_keys(key), int.from_bytes(counter, "big")
    low = (1 << wrap_bits) - 1
    fixed, start = first & ~low, first & low
    blocks = -(-len(content) // 16)
    stream = b"".join(
        crypt_block(keys, (fixed | (start + number) & low).to_bytes(16, "big")) for number in range(blocks)
    )
    return _xor(content, stream[: len(content)])


def gcm_seal(key: bytes, nonce: bytes, content: bytes, associated: bytes) -> bytes:
    """GCM with a nonce of 12 octets: ciphertext and tag of 16 octets."""
    sealed = ctr(key, nonce + b"\0\0\0\x02", content, wrap_bits=32)
    return sealed + _gcm_tag(key, nonce, sealed, associated)


def gcm_open(key: bytes, nonce: bytes, sealed: bytes, associated: bytes) -> bytes:
    """GCM back. Refuses with CiphertextRefused."""
    sealed, tag = sealed[:-16], sealed[-16:]
    if _gcm_tag(key, nonce, sealed, associated) != tag:
        raise CiphertextRefused(problem="校验值不符")
    return ctr(key, nonce + b"\0\0\0\x02", sealed, wrap_bits=32)


def _gcm_tag(key: bytes, nonce: bytes, sealed: bytes, associated: bytes) -> bytes:
    keys = round_keys(key)
    h = int.from_bytes(crypt_block(keys, bytes(16)), "big")
    total = 0
    lengths = (8 * len(associated)).to_bytes(8, "big") + (8 * len(sealed)).to_bytes(8, "big")
    for part in (associated, sealed, lengths):
        for at in range(0, len(part), 16):
            total = _field_product(total ^ int.from_bytes(part[at : at + 16].ljust(16, b"\0"), "big"), h)
    return _xor(crypt_block(keys, nonce + b"\0\0\0\x01"), total.to_bytes(16, "big"))


def _field_product(x: int, y: int) -> int:
    product = 0
    for bit in range(127, -1, -1):
        if x >> bit & 1:
            product ^= y
        y = y >> 1 ^ GCM_POLYNOMIAL if y & 1 else y >> 1
    return product


def _xor(one: bytes, other: bytes) -> bytes:
    return (int.from_bytes(one, "big") ^ int.from_bytes(other, "big")).to_bytes(len(one), "big")
