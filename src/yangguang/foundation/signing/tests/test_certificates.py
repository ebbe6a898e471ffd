"""Certificates, requests and lists: what is written is read back, and malformed ones are refused."""

from datetime import timedelta

import pytest
from hypothesis import given as property_test
from hypothesis import settings
from hypothesis import strategies as st

from yangguang.foundation.signing import api, oids
from yangguang.foundation.signing import extensions as ext
from yangguang.foundation.signing.algorithms import SM2_SM3, algorithm_name
from yangguang.foundation.signing.tests import given
from yangguang.kernel import der, sm

NOW = given.NOW


def test_certificate__written_and_read__has_the_same_parts():
    made = given.OFFICER.certificate
    read = api.Certificate.from_pem(made.to_pem())
    assert read == made
    assert hash(read) == hash(made)
    for part in (
        "serial",
        "issuer",
        "subject",
        "not_before",
        "not_after",
        "extensions",
        "signature",
        "algorithm",
    ):
        assert getattr(read, part) == getattr(made, part)
    assert read.sm2_key == given.OFFICER.key.public_key
    assert str(read.subject) == "C=CN, ST=广东省, L=深圳市, O=深圳市示范机关, CN=受理岗一"
    assert read.subject.get("CN") == "受理岗一"
    assert read.key_usage == set(ext.SIGNING_USAGES)
    assert read.purposes == {oids.CLIENT_AUTHENTICATION}
    assert read.alternative_names == (api.email("officer@gov.example"),)
    assert read.crl_urls == ("http://ca.gov.example/issuing.crl",)
    assert read.ocsp_urls == ("http://ca.gov.example/ocsp",)
    assert read.policies == (given.POLICY,)
    assert not read.basic_constraints.is_ca
    assert given.ISSUING.certificate.basic_constraints == ext.BasicConstraints(True, 0)
    assert read.verify_signature_by(given.ISSUING.certificate)
    assert not read.verify_signature_by(given.ROOT.certificate)
    assert len(read.fingerprint) == 64


def test_double_certificates__do_nothing_of_each_others_work():
    assert not set(ext.SIGNING_USAGES) & set(ext.ENCRYPTION_USAGES)
    with pytest.raises(api.CertificateUsageWrong):
        api.envelop_content(content=b"x", recipients=[given.OFFICER.certificate])


def test_encryption_key__handed_over__opens_with_the_signing_key_only():
    wrapped = sm.wrap_private_key(given.OFFICER_ENCRYPTION.key, to=given.OFFICER.key.public_key)
    opened = sm.unwrap_private_key(wrapped, by=given.OFFICER.key)
    assert opened.public_key == given.OFFICER_ENCRYPTION.key.public_key
    with pytest.raises(sm.CiphertextRefused):
        sm.unwrap_private_key(wrapped, by=given.ROOT.key)
    with pytest.raises((sm.CiphertextRefused, sm.KeyRefused, der.MalformedDer)):
        sm.unwrap_private_key(wrapped[:-1] + bytes((wrapped[-1] ^ 1,)), by=given.OFFICER.key)


@settings(max_examples=300, deadline=None)
@property_test(st.data())
def test_certificate__mutated__is_refused_or_its_signature_is_wrong(data):
    encoded = bytearray(given.OFFICER.certificate.encoded)
    at = data.draw(st.integers(0, len(encoded) - 1))
    encoded[at] ^= 1 << data.draw(st.integers(0, 7))
    try:
        read = api.Certificate.from_der(bytes(encoded))
        good = read.verify_signature_by(given.ISSUING.certificate)
    except (der.MalformedDer, api.SigningRefusal):
        return
    assert not good


@settings(max_examples=100, deadline=None)
@property_test(st.binary(max_size=200))
def test_noise__is_refused_everywhere(noise):
    for read in (
        api.Certificate.from_der,
        api.CertificationRequest.from_der,
        api.RevocationList.from_der,
        api.OcspRequest.from_der,
        api.OcspResponse.from_der,
        api.SignedData.from_der,
        api.TimeStampRequest.from_der,
    ):
        with pytest.raises((der.MalformedDer, api.SigningRefusal)):
            read(noise)


def rebuilt(certificate, change):
    """Write a certificate with other innards, signed rightly, to reach the checks behind the signature."""
    inside = [element.encoded for element in der.Reader(certificate.tbs).next().reader().each()]
    tbs = der.sequence(*change(inside))
    return der.sequence(tbs, SM2_SM3, der.bits(given.ISSUING.signer.sign(tbs)))


@pytest.mark.parametrize(
    "change",
    [
        lambda parts: [der.explicit(0, der.integer(5)), *parts[1:]],
        lambda parts: [parts[0], der.integer(0), *parts[2:]],
        lambda parts: [parts[0], der.integer(-5), *parts[2:]],
        lambda parts: [parts[0], der.integer(1 << 161), *parts[2:]],
        lambda parts: [*parts[:2], der.sequence(der.oid(oids.SHA256_RSA)), *parts[3:]],
        lambda parts: [*parts[:7], der.explicit(3, der.sequence())],
        lambda parts: [*parts[:7], der.explicit(3, der.sequence(*[ext.policies("1.2.3").to_der()] * 2))],
        lambda parts: [*parts, der.null()],
        lambda parts: [*parts[:5], der.sequence(der.tlv(der.SET, b"")), *parts[6:]],
    ],
)
def test_certificate__against_the_standard__is_refused(change):
    encoded = rebuilt(given.OFFICER.certificate, change)
    with pytest.raises((api.CertificateMalformed, der.MalformedDer)):
        api.Certificate.from_der(encoded)


def test_issue__with_impossible_numbers__is_refused():
    for serial, days in ((0, 1), (1 << 160, 1), (1, -1)):
        with pytest.raises(ValueError, match="serial"):
            api.issue_certificate(
                signer=given.ROOT.signer,
                issuer=given.ROOT.certificate.subject,
                subject=given.name("x"),
                public_key_info=given.ROOT.key.public_key.to_der(),
                serial=serial,
                not_before=NOW,
                not_after=NOW + timedelta(days=days),
                extensions=[],
            )
    serials = {api.new_serial() for _ in range(100)}
    assert len(serials) == 100
    assert all(serial.bit_length() == 127 for serial in serials)


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (ext.read_basic_constraints, der.sequence(der.integer(0))),
        (ext.read_basic_constraints, der.sequence(der.boolean(False))),
        (ext.read_key_usage, der.named_bits([])),
        (ext.read_key_usage, der.named_bits([9])),
        (ext.read_general_names, der.sequence(der.implicit(7, der.octets(b"123")))),
        (ext.read_general_names, der.sequence(der.implicit(2, der.octets(b"\xff")))),
    ],
)
def test_extension__against_the_standard__is_refused(read, value):
    with pytest.raises((api.CertificateMalformed, der.MalformedDer)):
        read(value)


def test_general_names__of_every_kind__are_read_back():
    names = (
        api.dns("gov.example"),
        api.email("a@gov.example"),
        api.uri("http://gov.example/"),
        api.ip("10.0.0.1"),
        api.ip("fd00::1"),
        api.directory(given.name("x")),
    )
    assert ext.read_general_names(ext.alternative_names(names).value) == names
    bounds = ext.read_name_constraints(
        ext.name_constraints(permitted=[api.ip("10.0.0.0/8")], excluded=[api.dns("x.example")]).value
    )
    assert bounds == ext.NameConstraints((api.ip("10.0.0.0/8"),), (api.dns("x.example"),))


def test_request__written_and_read__proves_possession():
    wished = (ext.alternative_names([api.dns("gov.example")]),)
    made = api.request_certificate(signer=given.OFFICER.signer, subject=given.name("x"), extensions=wished)
    read = api.CertificationRequest.from_pem(made.to_pem())
    assert read == made
    assert read.extensions == wished
    bare = api.request_certificate(signer=given.OFFICER.signer, subject=given.name("x"))
    assert api.CertificationRequest.from_der(bare.encoded).extensions == ()


def test_request__for_another_key__is_refused():
    class Thief(api.Sm2Signer):
        pass

    thief = Thief(given.OFFICER.key)
    thief.public_key_info = given.ROOT.key.public_key.to_der()
    made = api.request_certificate(signer=thief, subject=given.name("x"))
    with pytest.raises(api.SignatureWrong):
        api.CertificationRequest.from_der(made.encoded)


def test_list__written_and_read__has_the_same_entries():
    entries = [
        api.RevokedEntry(77, NOW),
        api.RevokedEntry(78, NOW, "key_compromise", NOW - given.DAY),
        api.RevokedEntry(1 << 126, NOW, "certificate_hold"),
    ]
    made = given.revocation_list(entries=entries)
    read = api.RevocationList.from_pem(made.to_pem())
    assert read.entries == {entry.serial: entry for entry in entries}
    assert (read.number, read.base_number) == (5, None)
    assert read.is_signed_by(given.ISSUING.certificate)
    assert not read.is_signed_by(given.ROOT.certificate)
    assert api.RevocationList.from_der(given.revocation_list().encoded).entries == {}


def test_delta__upon_its_base__brings_it_forward():
    base = given.revocation_list(
        entries=[api.RevokedEntry(1, NOW, "certificate_hold"), api.RevokedEntry(2, NOW)]
    )
    delta = given.revocation_list(
        entries=[api.RevokedEntry(1, NOW, "remove_from_crl"), api.RevokedEntry(3, NOW)],
        number=6,
        base_number=5,
        this_update=NOW,
    )
    delta = api.RevocationList.from_der(delta.encoded)
    forward = base.with_delta(delta)
    assert set(forward.entries) == {2, 3}
    assert (forward.number, forward.this_update) == (6, NOW)
    for wrong in (
        given.revocation_list(number=6),
        given.revocation_list(number=7, base_number=6),
        given.revocation_list(given.ROOT, number=6, base_number=5),
    ):
        with pytest.raises(api.CertificateMalformed):
            base.with_delta(wrong)


def test_algorithm__with_odd_parameters__is_refused():
    assert algorithm_name(der.sequence(der.oid(oids.SM2_SM3), der.null())) == oids.SM2_SM3
    with pytest.raises(der.MalformedDer):
        algorithm_name(der.sequence(der.oid(oids.SM2_SM3), der.integer(1)))
