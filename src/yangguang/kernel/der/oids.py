"""Object identifiers: dotted text outside, base-128 arcs inside (X.690 §8.19)."""

import re
from functools import lru_cache

DOTTED = re.compile(r"[0-2](?:\.(?:0|[1-9][0-9]*))+", re.ASCII)


@lru_cache(maxsize=1024)
def encode_oid(dotted: str) -> bytes:
    """Give the content octets; raises ValueError on text that is no object identifier."""
    if not DOTTED.fullmatch(dotted):
        raise ValueError(f"not an object identifier: {dotted!r}")
    first, second, *rest = (int(arc) for arc in dotted.split("."))
    if first < 2 and second >= 40:
        raise ValueError(f"second arc too large: {dotted!r}")
    return b"".join(_arc(value) for value in (first * 40 + second, *rest))


@lru_cache(maxsize=1024)
def decode_oid(content: bytes) -> str:
    """Give the dotted text; raises ValueError on a cut-off or padded arc."""
    if not content or content[-1] & 0x80:
        raise ValueError("cut-off object identifier")
    arcs, value, fresh = [], 0, True
    for octet in content:
        if fresh and octet == 0x80:
            raise ValueError("padded arc in object identifier")
        value = value << 7 | octet & 0x7F
        fresh = not octet & 0x80
        if fresh:
            arcs.append(value)
            value = 0
    first = min(arcs[0] // 40, 2)
    return ".".join(map(str, (first, arcs[0] - first * 40, *arcs[1:])))


def _arc(value: int) -> bytes:
    octets = [value & 0x7F]
    while value := value >> 7:
        octets.append(value & 0x7F | 0x80)
    return bytes(reversed(octets))
