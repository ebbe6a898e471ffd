"""
The two spellings of an SM2 ciphertext, and the way between them.

GM/T 0009 and OpenSSL write SEQUENCE {x, y, C3, C2}; browsers and many older programs write C1‖C3‖C2 without ASN.1,
with or without the leading 04.
"""

from yangguang.kernel import der
from yangguang.kernel.sm.curve import FIELD_OCTETS
from yangguang.kernel.sm.refusals import CiphertextRefused

SHORTEST_RAW = 2 * FIELD_OCTETS + 32 + 1


def encode_ciphertext(x: int, y: int, check: bytes, masked: bytes) -> bytes:
    """Write the ASN.1 form."""
    return der.sequence(der.integer(x), der.integer(y), der.octets(check), der.octets(masked))


def decode_ciphertext(ciphertext: bytes) -> tuple[int, int, bytes, bytes]:
    """Read the ASN.1 form: x, y, C3, C2. Refuses with CiphertextRefused."""
    try:
        reader = der.Reader(ciphertext)
        inside = reader.sequence()
        reader.finish()
        parts = inside.integer(), inside.integer(), inside.octets(), inside.octets()
        inside.finish()
    except der.MalformedDer as problem:
        raise CiphertextRefused(problem=problem.message.rstrip("。")) from problem
    if len(parts[2]) != 32 or not parts[3] or min(parts[0], parts[1]) < 0:
        raise CiphertextRefused(problem="各部分的长度不对")
    return parts


def ciphertext_to_raw(ciphertext: bytes) -> bytes:
    """Write the ASN.1 form as 04‖x‖y‖C3‖C2. Refuses with CiphertextRefused."""
    x, y, check, masked = decode_ciphertext(ciphertext)
    if max(x, y).bit_length() > 8 * FIELD_OCTETS:
        raise CiphertextRefused(problem="C1 不是曲线上的点")
    return b"\x04" + x.to_bytes(FIELD_OCTETS, "big") + y.to_bytes(FIELD_OCTETS, "big") + check + masked


def ciphertext_from_raw(raw: bytes, *, leading_04: bool = True) -> bytes:
    """Write C1‖C3‖C2 as the ASN.1 form; say so if the leading 04 was left away. Refuses with CiphertextRefused."""
    if leading_04:
        if raw[:1] != b"\x04":
            raise CiphertextRefused(problem="C1 应以 04 开头")
        raw = raw[1:]
    if len(raw) < SHORTEST_RAW:
        raise CiphertextRefused(problem="密文不完整")
    x, y = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:64], "big")
    return encode_ciphertext(x, y, raw[64:96], raw[96:])
