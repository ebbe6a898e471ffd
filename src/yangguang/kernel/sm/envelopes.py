"""
How the key centre hands over an encryption key: SM2EnvelopedKey (GB/T 35276 §7.4).

The private key goes under a fresh SM4 key, that one under the holder's signing key, so only the holder opens it.
"""

from yangguang.kernel import der
from yangguang.kernel.sm import containers
from yangguang.kernel.sm.ciphers import new_sm4_key, sm4_ecb
from yangguang.kernel.sm.keys import PrivateKey, PublicKey
from yangguang.kernel.sm.refusals import CiphertextRefused

SM4_ECB = "1.2.156.10197.1.104.1"
SCALAR_OCTETS = 32


def wrap_private_key(key: PrivateKey, *, to: PublicKey) -> bytes:
    """Wrap a private key for the holder of another key."""
    scalar, _ = containers.read_private(key.to_der())
    session = new_sm4_key()
    sealed = sm4_ecb(session, scalar.to_bytes(SCALAR_OCTETS, "big"))
    return der.sequence(
        der.sequence(der.oid(SM4_ECB)),
        to.encrypt(session),
        der.bits(key.public_key.point),
        der.bits(sealed),
    )


def unwrap_private_key(wrapped: bytes, *, by: PrivateKey) -> PrivateKey:
    """Open it; the pair is checked. Refuses with CiphertextRefused, KeyRefused, MalformedDer."""
    reader = der.Reader(wrapped)
    inside = reader.sequence()
    reader.finish()
    algorithm = inside.sequence()
    if algorithm.oid() != SM4_ECB:
        raise CiphertextRefused(problem="密钥信封的加密算法不支持")
    session = by.decrypt(inside.next(der.SEQUENCE).encoded)
    point, sealed = inside.whole_bits(), inside.whole_bits()
    inside.finish()
    opened = sm4_ecb(session, sealed, decrypt=True)
    if len(opened) == 2 * SCALAR_OCTETS:  # some key centres pad to the 64 octets of GM/T 0016
        opened = opened[SCALAR_OCTETS:]
    if len(opened) != SCALAR_OCTETS:
        raise CiphertextRefused(problem="密钥信封里的私钥长度不对")
    return PrivateKey(int.from_bytes(opened, "big"), point=point)
