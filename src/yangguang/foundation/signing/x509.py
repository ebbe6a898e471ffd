"""
X.509 certificates (RFC 5280, GM/T 0015): made for SM2 keys, read and verified for any accepted algorithm.

The bytes received stay the truth: what is read is kept beside them, never written back from the parts.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Self

from yangguang.foundation.signing import extensions as ext
from yangguang.foundation.signing import oids
from yangguang.foundation.signing.algorithms import Signer, algorithm_name, verify_signature
from yangguang.foundation.signing.names import GeneralName, Name, read_name
from yangguang.foundation.signing.refusals import CertificateMalformed
from yangguang.kernel import der, sm
from yangguang.kernel.sm import containers

VERSION_3 = der.explicit(0, der.integer(2))
SERIAL_OCTETS = 16
LONGEST_SERIAL_OCTETS = 20  # RFC 5280 §4.1.2.2
PEM_LABEL = "CERTIFICATE"

UNDERSTOOD = frozenset(
    (
        oids.BASIC_CONSTRAINTS,
        oids.KEY_USAGE,
        oids.EXTENDED_KEY_USAGE,
        oids.SUBJECT_ALTERNATIVE_NAME,
        oids.NAME_CONSTRAINTS,
        oids.CERTIFICATE_POLICIES,
        oids.SUBJECT_KEY_IDENTIFIER,
        oids.AUTHORITY_KEY_IDENTIFIER,
        oids.CRL_DISTRIBUTION_POINTS,
        oids.FRESHEST_CRL,
        oids.AUTHORITY_INFORMATION_ACCESS,
    )
)


@dataclass(frozen=True, eq=False)
class Certificate:
    """One certificate; two are equal if their bytes are."""

    encoded: bytes
    tbs: bytes = field(repr=False)
    serial: int
    algorithm: str
    issuer: Name
    not_before: datetime
    not_after: datetime  # still valid at this second
    subject: Name
    public_key_info: bytes = field(repr=False)
    extensions: tuple[ext.Extension, ...] = field(repr=False)
    signature: bytes = field(repr=False)

    @classmethod
    def from_der(cls, encoded: bytes) -> Self:
        """Read one certificate of version 3 (or 1). Refuses with MalformedDer, CertificateMalformed."""
        reader = der.Reader(encoded)
        outside = reader.sequence()
        reader.finish()
        tbs, algorithm, signature = (
            outside.next(der.SEQUENCE).encoded,
            outside.next(der.SEQUENCE).encoded,
            outside.whole_bits(),
        )
        outside.finish()
        inside = der.Reader(tbs).sequence()
        version = _version(inside)
        serial = inside.integer()
        if inside.next(der.SEQUENCE).encoded != algorithm:
            raise CertificateMalformed(problem="证书内外写的签名算法不同")
        issuer = read_name(inside.next(der.SEQUENCE).encoded)
        validity = inside.sequence()
        not_before, not_after = validity.time(), validity.time()
        validity.finish()
        subject = read_name(inside.next(der.SEQUENCE).encoded)
        public_key_info = inside.next(der.SEQUENCE).encoded
        wrapped = inside.explicit(3) if version == 2 else None
        extensions: tuple[ext.Extension, ...] = ()
        if wrapped is not None:
            extensions = ext.read_extensions(wrapped)
            wrapped.finish()
        inside.finish()
        if not 0 < serial < 1 << 8 * LONGEST_SERIAL_OCTETS:
            raise CertificateMalformed(problem="证书序列号不是合规的正数")
        return cls(
            encoded,
            tbs,
            serial,
            algorithm_name(algorithm),
            issuer,
            not_before,
            not_after,
            subject,
            public_key_info,
            extensions,
            signature,
        )

    @classmethod
    def from_pem(cls, text: str) -> Self:
        """Read the first CERTIFICATE block. Refuses with KeyRefused, MalformedDer, CertificateMalformed."""
        return cls.from_der(containers.from_pem(text, PEM_LABEL)[1])

    def to_pem(self) -> str:
        """Write a CERTIFICATE block."""
        return containers.to_pem(PEM_LABEL, self.encoded)

    @property
    def serial_hex(self) -> str:
        """The serial as people compare it."""
        return f"{self.serial:X}"

    @property
    def fingerprint(self) -> str:
        """SM3 over the whole certificate."""
        return sm.sm3(self.encoded).hex()

    @property
    def is_self_issued(self) -> bool:
        """Whether subject and issuer are one name."""
        return self.subject == self.issuer

    def is_valid_at(self, at: datetime) -> bool:
        """Tell whether the instant lies in the validity."""
        return self.not_before <= at <= self.not_after

    def verify_signature_by(self, issuer: "Certificate") -> bool:
        """Tell whether the issuer's key signed this. Refuses with AlgorithmNotAccepted, KeyRefused."""
        if self.basic_constraints.is_ca:  # the same few for everybody, and the answer never changes
            return _authority_signed(issuer.public_key_info, self.algorithm, self.tbs, self.signature)
        return issuer.verify(self.algorithm, self.tbs, self.signature)

    def verify(self, algorithm: str, message: bytes, signature: bytes, *, digest: str = "") -> bool:
        """Tell whether the holder of this certificate signed. Refuses with AlgorithmNotAccepted, KeyRefused."""
        return verify_signature(
            public_key_info=self.public_key_info,
            algorithm=algorithm,
            message=message,
            signature=signature,
            digest=digest,
        )

    @property
    def sm2_key(self) -> sm.PublicKey:
        """The public key, if it is one of SM2. Refuses with KeyRefused."""
        return sm.PublicKey.from_der(self.public_key_info)

    def extension(self, oid: str) -> bytes | None:
        """Give the value of an extension."""
        return next((each.value for each in self.extensions if each.oid == oid), None)

    @cached_property
    def unknown_critical(self) -> tuple[str, ...]:
        """Critical extensions not understood here."""
        return tuple(each.oid for each in self.extensions if each.critical and each.oid not in UNDERSTOOD)

    @cached_property
    def basic_constraints(self) -> ext.BasicConstraints:
        """Whether it is a CA; absent means not."""
        value = self.extension(oids.BASIC_CONSTRAINTS)
        return ext.BasicConstraints(False) if value is None else ext.read_basic_constraints(value)

    @cached_property
    def key_usage(self) -> frozenset[str] | None:
        """What the key may do; None where the certificate does not say."""
        value = self.extension(oids.KEY_USAGE)
        return None if value is None else ext.read_key_usage(value)

    @cached_property
    def purposes(self) -> frozenset[str] | None:
        """What it is for; None where the certificate does not say."""
        value = self.extension(oids.EXTENDED_KEY_USAGE)
        return None if value is None else ext.read_extended_key_usage(value)

    @cached_property
    def subject_key_identifier(self) -> bytes | None:
        """The name of its key."""
        value = self.extension(oids.SUBJECT_KEY_IDENTIFIER)
        return None if value is None else der.Reader(value).octets()

    @cached_property
    def authority_key_identifier(self) -> bytes | None:
        """The name of the issuer's key."""
        value = self.extension(oids.AUTHORITY_KEY_IDENTIFIER)
        return None if value is None else ext.read_authority_key_identifier(value)

    @cached_property
    def alternative_names(self) -> tuple[GeneralName, ...]:
        """Further names of the holder."""
        value = self.extension(oids.SUBJECT_ALTERNATIVE_NAME)
        return () if value is None else ext.read_general_names(value)

    @cached_property
    def crl_urls(self) -> tuple[str, ...]:
        """Where its revocation list is."""
        value = self.extension(oids.CRL_DISTRIBUTION_POINTS)
        return () if value is None else ext.read_distribution_points(value)

    @cached_property
    def ocsp_urls(self) -> tuple[str, ...]:
        """Where its status is asked."""
        value = self.extension(oids.AUTHORITY_INFORMATION_ACCESS)
        pairs = () if value is None else ext.read_information_access(value)
        return tuple(url for method, url in pairs if method == oids.ACCESS_OCSP)

    @cached_property
    def policies(self) -> tuple[str, ...]:
        """Under which policies it was issued."""
        value = self.extension(oids.CERTIFICATE_POLICIES)
        return () if value is None else ext.read_policies(value)

    @cached_property
    def name_constraints(self) -> ext.NameConstraints | None:
        """Which names it may certify."""
        value = self.extension(oids.NAME_CONSTRAINTS)
        return None if value is None else ext.read_name_constraints(value)

    def __eq__(self, other: object) -> bool:
        """Compare the bytes."""
        return isinstance(other, Certificate) and other.encoded == self.encoded

    def __hash__(self) -> int:
        """Hash the bytes."""
        return hash(self.encoded)


def issue_certificate(
    *,
    signer: Signer,
    issuer: Name,
    subject: Name,
    public_key_info: bytes,
    serial: int,
    not_before: datetime,
    not_after: datetime,
    extensions: Sequence[ext.Extension],
) -> Certificate:
    """
    Sign a certificate.

    The extensions are written as given; `certificate_profile` in the CA decides them. Refuses with SignatureFailed
    where the signer checks itself.
    """
    if not 0 < serial < 1 << 8 * LONGEST_SERIAL_OCTETS - 1 or not_after < not_before:
        raise ValueError("the serial must be positive and at most 20 octets, the validity not negative")
    algorithm = signer.algorithm
    tbs = der.sequence(
        VERSION_3,
        der.integer(serial),
        algorithm,
        issuer.encoded,
        der.sequence(der.time(not_before), der.time(not_after)),
        subject.encoded,
        public_key_info,
        der.explicit(3, ext.write_extensions(extensions)),
    )
    signature = signer.sign(tbs)
    return Certificate(
        der.sequence(tbs, algorithm, der.bits(signature)),
        tbs,
        serial,
        algorithm_name(algorithm),
        issuer,
        not_before,
        not_after,
        subject,
        public_key_info,
        tuple(extensions),
        signature,
    )


@lru_cache(maxsize=256)
def _authority_signed(public_key_info: bytes, algorithm: str, tbs: bytes, signature: bytes) -> bool:
    return verify_signature(
        public_key_info=public_key_info, algorithm=algorithm, message=tbs, signature=signature
    )


def new_serial() -> int:
    """Draw a serial nobody can guess, positive and of 16 octets (RFC 5280 §4.1.2.2)."""
    return secrets.randbits(8 * SERIAL_OCTETS - 2) | 1 << 8 * SERIAL_OCTETS - 2


def _version(inside: der.Reader) -> int:
    wrapped = inside.explicit(0)
    if wrapped is None:
        return 0
    version = wrapped.integer()
    wrapped.finish()
    if version not in (1, 2):
        raise CertificateMalformed(problem="证书版本不认识")
    return version
