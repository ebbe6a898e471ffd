"""
Signed and enveloped data (CMS, RFC 5652; GM/T 0010 with its own content types).

Written in one family or the other as asked, read in both. The structure must be DER throughout; what was signed is
what was received, byte for byte.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from yangguang.foundation.signing import oids
from yangguang.foundation.signing.algorithms import Signer, algorithm_name, digest_by, read_algorithm
from yangguang.foundation.signing.crl import RevocationList
from yangguang.foundation.signing.refusals import (
    AlgorithmNotAccepted,
    CertificateMalformed,
    CertificateUsageWrong,
    EnvelopeNotForYou,
    SignatureWrong,
)
from yangguang.foundation.signing.x509 import Certificate
from yangguang.kernel import der, sm

CMS, GM = "cms", "gm"
_SIGNED = {CMS: oids.SIGNED, GM: oids.GM_SIGNED}
_ENVELOPED = {CMS: oids.ENVELOPED, GM: oids.GM_ENVELOPED}
_DATA = {CMS: oids.DATA, GM: oids.GM_DATA}
_SM3 = der.sequence(der.oid(oids.SM3))
_SM2_SIGN = der.sequence(der.oid(oids.SM2_SIGN))
_SM2_ENCRYPT = der.sequence(der.oid(oids.SM2_ENCRYPT))
_IMPLICIT_0, _IMPLICIT_1 = der.context(0), der.context(1)
_KEY_TRANSPORT = (oids.SM2_ENCRYPT, oids.SM2_ENCRYPT_OTHER)


@dataclass(frozen=True)
class SignerEntry:
    """One signature inside signed data, not yet verified."""

    issuer: bytes
    serial: int | None
    key_identifier: bytes | None
    digest: str
    attributes_encoded: bytes | None
    attributes: dict[str, bytes] = field(hash=False)
    algorithm: str
    signature: bytes

    def is_by(self, certificate: Certificate) -> bool:
        """Tell whether the entry names this certificate."""
        if self.key_identifier is not None:
            return certificate.subject_key_identifier == self.key_identifier
        return certificate.serial == self.serial and certificate.issuer.encoded == self.issuer


@dataclass(frozen=True)
class VerifiedSignature:
    """One right signature: whose certificate, when they say they signed, and what else they signed."""

    certificate: Certificate
    signed_at: datetime | None
    attributes: dict[str, bytes] = field(hash=False)
    signature: bytes = field(repr=False)


@dataclass(frozen=True)
class SignedData:
    """Content (unless detached), certificates and signatures."""

    content_type: str
    content: bytes | None
    certificates: tuple[Certificate, ...]
    lists: tuple[RevocationList, ...]
    signers: tuple[SignerEntry, ...]

    @classmethod
    def from_der(cls, encoded: bytes) -> Self:
        """Read signed data of either family. Refuses with MalformedDer, CertificateMalformed."""
        inside = _open_content_info(encoded, _SIGNED.values())
        inside.integer()
        inside.next(der.SET)
        encapsulated = inside.sequence()
        content_type, wrapped = encapsulated.oid(), encapsulated.explicit(0)
        content = None
        if wrapped is not None:
            content = wrapped.octets()
            wrapped.finish()
        encapsulated.finish()
        certificates, lists = inside.take_if(_IMPLICIT_0), inside.take_if(_IMPLICIT_1)
        entries = inside.next(der.SET).reader()
        inside.finish()
        return cls(
            content_type,
            content,
            tuple(Certificate.from_der(each.encoded) for each in _members(certificates)),
            tuple(RevocationList.from_der(each.encoded) for each in _members(lists)),
            tuple(_read_signer(each.reader()) for each in entries.each(der.SEQUENCE)),
        )

    def verify(
        self, *, content: bytes | None = None, certificates: Sequence[Certificate] = ()
    ) -> tuple[VerifiedSignature, ...]:
        """
        Verify every signature; the certificates' own standing is for `validate_certificate`.

        *content* is needed when detached and must agree when not. Refuses with SignatureWrong,
        CertificateMalformed, AlgorithmNotAccepted, KeyRefused.
        """
        if content is None:
            content = self.content
        elif self.content is not None and content != self.content:
            raise SignatureWrong
        if content is None or not self.signers:
            raise CertificateMalformed(problem="没有被签名的内容或没有签名")
        known = (*self.certificates, *certificates)
        return tuple(self._verified(signer, content, known) for signer in self.signers)

    def _verified(
        self, signer: SignerEntry, content: bytes, known: Sequence[Certificate]
    ) -> VerifiedSignature:
        certificate = next((each for each in known if signer.is_by(each)), None)
        if certificate is None:
            raise CertificateMalformed(problem="找不到签名者的证书")
        signed_at, message = None, content
        if signer.attributes_encoded is None:
            if self.content_type not in _DATA.values():
                raise CertificateMalformed(problem="缺少必需的签名属性")
        else:
            message = signer.attributes_encoded
            _expect_attributes(signer, self.content_type, content)
            if oids.SIGNING_TIME in signer.attributes:
                signed_at = der.Reader(signer.attributes[oids.SIGNING_TIME]).time()
        if not certificate.verify(signer.algorithm, message, signer.signature, digest=signer.digest):
            raise SignatureWrong
        return VerifiedSignature(certificate, signed_at, signer.attributes, signer.signature)


def sign_content(
    *,
    content: bytes,
    signers: Sequence[tuple[Signer, Certificate]],
    signed_at: datetime | None,
    detached: bool = False,
    family: str = CMS,
    content_type: str = "",
    more_certificates: Sequence[Certificate] = (),
    more_attributes: Sequence[bytes] = (),
) -> bytes:
    """
    Sign content with one or more SM2 keys, side by side.

    Content type, digest and time are signed attributes, so none of the three can be exchanged. Refuses with
    SignatureFailed.
    """
    kind = content_type or _DATA[family]
    attributes = [
        der.sequence(der.oid(oids.CONTENT_TYPE), der.set_of([der.oid(kind)])),
        der.sequence(der.oid(oids.MESSAGE_DIGEST), der.set_of([der.octets(sm.sm3(content))])),
        *more_attributes,
    ]
    if signed_at is not None:
        attributes.append(
            der.sequence(der.oid(oids.SIGNING_TIME), der.set_of([der.time(signed_at.replace(microsecond=0))]))
        )
    encoded = der.set_of(attributes)
    entries = [_signer_info(signer, certificate, encoded, family) for signer, certificate in signers]
    certificates = {each.encoded for _, each in signers} | {each.encoded for each in more_certificates}
    data = der.sequence(
        der.integer(1 if kind in _DATA.values() else 3),
        der.set_of([_SM3]),
        der.sequence(der.oid(kind), b"" if detached else der.explicit(0, der.octets(content))),
        der.tlv(_IMPLICIT_0, b"".join(sorted(certificates))),
        der.set_of(entries),
    )
    return der.sequence(der.oid(_SIGNED[family]), der.explicit(0, data))


def envelop_content(*, content: bytes, recipients: Sequence[Certificate], family: str = CMS) -> bytes:
    """
    Encrypt to the holders of encryption certificates: SM4-CBC under a fresh key, that key under each SM2 key.

    The envelope hides but does not seal; sign first. Refuses with CertificateUsageWrong, KeyRefused.
    """
    key, iv = sm.new_sm4_key(), sm.new_iv()
    version = der.integer(0 if family == CMS else 1)
    infos = []
    for certificate in recipients:
        usage = certificate.key_usage
        if usage is not None and not usage & {"key_encipherment", "data_encipherment"}:
            raise CertificateUsageWrong(subject=certificate.subject, usage="加密")
        infos.append(
            der.sequence(
                version,
                _issuer_and_serial(certificate),
                _SM2_ENCRYPT,
                der.octets(certificate.sm2_key.encrypt(key)),
            )
        )
    sealed = der.sequence(
        der.oid(_DATA[family]),
        der.sequence(der.oid(oids.SM4_CBC), der.octets(iv)),
        der.implicit(0, der.octets(sm.sm4_cbc_encrypt(key, iv, content))),
    )
    data = der.sequence(version, der.set_of(infos), sealed)
    return der.sequence(der.oid(_ENVELOPED[family]), der.explicit(0, data))


def open_envelope(*, encoded: bytes, certificate: Certificate, key: sm.PrivateKey) -> bytes:
    """
    Decrypt as one recipient, either family, either OID of SM2 encryption.

    Refuses with EnvelopeNotForYou, CiphertextRefused, AlgorithmNotAccepted, MalformedDer, CertificateMalformed.
    """
    inside = _open_content_info(encoded, _ENVELOPED.values())
    inside.integer()
    inside.take_if(_IMPLICIT_0)
    infos, sealed = inside.next(der.SET).reader(), inside.sequence()
    inside.take_if(_IMPLICIT_1)
    inside.finish()
    wrapped = _key_for(infos, certificate)
    sealed.oid()
    algorithm = sealed.sequence()
    if algorithm.oid() not in (oids.SM4_CBC, oids.SM4):
        raise AlgorithmNotAccepted(algorithm="信封的对称算法")
    iv = algorithm.octets()
    return sm.sm4_cbc_decrypt(key.decrypt(wrapped), iv, sealed.octets(der.context(0, constructed=False)))


def _key_for(infos: der.Reader, certificate: Certificate) -> bytes:
    for element in infos.each():
        if element.tag != der.SEQUENCE:
            continue  # other kinds of recipients
        info = element.reader()
        info.integer()
        recipient = info.next()
        algorithm, wrapped = read_algorithm(info), info.octets()
        info.finish()
        if _names(recipient, certificate):
            if algorithm not in _KEY_TRANSPORT:
                raise AlgorithmNotAccepted(algorithm=algorithm)
            return wrapped
    raise EnvelopeNotForYou


def _names(recipient: der.Element, certificate: Certificate) -> bool:
    if recipient.tag == der.context(0, constructed=False):
        return recipient.content == certificate.subject_key_identifier
    return recipient.encoded == _issuer_and_serial(certificate)


def _issuer_and_serial(certificate: Certificate) -> bytes:
    return der.sequence(certificate.issuer.encoded, der.integer(certificate.serial))


def _signer_info(signer: Signer, certificate: Certificate, attributes: bytes, family: str) -> bytes:
    return der.sequence(
        der.integer(1),
        _issuer_and_serial(certificate),
        _SM3,
        der.tlv(_IMPLICIT_0, der.Reader(attributes).next().content),
        signer.algorithm if family == CMS else _SM2_SIGN,
        der.octets(signer.sign(attributes)),
    )


def _open_content_info(encoded: bytes, expected: object) -> der.Reader:
    reader = der.Reader(encoded)
    outside = reader.sequence()
    reader.finish()
    kind = outside.oid()
    wrapped = outside.explicit(0)
    outside.finish()
    if kind not in tuple(expected) or wrapped is None:  # type: ignore[arg-type]
        raise CertificateMalformed(problem="不是签名或加密数据")
    inside = wrapped.sequence()
    wrapped.finish()
    return inside


def _members(element: der.Element | None) -> list[der.Element]:
    # Others do not sort these sets; nothing is hashed over them, so their order is let pass.
    return [] if element is None else list(element.reader().each(der.SEQUENCE))


def _read_signer(info: der.Reader) -> SignerEntry:
    version, identifier = info.integer(), info.next()
    issuer, serial, key_identifier = b"", None, None
    if version == 3 and identifier.tag == der.context(0, constructed=False):
        key_identifier = identifier.content
    else:
        named = identifier.reader()
        issuer, serial = named.next(der.SEQUENCE).encoded, named.integer()
        named.finish()
    digest = read_algorithm(info)
    signed = info.take_if(_IMPLICIT_0)
    algorithm, signature = algorithm_name(info.next(der.SEQUENCE).encoded), info.octets()
    info.take_if(_IMPLICIT_1)
    info.finish()
    encoded = None if signed is None else der.tlv(der.SET, signed.content)
    attributes = {} if signed is None else _read_attributes(signed.reader())
    return SignerEntry(issuer, serial, key_identifier, digest, encoded, attributes, algorithm, signature)


def _read_attributes(reader: der.Reader) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for element in reader.each(der.SEQUENCE):
        inside = element.reader()
        kind, values = inside.oid(), inside.next(der.SET)
        inside.finish()
        if kind in found:
            raise CertificateMalformed(problem="签名属性重复")
        found[kind] = values.content
    return found


def _expect_attributes(signer: SignerEntry, content_type: str, content: bytes) -> None:
    attributes = signer.attributes
    if signer.digest == oids.SHA1:
        raise AlgorithmNotAccepted(algorithm="SHA-1")
    if attributes.get(oids.CONTENT_TYPE) != der.oid(content_type):
        raise SignatureWrong
    if attributes.get(oids.MESSAGE_DIGEST) != der.octets(digest_by(signer.digest, content)):
        raise SignatureWrong
