"""Certification requests (PKCS#10, RFC 2986): the holder's own signature proves that the key is in their hands."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

from yangguang.foundation.signing import extensions as ext
from yangguang.foundation.signing import oids
from yangguang.foundation.signing.algorithms import Signer, read_algorithm, verify_signature
from yangguang.foundation.signing.names import Name, read_name
from yangguang.foundation.signing.refusals import CertificateMalformed, SignatureWrong
from yangguang.kernel import der
from yangguang.kernel.sm import containers

PEM_LABELS = ("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST")


@dataclass(frozen=True)
class CertificationRequest:
    """One request, its signature already verified."""

    encoded: bytes
    subject: Name
    public_key_info: bytes = field(repr=False)
    extensions: tuple[ext.Extension, ...] = ()

    @classmethod
    def from_der(cls, encoded: bytes) -> Self:
        """
        Read a request and verify that its key signed it.

        Refuses with MalformedDer, CertificateMalformed, SignatureWrong, AlgorithmNotAccepted, KeyRefused.
        """
        reader = der.Reader(encoded)
        outside = reader.sequence()
        reader.finish()
        information = outside.next(der.SEQUENCE).encoded
        algorithm, signature = read_algorithm(outside), outside.whole_bits()
        outside.finish()
        inside = der.Reader(information).sequence()
        if inside.integer() != 0:
            raise CertificateMalformed(problem="证书请求的版本不认识")
        subject = read_name(inside.next(der.SEQUENCE).encoded)
        public_key_info = inside.next(der.SEQUENCE).encoded
        extensions: tuple[ext.Extension, ...] = ()
        if inside.peek() is not None:
            extensions = _requested(inside.next(der.context(0)))
        inside.finish()
        if not verify_signature(
            public_key_info=public_key_info, algorithm=algorithm, message=information, signature=signature
        ):
            raise SignatureWrong
        return cls(encoded, subject, public_key_info, extensions)

    @classmethod
    def from_pem(cls, text: str) -> Self:
        """Read a CERTIFICATE REQUEST block; refuses as `from_der`."""
        return cls.from_der(containers.from_pem(text, *PEM_LABELS)[1])

    def to_pem(self) -> str:
        """Write a CERTIFICATE REQUEST block."""
        return containers.to_pem(PEM_LABELS[0], self.encoded)


def request_certificate(
    *, signer: Signer, subject: Name, extensions: Sequence[ext.Extension] = ()
) -> CertificationRequest:
    """Make a request for the signer's own key."""
    attributes = b""
    if extensions:
        attributes = der.sequence(
            der.oid(oids.EXTENSION_REQUEST), der.set_of([ext.write_extensions(extensions)])
        )
    information = der.sequence(
        der.integer(0), subject.encoded, signer.public_key_info, der.tlv(der.context(0), attributes)
    )
    encoded = der.sequence(information, signer.algorithm, der.bits(signer.sign(information)))
    return CertificationRequest(encoded, subject, signer.public_key_info, tuple(extensions))


def _requested(attributes: der.Element) -> tuple[ext.Extension, ...]:
    for element in attributes.reader().each(der.SEQUENCE):
        attribute = element.reader()
        kind, values = attribute.oid(), attribute.next(der.SET)
        if kind == oids.EXTENSION_REQUEST:
            return ext.read_extensions(values.reader())
    return ()
