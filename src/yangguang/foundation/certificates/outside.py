"""
Certificates of other authorities, RSA, ECDSA, Ed25519 or SM2: whom the trust list knows, and what proves a holder.

The chain is held against the approved authorities and their revocation lists at that instant; without a current list nobody
comes in. Log-in only: acts are signed with our own certificates (docs/decisions/0016).
"""

import hashlib
from datetime import datetime

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from django.db.models import QuerySet

from yangguang.foundation.access.models import State
from yangguang.foundation.certificates.models import (
    BindingState,
    OutsideAnswer,
    OutsideAuthority,
    OutsideCertificate,
    OutsideList,
)
from yangguang.foundation.certificates.rules.refusals import (
    AccountNotOpen,
    BindingWaits,
    CertificateNotBound,
    RecordTampered,
)
from yangguang.foundation.identity.api import Account
from yangguang.foundation.signing import api as signing
from yangguang.foundation.signing import oids
from yangguang.kernel.refusals import NotFound

_CURVES = {"secp256r1": oids.ECDSA_SHA256, "secp384r1": oids.ECDSA_SHA384, "secp521r1": oids.ECDSA_SHA512}


def fingerprint_of(certificate: signing.Certificate) -> str:
    """Give the SHA-256 these authorities publish for their certificates."""
    return hashlib.sha256(certificate.encoded).hexdigest()


def list_trusted() -> list[OutsideAuthority]:
    """List the authorities two persons have approved; a row that was changed by hand counts for nothing."""
    rows = OutsideAuthority.objects.filter(state=State.EFFECTIVE).order_by("pk")
    return [one for one in rows if one.is_untouched]


def list_authorities() -> QuerySet[OutsideAuthority]:
    """List what stands on the trust list or waits for the second person, newest first."""
    rows = OutsideAuthority.objects.filter(state__in=(State.PROPOSED, State.EFFECTIVE))
    return rows.select_related("proposed_by", "decided_by").prefetch_related("lists").order_by("-pk")


def get_authority(*, number: int) -> OutsideAuthority:
    """Give an effective entry of the trust list. Refuses with NotFound."""
    found = OutsideAuthority.objects.filter(pk=number, state=State.EFFECTIVE).first()
    if found is None:
        raise NotFound(what="这个外部发证机构")
    return found


def list_bound(*, account_id: int) -> QuerySet[OutsideCertificate]:
    """List the outside certificates of an account that count or wait."""
    rows = OutsideCertificate.objects.filter(holder_id=account_id).exclude(state=BindingState.ENDED)
    return rows.select_related("authority").order_by("-pk")


def list_waiting() -> QuerySet[OutsideCertificate]:
    """List officers' bindings that wait for a registrar."""
    rows = OutsideCertificate.objects.filter(state=BindingState.WAITING)
    return rows.select_related("authority", "holder__officer").order_by("bound_at")


def get_binding(*, number: int) -> OutsideCertificate:
    """Give a binding. Refuses with NotFound."""
    found = OutsideCertificate.objects.select_related("authority", "holder").filter(pk=number).first()
    if found is None:
        raise NotFound(what="这项绑定")
    return found


def serials_that_sign(*, account_id: int, at: datetime) -> list[str]:
    """List the outside certificates an account may show now."""
    return [
        one.serial
        for one in list_bound(account_id=account_id).filter(state=BindingState.BOUND, not_after__gte=at)
    ]


def prove_chain(certificate: signing.Certificate, *, now: datetime) -> tuple[OutsideAuthority, signing.Chain]:
    """
    Find a path to an approved authority, good and unrevoked at this instant.

    Refuses as `validate_certificate` does; with RevocationUnknown while neither a current revocation list nor a current answer
    of its status service is there. Of the two the newer one counts.
    """
    trusted = list_trusted()
    answers = OutsideAnswer.objects.filter(authority__in=trusted, fingerprint=fingerprint_of(certificate))
    lists = OutsideList.objects.filter(authority__in=trusted, this_update__lte=now, next_update__gt=now)
    chain = signing.validate_certificate(
        certificate=certificate,
        anchors=[one.anchor for one in trusted],
        intermediates=[below for one in trusted for below in one.intermediates],
        at=now,
        usages=("digital_signature",),
        purpose="" if certificate.purposes is None else oids.CLIENT_AUTHENTICATION,
        revocation=signing.RevocationEvidence(
            lists=tuple(signing.RevocationList.from_der(bytes(one.encoded)) for one in lists),
            answers=tuple(signing.OcspResponse.from_der(bytes(one.encoded)) for one in answers),
        ),
    )
    anchor = fingerprint_of(chain.anchor)
    return next(one for one in trusted if one.fingerprint == anchor), chain


def expect_signed(certificate: signing.Certificate, *, statement: str, signature: bytes) -> None:
    """Refuse with SignatureWrong or AlgorithmNotAccepted what the certificate's key did not sign."""
    if not certificate.verify(algorithm_of(certificate), statement.encode(), signature):
        raise signing.SignatureWrong


def algorithm_of(certificate: signing.Certificate) -> str:
    """Say how a key of this kind signs; the browser is not asked. Refuses with AlgorithmNotAccepted."""
    try:
        key = serialization.load_der_public_key(certificate.public_key_info)
    except (ValueError, UnsupportedAlgorithm):  # SM2, or refused there
        return oids.SM2_SM3
    if isinstance(key, rsa.RSAPublicKey):
        return oids.SHA256_RSA
    if isinstance(key, ed25519.Ed25519PublicKey):
        return oids.ED25519
    if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in _CURVES:
        return _CURVES[key.curve.name]
    raise signing.AlgorithmNotAccepted(algorithm=type(key).__name__)


def prove_holder(
    certificate: signing.Certificate, *, statement: str, signature: bytes, now: datetime
) -> OutsideCertificate:
    """
    Verify everything that lets the holder of an outside certificate in.

    Refuses as `prove_chain`, with CertificateNotBound, BindingWaits, RecordTampered, SignatureWrong, AccountNotOpen.
    """
    prove_chain(certificate, now=now)
    found = OutsideCertificate.objects.select_related("holder", "authority").filter(
        fingerprint=fingerprint_of(certificate)
    )
    row = found.exclude(state=BindingState.ENDED).first()
    if row is None:
        raise CertificateNotBound(authority=certificate.issuer.get("CN") or str(certificate.issuer))
    if not row.is_genuine or bytes(row.encoded) != certificate.encoded:
        raise RecordTampered(serial=row.serial)
    if row.state == BindingState.WAITING:
        raise BindingWaits
    expect_signed(certificate, statement=statement, signature=signature)
    if not row.holder.is_active:
        raise AccountNotOpen
    return row


def holder_name(account: Account) -> str:
    """Give the name the certificate of an account must carry."""
    person = getattr(account, "officer", None) or getattr(account, "person", None)
    return person.name if person else account.username
