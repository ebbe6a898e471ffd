"""Paths, times, usages, names and revocation: every reason to refuse, by its own name, at the time of signing."""

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import NameOID

from yangguang.foundation.signing import api, oids
from yangguang.foundation.signing import extensions as ext
from yangguang.foundation.signing.tests import given
from yangguang.kernel import der, sm

NOW, DAY = given.NOW, given.DAY
ROOTS = [given.ROOT.certificate]


def validate(holder, *, at=NOW, intermediates=(given.ISSUING.certificate,), anchors=ROOTS, **more):
    return api.validate_certificate(
        certificate=holder.certificate, anchors=anchors, intermediates=intermediates, at=at, **more
    )


def evidence(*entries, **more):
    return api.RevocationEvidence(
        lists=(given.revocation_list(entries=entries, **more), given.revocation_list(given.ROOT, **more))
    )


def test_chain__good__ends_at_the_root_with_its_proof():
    chain = validate(
        given.OFFICER,
        usages=["digital_signature"],
        purpose=oids.CLIENT_AUTHENTICATION,
        revocation=evidence(),
    )
    assert [each.subject.get("CN") for each in chain.certificates] == ["受理岗一", "示范签发 CA", "示范根 CA"]
    assert chain.anchor == given.ROOT.certificate
    assert len(chain.evidence) == 2


def test_chain__out_of_time__is_refused():
    assert validate(given.OFFICER, at=given.END)
    with pytest.raises(api.CertificateExpired):
        validate(given.OFFICER, at=given.END + timedelta(seconds=1))
    with pytest.raises(api.CertificateNotYetValid):
        validate(given.OFFICER, at=given.START - timedelta(seconds=1))
    early = given.authority("x", issuer=given.ROOT, end=NOW - DAY)
    late = given.certificate("late", issuer=early)
    with pytest.raises(api.CertificateExpired):
        validate(late, intermediates=[early.certificate])


def test_chain__to_a_stranger__is_refused():
    stranger = given.authority("别的根")
    with pytest.raises(api.CertificateUntrusted):
        validate(given.certificate("x", issuer=stranger))
    with pytest.raises(api.CertificateUntrusted):
        validate(given.certificate("自制"))
    with pytest.raises(api.CertificateUntrusted):
        validate(given.OFFICER, intermediates=[])


def test_chain__by_a_ca_of_the_same_name__is_refused():
    copy = given.authority("x", subject=given.ISSUING.certificate.subject)
    forged = given.certificate("x", issuer=copy)
    with pytest.raises(api.CertificateUntrusted):
        validate(forged, intermediates=[given.ISSUING.certificate, copy.certificate])


def test_chain__issued_by_a_holder__is_refused():
    holder = given.certificate("holder", issuer=given.ROOT)
    with pytest.raises(api.CertificateUsageWrong):
        validate(given.certificate("x", issuer=holder), intermediates=[holder.certificate])
    half = given.certificate("half", issuer=given.ROOT, usages=["crl_sign"], is_ca=True)
    with pytest.raises(api.CertificateUsageWrong):
        validate(given.certificate("x", issuer=half), intermediates=[half.certificate])


def test_chain__longer_than_allowed__is_refused():
    below = given.authority("区 CA", issuer=given.ISSUING)
    with pytest.raises(api.CertificatePathTooLong):
        validate(
            given.certificate("x", issuer=below),
            intermediates=[given.ISSUING.certificate, below.certificate],
        )


def test_chain__of_endless_length__is_refused():
    authorities = [given.ROOT]
    for number in range(8):
        authorities.append(given.authority(f"CA {number}", issuer=authorities[-1]))
    with pytest.raises(api.CertificateUntrusted):
        validate(
            given.certificate("x", issuer=authorities[-1]),
            intermediates=[each.certificate for each in authorities[1:]],
        )


@pytest.mark.parametrize(
    ("usages", "purpose"),
    [(["key_encipherment"], ""), ([], oids.TIME_STAMPING), (["digital_signature", "key_cert_sign"], "")],
)
def test_chain__for_another_use__is_refused(usages, purpose):
    with pytest.raises(api.CertificateUsageWrong):
        validate(given.OFFICER, usages=usages, purpose=purpose)


def test_chain__with_an_unknown_critical_extension__is_refused():
    odd = ext.Extension("1.2.3.4", True, der.null())
    with pytest.raises(api.CertificateExtensionUnknown, match=r"1\.2\.3\.4"):
        validate(given.certificate("x", issuer=given.ISSUING, more=[odd]))
    assert validate(
        given.certificate("x", issuer=given.ISSUING, more=[ext.Extension("1.2.3.4", False, der.null())])
    )


BOUND = given.authority(
    "受限 CA",
    issuer=given.ROOT,
    more=[
        ext.name_constraints(
            permitted=[
                api.dns("gov.example"),
                api.email("gov.example"),
                api.ip("10.0.0.0/8"),
                api.uri(".gov.example"),
                api.directory(api.Name.of(C="CN", ST="广东省")),
            ],
            excluded=[api.dns("secret.gov.example")],
        )
    ],
)


@pytest.mark.parametrize(
    "names",
    [
        [api.dns("gov.example"), api.dns("a.GOV.example")],
        [api.email("a@gov.example")],
        [api.ip("10.1.2.3")],
        [api.uri("https://www.gov.example/x")],
        [api.directory(given.name("y"))],
    ],
)
def test_names__inside_the_bounds__are_allowed(names):
    holder = given.certificate("x", issuer=BOUND, more=[ext.alternative_names(names)])
    assert validate(holder, intermediates=[BOUND.certificate])


@pytest.mark.parametrize(
    "names",
    [
        [api.dns("xgov.example")],
        [api.dns("a.secret.gov.example")],
        [api.email("a@other.example")],
        [api.email("a@sub.gov.example")],
        [api.ip("11.0.0.1")],
        [api.ip("fd00::1")],
        [api.uri("https://gov.example.evil/")],
        [api.directory(api.Name.of(C="CN", ST="湖南省"))],
    ],
)
def test_names__outside_the_bounds__are_refused(names):
    holder = given.certificate("x", issuer=BOUND, more=[ext.alternative_names(names)])
    with pytest.raises(api.CertificateNameNotAllowed):
        validate(holder, intermediates=[BOUND.certificate])


def test_subject__outside_the_bounds__is_refused():
    for subject in (
        api.Name.of(C="CN", ST="湖南省", CN="x"),
        api.Name.of(C="CN", ST="广东省", emailAddress="a@evil.example"),
    ):
        with pytest.raises(api.CertificateNameNotAllowed):
            validate(given.certificate("x", issuer=BOUND, subject=subject), intermediates=[BOUND.certificate])


SERIAL = given.OFFICER.certificate.serial


def test_revoked__before_or_after_signing():
    with pytest.raises(api.CertificateRevoked, match="已换发"):
        validate(given.OFFICER, revocation=evidence(api.RevokedEntry(SERIAL, NOW - DAY, "superseded")))
    later = evidence(api.RevokedEntry(SERIAL, NOW + DAY, "superseded"), this_update=NOW + 2 * DAY)
    assert validate(given.OFFICER, revocation=later)


def test_revoked__for_a_lost_key__reaches_back_to_when_it_was_lost():
    lost = api.RevokedEntry(SERIAL, NOW + DAY, "key_compromise", NOW - DAY)
    with pytest.raises(api.CertificateRevoked, match="密钥泄露"):
        validate(given.OFFICER, revocation=evidence(lost, this_update=NOW + 2 * DAY))
    other = api.RevokedEntry(SERIAL, NOW + DAY, "superseded", NOW - DAY)
    assert validate(given.OFFICER, revocation=evidence(other, this_update=NOW + 2 * DAY))


def test_suspended__is_refused_by_its_own_name():
    with pytest.raises(api.CertificateSuspended):
        validate(given.OFFICER, revocation=evidence(api.RevokedEntry(SERIAL, NOW - DAY, "certificate_hold")))


def test_revoked_ca__takes_all_below_with_it():
    lists = (
        given.revocation_list(),
        given.revocation_list(given.ROOT, entries=[given.ISSUING.certificate.serial]),
    )
    with pytest.raises(api.CertificateRevoked, match="签发 CA"):
        validate(given.OFFICER, revocation=api.RevocationEvidence(lists=lists))


def test_lists__missing_stale_or_forged__prove_nothing():
    root_list = given.revocation_list(given.ROOT)
    forger = given.authority("x", subject=given.ISSUING.certificate.subject)
    for lists in (
        (),
        (root_list,),
        (root_list, given.revocation_list(this_update=NOW - 8 * DAY)),
        (root_list, given.revocation_list(forger)),
        (root_list, given.revocation_list(number=6, base_number=5)),
        (root_list, given.revocation_list(this_update=given.END + DAY)),
    ):
        with pytest.raises(api.RevocationUnknown):
            validate(given.OFFICER, revocation=api.RevocationEvidence(lists=lists))


def test_delta__newer_than_the_full_list__counts():
    lists = (
        given.revocation_list(given.ROOT),
        given.revocation_list(),
        given.revocation_list(number=6, base_number=5, entries=[SERIAL]),
    )
    with pytest.raises(api.CertificateRevoked):
        validate(given.OFFICER, revocation=api.RevocationEvidence(lists=lists))


def answered(responder, issuer=given.ISSUING, holder=given.OFFICER, *, status="good", days=1, **more):
    certificate = api.CertificateId.of(issuer=issuer.certificate, serial=holder.certificate.serial)
    answer = api.CertificateStatus(certificate, status, NOW, NOW + days * DAY, **more)
    return api.OcspResponse.from_der(
        api.answer_request(
            signer=responder.signer, responder=responder.certificate, answers=[answer], produced_at=NOW
        )
    )


def validate_by(answer):
    lists = (given.revocation_list(given.ROOT),)
    return validate(given.OFFICER, revocation=api.RevocationEvidence(lists=lists, answers=(answer,)))


def test_ocsp__by_the_responder_or_the_issuer__counts():
    answer = answered(given.RESPONDER)
    assert validate_by(answer).evidence[1] == answer.encoded
    assert validate_by(answered(given.ISSUING))
    with pytest.raises(api.CertificateRevoked):
        validate_by(
            answered(given.RESPONDER, status="revoked", revoked_at=NOW - DAY, reason="key_compromise")
        )


def test_ocsp__by_anyone_else_stale_or_unknown__proves_nothing():
    stranger = given.certificate("x", issuer=given.ROOT, more=[ext.extended_key_usage(oids.OCSP_SIGNING)])
    for answer in (
        answered(given.OFFICER),
        answered(stranger),
        answered(given.RESPONDER, days=0),
        answered(given.RESPONDER, status="unknown"),
        answered(given.RESPONDER, holder=given.TIME_AUTHORITY),
    ):
        with pytest.raises(api.RevocationUnknown):
            validate_by(answer)


def foreign_root(key, algorithm):
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Other CA")])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(given.START)
        .not_valid_after(given.END)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, algorithm)
    )
    return api.Certificate.from_der(made.public_bytes(serialization.Encoding.DER))


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [
        (rsa.generate_private_key(65537, 2048), hashes.SHA256()),
        (rsa.generate_private_key(65537, 2048), hashes.SHA512()),
        (ec.generate_private_key(ec.SECP256R1()), hashes.SHA256()),
        (ec.generate_private_key(ec.SECP384R1()), hashes.SHA384()),
        (ed25519.Ed25519PrivateKey.generate(), None),
    ],
    ids=["rsa-256", "rsa-512", "p256", "p384", "ed25519"],
)
def test_other_algorithms__of_other_authorities__are_accepted(key, algorithm):
    root = foreign_root(key, algorithm)
    assert root.verify_signature_by(root)
    assert api.validate_certificate(certificate=root, anchors=[root], at=NOW).anchor == root
    with pytest.raises(sm.KeyRefused):
        _ = root.sm2_key


def test_weak_key__of_another_authority__is_refused():
    root = foreign_root(rsa.generate_private_key(65537, 1024), hashes.SHA256())
    with pytest.raises(api.AlgorithmNotAccepted, match="1024"):
        root.verify_signature_by(root)
    with pytest.raises(api.AlgorithmNotAccepted):
        given.OFFICER.certificate.verify(oids.SHA256_RSA, b"", b"")
