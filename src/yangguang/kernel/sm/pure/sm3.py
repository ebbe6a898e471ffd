"""SM3 as GB/T 32905-2016 writes it."""

from typing import Self

INITIAL = (
    0x7380166F,
    0x4914B2B9,
    0x172442D7,
    0xDA8A0600,
    0xA96F30BC,
    0x163138AA,
    0xE38DEE4D,
    0xB0FB0E4E,
)
WORD = 0xFFFFFFFF


def _rotated(value: int, by: int) -> int:
    by &= 31
    return (value << by | value >> (32 - by)) & WORD


ROUND_CONSTANTS = tuple(_rotated(0x79CC4519 if j < 16 else 0x7A879D8A, j) for j in range(64))


class Sm3:
    """A digest in the shape of hashlib's."""

    name = "sm3"
    digest_size = 32
    block_size = 64

    def __init__(self, content: bytes = b"") -> None:
        """Start, optionally with some content."""
        self._state: tuple[int, ...] = INITIAL
        self._rest = b""
        self._length = 0
        self.update(content)

    def update(self, content: bytes) -> None:
        """Take more."""
        content = bytes(content)
        self._length += len(content)
        pending = self._rest + content
        whole = len(pending) - len(pending) % 64
        for at in range(0, whole, 64):
            self._state = _compressed(self._state, pending[at : at + 64])
        self._rest = pending[whole:]

    def digest(self) -> bytes:
        """Give the 32 octets."""
        padding = b"\x80" + b"\0" * ((55 - self._length) % 64) + (8 * self._length).to_bytes(8, "big")
        tail = self._rest + padding
        state = self._state
        for at in range(0, len(tail), 64):
            state = _compressed(state, tail[at : at + 64])
        return b"".join(word.to_bytes(4, "big") for word in state)

    def hexdigest(self) -> str:
        """Give them in hexadecimal."""
        return self.digest().hex()

    def copy(self) -> Self:
        """Give an independent twin."""
        twin = type(self)()
        twin._state, twin._rest, twin._length = self._state, self._rest, self._length
        return twin


def _expanded(block: bytes) -> list[int]:
    words = [int.from_bytes(block[at : at + 4], "big") for at in range(0, 64, 4)]
    for j in range(16, 68):
        x = words[j - 16] ^ words[j - 9] ^ _rotated(words[j - 3], 15)
        permuted = x ^ _rotated(x, 15) ^ _rotated(x, 23)
        words.append(permuted ^ _rotated(words[j - 13], 7) ^ words[j - 6])
    return words


def _compressed(state: tuple[int, ...], block: bytes) -> tuple[int, ...]:
    w = _expanded(block)
    a, b, c, d, e, f, g, h = state
    for j in range(64):
        a12 = _rotated(a, 12)
        ss1 = _rotated((a12 + e + ROUND_CONSTANTS[j]) & WORD, 7)
        if j < 16:
            ff, gg = a ^ b ^ c, e ^ f ^ g
        else:
            ff, gg = a & b | a & c | b & c, e & f | ~e & g
        tt1 = (ff + d + (ss1 ^ a12) + (w[j] ^ w[j + 4])) & WORD
        tt2 = (gg + h + ss1 + w[j]) & WORD
        a, b, c, d = tt1, a, _rotated(b, 9), c
        e, f, g, h = tt2 ^ _rotated(tt2, 9) ^ _rotated(tt2, 17), e, _rotated(f, 19), g
    return tuple(before ^ after for before, after in zip(state, (a, b, c, d, e, f, g, h), strict=True))
