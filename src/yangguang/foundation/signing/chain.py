"""
From a certificate to a CA we trust (RFC 5280 §6): path, signatures, usage, names, validity and revocation.

All is asked for one instant, the time of signing, so that an old signature stays as good as it was and what was
revoked later does not touch it. The proof found is given back, to be stored with the signature.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from yangguang.foundation.signing import name_rules, oids
from yangguang.foundation.signing.crl import REASON_TEXTS, RevocationList
from yangguang.foundation.signing.ocsp import (
    ANSWER_LASTS,
    GOOD,
    REVOKED,
    CertificateStatus,
    OcspResponse,
    may_answer_for,
)
from yangguang.foundation.signing.refusals import (
    CertificateExpired,
    CertificateExtensionUnknown,
    CertificateNotYetValid,
    CertificatePathTooLong,
    CertificateRevoked,
    CertificateSuspended,
    CertificateUntrusted,
    CertificateUsageWrong,
    RevocationUnknown,
    SigningRefusal,
)
from yangguang.foundation.signing.x509 import Certificate

LONGEST_PATH = 6
MOST_TRIES = 64  # candidate issuers of one name multiply; a hostile bundle must not
PURPOSE_TEXTS = {
    oids.TIME_STAMPING: "签发时间戳",
    oids.OCSP_SIGNING: "回答证书状态",
    oids.CLIENT_AUTHENTICATION: "登录",
    oids.SERVER_AUTHENTICATION: "网站",
    oids.CODE_SIGNING: "程序签名",
    oids.EMAIL_PROTECTION: "电子邮件",
}
USAGE_TEXTS = {
    "digital_signature": "签名",
    "non_repudiation": "有约束力的签名",
    "key_encipherment": "加密",
    "data_encipherment": "加密",
    "key_agreement": "密钥协商",
    "key_cert_sign": "签发证书",
    "crl_sign": "签发吊销列表",
}
# After these the key itself is in doubt, so signatures since the invalidity date fall too.
KEY_IN_DOUBT = ("key_compromise", "ca_compromise", "aa_compromise")


@dataclass(frozen=True)
class RevocationEvidence:
    """
    What is known about revocation: lists (full and delta), OCSP answers, and certificates the caller's own register answers for.
    """

    lists: tuple[RevocationList, ...] = ()
    answers: tuple[OcspResponse, ...] = ()
    registered: tuple[Certificate, ...] = ()


@dataclass(frozen=True)
class Chain:
    """A path found good: from the certificate to the anchor, and what proved that none was revoked."""

    certificates: tuple[Certificate, ...]
    at: datetime
    evidence: tuple[bytes, ...] = field(default=(), repr=False)

    @property
    def anchor(self) -> Certificate:
        """The CA it ends at."""
        return self.certificates[-1]


def validate_certificate(
    *,
    certificate: Certificate,
    anchors: Sequence[Certificate],
    at: datetime,
    intermediates: Sequence[Certificate] = (),
    usages: Iterable[str] = (),
    purpose: str = "",
    revocation: RevocationEvidence | None = None,
) -> Chain:
    """
    Find a good path, or refuse with the reason nearest to one.

    *usages* must all be allowed, *purpose* is an extended key usage; with *revocation* given, every certificate
    below the anchor must be proved unrevoked at that time (电子签名法 §13, §21; RFC 5280 §6.1).

    Refuses with CertificateUntrusted, CertificateExpired, CertificateNotYetValid, CertificateRevoked,
    CertificateSuspended, CertificateUsageWrong, CertificateExtensionUnknown, CertificateNameNotAllowed,
    CertificatePathTooLong, RevocationUnknown, AlgorithmNotAccepted.
    """
    _expect_usage(certificate, usages, purpose)
    nearest: SigningRefusal | None = None
    for path in _paths(certificate, intermediates, anchors):
        try:
            return _checked(path, at, revocation)
        except SigningRefusal as refusal:
            nearest = nearest or refusal
    raise nearest or CertificateUntrusted(subject=certificate.subject)


def _expect_usage(certificate: Certificate, usages: Iterable[str], purpose: str) -> None:
    allowed = certificate.key_usage
    for usage in usages:
        if allowed is not None and usage not in allowed:
            raise CertificateUsageWrong(subject=certificate.subject, usage=USAGE_TEXTS.get(usage, usage))
    purposes = certificate.purposes
    if purpose and (purposes is None or not purposes & {purpose, oids.ANY_PURPOSE}):
        raise CertificateUsageWrong(subject=certificate.subject, usage=PURPOSE_TEXTS.get(purpose, purpose))


def _paths(
    certificate: Certificate, intermediates: Sequence[Certificate], anchors: Sequence[Certificate]
) -> Iterable[tuple[Certificate, ...]]:
    """Give paths whose names, key identifiers and signatures fit, trying anchors first."""
    tries = 0
    pending: list[tuple[Certificate, ...]] = [(certificate,)]
    while pending:
        path = pending.pop()
        last = path[-1]
        if last in anchors:
            yield path
            continue
        if len(path) > LONGEST_PATH:
            continue
        for issuer in (*intermediates, *anchors):
            tries += 1
            if tries > MOST_TRIES * LONGEST_PATH:
                return
            if issuer not in path and _could_issue(issuer, last) and last.verify_signature_by(issuer):
                pending.append((*path, issuer))


def _could_issue(issuer: Certificate, certificate: Certificate) -> bool:
    if issuer.subject != certificate.issuer:
        return False
    wanted, offered = certificate.authority_key_identifier, issuer.subject_key_identifier
    return wanted is None or offered is None or wanted == offered


def _checked(path: tuple[Certificate, ...], at: datetime, revocation: RevocationEvidence | None) -> Chain:
    evidence: list[bytes] = []
    for place in range(len(path) - 1, -1, -1):
        certificate = path[place]
        _expect_sound(certificate, at)
        if place:
            _expect_authority(certificate, [each for each in path[1:place] if not each.is_self_issued])
            name_rules.expect_names_allowed(certificate, path[:place])
        if place < len(path) - 1 and revocation is not None:
            evidence.append(_expect_unrevoked(certificate, path[place + 1], at, revocation))
    return Chain(path, at, tuple(evidence))


def _expect_sound(certificate: Certificate, at: datetime) -> None:
    subject = certificate.subject
    if at > certificate.not_after:
        raise CertificateExpired(subject=subject, until=f"{certificate.not_after:%Y-%m-%d %H:%M:%S} UTC")
    if at < certificate.not_before:
        raise CertificateNotYetValid(subject=subject, since=f"{certificate.not_before:%Y-%m-%d %H:%M:%S} UTC")
    if certificate.unknown_critical:
        raise CertificateExtensionUnknown(subject=subject, oid=certificate.unknown_critical[0])


def _expect_authority(certificate: Certificate, authorities_below: Sequence[Certificate]) -> None:
    constraints, usage = certificate.basic_constraints, certificate.key_usage
    if not constraints.is_ca or (usage is not None and "key_cert_sign" not in usage):
        raise CertificateUsageWrong(subject=certificate.subject, usage=USAGE_TEXTS["key_cert_sign"])
    if constraints.path_length is not None and len(authorities_below) > constraints.path_length:
        raise CertificatePathTooLong(subject=certificate.subject)


def _expect_unrevoked(
    certificate: Certificate, issuer: Certificate, at: datetime, revocation: RevocationEvidence
) -> bytes:
    """Let the newest word count, answer or list: an answer kept a while must not outlive a list that knows better."""
    if certificate in revocation.registered:
        return b""
    told = _newest_answer(certificate, issuer, at, revocation.answers)
    full = _newest_list(certificate, issuer, at, revocation.lists)
    if told is not None and (full is None or full.this_update <= told[0].this_update):
        status, answer = told
        if status.status == REVOKED and status.revoked_at is not None:
            _refuse_if_revoked(certificate, at, status.revoked_at, status.reason, None)
        return answer.encoded
    if full is None:
        raise RevocationUnknown(subject=certificate.subject)
    entry = full.entries.get(certificate.serial)
    if entry is not None:
        _refuse_if_revoked(certificate, at, entry.revoked_at, entry.reason, entry.invalid_since)
    return full.encoded


def _newest_answer(
    certificate: Certificate, issuer: Certificate, at: datetime, answers: Sequence[OcspResponse]
) -> tuple[CertificateStatus, OcspResponse] | None:
    found = []
    for answer in answers:
        status = answer.find(certificate, issuer)
        # An answer given after the certificate's end may have forgotten it, so it proves nothing.
        if status is None or status.this_update > certificate.not_after:
            continue
        if _still_says(status, at) and _is_answered_for(answer, issuer):
            found.append((status, answer))
    return max(found, key=lambda one: one[0].this_update, default=None)


def _still_says(status: CertificateStatus, at: datetime) -> bool:
    """Tell whether a status counts at an instant: revoked always, good until the next update, “unknown” never."""
    if status.status == GOOD:
        return at < (status.next_update or status.this_update + ANSWER_LASTS)
    return status.status == REVOKED


def _is_answered_for(answer: OcspResponse, issuer: Certificate) -> bool:
    return any(
        may_answer_for(responder, issuer, answer.produced_at) and answer.is_signed_by(responder)
        for responder in (*answer.certificates, issuer)
    )


def _newest_list(
    certificate: Certificate, issuer: Certificate, at: datetime, lists: Sequence[RevocationList]
) -> RevocationList | None:
    # A list issued after the certificate's end may have dropped it, so it proves nothing.
    fitting = [
        each
        for each in lists
        if each.issuer == issuer.subject
        and each.this_update <= certificate.not_after
        and each.is_signed_by(issuer)
    ]
    full = [each for each in fitting if each.base_number is None]
    if not full:
        return None
    newest = max(full, key=lambda each: (each.number or 0, each.this_update))
    for delta in sorted(
        (each for each in fitting if each.base_number is not None), key=lambda each: each.number or 0
    ):
        if (delta.base_number or 0) <= (newest.number or 0) < (delta.number or 0):
            newest = newest.with_delta(delta)
    return newest if at < newest.next_update else None


def _refuse_if_revoked(
    certificate: Certificate,
    at: datetime,
    revoked_at: datetime,
    reason: str,
    invalid_since: datetime | None,
) -> None:
    since = revoked_at
    if reason in KEY_IN_DOUBT and invalid_since is not None:
        since = min(revoked_at, invalid_since)
    if at < since:
        return
    revoked = f"{since:%Y-%m-%d %H:%M:%S} UTC"
    if reason == "certificate_hold":
        raise CertificateSuspended(subject=certificate.subject, revoked=revoked)
    raise CertificateRevoked(
        subject=certificate.subject, revoked=revoked, reason=REASON_TEXTS.get(reason, reason)
    )
