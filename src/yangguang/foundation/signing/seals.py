"""
Electronic seals and what they are put on (安全电子签章, GB/T 38540-2020, version 4): made, read strictly, verified offline.

A seal (电子印章) is signed by its maker (制章者) over `SES_SealInfo` and lists the certificates that may use it. A sealing
(电子签章) is signed by one of these over `TBS_Sign`: the whole seal, the time, the digest of what is sealed.

The shapes of the fields, the version number, the identifiers and what each signature covers agree with two independent open
implementations (ofdrw, and a verifier in C++); the text of the standard was not at hand. Not checked against it: the list of
seal types (1 is taken for bodies), the format of `esID` beyond IA5String, and which picture formats it admits (we write SVG).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from yangguang.foundation.signing import oids
from yangguang.foundation.signing.algorithms import Signer
from yangguang.foundation.signing.refusals import CertificateMalformed, SignatureWrong, SigningRefusal
from yangguang.foundation.signing.tsp import TimeStamp, verify_time_stamp
from yangguang.foundation.signing.x509 import Certificate
from yangguang.kernel import clock, der, sm

SEAL_MARK, SEAL_VERSION = "ES", 4
OF_BODY = 1
BY_CERTIFICATE, BY_DIGEST = 1, 2
LARGEST_SIDE = 200  # millimetres


class SealNotForSigner(SigningRefusal):
    """The certificate that sealed is not one the seal lists."""

    code = "signing.seal_not_for_signer"
    text = "盖章用的证书不在这枚印章准许的证书里。"
    remedy = "请向盖章单位核实；不要采信这份文书。"


class SealOutOfTime(SigningRefusal):
    """The sealing lies outside the seal's own validity."""

    code = "signing.seal_out_of_time"
    text = "盖章时间 {sealed} 不在印章的有效期内（{since} 至 {until}）。"


class SealForOther(SigningRefusal):
    """What is at hand is not what was sealed."""

    code = "signing.seal_for_other"
    text = "这份文书与盖章时的不一样，可能被改动过。"
    remedy = "请用盖章时的原文件核验。"


@dataclass(frozen=True)
class SealInfo:
    """What a seal says of itself: `SES_SealInfo`."""

    vendor: str
    number: str
    name: str
    kind: int
    certificates: tuple[bytes, ...]
    digests: tuple[bytes, ...]
    made_at: datetime
    valid_from: datetime
    valid_until: datetime
    picture_format: str
    picture: bytes
    width: int
    height: int

    def to_der(self) -> bytes:
        """Write it. Of the two lists of certificates only one may hold any."""
        listed = (
            (der.integer(BY_DIGEST), der.sequence(*(_digest_entry(one) for one in self.digests)))
            if self.digests
            else (der.integer(BY_CERTIFICATE), der.sequence(*(der.octets(one) for one in self.certificates)))
        )
        times = (self.made_at, self.valid_from, self.valid_until)
        return der.sequence(
            der.sequence(der.ia5(SEAL_MARK), der.integer(SEAL_VERSION), der.ia5(self.vendor)),
            der.ia5(self.number),
            der.sequence(
                der.integer(self.kind),
                der.utf8(self.name),
                *listed,
                *(der.generalized_time(at) for at in times),
            ),
            der.sequence(
                der.ia5(self.picture_format),
                der.octets(self.picture),
                der.integer(self.width),
                der.integer(self.height),
            ),
        )

    @classmethod
    def read(cls, inside: der.Reader) -> Self:
        """Read it. Refuses with MalformedDer, CertificateMalformed."""
        header = inside.sequence()
        mark, version, vendor = header.text(), header.integer(), header.text()
        header.finish()
        if (mark, version) != (SEAL_MARK, SEAL_VERSION):
            raise CertificateMalformed(problem=f"不是 GB/T 38540 的电子印章（标识 {mark}，版本 {version}）")
        number = inside.text()
        told = inside.sequence()
        kind, name, listing = told.integer(), told.text(), told.integer()
        listed = told.next(der.SEQUENCE).reader()
        made_at, valid_from, valid_until = told.time(), told.time(), told.time()
        told.finish()
        certificates, digests = _read_list(listing, listed)
        picture = inside.sequence()
        picture_format, content = picture.text(), picture.octets()
        width, height = picture.integer(), picture.integer()
        picture.finish()
        _skip_extensions(inside)
        inside.finish()
        if not (0 < width <= LARGEST_SIDE and 0 < height <= LARGEST_SIDE):
            raise CertificateMalformed(problem="印章图片的尺寸不合理")
        return cls(
            vendor, number, name, kind, certificates, digests, made_at, valid_from, valid_until,
            picture_format, content, width, height,
        )  # fmt: skip

    def lists(self, certificate: Certificate) -> bool:
        """Tell whether a certificate may use the seal."""
        return certificate.encoded in self.certificates or sm.sm3(certificate.encoded) in self.digests


@dataclass(frozen=True)
class Seal:
    """A seal as its maker signed it: `SESeal`."""

    info: SealInfo
    maker: Certificate
    encoded: bytes
    signed: bytes
    signature: bytes

    @classmethod
    def from_der(cls, encoded: bytes) -> Self:
        """Read a seal; its signature is for `verify`. Refuses with MalformedDer, CertificateMalformed, AlgorithmNotAccepted."""
        reader = der.Reader(encoded)
        inside = reader.sequence()
        reader.finish()
        signed = inside.next(der.SEQUENCE)
        maker = Certificate.from_der(inside.octets())
        _expect_sm2(inside.oid())
        signature = inside.whole_bits()
        inside.finish()
        return cls(SealInfo.read(signed.reader()), maker, encoded, signed.encoded, signature)

    def verify(self) -> None:
        """See that the maker signed it; the maker's own standing is for `validate_certificate`. Refuses with SignatureWrong."""
        if not self.maker.sm2_key.verify(self.signed, self.signature):
            raise SignatureWrong

    @property
    def maker_name(self) -> str:
        """Who made it, as people read it."""
        return self.maker.subject.get("CN")

    @property
    def fingerprint(self) -> str:
        """The SM3 digest of the whole seal, in hexadecimal."""
        return sm.sm3(self.encoded).hex()


@dataclass(frozen=True)
class Sealing:
    """A seal put on something: `SES_Signature`."""

    seal: Seal
    sealed_at: datetime
    digest: bytes
    reference: str
    signer: Certificate
    signed: bytes
    signature: bytes
    time_stamp: bytes

    @classmethod
    def from_der(cls, encoded: bytes) -> Self:
        """Read it. Refuses with MalformedDer, CertificateMalformed, AlgorithmNotAccepted."""
        reader = der.Reader(encoded)
        inside = reader.sequence()
        reader.finish()
        signed = inside.next(der.SEQUENCE)
        signer = Certificate.from_der(inside.octets())
        _expect_sm2(inside.oid())
        signature, stamped = inside.whole_bits(), inside.explicit(0)
        time_stamp = b""
        if stamped is not None:
            time_stamp = stamped.whole_bits()
            stamped.finish()
        inside.finish()
        told = signed.reader()
        version, seal = told.integer(), Seal.from_der(told.next(der.SEQUENCE).encoded)
        sealed_at, digest, reference = told.time(), told.whole_bits(), told.text()
        _skip_extensions(told)
        told.finish()
        if version != SEAL_VERSION:
            raise CertificateMalformed(problem=f"签章的版本 {version} 不认识")
        return cls(seal, sealed_at, digest, reference, signer, signed.encoded, signature, time_stamp)

    def verify(self, *, digest: bytes | None = None) -> TimeStamp | None:
        """
        Verify all that can be without asking anybody: both signatures, the list of certificates, the times, the content.

        *digest* is the SM3 of what is at hand. The standing of the certificates is for `validate_certificate`, at `sealed_at`.
        Refuses with SignatureWrong, SealNotForSigner, SealOutOfTime, SealForOther, TimeStampWrong.
        """
        if not self.signer.sm2_key.verify(self.signed, self.signature):
            raise SignatureWrong
        if not self.seal.info.lists(self.signer):
            raise SealNotForSigner
        self.seal.verify()
        info = self.seal.info
        if not info.valid_from <= self.sealed_at <= info.valid_until:
            raise SealOutOfTime(
                sealed=_words(self.sealed_at), since=_words(info.valid_from), until=_words(info.valid_until)
            )
        if digest is not None and digest != self.digest:
            raise SealForOther
        return verify_time_stamp(token=self.time_stamp, content=self.signature) if self.time_stamp else None


def make_seal(*, info: SealInfo, signer: Signer, maker: Certificate) -> Seal:
    """Sign a seal as its maker. Refuses with whatever the signer refuses."""
    signed = info.to_der()
    encoded = der.sequence(
        signed, der.octets(maker.encoded), der.oid(oids.SM2_SM3), der.bits(signer.sign(signed))
    )
    return Seal.from_der(encoded)


def put_seal(
    *,
    seal: Seal,
    digest: bytes,
    reference: str,
    signer: Signer,
    certificate: Certificate,
    at: datetime,
    stamp: Callable[[bytes], bytes] = lambda signature: b"",
) -> bytes:
    """
    Put a seal on what has this SM3 digest; *reference* names it (IA5), *stamp* gives the time stamp over the signature.

    Refuses with SealNotForSigner, SealOutOfTime, and whatever the signer refuses; nothing is given that does not verify.
    """
    signed = der.sequence(
        der.integer(SEAL_VERSION),
        seal.encoded,
        der.generalized_time(at),
        der.bits(digest),
        der.ia5(reference),
    )
    signature = signer.sign(signed)
    time_stamp = stamp(signature)
    encoded = der.sequence(
        signed,
        der.octets(certificate.encoded),
        der.oid(oids.SM2_SM3),
        der.bits(signature),
        der.explicit(0, der.bits(time_stamp)) if time_stamp else b"",
    )
    Sealing.from_der(encoded).verify(digest=digest)
    return encoded


def _read_list(listing: int, listed: der.Reader) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    if listing == BY_CERTIFICATE:
        return tuple(one.content for one in listed.each(der.OCTET_STRING)), ()
    if listing == BY_DIGEST:
        return (), tuple(_read_digest(one.reader()) for one in listed.each(der.SEQUENCE))
    raise CertificateMalformed(problem=f"印章的证书列表类型 {listing} 不认识")


def _digest_entry(digest: bytes) -> bytes:
    return der.sequence(der.printable("SM3"), der.octets(digest))


def _read_digest(entry: der.Reader) -> bytes:
    kind, digest = entry.text(), entry.octets()
    entry.finish()
    return digest if kind.upper() in ("SM3", oids.SM3) else b""  # another digest names nobody here


def _skip_extensions(reader: der.Reader) -> None:
    """Pass by what others add, unless it is critical: then the seal must not be relied on."""
    wrapped = reader.explicit(0)
    if wrapped is None:
        return
    for one in wrapped.sequence().each(der.SEQUENCE):
        entry = one.reader()
        name = entry.oid()
        if entry.default_false():
            raise CertificateMalformed(problem=f"印章含有不认识的关键扩展 {name}")
    wrapped.finish()


def _expect_sm2(algorithm: str) -> None:
    if algorithm not in (oids.SM2_SM3, oids.SM2_SIGN):
        raise CertificateMalformed(problem=f"印章的签名算法 {algorithm} 不是 SM2")


def _words(at: datetime) -> str:
    return f"{clock.local(at):%Y-%m-%d %H:%M:%S}"
