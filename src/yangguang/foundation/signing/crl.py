"""Revocation lists and their deltas (RFC 5280 §5)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Self

from yangguang.foundation.signing import extensions as ext
from yangguang.foundation.signing import oids
from yangguang.foundation.signing.algorithms import Signer, algorithm_name, verify_signature
from yangguang.foundation.signing.names import Name, read_name
from yangguang.foundation.signing.refusals import CertificateMalformed
from yangguang.foundation.signing.x509 import Certificate
from yangguang.kernel import der
from yangguang.kernel.sm import containers

PEM_LABEL = "X509 CRL"
REASONS = {  # RFC 5280 §5.3.1; 7 is not used
    "unspecified": 0,
    "key_compromise": 1,
    "ca_compromise": 2,
    "affiliation_changed": 3,
    "superseded": 4,
    "cessation_of_operation": 5,
    "certificate_hold": 6,
    "remove_from_crl": 8,
    "privilege_withdrawn": 9,
    "aa_compromise": 10,
}
REASON_NAMES = {number: name for name, number in REASONS.items()}
REASON_TEXTS = {
    "unspecified": "未说明",
    "key_compromise": "密钥泄露",
    "ca_compromise": "机构密钥泄露",
    "affiliation_changed": "单位变更",
    "superseded": "已换发",
    "cessation_of_operation": "停止使用",
    "certificate_hold": "暂停使用",
    "remove_from_crl": "恢复使用",
    "privilege_withdrawn": "权限收回",
    "aa_compromise": "属性机构密钥泄露",
}


@dataclass(frozen=True, slots=True)
class RevokedEntry:
    """One certificate taken back, or put on hold."""

    serial: int
    revoked_at: datetime
    reason: str = "unspecified"
    invalid_since: datetime | None = None

    def to_der(self) -> bytes:
        """Write it; the reason "unspecified" is left away (RFC 5280 §5.3.1)."""
        return der.sequence(
            der.integer(self.serial),
            der.time(self.revoked_at),
            _entry_extensions(self.reason, self.invalid_since),
        )


@dataclass(frozen=True)
class RevocationList:
    """One list; `base_number` says that it is a delta and upon what."""

    encoded: bytes = field(repr=False)
    tbs: bytes = field(repr=False)
    algorithm: str
    issuer: Name
    this_update: datetime
    next_update: datetime
    number: int | None
    base_number: int | None
    authority_key_identifier: bytes | None
    signature: bytes = field(repr=False)
    unknown_critical: tuple[str, ...] = ()
    spelled_entries: bytes = field(repr=False, default=b"")
    merged: Mapping[int, RevokedEntry] | None = field(repr=False, default=None)

    @classmethod
    def from_der(cls, encoded: bytes) -> Self:
        """Read a list of version 2. Refuses with MalformedDer, CertificateMalformed."""
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
        if inside.integer() != 1 or inside.next(der.SEQUENCE).encoded != algorithm:
            raise CertificateMalformed(problem="吊销列表的版本或算法不对")
        issuer = read_name(inside.next(der.SEQUENCE).encoded)
        this_update, next_update = inside.time(), inside.time()
        entries = inside.take_if(der.SEQUENCE)
        wrapped = inside.explicit(0)
        extensions = ext.read_extensions(wrapped) if wrapped else ()
        inside.finish()
        return cls(
            encoded,
            tbs,
            algorithm_name(algorithm),
            issuer,
            this_update,
            next_update,
            _number(extensions, oids.CRL_NUMBER),
            _number(extensions, oids.DELTA_CRL),
            _authority(extensions),
            signature,
            tuple(each.oid for each in extensions if each.critical and each.oid != oids.DELTA_CRL),
            entries.content if entries else b"",
        )

    @classmethod
    def from_pem(cls, text: str) -> Self:
        """Read an X509 CRL block; refuses as `from_der`."""
        return cls.from_der(containers.from_pem(text, PEM_LABEL)[1])

    def to_pem(self) -> str:
        """Write an X509 CRL block."""
        return containers.to_pem(PEM_LABEL, self.encoded)

    @cached_property
    def entries(self) -> Mapping[int, RevokedEntry]:
        """All entries by serial."""
        if self.merged is not None:
            return self.merged
        return {
            entry.serial: entry
            for entry in map(_read_entry, der.Reader(self.spelled_entries).each(der.SEQUENCE))
        }

    def is_signed_by(self, issuer: Certificate) -> bool:
        """Tell whether this CA signed it, and may: its name, its key, and crl_sign."""
        usage = issuer.key_usage
        return (
            issuer.subject == self.issuer
            and (usage is None or "crl_sign" in usage)
            and not self.unknown_critical
            and _list_signed(issuer.public_key_info, self.algorithm, self.tbs, self.signature)
        )

    def with_delta(self, delta: "RevocationList") -> Self:
        """
        Give this full list brought forward by a delta (RFC 5280 §5.2.4).

        Both must have been verified. Refuses with CertificateMalformed where they do not belong together.
        """
        fits = (
            self.base_number is None
            and delta.base_number is not None
            and delta.issuer == self.issuer
            and delta.authority_key_identifier == self.authority_key_identifier
            and delta.base_number <= (self.number or 0) < (delta.number or 0)
        )
        if not fits:
            raise CertificateMalformed(problem="增量列表与完整列表不配套")
        merged = {**self.entries, **delta.entries}
        for serial, entry in delta.entries.items():
            if entry.reason == "remove_from_crl":
                del merged[serial]
        return replace(
            self,
            this_update=delta.this_update,
            next_update=delta.next_update,
            number=delta.number,
            merged=merged,
        )


def issue_revocation_list(
    *,
    signer: Signer,
    issuer: Name,
    issuer_key_identifier: bytes,
    number: int,
    this_update: datetime,
    next_update: datetime,
    entries: Iterable[RevokedEntry],
    base_number: int | None = None,
    freshest_urls: tuple[str, ...] = (),
) -> RevocationList:
    """Sign a list; with *base_number* it is a delta upon that number. Refuses with SignatureFailed."""
    extensions = [
        ext.authority_key_identifier(issuer_key_identifier),
        ext.Extension(oids.CRL_NUMBER, False, der.integer(number)),
    ]
    if base_number is not None:
        extensions.append(ext.Extension(oids.DELTA_CRL, True, der.integer(base_number)))
    if freshest_urls:
        extensions.append(ext.distribution_points(*freshest_urls, freshest=True))
    spelled = b"".join([entry.to_der() for entry in entries])
    tbs = der.sequence(
        der.integer(1),
        signer.algorithm,
        issuer.encoded,
        der.time(this_update),
        der.time(next_update),
        der.tlv(der.SEQUENCE, spelled) if spelled else b"",
        der.explicit(0, ext.write_extensions(extensions)),
    )
    signature = signer.sign(tbs)
    return RevocationList(
        der.sequence(tbs, signer.algorithm, der.bits(signature)),
        tbs,
        algorithm_name(signer.algorithm),
        issuer,
        this_update,
        next_update,
        number,
        base_number,
        issuer_key_identifier,
        signature,
        (),
        spelled,
    )


@lru_cache(maxsize=4096)
def _entry_extensions(reason: str, invalid_since: datetime | None) -> bytes:
    extensions = []
    if reason != "unspecified":
        extensions.append(ext.Extension(oids.REASON, False, der.enumerated(REASONS[reason])))
    if invalid_since is not None:
        extensions.append(ext.Extension(oids.INVALIDITY_DATE, False, der.generalized_time(invalid_since)))
    return ext.write_extensions(extensions) if extensions else b""


def _read_entry(element: der.Element) -> RevokedEntry:
    inside = element.reader()
    serial, revoked_at = inside.integer(), inside.time()
    extension_list = inside.take_if(der.SEQUENCE)
    inside.finish()
    reason, invalid_since = (
        _read_entry_extensions(extension_list.encoded) if extension_list else ("unspecified", None)
    )
    return RevokedEntry(serial, revoked_at, reason, invalid_since)


@lru_cache(maxsize=4096)
def _read_entry_extensions(encoded: bytes) -> tuple[str, datetime | None]:
    reason, invalid_since = "unspecified", None
    for extension in ext.read_extensions(der.Reader(encoded)):
        if extension.oid == oids.REASON:
            number = der.Reader(extension.value).integer(der.ENUMERATED)
            if number not in REASON_NAMES:
                raise CertificateMalformed(problem="吊销原因不认识")
            reason = REASON_NAMES[number]
        elif extension.oid == oids.INVALIDITY_DATE:
            invalid_since = der.Reader(extension.value).time()
        elif extension.critical:
            raise CertificateMalformed(problem=f"吊销条目含有不认识的关键扩展 {extension.oid}")
    return reason, invalid_since


def _number(extensions: Iterable[ext.Extension], oid: str) -> int | None:
    value = next((each.value for each in extensions if each.oid == oid), None)
    return None if value is None else der.Reader(value).integer()


def _authority(extensions: Iterable[ext.Extension]) -> bytes | None:
    value = next((each.value for each in extensions if each.oid == oids.AUTHORITY_KEY_IDENTIFIER), None)
    return None if value is None else ext.read_authority_key_identifier(value)


@lru_cache(maxsize=16)  # lists can be large, and only the newest are asked again and again
def _list_signed(public_key_info: bytes, algorithm: str, tbs: bytes, signature: bytes) -> bool:
    return verify_signature(
        public_key_info=public_key_info, algorithm=algorithm, message=tbs, signature=signature
    )
