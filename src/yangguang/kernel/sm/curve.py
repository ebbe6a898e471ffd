"""The recommended curve of GB/T 32918.5 and what must hold for a point on it."""

from yangguang.kernel.sm.refusals import KeyRefused

P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A = P - 3
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
GX = 0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7
GY = 0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0

FIELD_OCTETS = 32
POINT_OCTETS = 1 + 2 * FIELD_OCTETS
UNCOMPRESSED = 0x04

# GB/T 32918.2 leaves the id to the parties; GM/T 0009 and GB/T 35276 fix it where nobody says otherwise.
DEFAULT_SIGNER_ID = b"1234567812345678"

PARAMETERS = b"".join(value.to_bytes(FIELD_OCTETS, "big") for value in (A, B, GX, GY))


def is_on_curve(x: int, y: int) -> bool:
    """Tell whether the coordinates are reduced and solve y² = x³ + ax + b (GB/T 32918.1 §6.2.1)."""
    return 0 <= x < P and 0 <= y < P and (y * y - (x * x * x + A * x + B)) % P == 0


def normal_point(octets: bytes) -> bytes:
    """
    Give the uncompressed form of a point, whatever form it came in.

    Refuses with KeyRefused what is not a point of the curve; the order is prime, so no subgroup check is needed.
    """
    if len(octets) == POINT_OCTETS and octets[0] == UNCOMPRESSED:
        x, y = int.from_bytes(octets[1:33], "big"), int.from_bytes(octets[33:], "big")
        if not is_on_curve(x, y):
            raise KeyRefused(problem="公钥不是 SM2 曲线上的点")
        return octets
    if len(octets) == 1 + FIELD_OCTETS and octets[0] in (0x02, 0x03):
        return _decompressed(octets)
    raise KeyRefused(problem="公钥的长度或形式不对")


def valid_scalar(value: int) -> bool:
    """Tell whether a private key is in [1, n-2] (GB/T 32918.1 §6.1)."""
    return 1 <= value <= N - 2


def _decompressed(octets: bytes) -> bytes:
    x = int.from_bytes(octets[1:], "big")
    square = (x * x * x + A * x + B) % P
    y = pow(square, (P + 1) // 4, P)  # P is 3 modulo 4
    if x >= P or y * y % P != square:
        raise KeyRefused(problem="公钥不是 SM2 曲线上的点")
    if y & 1 != octets[0] & 1:
        y = P - y
    return bytes((UNCOMPRESSED,)) + octets[1:] + y.to_bytes(FIELD_OCTETS, "big")
