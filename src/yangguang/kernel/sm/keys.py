"""SM2 key pairs as objects: they check themselves when loaded and always name the signer id."""

import secrets
from typing import Any, Self, final

from yangguang.kernel.sm import containers
from yangguang.kernel.sm.curve import DEFAULT_SIGNER_ID, PARAMETERS, N, normal_point, valid_scalar
from yangguang.kernel.sm.digest import new_sm3, sm3
from yangguang.kernel.sm.engine import engine
from yangguang.kernel.sm.refusals import CiphertextRefused, KeyRefused, SignatureFailed

LONGEST_SIGNER_ID = 8191  # its length in bits must fit two octets


@final
class PublicKey:
    """A point of the curve, in one spelling whatever spelling it came in."""

    __slots__ = ("_handle", "_ids", "point")

    def __init__(self, point: bytes) -> None:
        """Take an uncompressed or compressed point. Refuses with KeyRefused what is not on the curve."""
        self.point = normal_point(point)
        self._handle: Any = None
        self._ids: dict[bytes, Any] = {}

    @classmethod
    def from_der(cls, encoded: bytes) -> Self:
        """Read SubjectPublicKeyInfo. Refuses with KeyRefused, MalformedDer."""
        return cls(containers.read_public(encoded))

    @classmethod
    def from_pem(cls, text: str) -> Self:
        """Read a PUBLIC KEY block. Refuses with KeyRefused, MalformedDer."""
        return cls.from_der(containers.from_pem(text, "PUBLIC KEY")[1])

    def to_der(self) -> bytes:
        """Write SubjectPublicKeyInfo, always with the uncompressed point."""
        return containers.write_public(self.point)

    def to_pem(self) -> str:
        """Write a PUBLIC KEY block."""
        return containers.to_pem("PUBLIC KEY", self.to_der())

    def digest(self, message: bytes, *, signer_id: bytes = DEFAULT_SIGNER_ID) -> bytes:
        """Give SM3(Z ‖ message), what a signature of this key covers (GB/T 32918.2 §5.5)."""
        started = self._ids.get(signer_id)
        if started is None:
            started = new_sm3(self._identity(signer_id))
            if len(self._ids) < 8:  # few ids are ever used; a hostile many must not grow the key
                self._ids[signer_id] = started
        digest = started.copy()
        digest.update(message)
        result: bytes = digest.digest()
        return result

    def verify(self, message: bytes, signature: bytes, *, signer_id: bytes = DEFAULT_SIGNER_ID) -> bool:
        """Tell whether the DER signature over the message is by the holder of this key."""
        return self.verify_digest(self.digest(message, signer_id=signer_id), signature)

    def verify_digest(self, digest: bytes, signature: bytes) -> bool:
        """Tell whether the signature covers a digest made by `digest`."""
        return engine().verify(self._opened(), digest, signature)

    def encrypt(self, plaintext: bytes) -> bytes:
        """
        Encrypt to the holder of this key, ASN.1 form of GM/T 0009.

        Meant for keys and short secrets. Refuses with CiphertextRefused an empty plaintext.
        """
        if not plaintext:
            raise CiphertextRefused(problem="没有要加密的内容")
        return engine().encrypt(self._opened(), plaintext)

    def _identity(self, signer_id: bytes) -> bytes:
        if len(signer_id) > LONGEST_SIGNER_ID:
            raise KeyRefused(problem="签名者标识过长")
        return sm3((8 * len(signer_id)).to_bytes(2, "big") + signer_id + PARAMETERS + self.point[1:])

    def _opened(self) -> Any:
        handle = self._handle
        if handle is None:
            handle = self._handle = engine().open_public(self.point)
        return handle

    def __eq__(self, other: object) -> bool:
        """Two keys are equal if their points are."""
        return isinstance(other, PublicKey) and other.point == self.point

    def __hash__(self) -> int:
        """Hash as the point does."""
        return hash(self.point)

    def __repr__(self) -> str:
        """Show the beginning of the point."""
        return f"PublicKey({self.point[1:9].hex()}…)"


@final
class PrivateKey:
    """A scalar and its public key; never shown."""

    __slots__ = ("_handle", "_scalar", "public_key")

    def __init__(self, scalar: int, *, point: bytes | None = None) -> None:
        """
        Take a scalar and, if known, the public point that must belong to it.

        The pair is checked, since a key with one flipped bit loads in OpenSSL without complaint. Refuses with
        KeyRefused.
        """
        if not valid_scalar(scalar):
            raise KeyRefused(problem="私钥不在规定的范围内")
        self._scalar = scalar
        self.public_key = PublicKey(engine().public_point(scalar))
        if point is not None and normal_point(point) != self.public_key.point:
            raise KeyRefused(problem="私钥与公钥不成对")
        self._handle: Any = engine().open_private(scalar, self.public_key.point)

    @classmethod
    def generate(cls) -> Self:
        """Make a new key pair from the system's randomness."""
        return cls(1 + secrets.randbelow(N - 2))

    @classmethod
    def from_der(cls, encoded: bytes, *, password: bytes | None = None) -> Self:
        """Read PKCS#8, encrypted PKCS#8 or SEC1. Refuses with KeyRefused, PasswordRefused, MalformedDer."""
        scalar, point = containers.read_private(encoded, password=password)
        return cls(scalar, point=point)

    @classmethod
    def from_pem(cls, text: str, *, password: bytes | None = None) -> Self:
        """Read the private key block of a PEM file. Refuses with KeyRefused, PasswordRefused, MalformedDer."""
        labels = ("PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "EC PRIVATE KEY", "SM2 PRIVATE KEY")
        return cls.from_der(containers.from_pem(text, *labels)[1], password=password)

    def to_der(self, *, password: bytes | None = None, prf: str = "sm3") -> bytes:
        """
        Write PKCS#8, encrypted when a password is given (PBES2: PBKDF2 and SM4-CBC).

        *prf* "sm3" is the domestic one (GM/T 0091); "sha256" is for programs that lack it, OpenSSL among them.
        """
        plain = containers.write_private(self._scalar, self.public_key.point)
        return plain if password is None else containers.encrypt_private(plain, password=password, prf=prf)

    def to_pem(self, *, password: bytes | None = None, prf: str = "sm3") -> str:
        """Write a PEM block, encrypted when a password is given."""
        label = "PRIVATE KEY" if password is None else "ENCRYPTED PRIVATE KEY"
        return containers.to_pem(label, self.to_der(password=password, prf=prf))

    def sign(self, message: bytes, *, signer_id: bytes = DEFAULT_SIGNER_ID, checked: bool = False) -> bytes:
        """
        Sign, giving the DER SEQUENCE {r, s}.

        *checked* verifies the result before giving it away, as CA, time stamp, checkpoint and bid signatures
        need. Refuses with SignatureFailed.
        """
        return self.sign_digest(self.public_key.digest(message, signer_id=signer_id), checked=checked)

    def sign_digest(self, digest: bytes, *, checked: bool = False) -> bytes:
        """Sign a digest made by the public key's `digest`. Refuses with SignatureFailed."""
        signature = engine().sign(self._handle, digest)
        if checked and not self.public_key.verify_digest(digest, signature):
            raise SignatureFailed
        return signature

    def decrypt(self, ciphertext: bytes) -> bytes:
        """Decrypt the ASN.1 form of GM/T 0009. Refuses with CiphertextRefused."""
        return engine().decrypt(self._handle, ciphertext)

    def __repr__(self) -> str:
        """Show the public half only."""
        return f"PrivateKey({self.public_key!r})"

    def __reduce__(self) -> Any:
        """Keep private keys out of pickles, caches and job arguments."""
        raise TypeError("a private key is not pickled")
