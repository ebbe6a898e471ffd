"""
The files SM2 keys come in: SubjectPublicKeyInfo, PKCS#8 plain and encrypted (PBES2), SEC1, each as DER or PEM.

Whatever is read is written back in one canonical form; our own encrypted form is PBKDF2 with SM4-CBC.
"""

import base64
import binascii
import hashlib
import re
import secrets
import textwrap

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from yangguang.kernel import der
from yangguang.kernel.sm.ciphers import sm4_cbc_decrypt, sm4_cbc_encrypt
from yangguang.kernel.sm.curve import FIELD_OCTETS
from yangguang.kernel.sm.digest import pbkdf2_sm3
from yangguang.kernel.sm.refusals import CiphertextRefused, KeyRefused, PasswordRefused

EC_PUBLIC_KEY = "1.2.840.10045.2.1"
SM2_CURVE = "1.2.156.10197.1.301"
PBES2 = "1.2.840.113549.1.5.13"
PBKDF2 = "1.2.840.113549.1.5.12"
HMAC_SHA256 = "1.2.840.113549.2.9"
HMAC_SM3 = "1.2.156.10197.1.401.2"  # GM/T 0091
HMAC_SM3_OTHER = "1.2.156.10197.1.401.3.1"  # some libraries
SM4_CBC = "1.2.156.10197.1.104.2"
AES_CBC = {"2.16.840.1.101.3.4.1.2": 16, "2.16.840.1.101.3.4.1.42": 32}

ITERATIONS = 100_000
MOST_ITERATIONS = 10_000_000  # a hostile file must not hold a worker for minutes

_ALGORITHM = der.sequence(der.oid(EC_PUBLIC_KEY), der.oid(SM2_CURVE))
_PUBLIC_PREFIX = der.sequence(_ALGORITHM, der.bits(bytes(65)))[:-65]
_PEM = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----\s([A-Za-z0-9+/=\s]+)-----END \1-----")


def to_pem(label: str, encoded: bytes) -> str:
    """Write one PEM block (RFC 7468)."""
    body = "\n".join(textwrap.wrap(base64.b64encode(encoded).decode("ascii"), 64))
    return f"-----BEGIN {label}-----\n{body}\n-----END {label}-----\n"


def from_pem(text: str, *labels: str) -> tuple[str, bytes]:
    """Give label and content of the first block with one of the labels. Refuses with KeyRefused."""
    for match in _PEM.finditer(text):
        if match.group(1) in labels:
            try:
                return match.group(1), base64.b64decode("".join(match.group(2).split()), validate=True)
            except binascii.Error as problem:
                raise KeyRefused(problem="PEM 文件的 Base64 编码有误") from problem
    raise KeyRefused(problem=f"文件里没有 {labels[0]} 段")


def write_public(point: bytes) -> bytes:
    """Write SubjectPublicKeyInfo (GM/T 0009, RFC 5280 §4.1.2.7)."""
    return _PUBLIC_PREFIX + point


def read_public(encoded: bytes) -> bytes:
    """Read SubjectPublicKeyInfo and give the point. Refuses with KeyRefused, MalformedDer."""
    if len(encoded) == len(_PUBLIC_PREFIX) + 65 and encoded.startswith(_PUBLIC_PREFIX):
        return encoded[len(_PUBLIC_PREFIX) :]
    reader = der.Reader(encoded)
    inside = reader.sequence()
    reader.finish()
    _expect_sm2(inside.sequence())
    point = inside.whole_bits()
    inside.finish()
    return point


def write_private(scalar: int, point: bytes) -> bytes:
    """Write PKCS#8 with the public point inside, so that the pair can be checked on load."""
    key = der.sequence(
        der.integer(1),
        der.octets(scalar.to_bytes(FIELD_OCTETS, "big")),
        der.explicit(1, der.bits(point)),
    )
    return der.sequence(der.integer(0), _ALGORITHM, der.octets(key))


def read_private(encoded: bytes, *, password: bytes | None = None) -> tuple[int, bytes | None]:
    """
    Read PKCS#8, encrypted PKCS#8 or SEC1: the scalar, and the public point if it is there.

    Refuses with KeyRefused, PasswordRefused, MalformedDer.
    """
    reader = der.Reader(encoded)
    inside = reader.sequence()
    reader.finish()
    if inside.peek() == der.SEQUENCE:
        if password is None:
            raise PasswordRefused
        return _read_decrypted(_decrypt(inside, password))
    version = inside.integer()
    if version == 1 and inside.peek() == der.OCTET_STRING:
        return _read_sec1(inside)
    if version not in (0, 1):
        raise KeyRefused(problem="密钥文件的版本不认识")
    _expect_sm2(inside.sequence())
    wrapped = der.Reader(inside.octets())
    key = wrapped.sequence()
    wrapped.finish()
    if key.integer() != 1:
        raise KeyRefused(problem="密钥文件的版本不认识")
    return _read_sec1(key)


def encrypt_private(plain: bytes, *, password: bytes, prf: str) -> bytes:
    """Write EncryptedPrivateKeyInfo (RFC 8018 PBES2) with PBKDF2 and SM4-CBC."""
    salt, iv = secrets.token_bytes(16), secrets.token_bytes(16)
    name = {"sm3": HMAC_SM3, "sha256": HMAC_SHA256}[prf]
    derivation = der.sequence(
        der.oid(PBKDF2),
        der.sequence(der.octets(salt), der.integer(ITERATIONS), der.sequence(der.oid(name), der.null())),
    )
    scheme = der.sequence(der.oid(SM4_CBC), der.octets(iv))
    algorithm = der.sequence(der.oid(PBES2), der.sequence(derivation, scheme))
    sealed = sm4_cbc_encrypt(_derived(name, password, salt, ITERATIONS, 16), iv, plain)
    return der.sequence(algorithm, der.octets(sealed))


def _expect_sm2(algorithm: der.Reader) -> None:
    if algorithm.oid() != EC_PUBLIC_KEY or algorithm.peek() != der.OBJECT_IDENTIFIER:
        raise KeyRefused(problem="不是椭圆曲线密钥")
    if algorithm.oid() != SM2_CURVE:
        raise KeyRefused(problem="不是 SM2 密钥")
    algorithm.finish()


def _read_sec1(key: der.Reader) -> tuple[int, bytes | None]:
    octets = key.octets()
    if len(octets) != FIELD_OCTETS:
        raise KeyRefused(problem="私钥应为 32 字节")
    curve = key.explicit(0)
    if curve is not None:
        if curve.oid() != SM2_CURVE:
            raise KeyRefused(problem="不是 SM2 密钥")
        curve.finish()
    public = key.explicit(1)
    point = None
    if public is not None:
        point = public.whole_bits()
        public.finish()
    key.finish()
    return int.from_bytes(octets, "big"), point


def _read_decrypted(plain: bytes) -> tuple[int, bytes | None]:
    try:
        return read_private(plain)
    except (der.MalformedDer, PasswordRefused) as problem:
        # CBC has no seal: a wrong password shows as nonsense where the key should be.
        raise PasswordRefused from problem


def _decrypt(inside: der.Reader, password: bytes) -> bytes:
    algorithm = inside.sequence()
    sealed = inside.octets()
    inside.finish()
    if algorithm.oid() != PBES2:
        raise KeyRefused(problem="密钥文件的加密方式不支持，只支持 PBES2")
    parameters = algorithm.sequence()
    derivation, scheme = parameters.sequence(), parameters.sequence()
    if derivation.oid() != PBKDF2:
        raise KeyRefused(problem="密钥文件的口令派生方式不支持，只支持 PBKDF2")
    cipher, iv = scheme.oid(), scheme.octets()
    length = 16 if cipher == SM4_CBC else AES_CBC.get(cipher, 0)
    if not length or len(iv) != 16:
        raise KeyRefused(problem="密钥文件的加密算法不支持")
    key = _derived_by(derivation.sequence(), password, length)
    try:
        if cipher == SM4_CBC:
            return sm4_cbc_decrypt(key, iv, sealed)
        return _aes_cbc_decrypt(key, iv, sealed)
    except CiphertextRefused as problem:
        raise PasswordRefused from problem


def _derived_by(parameters: der.Reader, password: bytes, length: int) -> bytes:
    salt, iterations = parameters.octets(), parameters.integer()
    if parameters.peek() == der.INTEGER and parameters.integer() != length:
        raise KeyRefused(problem="密钥文件写明的密钥长度不对")
    name = ""  # RFC 8018: HMAC-SHA1 by default, which we do not accept
    if parameters.peek() == der.SEQUENCE:
        name = parameters.sequence().oid()
    if not 1 <= iterations <= MOST_ITERATIONS:
        raise KeyRefused(problem="口令派生的次数超出范围")
    return _derived(name, password, salt, iterations, length)


def _derived(name: str, password: bytes, salt: bytes, iterations: int, length: int) -> bytes:
    if name == HMAC_SHA256:
        return hashlib.pbkdf2_hmac("sha256", password, salt, iterations, length)
    if name in (HMAC_SM3, HMAC_SM3_OTHER):
        return pbkdf2_sm3(password, salt, iterations, length)
    raise KeyRefused(problem="口令派生的摘要算法不支持")


def _aes_cbc_decrypt(key: bytes, iv: bytes, sealed: bytes) -> bytes:
    if not sealed or len(sealed) % 16:
        raise CiphertextRefused(problem="长度不是分组的整数倍")
    step = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    padded = step.update(sealed) + step.finalize()
    count = padded[-1]
    if not 1 <= count <= 16 or padded[-count:] != bytes((count,)) * count:
        raise CiphertextRefused(problem="填充不对")
    return padded[:-count]
