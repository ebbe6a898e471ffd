"""
Signing in with a certificate: a random statement for this browser, signed once within two minutes.

The challenge is spent before anything is verified, so that an answer counts once even when it is refused; the certificate
is proved at that instant, revocation included (GB/T 22239-2019, 8.1.4.1 d; GB/T 39786-2021, 8.4 a).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from yangguang.foundation.acts.api import ANONYMOUS, Actor, note, operation
from yangguang.foundation.certificates import outside, permissions, queries
from yangguang.foundation.certificates.models import Challenge, IssuedCertificate, OutsideCertificate
from yangguang.foundation.certificates.operations.signatures import (
    UNBOUND,
    pose_challenge,
    spend_challenge,
)
from yangguang.foundation.certificates.rules.refusals import AccountNotOpen, SignerNotHolder
from yangguang.foundation.identity.api import Account, confirm_second_factor
from yangguang.foundation.signing import api as signing
from yangguang.foundation.signing import oids
from yangguang.kernel.refusals import Refusal

SIGN_IN_LIFE = timedelta(minutes=2)
STEP_UP_LIFE = timedelta(minutes=10)  # the page may lie open while the token is fetched


@dataclass(frozen=True, slots=True)
class CertificateAttempt:
    """Somebody answering a challenge, from an address, with what claims to be a certificate."""

    serial: str
    address: str

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the attempt: by the serial if it is one of ours."""
        known = self.serial and IssuedCertificate.objects.filter(serial=self.serial).exists()
        return ("certificate", self.serial if known else "unknown")


def pose_sign_in(*, origin: str, browser: str, now: datetime) -> Challenge:
    """Offer a statement to sign for one browser at one origin. A technical row, so no act."""
    return pose_challenge(
        purpose="sign_in", lines={"站点": origin}, binding=browser, life=SIGN_IN_LIFE, now=now
    )


def authenticate_by_certificate(
    *, nonce: str, browser: str, encoded: bytes, signature: bytes, address: str, now: datetime
) -> IssuedCertificate | OutsideCertificate:
    """
    Verify the answer to a challenge and give the certificate, whose holder may come in.

    Refuses with ChallengeUnknown, ChallengeExpired, ChallengeReplayed, SignatureWrong, AccountNotOpen, RecordTampered, and
    the refusals of certificates; of outside ones also CertificateNotBound, BindingWaits. The failure is on record.
    """
    challenge = spend_challenge(nonce=nonce, purpose="sign_in", account_id=UNBOUND, binding=browser, now=now)
    serial = ""
    try:
        certificate = signing.Certificate.from_der(encoded)
        serial = certificate.serial_hex
        return _proved_anywhere(certificate, challenge.statement, signature, now)
    except Refusal as refusal:
        attempt = CertificateAttempt(serial, address)
        refuse_sign_in(actor=ANONYMOUS, now=now, attempt=attempt, because=refusal.code)
        raise


def _proved_anywhere(
    certificate: signing.Certificate, statement: str, signature: bytes, now: datetime
) -> IssuedCertificate | OutsideCertificate:
    """Hold a certificate against our own authorities, and against the trust list if none of them issued it."""
    row = queries.find_by_encoded(certificate=certificate, at=now)
    if row is not None:
        return _proved(row, certificate, statement, signature, now)
    own, below = queries.list_anchors()
    if any(one.subject == certificate.issuer for one in (*own, *below)):
        # Not in our register: whatever else is wrong with it is said first, it is never accepted.
        queries.prove_standing(
            certificate=certificate, answer=b"", at=now, purpose=oids.CLIENT_AUTHENTICATION
        )
        raise signing.CertificateUntrusted(subject=certificate.subject)
    return outside.prove_holder(certificate, statement=statement, signature=signature, now=now)


def _proved(
    row: IssuedCertificate, certificate: signing.Certificate, statement: str, signature: bytes, now: datetime
) -> IssuedCertificate:
    """Prove it from the register itself: an OCSP answer would be made from the same row, only to be read again."""
    if row.holder is None:
        raise signing.CertificateUntrusted(subject=certificate.subject)
    queries.expect_untouched(row)
    queries.expect_standing(row)
    queries.prove_registered(row, certificate, at=now, purpose=oids.CLIENT_AUTHENTICATION)
    if not certificate.sm2_key.verify(statement.encode(), signature):
        raise signing.SignatureWrong
    if not row.holder.is_active:
        raise AccountNotOpen
    return row


def pose_step_up(*, account_id: int, origin: str, browser: str, now: datetime) -> Challenge:
    """Offer a statement by which the holder shows the key once more. A technical row, so no act."""
    return pose_challenge(
        purpose="step_up",
        lines={"站点": origin},
        binding=browser,
        life=STEP_UP_LIFE,
        now=now,
        account_id=account_id,
    )


def show_certificate(
    *,
    actor: Actor,
    now: datetime,
    account: Account,
    address: str,
    nonce: str,
    serial: str,
    browser: str,
    signature: bytes,
) -> None:
    """
    Verify the answer to `pose_step_up`; the certificate must stand at this instant and belong to the account.

    Refuses with the refusals of challenges and certificates, SignerNotHolder, RecordTampered, SignatureWrong; on record.
    """
    challenge = spend_challenge(
        nonce=nonce, purpose="step_up", account_id=account.pk, binding=browser, now=now
    )
    try:
        row = _held_certificate(serial, account)
        _proved_anywhere(row.certificate, challenge.statement, signature, now)
    except Refusal as refusal:
        attempt = CertificateAttempt(serial, address)
        refuse_sign_in(actor=ANONYMOUS, now=now, attempt=attempt, because=refusal.code)
        raise
    confirm_second_factor(actor=actor, now=now, account=account, kind="certificate")


def _held_certificate(serial: str, account: Account) -> IssuedCertificate | OutsideCertificate:
    bound = [one for one in outside.list_bound(account_id=account.pk) if one.serial == serial]
    row = bound[0] if bound else queries.get_certificate(serial=serial)
    if row.holder_id != account.pk:
        raise SignerNotHolder
    return row


@operation(
    "certificates.refuse_sign_in",
    summary="证书登录没有成功",
    permission=permissions.may_refuse_sign_in,
    subject="attempt",
)
def refuse_sign_in(*, actor: Actor, now: datetime, attempt: CertificateAttempt, because: str) -> None:
    """Record a failed log-in with its reason and where it came from (GB/T 22239-2019, 8.1.3.3)."""
    note(because=because, address=attempt.address)


@operation(
    "certificates.record_certificate_sign_in",
    summary="用证书登录",
    permission=permissions.may_record_certificate_sign_in,
    subject="certificate",
)
def record_certificate_sign_in(
    *, actor: Actor, now: datetime, certificate: IssuedCertificate | OutsideCertificate
) -> None:
    """Record which certificate opened the sign-in."""
    note(serial=certificate.serial)
