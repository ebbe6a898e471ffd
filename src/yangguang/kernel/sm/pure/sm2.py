"""SM2 signatures and encryption as GB/T 32918 parts 2 and 4 write them, over Jacobian coordinates."""

import secrets
from functools import cache

from yangguang.kernel import der
from yangguang.kernel.sm.ciphertexts import decode_ciphertext, encode_ciphertext
from yangguang.kernel.sm.curve import FIELD_OCTETS, GX, GY, N, P, is_on_curve
from yangguang.kernel.sm.digest import sm3
from yangguang.kernel.sm.refusals import CiphertextRefused

Affine = tuple[int, int]
Jacobian = tuple[int, int, int]

INFINITY: Jacobian = (1, 1, 0)
WINDOW_BITS = 4


class PureEngine:
    """The twin of the library engine; a handle is simply the numbers."""

    name = "pure"

    def public_point(self, scalar: int) -> bytes:
        """Give the public point of a private scalar."""
        return _octets(_affine(_times_base(scalar)))

    def open_private(self, scalar: int, point: bytes) -> int:
        """Make a signing handle."""
        return scalar

    def open_public(self, point: bytes) -> Affine:
        """Make a verifying handle."""
        return _point(point)

    def sign(self, handle: int, digest: bytes) -> bytes:
        """Sign a digest that already covers Z (GB/T 32918.2 §6.1)."""
        e = int.from_bytes(digest, "big")
        while True:
            k = 1 + secrets.randbelow(N - 1)
            signature = sign_with_nonce(handle, e, k)
            if signature:
                return der.sequence(der.integer(signature[0]), der.integer(signature[1]))

    def verify(self, handle: Affine, digest: bytes, signature: bytes) -> bool:
        """Check a signature over a digest that already covers Z (GB/T 32918.2 §7.1)."""
        try:
            reader = der.Reader(signature)
            inside = reader.sequence()
            reader.finish()
            r, s = inside.integer(), inside.integer()
            inside.finish()
        except der.MalformedDer:
            return False
        t = (r + s) % N
        if not (1 <= r < N and 1 <= s < N) or t == 0:
            return False
        x = _affine(_sum(_times_base(s), _times(handle, t)))
        return x is not None and (int.from_bytes(digest, "big") + x[0]) % N == r

    def encrypt(self, handle: Affine, plaintext: bytes) -> bytes:
        """Encrypt to the holder of a public point (GB/T 32918.4 §6.1); ASN.1 form of GM/T 0009."""
        while True:
            sealed = encrypt_with_nonce(handle, plaintext, 1 + secrets.randbelow(N - 1))
            if sealed:
                return sealed

    def decrypt(self, handle: int, ciphertext: bytes) -> bytes:
        """Decrypt the ASN.1 form (GB/T 32918.4 §7.1). Refuses with CiphertextRefused."""
        x, y, check, masked = decode_ciphertext(ciphertext)
        if not is_on_curve(x, y):
            raise CiphertextRefused(problem="C1 不是曲线上的点")
        shared = _affine(_times((x, y), handle))
        plaintext = _masked(shared, masked) if shared else None
        if plaintext is None or not secrets.compare_digest(check, _check(shared, plaintext)):
            raise CiphertextRefused(problem="校验值 C3 不符")
        return plaintext


def sign_with_nonce(scalar: int, e: int, k: int) -> tuple[int, int] | None:
    """Sign with a given nonce, which only a test vector may choose; None where the standard draws again."""
    point = _affine(_times_base(k))
    r = (e + (point[0] if point else 0)) % N
    if r == 0 or r + k == N:
        return None
    s = pow(1 + scalar, -1, N) * (k - r * scalar) % N
    return (r, s) if s else None


def encrypt_with_nonce(public: Affine, plaintext: bytes, k: int) -> bytes | None:
    """Encrypt with a given nonce, which only a test vector may choose; None where the standard draws again."""
    ephemeral, shared = _affine(_times_base(k)), _affine(_times(public, k))
    masked = _masked(shared, plaintext) if shared else None
    if masked is None or ephemeral is None:
        return None
    return encode_ciphertext(*ephemeral, _check(shared, plaintext), masked)


def _check(shared: Affine | None, plaintext: bytes) -> bytes:
    x, y = shared or (0, 0)
    return sm3(x.to_bytes(FIELD_OCTETS, "big") + plaintext + y.to_bytes(FIELD_OCTETS, "big"))


def _masked(shared: Affine, content: bytes) -> bytes | None:
    seed = shared[0].to_bytes(FIELD_OCTETS, "big") + shared[1].to_bytes(FIELD_OCTETS, "big")
    blocks = -(-len(content) // 32)
    stream = b"".join(sm3(seed + counter.to_bytes(4, "big")) for counter in range(1, blocks + 1))
    stream = stream[: len(content)]
    if not any(stream):
        return None
    return (int.from_bytes(content, "big") ^ int.from_bytes(stream, "big")).to_bytes(len(content), "big")


def _point(octets: bytes) -> Affine:
    return int.from_bytes(octets[1:33], "big"), int.from_bytes(octets[33:], "big")


def _octets(point: Affine | None) -> bytes:
    x, y = point or (0, 0)
    return b"\x04" + x.to_bytes(FIELD_OCTETS, "big") + y.to_bytes(FIELD_OCTETS, "big")


def _affine(point: Jacobian) -> Affine | None:
    x, y, z = point
    if z == 0:
        return None
    inverse = pow(z, -1, P)
    square = inverse * inverse % P
    return x * square % P, y * square * inverse % P


def _doubled(point: Jacobian) -> Jacobian:
    x, y, z = point
    if z == 0 or y == 0:
        return INFINITY
    y2 = y * y % P
    z2 = z * z % P
    beta = 4 * x * y2 % P
    alpha = 3 * (x - z2) * (x + z2) % P  # a = -3
    x3 = (alpha * alpha - 2 * beta) % P
    return x3, (alpha * (beta - x3) - 8 * y2 * y2) % P, 2 * y * z % P


def _sum(one: Jacobian, other: Jacobian) -> Jacobian:
    x1, y1, z1 = one
    x2, y2, z2 = other
    if z1 == 0:
        return other
    if z2 == 0:
        return one
    z1z1, z2z2 = z1 * z1 % P, z2 * z2 % P
    u1, u2 = x1 * z2z2 % P, x2 * z1z1 % P
    s1, s2 = y1 * z2 * z2z2 % P, y2 * z1 * z1z1 % P
    h, r = (u2 - u1) % P, (s2 - s1) % P
    if h == 0:
        return _doubled(one) if r == 0 else INFINITY
    h2 = h * h % P
    h3, v = h * h2 % P, u1 * h2 % P
    x3 = (r * r - h3 - 2 * v) % P
    return x3, (r * (v - x3) - s1 * h3) % P, h * z1 * z2 % P


def _times(point: Affine, scalar: int) -> Jacobian:
    multiples: list[Jacobian] = [INFINITY, (*point, 1)]
    for _ in range(2, 1 << WINDOW_BITS):
        multiples.append(_sum(multiples[-1], multiples[1]))
    total = INFINITY
    for at in range(256 - WINDOW_BITS, -1, -WINDOW_BITS):
        for _ in range(WINDOW_BITS):
            total = _doubled(total)
        total = _sum(total, multiples[scalar >> at & 15])
    return total


@cache
def _base_table() -> list[list[Jacobian]]:
    table, start = [], (GX, GY, 1)
    for _ in range(256 // WINDOW_BITS):
        row = [INFINITY, start]
        for _ in range(2, 1 << WINDOW_BITS):
            row.append(_sum(row[-1], start))
        table.append(row)
        start = _sum(row[-1], start)
    return table


def _times_base(scalar: int) -> Jacobian:
    total = INFINITY
    for row in _base_table():
        total = _sum(total, row[scalar & 15])
        scalar >>= WINDOW_BITS
    return total
