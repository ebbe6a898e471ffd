"""Signing in with a certificate: what opens, and what is refused by name."""

from datetime import timedelta

import pytest

from yangguang.foundation.certificates import operations, queries
from yangguang.foundation.certificates.models import IssuedCertificate
from yangguang.foundation.certificates.rules import refusals
from yangguang.foundation.certificates.tests import given
from yangguang.foundation.identity.models import Account
from yangguang.foundation.signing import api as signing
from yangguang.foundation.signing import oids
from yangguang.foundation.signing.api import extensions as ext
from yangguang.kernel import der, sm

pytestmark = pytest.mark.django_db
BROWSER = "b" * 32


@pytest.fixture
def registry(settings, tmp_path) -> given.Registry:
    settings.VAR = tmp_path
    return given.Registry()


@pytest.fixture
def issued(registry) -> IssuedCertificate:
    return registry.issue()


def answer(key, encoded, *, at=given.LATER, posed=None, browser=BROWSER):
    challenge = posed or operations.pose_sign_in(origin="https://test", browser=BROWSER, now=at)
    return operations.authenticate_by_certificate(
        nonce=challenge.nonce,
        browser=browser,
        encoded=encoded,
        signature=key.sign(challenge.statement.encode()),
        address="127.0.0.1",
        now=at,
    )


def self_signed(
    key, holder, *, more=(), purposes=(oids.CLIENT_AUTHENTICATION,), issuer_key=None, issuer=None
):
    signer = signing.Sm2Signer(issuer_key or key)
    made = signing.issue_certificate(
        signer=signer,
        issuer=issuer or holder,
        subject=holder,
        public_key_info=key.public_key.to_der(),
        serial=signing.new_serial(),
        not_before=given.NOW,
        not_after=given.NOW + timedelta(days=30),
        extensions=[ext.key_usage("digital_signature"), ext.extended_key_usage(*purposes), *more],
    )
    return made.encoded


def test_8_1_4_1_d_certificate__right_answer__opens_for_the_holder(registry, issued) -> None:
    assert answer(registry.key, bytes(issued.encoded)).holder_id == registry.citizen.account_id


def test_challenge__answered_twice__is_refused(registry, issued) -> None:
    posed = operations.pose_sign_in(origin="https://test", browser=BROWSER, now=given.LATER)
    answer(registry.key, bytes(issued.encoded), posed=posed)

    with pytest.raises(refusals.ChallengeReplayed):
        answer(registry.key, bytes(issued.encoded), posed=posed)


def test_challenge__spent_by_a_wrong_answer__does_not_open_later(registry, issued) -> None:
    posed = operations.pose_sign_in(origin="https://test", browser=BROWSER, now=given.LATER)
    with pytest.raises(signing.SignatureWrong):
        answer(sm.PrivateKey.generate(), bytes(issued.encoded), posed=posed)

    with pytest.raises(refusals.ChallengeReplayed):
        answer(registry.key, bytes(issued.encoded), posed=posed)


def test_challenge__of_another_browser__is_refused(registry, issued) -> None:
    with pytest.raises(refusals.ChallengeUnknown):
        answer(registry.key, bytes(issued.encoded), browser="c" * 32)


@pytest.mark.parametrize("minutes", [3, -1])
def test_challenge__too_late_or_clock_set_back__is_refused(registry, issued, minutes) -> None:
    posed = operations.pose_sign_in(origin="https://test", browser=BROWSER, now=given.LATER)

    with pytest.raises(refusals.ChallengeExpired):
        answer(registry.key, bytes(issued.encoded), posed=posed, at=given.LATER + timedelta(minutes=minutes))


def test_certificate__expired__is_refused(registry, issued) -> None:
    late = given.NOW + timedelta(days=731)
    operations.publish_stale_lists(now=late)

    with pytest.raises(signing.CertificateExpired):
        answer(registry.key, bytes(issued.encoded), at=late)


def test_certificate__not_yet_valid__is_refused(registry, issued) -> None:
    with pytest.raises(signing.CertificateNotYetValid):
        answer(registry.key, bytes(issued.encoded), at=given.NOW - timedelta(hours=1))


def test_certificate__revoked__is_refused(registry, issued) -> None:
    operations.revoke_certificate(
        actor=registry.citizen, now=given.NOW, certificate=issued, reason="key_compromise"
    )

    with pytest.raises(signing.CertificateRevoked):
        answer(registry.key, bytes(issued.encoded))


def test_certificate__suspended__is_refused(registry, issued) -> None:
    operations.suspend_certificate(actor=registry.citizen, now=given.NOW, certificate=issued)

    with pytest.raises(signing.CertificateSuspended):
        answer(registry.key, bytes(issued.encoded))


def test_certificate__of_encryption__is_refused(registry, issued) -> None:
    twin = issued.twin
    key = sm.unwrap_private_key(bytes(twin.envelope), by=registry.key)

    with pytest.raises(signing.CertificateUsageWrong):
        answer(key, bytes(twin.encoded))


def test_certificate__self_made__is_refused(registry, issued) -> None:
    name = issued.certificate.subject

    with pytest.raises(signing.CertificateUntrusted):
        answer(registry.key, self_signed(registry.key, name))


def test_certificate__by_a_stranger_with_our_name__is_refused(registry, issued) -> None:
    stranger, own = sm.PrivateKey.generate(), issued.certificate

    with pytest.raises(signing.CertificateUntrusted):
        answer(
            registry.key,
            self_signed(registry.key, own.subject, issuer_key=stranger, issuer=own.issuer),
        )


def test_certificate__with_an_unknown_critical_extension__is_refused(registry, issued) -> None:
    authority = queries.get_issuing(zone="extranet")
    from yangguang.foundation.certificates.stores import key_store

    odd = signing.issue_certificate(
        signer=key_store().signer(authority.key_name),
        issuer=authority.certificate.subject,
        subject=issued.certificate.subject,
        public_key_info=registry.key.public_key.to_der(),
        serial=signing.new_serial(),
        not_before=given.NOW,
        not_after=given.NOW + timedelta(days=3),
        extensions=[
            ext.key_usage("digital_signature"),
            ext.extended_key_usage(oids.CLIENT_AUTHENTICATION),
            ext.Extension("1.2.3.4", True, der.null()),
        ],
    )

    with pytest.raises(signing.CertificateExtensionUnknown):
        answer(registry.key, odd.encoded)


def test_certificate__malleable_der__is_refused(registry, issued) -> None:
    encoded = bytes(issued.encoded)
    assert encoded[1] == 0x82
    loose = encoded[:1] + b"\x83\x00" + encoded[2:]

    with pytest.raises(der.MalformedDer):
        answer(registry.key, loose)


def test_certificate__one_bit_flipped__is_refused(registry, issued) -> None:
    flipped = bytearray(bytes(issued.encoded))
    flipped[-1] ^= 1

    with pytest.raises(signing.SigningRefusal):
        answer(registry.key, bytes(flipped))


def test_certificate__of_a_closed_account__is_refused(registry, issued) -> None:
    Account.objects.filter(pk=issued.holder_id).update(is_active=False)

    with pytest.raises(refusals.AccountNotOpen):
        answer(registry.key, bytes(issued.encoded))


def test_8_1_4_7_certificate__brought_back_by_hand_in_the_database__opens_nothing(registry, issued) -> None:
    operations.revoke_certificate(
        actor=registry.citizen, now=given.NOW, certificate=issued, reason="key_compromise"
    )
    IssuedCertificate.objects.filter(pk=issued.pk).update(standing="valid", reason="")

    with pytest.raises(refusals.RecordTampered):
        answer(registry.key, bytes(issued.encoded))
