"""
Signatures behind one interface: SM2 with SM3 of our own, RSA, ECDSA and Ed25519 of other authorities (verified only).

A key in hardware is another `Signer`: it has a public key, an algorithm, and signs.
"""

import hashlib
from functools import lru_cache
from typing import Any, Protocol

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

from yangguang.foundation.signing import oids
from yangguang.foundation.signing.refusals import AlgorithmNotAccepted
from yangguang.kernel import der, sm

SMALLEST_RSA_BITS = 2048

SM2_SM3 = der.sequence(der.oid(oids.SM2_SM3))  # no parameters, as OpenSSL and GM/T 0015 write it

_DIGESTS = {
    oids.SM3: sm.sm3,
    oids.SM3_OTHER: sm.sm3,
    oids.SHA1: lambda content: hashlib.sha1(content, usedforsecurity=False).digest(),
    oids.SHA256: lambda content: hashlib.sha256(content).digest(),
    oids.SHA384: lambda content: hashlib.sha384(content).digest(),
    oids.SHA512: lambda content: hashlib.sha512(content).digest(),
}
_SM2_SIGNATURES = (oids.SM2_SM3, oids.SM2_SIGN, oids.SM2)
_RSA_HASHES: dict[str, Any] = {
    oids.SHA256_RSA: hashes.SHA256,
    oids.SHA384_RSA: hashes.SHA384,
    oids.SHA512_RSA: hashes.SHA512,
}
_ECDSA_HASHES: dict[str, Any] = {
    oids.ECDSA_SHA256: hashes.SHA256,
    oids.ECDSA_SHA384: hashes.SHA384,
    oids.ECDSA_SHA512: hashes.SHA512,
}
_CMS_RSA = {oids.SHA256: oids.SHA256_RSA, oids.SHA384: oids.SHA384_RSA, oids.SHA512: oids.SHA512_RSA}


class Signer(Protocol):
    """Whoever holds a private key: a file, a hardware module, a remote service."""

    @property
    def algorithm(self) -> bytes:
        """The AlgorithmIdentifier of its signatures, encoded."""

    @property
    def public_key_info(self) -> bytes:
        """Its SubjectPublicKeyInfo, encoded."""

    def sign(self, message: bytes) -> bytes:
        """Sign."""


class Sm2Signer:
    """An SM2 key in memory; each signature is verified before it is given away unless told otherwise."""

    algorithm = SM2_SM3

    def __init__(self, key: sm.PrivateKey, *, checked: bool = True) -> None:
        """Hold the key."""
        self.key = key
        self.checked = checked
        self.public_key_info = key.public_key.to_der()

    def sign(self, message: bytes) -> bytes:
        """Sign under the default signer id."""
        return self.key.sign(message, checked=self.checked)


def digest_by(algorithm: str, content: bytes) -> bytes:
    """Digest by object identifier. Refuses with AlgorithmNotAccepted."""
    digest = _DIGESTS.get(algorithm)
    if digest is None:
        raise AlgorithmNotAccepted(algorithm=algorithm)
    return digest(content)


def read_algorithm(reader: der.Reader) -> str:
    """Take an AlgorithmIdentifier whose parameters are absent or NULL and give its name."""
    inside = reader.sequence()
    name = inside.oid()
    if inside.peek() is not None:
        inside.null()
    inside.finish()
    return name


@lru_cache(maxsize=64)
def algorithm_name(encoded: bytes) -> str:
    """Give the name in an encoded AlgorithmIdentifier. Refuses with MalformedDer."""
    reader = der.Reader(encoded)
    name = read_algorithm(reader)
    reader.finish()
    return name


def verify_signature(
    *, public_key_info: bytes, algorithm: str, message: bytes, signature: bytes, digest: str = ""
) -> bool:
    """
    Tell whether the holder of the public key signed the message.

    *digest* names the digest where the algorithm does not, as CMS does with RSA. Refuses with
    AlgorithmNotAccepted, KeyRefused.
    """
    if algorithm in _SM2_SIGNATURES:
        return read_sm2_key(public_key_info).verify(message, signature)
    if algorithm == oids.RSA:
        algorithm = _CMS_RSA.get(digest, algorithm)
    key = _foreign_key(public_key_info)
    try:
        _verify_foreign(key, algorithm, message, signature)
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=512)
def read_sm2_key(public_key_info: bytes) -> sm.PublicKey:
    """Read an SM2 key, keeping those of busy signers ready. Refuses with KeyRefused, MalformedDer."""
    return sm.PublicKey.from_der(public_key_info)


@lru_cache(maxsize=128)
def _foreign_key(public_key_info: bytes) -> Any:
    try:
        return serialization.load_der_public_key(public_key_info)
    except (ValueError, UnsupportedAlgorithm) as problem:
        raise AlgorithmNotAccepted(algorithm="公钥类型不认识") from problem


def _verify_foreign(key: Any, algorithm: str, message: bytes, signature: bytes) -> None:
    if isinstance(key, rsa.RSAPublicKey) and algorithm in _RSA_HASHES:
        if key.key_size < SMALLEST_RSA_BITS:
            raise AlgorithmNotAccepted(algorithm=f"RSA {key.key_size} 位")
        key.verify(signature, message, padding.PKCS1v15(), _RSA_HASHES[algorithm]())
    elif isinstance(key, ec.EllipticCurvePublicKey) and algorithm in _ECDSA_HASHES:
        key.verify(signature, message, ec.ECDSA(_ECDSA_HASHES[algorithm]()))
    elif isinstance(key, ed25519.Ed25519PublicKey) and algorithm == oids.ED25519:
        key.verify(signature, message)
    else:
        raise AlgorithmNotAccepted(algorithm=algorithm)
