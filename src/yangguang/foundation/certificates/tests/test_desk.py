"""The registration desk and what it issues."""

import pytest

from yangguang.foundation.certificates import operations, queries
from yangguang.foundation.certificates.models import IssuedCertificate, Standing
from yangguang.foundation.certificates.rules import refusals
from yangguang.foundation.certificates.tests import given
from yangguang.foundation.signing import api as signing
from yangguang.kernel import sm
from yangguang.kernel.refusals import NotPermitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def registry(settings, tmp_path) -> given.Registry:
    settings.VAR = tmp_path
    return given.Registry()


def test_request__approved_by_two__gives_a_double_certificate(registry) -> None:
    issued = registry.issue()

    twin = issued.twin
    answer = queries.answer_for(issued, now=given.LATER)
    chain = queries.prove_standing(certificate=issued.certificate, answer=answer, at=given.LATER)
    opened = sm.unwrap_private_key(bytes(twin.envelope), by=registry.key)
    assert len(chain.certificates) == 3
    assert opened.public_key == twin.certificate.sm2_key
    assert issued.certificate.key_usage == {"digital_signature", "non_repudiation"}
    assert "key_encipherment" in twin.certificate.key_usage


def test_request__same_person_twice__is_refused(registry) -> None:
    request = given.asked(registry.citizen, registry.key)
    operations.propose_request(actor=registry.first, now=given.NOW, request=request, opinion="核对了")

    with pytest.raises(refusals.SamePerson):
        operations.approve_request(actor=registry.first, now=given.NOW, request=request)

    assert not IssuedCertificate.objects.filter(holder_id=registry.citizen.account_id).exists()


def test_request__approved_before_proposed__is_refused(registry) -> None:
    request = given.asked(registry.citizen, registry.key)

    with pytest.raises(refusals.NotProposed):
        operations.approve_request(actor=registry.second, now=given.NOW, request=request)


def test_request__by_a_citizen_at_the_desk__is_not_permitted(registry) -> None:
    request = given.asked(registry.citizen, registry.key)

    with pytest.raises(NotPermitted):
        operations.propose_request(actor=registry.citizen, now=given.NOW, request=request, opinion="我自己")


def test_request__key_of_another__is_refused(registry) -> None:
    registry.issue()
    other = given.citizen("lina", 2)

    with pytest.raises(refusals.KeyReused):
        given.asked(other, registry.key)


def test_request__signed_by_another_key__is_refused(registry) -> None:
    encoded = bytearray(given.csr(registry.citizen, registry.key))
    encoded[-5] ^= 1

    with pytest.raises(signing.SignatureWrong):
        operations.request_certificate(
            actor=registry.citizen, now=given.NOW, profile="citizen", csr=bytes(encoded)
        )


def test_renewal__same_key__supersedes_the_old_one(registry) -> None:
    old = registry.issue()

    request = given.asked(registry.citizen, registry.key, replaces=old)
    done = given.approved(request, registry.first, registry.second)

    old.refresh_from_db()
    assert request.kind == "renew"
    assert old.standing == Standing.REVOKED
    assert old.reason == "superseded"
    assert done.certificate.standing == Standing.VALID


def test_suspension__by_the_holder__shows_in_delta_and_ocsp_and_is_lifted_by_two(registry) -> None:
    issued = registry.issue()
    operations.suspend_certificate(actor=registry.citizen, now=given.NOW, certificate=issued)
    issued.refresh_from_db()
    delta = queries.find_list(authority=issued.authority, is_delta=True, at=given.LATER).revocation_list

    with pytest.raises(signing.CertificateSuspended):
        queries.prove_standing(
            certificate=issued.certificate, answer=queries.answer_for(issued, now=given.LATER), at=given.LATER
        )
    assert int(issued.serial, 16) in delta.entries

    request = operations.request_change(
        actor=registry.citizen, now=given.NOW, certificate=issued, kind="resume", explanation="电脑找回来了"
    )
    given.approved(request, registry.first, registry.second)
    issued.refresh_from_db()
    assert issued.standing == Standing.VALID


def test_8_1_4_7_row_changed_by_hand__is_found_and_named(registry) -> None:
    issued = registry.issue()
    operations.suspend_certificate(actor=registry.citizen, now=given.NOW, certificate=issued)
    IssuedCertificate.objects.filter(pk=issued.pk).update(standing="valid", reason="")

    assert queries.list_tampered() == [issued.serial]


def test_recovery__m_of_n_shares__gives_the_encryption_key_to_the_new_signing_key(registry) -> None:
    custodians = [registry.first, registry.second, given.officer("43")]
    for one in custodians:
        operations.appoint_custodian(actor=one, now=given.NOW, passphrase=f"一句好记的长口令 {one.number}")
    old = registry.issue()
    lost = old.twin.certificate.sm2_key
    new_key = sm.PrivateKey.generate()
    given.approved(given.asked(registry.citizen, new_key, replaces=old), registry.first, registry.second)
    request = operations.request_change(
        actor=registry.citizen, now=given.NOW, certificate=old, kind="recover", explanation="要打开以前的文件"
    )
    operations.propose_request(actor=custodians[2], now=given.NOW, request=request, opinion="本人到场")
    request.refresh_from_db()

    with pytest.raises(refusals.ShareWrong):
        operations.release_share(
            actor=custodians[0], now=given.NOW, request=request, passphrase="猜的口令猜的口令"
        )
    operations.release_share(
        actor=custodians[0], now=given.NOW, request=request, passphrase="一句好记的长口令 41"
    )
    with pytest.raises(operations.escrow.SharesMissing):
        operations.approve_request(actor=registry.second, now=given.NOW, request=request)
    operations.release_share(
        actor=custodians[1], now=given.NOW, request=request, passphrase="一句好记的长口令 42"
    )
    operations.approve_request(actor=registry.second, now=given.NOW, request=request)

    twin = IssuedCertificate.objects.get(pk=old.twin_id)
    assert sm.unwrap_private_key(bytes(twin.envelope), by=new_key).public_key == lost


def test_8_1_4_8_keys_of_the_authorities__lie_sealed(registry, settings) -> None:
    files = list((settings.VAR / "keys").glob("*.key"))

    assert files
    assert all(set(path.read_text()) and "sealed" in path.read_text() for path in files)
    assert all(path.stat().st_mode & 0o077 == 0 for path in files)


def test_key_store__that_fails__stops_issuing_and_leaves_nothing(registry, settings) -> None:
    request = given.asked(registry.citizen, registry.key)
    operations.propose_request(actor=registry.first, now=given.NOW, request=request, opinion="核对了")
    settings.KEY_STORE = "failing"

    with pytest.raises(refusals.KeyStoreUnavailable):
        operations.approve_request(actor=registry.second, now=given.NOW, request=request)

    assert not IssuedCertificate.objects.filter(holder_id=registry.citizen.account_id).exists()
