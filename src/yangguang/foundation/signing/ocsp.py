"""Asking and answering whether a certificate still stands (OCSP, RFC 6960; answers may be signed ahead, RFC 5019)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Self

from yangguang.foundation.signing import extensions as ext
from yangguang.foundation.signing import oids
from yangguang.foundation.signing.algorithms import Signer, digest_by, read_algorithm
from yangguang.foundation.signing.crl import REASON_NAMES, REASONS
from yangguang.foundation.signing.refusals import CertificateMalformed
from yangguang.foundation.signing.x509 import Certificate
from yangguang.kernel import der

SUCCESSFUL, MALFORMED_REQUEST, INTERNAL_ERROR, TRY_LATER, SIGNATURE_REQUIRED, UNAUTHORIZED = 0, 1, 2, 3, 5, 6
GOOD, REVOKED, UNKNOWN = "good", "revoked", "unknown"
LONGEST_NONCE = 32  # RFC 8954
MOST_QUESTIONS = 100
ANSWER_LASTS = timedelta(minutes=5)
"""An answer that names no next update says that newer word is to be had at any time (RFC 6960 §4.2.2.1)."""


@dataclass(frozen=True)
class CertificateId:
    """Which certificate is meant: digests of the issuer's name and key, and the serial."""

    digest: str
    name_hash: bytes
    key_hash: bytes
    serial: int
    received: bytes = field(default=b"", compare=False, repr=False)

    @classmethod
    def of(cls, *, issuer: Certificate, serial: int, digest: str = oids.SM3) -> Self:
        """Name a certificate of an issuer. Refuses with AlgorithmNotAccepted."""
        return cls(
            digest, digest_by(digest, issuer.subject.encoded), digest_by(digest, _key_bits(issuer)), serial
        )

    def is_of(self, issuer: Certificate) -> bool:
        """Tell whether the issuer is meant. Refuses with AlgorithmNotAccepted."""
        return self == CertificateId.of(issuer=issuer, serial=self.serial, digest=self.digest)

    def to_der(self) -> bytes:
        """Write it; one received is repeated as it came, since some clients compare octets."""
        return self.received or der.sequence(
            der.sequence(der.oid(self.digest), der.null()),
            der.octets(self.name_hash),
            der.octets(self.key_hash),
            der.integer(self.serial),
        )

    @classmethod
    def read(cls, reader: der.Reader) -> Self:
        """Take one."""
        element = reader.next(der.SEQUENCE)
        inside = element.reader()
        parts = read_algorithm(inside), inside.octets(), inside.octets(), inside.integer()
        inside.finish()
        return cls(*parts, element.encoded)


@dataclass(frozen=True)
class OcspRequest:
    """Questions, and a nonce to be repeated in the answer."""

    questions: tuple[CertificateId, ...]
    nonce: bytes | None = None

    @classmethod
    def from_der(cls, encoded: bytes) -> Self:
        """Read a request; a signature under it is allowed and not read. Refuses with MalformedDer, CertificateMalformed."""
        reader = der.Reader(encoded)
        outside = reader.sequence()
        reader.finish()
        inside = outside.sequence()
        version = inside.explicit(0)
        if version is not None and version.integer() != 0:
            raise CertificateMalformed(problem="查询的版本不认识")
        inside.take_if(der.context(1))
        questions = []
        for element in inside.sequence().each(der.SEQUENCE):
            question = element.reader()
            questions.append(CertificateId.read(question))
            question.take_if(der.context(0))
            question.finish()
        wrapped = inside.explicit(2)
        extensions = ext.read_extensions(wrapped) if wrapped else ()
        inside.finish()
        if not 1 <= len(questions) <= MOST_QUESTIONS:
            raise CertificateMalformed(problem=f"一次应查询 1 至 {MOST_QUESTIONS} 张证书")
        return cls(tuple(questions), _nonce(extensions))

    def to_der(self) -> bytes:
        """Write it."""
        questions = der.sequence(*(der.sequence(question.to_der()) for question in self.questions))
        extensions = b""
        if self.nonce is not None:
            extensions = der.explicit(2, ext.write_extensions([_nonce_extension(self.nonce)]))
        return der.sequence(der.sequence(questions, extensions))


@dataclass(frozen=True)
class CertificateStatus:
    """The answer for one certificate."""

    certificate: CertificateId
    status: str
    this_update: datetime
    next_update: datetime | None = None
    revoked_at: datetime | None = None
    reason: str = "unspecified"

    def to_der(self) -> bytes:
        """Write it."""
        return der.sequence(
            self.certificate.to_der(),
            self._status(),
            der.generalized_time(self.this_update),
            der.explicit(0, der.generalized_time(self.next_update)) if self.next_update else b"",
        )

    def _status(self) -> bytes:
        if self.status == GOOD:
            return der.implicit(0, der.null())
        if self.status == UNKNOWN or self.revoked_at is None:
            return der.implicit(2, der.null())
        reason = b""
        if self.reason != "unspecified":
            reason = der.explicit(0, der.enumerated(REASONS[self.reason]))
        return der.implicit(1, der.sequence(der.generalized_time(self.revoked_at), reason))


@dataclass(frozen=True)
class OcspResponse:
    """A signed answer."""

    encoded: bytes = field(repr=False)
    tbs: bytes = field(repr=False)
    algorithm: str
    signature: bytes = field(repr=False)
    responder: bytes
    produced_at: datetime
    answers: tuple[CertificateStatus, ...]
    certificates: tuple[Certificate, ...]
    nonce: bytes | None = None

    @classmethod
    def from_der(cls, encoded: bytes) -> Self:
        """Read a successful answer. Refuses with MalformedDer, CertificateMalformed (also on an error status)."""
        reader = der.Reader(encoded)
        outside = reader.sequence()
        reader.finish()
        status = outside.integer(der.ENUMERATED)
        wrapped = outside.explicit(0)
        if status != SUCCESSFUL or wrapped is None:
            raise CertificateMalformed(problem=f"证书状态服务没有回答（状态 {status}）")
        content = wrapped.sequence()
        if content.oid() != oids.OCSP_BASIC:
            raise CertificateMalformed(problem="证书状态回答的类型不认识")
        basic_reader = der.Reader(content.octets())
        basic = basic_reader.sequence()
        basic_reader.finish()
        tbs = basic.next(der.SEQUENCE).encoded
        algorithm, signature = read_algorithm(basic), basic.whole_bits()
        wrapped_certificates = basic.explicit(0)
        certificates = (
            tuple(Certificate.from_der(each.encoded) for each in wrapped_certificates.sequence().each())
            if wrapped_certificates
            else ()
        )
        basic.finish()
        return cls(encoded, tbs, algorithm, signature, *_read_data(tbs, certificates))

    def is_signed_by(self, responder: Certificate) -> bool:
        """Tell whether this certificate's key signed the answer and is the responder it names."""
        named = self.responder in (
            der.explicit(1, responder.subject.encoded),
            der.explicit(2, der.octets(_key_hash(responder))),
        )
        return named and responder.verify(self.algorithm, self.tbs, self.signature)

    def find(self, certificate: Certificate, issuer: Certificate) -> CertificateStatus | None:
        """Give the answer for one certificate of an issuer."""
        for answer in self.answers:
            if answer.certificate.serial == certificate.serial and answer.certificate.is_of(issuer):
                return answer
        return None


def answer_request(
    *,
    signer: Signer,
    responder: Certificate,
    answers: Sequence[CertificateStatus],
    produced_at: datetime,
    nonce: bytes | None = None,
    include_certificate: bool = True,
) -> bytes:
    """Sign an answer, naming the responder by its key. Refuses with SignatureFailed."""
    extensions = b""
    if nonce is not None:
        extensions = der.explicit(1, ext.write_extensions([_nonce_extension(nonce)]))
    tbs = der.sequence(
        der.explicit(2, der.octets(_key_hash(responder))),
        der.generalized_time(produced_at.replace(microsecond=0)),
        der.sequence(*(answer.to_der() for answer in answers)),
        extensions,
    )
    certificates = der.explicit(0, der.sequence(responder.encoded)) if include_certificate else b""
    basic = der.sequence(tbs, signer.algorithm, der.bits(signer.sign(tbs)), certificates)
    content = der.sequence(der.oid(oids.OCSP_BASIC), der.octets(basic))
    return der.sequence(der.enumerated(SUCCESSFUL), der.explicit(0, content))


def refuse_request(status: int) -> bytes:
    """Write an unsigned refusal: malformed, unauthorised, try later."""
    return der.sequence(der.enumerated(status))


def may_answer_for(responder: Certificate, issuer: Certificate, at: datetime) -> bool:
    """Tell whether a responder is the issuer itself or was named by it for this (RFC 6960 §4.2.2.2)."""
    if responder == issuer:
        return True
    return (
        responder.issuer == issuer.subject
        and oids.OCSP_SIGNING in (responder.purposes or ())
        and "digital_signature" in (responder.key_usage or {"digital_signature"})
        and responder.is_valid_at(at)
        and responder.verify_signature_by(issuer)
    )


def _key_bits(certificate: Certificate) -> bytes:
    inside = der.Reader(certificate.public_key_info).sequence()
    inside.next(der.SEQUENCE)
    return inside.whole_bits()


def _key_hash(certificate: Certificate) -> bytes:
    return digest_by(oids.SHA1, _key_bits(certificate))  # KeyHash is fixed to SHA-1 (RFC 6960 §4.2.1)


def _nonce_extension(nonce: bytes) -> ext.Extension:
    return ext.Extension(oids.OCSP_NONCE, False, der.octets(nonce))


def _nonce(extensions: Sequence[ext.Extension]) -> bytes | None:
    value = next((each.value for each in extensions if each.oid == oids.OCSP_NONCE), None)
    if value is None:
        return None
    nonce = der.Reader(value).octets()
    if not 1 <= len(nonce) <= LONGEST_NONCE:
        raise CertificateMalformed(problem="随机数的长度不对")
    return nonce


def _read_data(
    tbs: bytes, certificates: tuple[Certificate, ...]
) -> tuple[bytes, datetime, tuple[CertificateStatus, ...], tuple[Certificate, ...], bytes | None]:
    inside = der.Reader(tbs).sequence()
    inside.take_if(der.context(0))
    responder, produced_at = inside.next().encoded, inside.time()
    answers = tuple(_read_answer(element.reader()) for element in inside.sequence().each(der.SEQUENCE))
    wrapped = inside.explicit(1)
    extensions = ext.read_extensions(wrapped) if wrapped else ()
    inside.finish()
    return responder, produced_at, answers, certificates, _nonce(extensions)


def _read_answer(inside: der.Reader) -> CertificateStatus:
    certificate, status = CertificateId.read(inside), inside.next()
    this_update, until = inside.time(), inside.explicit(0)
    next_update = until.time() if until else None
    inside.take_if(der.context(1))
    inside.finish()
    kinds = {
        der.context(0, constructed=False): GOOD,
        der.context(1): REVOKED,
        der.context(2, constructed=False): UNKNOWN,
    }
    if status.tag not in kinds:
        raise CertificateMalformed(problem="证书状态不认识")
    revoked_at, reason = None, "unspecified"
    if status.tag == der.context(1):
        revoked = status.reader()
        revoked_at = revoked.time()
        wrapped = revoked.explicit(0)
        if wrapped is not None:
            reason = REASON_NAMES.get(wrapped.integer(der.ENUMERATED), "unspecified")
        revoked.finish()
    return CertificateStatus(certificate, kinds[status.tag], this_update, next_update, revoked_at, reason)
