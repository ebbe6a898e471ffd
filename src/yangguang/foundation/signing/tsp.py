"""Time stamps (RFC 3161, GM/T 0033): an authority's word that some bytes existed at an instant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from yangguang.foundation.signing import cms, oids
from yangguang.foundation.signing.algorithms import Signer, digest_by, read_algorithm
from yangguang.foundation.signing.refusals import (
    AlgorithmNotAccepted,
    CertificateMalformed,
    TimeStampWrong,
)
from yangguang.foundation.signing.x509 import Certificate
from yangguang.kernel import der, sm

GRANTED, REJECTED = 0, 2
FAILURES = {  # PKIFailureInfo of RFC 3161 §2.4.2
    "bad_algorithm": 0,
    "bad_request": 2,
    "bad_format": 5,
    "time_not_available": 14,
    "unaccepted_policy": 15,
    "unaccepted_extension": 16,
    "system_failure": 25,
}
ACCEPTED_DIGESTS = {oids.SM3: 32, oids.SHA256: 32, oids.SHA384: 48, oids.SHA512: 64}


@dataclass(frozen=True)
class TimeStampRequest:
    """What is to be stamped: a digest, never the content."""

    digest: str
    imprint: bytes
    nonce: int | None = None
    policy: str = ""
    wants_certificate: bool = True

    @classmethod
    def from_der(cls, encoded: bytes) -> Self:
        """Read a request. Refuses with MalformedDer, CertificateMalformed, AlgorithmNotAccepted."""
        reader = der.Reader(encoded)
        inside = reader.sequence()
        reader.finish()
        if inside.integer() != 1:
            raise CertificateMalformed(problem="时间戳请求的版本不认识")
        digest, imprint = _read_imprint(inside)
        policy = inside.oid() if inside.peek() == der.OBJECT_IDENTIFIER else ""
        nonce = inside.integer() if inside.peek() == der.INTEGER else None
        wants_certificate = inside.default_false()
        if inside.peek() is not None:
            raise CertificateMalformed(problem="时间戳请求含有不认识的扩展")
        if ACCEPTED_DIGESTS.get(digest) != len(imprint):
            raise AlgorithmNotAccepted(algorithm=digest)
        return cls(digest, imprint, nonce, policy, wants_certificate)

    def to_der(self) -> bytes:
        """Write it."""
        return der.sequence(
            der.integer(1),
            _imprint(self.digest, self.imprint),
            der.oid(self.policy) if self.policy else b"",
            b"" if self.nonce is None else der.integer(self.nonce),
            der.boolean(True) if self.wants_certificate else b"",
        )


@dataclass(frozen=True)
class TimeStamp:
    """A verified stamp: when, by whom, under which number."""

    stamped_at: datetime
    serial: int
    policy: str
    digest: str
    imprint: bytes
    nonce: int | None
    authority: Certificate


def issue_time_stamp(
    *,
    request: TimeStampRequest,
    signer: Signer,
    authority: Certificate,
    policy: str,
    serial: int,
    now: datetime,
    more_certificates: Sequence[Certificate] = (),
    accuracy_seconds: int = 1,
) -> bytes:
    """
    Answer a request with a token.

    The authority's certificate is bound into the signature (RFC 5816), so it cannot be exchanged for another of
    the same key. Refuses with TimeStampWrong a policy that is not ours, SignatureFailed.
    """
    if request.policy and request.policy != policy:
        raise TimeStampWrong(problem="请求的时间戳策略不提供")
    info = der.sequence(
        der.integer(1),
        der.oid(policy),
        _imprint(request.digest, request.imprint),
        der.integer(serial),
        der.generalized_time(now),
        der.sequence(der.integer(accuracy_seconds)),
        b"" if request.nonce is None else der.integer(request.nonce),
    )
    token = cms.sign_content(
        content=info,
        signers=[(signer, authority)],
        signed_at=now,
        content_type=oids.TST_INFO,
        more_certificates=more_certificates,
        more_attributes=[_signing_certificate(authority)],
    )
    return der.sequence(der.sequence(der.integer(GRANTED)), token)


def refuse_time_stamp(failure: str) -> bytes:
    """Answer without a token; *failure* is a name of RFC 3161 §2.4.2."""
    return der.sequence(der.sequence(der.integer(REJECTED), der.named_bits([FAILURES[failure]])))


def token_of(response: bytes) -> bytes:
    """Take the token out of a granted answer. Refuses with TimeStampWrong, MalformedDer."""
    reader = der.Reader(response)
    inside = reader.sequence()
    reader.finish()
    status = inside.sequence().integer()
    if status not in (0, 1) or inside.peek() is None:
        raise TimeStampWrong(problem=f"时间戳服务没有签发（状态 {status}）")
    token = inside.next(der.SEQUENCE).encoded
    inside.finish()
    return token


def verify_time_stamp(
    *,
    token: bytes,
    content: bytes | None = None,
    imprint: bytes | None = None,
    nonce: int | None = None,
    certificates: Sequence[Certificate] = (),
) -> TimeStamp:
    """
    Verify a token over content (or its digest); the authority's own standing is for `validate_certificate`.

    Refuses with TimeStampWrong, SignatureWrong, CertificateMalformed, MalformedDer, AlgorithmNotAccepted.
    """
    signed = cms.SignedData.from_der(token)
    if signed.content_type != oids.TST_INFO or signed.content is None or len(signed.signers) != 1:
        raise TimeStampWrong(problem="不是时间戳")
    verified = signed.verify(certificates=certificates)[0]
    authority = verified.certificate
    _expect_bound(verified.attributes.get(oids.SIGNING_CERTIFICATE_2), authority)
    critical = any(each.oid == oids.EXTENDED_KEY_USAGE and each.critical for each in authority.extensions)
    if authority.purposes != {oids.TIME_STAMPING} or not critical:
        raise TimeStampWrong(problem="签发者的证书不是时间戳证书")
    stamp = _read_info(signed.content, authority)
    expected = imprint if content is None else digest_by(stamp.digest, content)
    if expected is None or expected != stamp.imprint:
        raise TimeStampWrong(problem="盖的不是这份内容")
    if nonce is not None and nonce != stamp.nonce:
        raise TimeStampWrong(problem="回答的不是这次请求")
    return stamp


def _imprint(digest: str, imprint: bytes) -> bytes:
    return der.sequence(der.sequence(der.oid(digest), der.null()), der.octets(imprint))


def _read_imprint(reader: der.Reader) -> tuple[str, bytes]:
    inside = reader.sequence()
    digest, imprint = read_algorithm(inside), inside.octets()
    inside.finish()
    return digest, imprint


def _read_info(encoded: bytes, authority: Certificate) -> TimeStamp:
    reader = der.Reader(encoded)
    inside = reader.sequence()
    reader.finish()
    if inside.integer() != 1:
        raise CertificateMalformed(problem="时间戳的版本不认识")
    policy = inside.oid()
    digest, imprint = _read_imprint(inside)
    serial, stamped_at = inside.integer(), inside.time()
    inside.take_if(der.SEQUENCE)  # accuracy
    inside.default_false()  # ordering
    nonce = inside.integer() if inside.peek() == der.INTEGER else None
    inside.take_if(der.context(0))  # the authority's name, said by its certificate already
    if inside.peek() is not None:
        raise CertificateMalformed(problem="时间戳含有不认识的扩展")
    return TimeStamp(stamped_at, serial, policy, digest, imprint, nonce, authority)


def _signing_certificate(certificate: Certificate) -> bytes:
    identifier = der.sequence(
        der.sequence(der.oid(oids.SM3)),
        der.octets(sm.sm3(certificate.encoded)),
        der.sequence(
            der.sequence(der.explicit(4, certificate.issuer.encoded)), der.integer(certificate.serial)
        ),
    )
    value = der.sequence(der.sequence(identifier))
    return der.sequence(der.oid(oids.SIGNING_CERTIFICATE_2), der.set_of([value]))


def _expect_bound(attribute: bytes | None, certificate: Certificate) -> None:
    if attribute is None:
        raise TimeStampWrong(problem="没有写明签发者的证书")
    identifier = der.Reader(attribute).sequence().sequence().sequence()
    digest = oids.SHA256  # the default of RFC 5035
    if identifier.peek() == der.SEQUENCE:
        digest = read_algorithm(identifier)
    if digest not in ACCEPTED_DIGESTS or identifier.octets() != digest_by(digest, certificate.encoded):
        raise TimeStampWrong(problem="签发者的证书被换过")
