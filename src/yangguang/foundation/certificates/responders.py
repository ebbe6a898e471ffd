"""
Asking the status service (OCSP) of an outside authority whether a certificate stands, before a sign-in needs to know.

Asked at the edge, outside any transaction, at the address two persons approved; never at one a certificate names. What it says is
kept and verified again where it counts (`outside.prove_chain`). Silence refuses nobody by itself: the newest revocation list
decides, and without one nobody comes in (docs/decisions/0043).
"""

import logging
import secrets
from datetime import datetime

from yangguang.foundation.acts.api import system_actor
from yangguang.foundation.certificates import operations, outside
from yangguang.foundation.certificates.models import OutsideAuthority
from yangguang.foundation.certificates.operations.outside import SILENCE
from yangguang.foundation.signing import api as signing
from yangguang.foundation.signing import oids
from yangguang.kernel.asking import NoAnswer, ask
from yangguang.kernel.refusals import Refusal

_log = logging.getLogger(__name__)
_PATIENCE = 3  # seconds; somebody is waiting in front of the page
_LARGEST_ANSWER = 100_000


def learn_standing(encoded: bytes, *, now: datetime) -> None:
    """
    Ask about a certificate if it is one of a trusted authority with a status service, and nothing current is known.

    Says nothing itself and refuses nothing: what is wrong with the certificate is said where it is proved.
    """
    try:
        certificate = signing.Certificate.from_der(encoded)
        authority, issuer = _authority_of(certificate, now)
    except Refusal:
        return
    if authority.status_address and not _is_known(authority, certificate, now):
        _ask(authority, certificate, issuer, now)


def _authority_of(
    certificate: signing.Certificate, now: datetime
) -> tuple[OutsideAuthority, signing.Certificate]:
    trusted = outside.list_trusted()
    chain = signing.validate_certificate(
        certificate=certificate,
        anchors=[one.anchor for one in trusted],
        intermediates=[below for one in trusted for below in one.intermediates],
        at=now,
    )
    anchor = outside.fingerprint_of(chain.anchor)
    return next(one for one in trusted if one.fingerprint == anchor), chain.certificates[1]


def _is_known(authority: OutsideAuthority, certificate: signing.Certificate, now: datetime) -> bool:
    if authority.status_failed_at is not None and now < authority.status_failed_at + SILENCE:
        return True
    kept = authority.answers.filter(fingerprint=outside.fingerprint_of(certificate)).first()
    return kept is not None and now < kept.asked_again_at


def _ask(
    authority: OutsideAuthority, certificate: signing.Certificate, issuer: signing.Certificate, now: datetime
) -> None:
    # SHA-1 names the issuer, it protects nothing here; it is what every responder knows (RFC 5019 §2.1.1).
    digest = oids.SM3 if outside.algorithm_of(issuer) == oids.SM2_SM3 else oids.SHA1
    named = signing.CertificateId.of(issuer=issuer, serial=certificate.serial, digest=digest)
    nonce = secrets.token_bytes(16)
    actor = system_actor("证书状态查询")
    try:
        operations.take_outside_answer(
            actor=actor,
            now=now,
            authority=authority,
            certificate=certificate,
            issuer=issuer,
            encoded=_fetch(authority.status_address, signing.OcspRequest((named,), nonce).to_der()),
            nonce=nonce,
        )
    except Refusal as refusal:
        _say(authority, refusal.message, now)
    except NoAnswer as problem:
        _say(authority, str(problem), now)


def _fetch(address: str, question: bytes) -> bytes:
    headers = {"Content-Type": "application/ocsp-request"}
    return ask(address, body=question, headers=headers, patience=_PATIENCE, largest=_LARGEST_ANSWER)


def _say(authority: OutsideAuthority, problem: str, now: datetime) -> None:
    _log.warning("status service of %s gave no answer that counts: %s", authority.name, problem)
    operations.record_outside_silence(
        actor=system_actor("证书状态查询"), now=now, authority=authority, problem=problem
    )
