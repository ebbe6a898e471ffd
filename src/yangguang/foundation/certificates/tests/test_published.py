"""What machines fetch: certificates, lists, OCSP, time stamps; checked by the openssl command where it can."""

import base64
import shutil
import subprocess
from datetime import timedelta

import pytest
from django.test import Client

from yangguang.foundation.certificates import operations, queries
from yangguang.foundation.certificates.tests import given
from yangguang.foundation.signing import api as signing
from yangguang.foundation.signing import oids
from yangguang.kernel import clock, sm

pytestmark = pytest.mark.django_db


@pytest.fixture
def registry(settings, tmp_path) -> given.Registry:
    settings.VAR = tmp_path
    return given.Registry()


def test_ocsp__by_post_and_get__says_revoked(registry) -> None:
    issued = registry.issue()
    operations.revoke_certificate(
        actor=registry.citizen, now=given.NOW, certificate=issued, reason="key_compromise"
    )
    issuer = issued.authority.certificate
    question = signing.OcspRequest(
        (signing.CertificateId.of(issuer=issuer, serial=issued.certificate.serial),), b"n" * 16
    )

    with clock.fixed_at(given.LATER):
        posted = Client().post(
            "/pki/extranet/ocsp/", question.to_der(), content_type="application/ocsp-request"
        )
        got = Client().get(f"/pki/extranet/ocsp/{base64.b64encode(question.to_der()).decode()}")

    for response in (posted, got):
        answer = signing.OcspResponse.from_der(response.content)
        found = answer.find(issued.certificate, issuer)
        assert answer.is_signed_by(issuer)
        assert (found.status, found.reason, answer.nonce) == ("revoked", "key_compromise", b"n" * 16)


def test_ocsp__nonsense__is_answered_in_the_protocols_words(registry) -> None:
    response = Client().post("/pki/extranet/ocsp/", b"nonsense", content_type="application/ocsp-request")

    assert response.content == signing.refuse_request(1)


def test_time_stamp__by_post__verifies(registry) -> None:
    request = signing.TimeStampRequest(oids.SM3, sm.sm3("决定书".encode()), nonce=7)

    with clock.fixed_at(given.LATER):
        response = Client().post("/pki/tsa/", request.to_der(), content_type="application/timestamp-query")

    stamp = signing.verify_time_stamp(
        token=signing.token_of(response.content), content="决定书".encode(), nonce=7
    )
    assert stamp.stamped_at == given.LATER


def test_list__after_a_revocation__names_the_serial_in_the_delta_and_next_full_one(registry) -> None:
    issued = registry.issue()
    operations.revoke_certificate(
        actor=registry.citizen, now=given.NOW, certificate=issued, reason="superseded"
    )
    operations.publish_stale_lists(now=given.NOW + timedelta(days=2))

    with clock.fixed_at(given.NOW + timedelta(days=2)):
        full = signing.RevocationList.from_der(Client().get("/pki/extranet/issuing.crl").content)
    with clock.fixed_at(given.LATER):
        delta = signing.RevocationList.from_der(Client().get("/pki/extranet/issuing-delta.crl").content)

    assert int(issued.serial, 16) in full.entries
    assert int(issued.serial, 16) in delta.entries
    assert full.is_signed_by(issued.authority.certificate)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="the openssl command is not installed")
def test_certificates__openssl_verify_strict__accepts_the_chain(registry, tmp_path) -> None:
    issued = registry.issue()
    root, issuing = issued.authority.parent, issued.authority
    for name, encoded in (
        ("root", root.certificate),
        ("issuing", issuing.certificate),
        ("own", issued.certificate),
    ):
        (tmp_path / f"{name}.pem").write_text(encoded.to_pem())
    at = int(given.LATER.timestamp())

    # OpenSSL 3.0 hands the signer id to the first certificate only (openssl #23471), so each step is asked by itself.
    for trusted, asked in (("root", "issuing"), ("issuing", "own")):
        told = subprocess.run(
            [
                *("openssl", "verify", "-x509_strict", "-partial_chain", "-attime", str(at)),
                *("-vfyopt", "distid:1234567812345678", "-trusted", f"{trusted}.pem", f"{asked}.pem"),
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

        assert told.stdout.strip() == f"{asked}.pem: OK", told.stderr


def test_demo_twin_of_a_module__issues_as_files_do(settings, tmp_path) -> None:
    settings.VAR, settings.KEY_STORE = tmp_path, "demo"

    registry = given.Registry()

    issued = registry.issue()
    queries.prove_standing(
        certificate=issued.certificate, answer=queries.answer_for(issued, now=given.LATER), at=given.LATER
    )
    assert not (tmp_path / "keys").exists()
