"""DER that is sound but not what the standards write, rightly signed where signing matters: refused by name."""

import pytest

from yangguang.foundation.signing import algorithms, api, name_rules, oids
from yangguang.foundation.signing import extensions as ext
from yangguang.foundation.signing.algorithms import SM2_SM3
from yangguang.foundation.signing.tests import given
from yangguang.kernel import der, sm

NOW, DAY = given.NOW, given.DAY
CONTENT = b"content"
BITS = der.bits(b"signature")


@pytest.mark.parametrize(
    ("name", "bound", "within"),
    [
        (api.dns("a.b.example"), api.dns(".b.example"), True),
        (api.dns("b.example"), api.dns(".b.example"), False),
        (api.dns("any.example"), api.dns(""), True),
        (api.email("A@b.example"), api.email("a@b.example"), True),
        (api.email("a@x.b.example"), api.email(".b.example"), True),
        (api.email("a@b.example"), api.email(".b.example"), False),
        (api.uri("http://b.example:80/"), api.uri("b.example"), True),
        (api.uri("nonsense"), api.uri("b.example"), False),
        (api.dns("b.example"), api.email("b.example"), False),
        (api.GeneralName("other", "00"), api.GeneralName("other", "00"), True),
    ],
)
def test_name__against_a_bound(name, bound, within):
    assert name_rules.is_within(name, bound) == within


def test_names__of_self_issued_authorities_inside_the_path__are_passed_over():
    bound = given.authority(
        "受限", issuer=given.ROOT, more=[ext.name_constraints(permitted=[api.directory(given.name("x"))])]
    )
    rolled = given.authority("受限", issuer=bound)
    assert rolled.certificate.is_self_issued
    holder = given.certificate("x", issuer=rolled)
    path = [bound.certificate, rolled.certificate]
    assert api.validate_certificate(
        certificate=holder.certificate, anchors=[given.ROOT.certificate], intermediates=path, at=NOW
    )


def test_request__of_another_version__is_refused():
    parts = (given.name("x").encoded, given.OFFICER.key.public_key.to_der(), der.tlv(der.context(0), b""))
    information = der.sequence(der.integer(1), *parts)
    with pytest.raises(api.CertificateMalformed):
        api.CertificationRequest.from_der(der.sequence(information, SM2_SM3, BITS))


def test_request__with_other_attributes_or_none__is_read():
    def request(*attributes):
        information = der.sequence(
            der.integer(0),
            given.name("x").encoded,
            given.OFFICER.key.public_key.to_der(),
            *attributes,
        )
        signature = given.OFFICER.signer.sign(information)
        return api.CertificationRequest.from_der(der.sequence(information, SM2_SM3, der.bits(signature)))

    password = der.sequence(der.oid("1.2.840.113549.1.9.7"), der.set_of([der.utf8("x")]))
    assert request().extensions == ()
    assert request(der.tlv(der.context(0), password)).extensions == ()


def spelled_list(*, version=1, inner=SM2_SM3, entries=b""):
    tbs = der.sequence(
        der.integer(version),
        inner,
        given.ISSUING.certificate.subject.encoded,
        der.time(NOW),
        der.time(NOW + DAY),
        der.sequence(entries) if entries else b"",
    )
    return der.sequence(tbs, SM2_SM3, BITS)


def entry(*extensions):
    return der.sequence(der.integer(5), der.time(NOW), ext.write_extensions(extensions))


def test_list__against_the_standard__is_refused():
    for wrong in (spelled_list(version=0), spelled_list(inner=der.sequence(der.oid(oids.SHA256_RSA)))):
        with pytest.raises(api.CertificateMalformed):
            api.RevocationList.from_der(wrong)
    bare = api.RevocationList.from_der(spelled_list())
    assert (bare.number, bare.authority_key_identifier, bare.entries) == (None, None, {})
    for odd in (
        ext.Extension(oids.REASON, False, der.enumerated(7)),
        ext.Extension("1.2.3.4", True, der.null()),
    ):
        with pytest.raises(api.CertificateMalformed):
            _ = api.RevocationList.from_der(spelled_list(entries=entry(odd))).entries
    harmless = ext.Extension("1.2.3.4", False, der.null())
    read = api.RevocationList.from_der(spelled_list(entries=entry(harmless)))
    assert read.entries[5].reason == "unspecified"


def test_list__tells_where_its_delta_is():
    made = given.revocation_list(freshest_urls=("http://ca.gov.example/delta.crl",))
    assert api.RevocationList.from_der(made.encoded).is_signed_by(given.ISSUING.certificate)


def test_time_stamp_request__against_the_standard__is_refused():
    imprint = der.sequence(der.sequence(der.oid(oids.SM3)), der.octets(bytes(32)))
    for wrong in (
        der.sequence(der.integer(2), imprint),
        der.sequence(der.integer(1), imprint, der.tlv(der.context(0), b"")),
    ):
        with pytest.raises(api.CertificateMalformed):
            api.TimeStampRequest.from_der(wrong)
    asked = api.TimeStampRequest(oids.SM3, bytes(32), policy="1.2.3", wants_certificate=False)
    assert api.TimeStampRequest.from_der(asked.to_der()) == asked


def test_ocsp_request__of_another_version__is_refused():
    question = der.sequence(api.CertificateId.of(issuer=given.ISSUING.certificate, serial=5).to_der())
    inside = der.sequence(der.explicit(0, der.integer(1)), der.sequence(question))
    with pytest.raises(api.CertificateMalformed, match="版本"):
        api.OcspRequest.from_der(der.sequence(inside))


def test_algorithms__not_known__are_refused_by_name():
    with pytest.raises(api.AlgorithmNotAccepted, match=r"1\.2\.3"):
        algorithms.digest_by("1.2.3", b"")
    odd_key = der.sequence(der.sequence(der.oid("1.2.3")), der.bits(b"key"))
    with pytest.raises(api.AlgorithmNotAccepted):
        api.verify_signature(public_key_info=odd_key, algorithm=oids.ED25519, message=b"", signature=b"")


def signed(*, attributes, content_type=oids.DATA, digest=oids.SM3):
    holder = given.OFFICER
    encoded = der.set_of(attributes) if attributes else b""
    info = der.sequence(
        der.integer(1),
        der.sequence(holder.certificate.issuer.encoded, der.integer(holder.certificate.serial)),
        der.sequence(der.oid(digest)),
        der.tlv(der.context(0), der.Reader(encoded).next().content) if attributes else b"",
        SM2_SM3,
        der.octets(holder.signer.sign(encoded or CONTENT)),
    )
    data = der.sequence(
        der.integer(1),
        der.set_of([der.sequence(der.oid(digest))]),
        der.sequence(der.oid(content_type), der.explicit(0, der.octets(CONTENT))),
        der.tlv(der.context(0), holder.certificate.encoded),
        der.set_of([info]),
    )
    return der.sequence(der.oid(oids.SIGNED), der.explicit(0, data))


KIND = der.sequence(der.oid(oids.CONTENT_TYPE), der.set_of([der.oid(oids.DATA)]))
DIGEST = der.sequence(der.oid(oids.MESSAGE_DIGEST), der.set_of([der.octets(sm.sm3(CONTENT))]))
OTHER_DIGEST = der.sequence(der.oid(oids.MESSAGE_DIGEST), der.set_of([der.octets(bytes(32))]))


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"attributes": [KIND]}, api.SignatureWrong),
        ({"attributes": [DIGEST]}, api.SignatureWrong),
        ({"attributes": [KIND, OTHER_DIGEST]}, api.SignatureWrong),
        ({"attributes": [KIND, DIGEST, OTHER_DIGEST]}, api.CertificateMalformed),
        ({"attributes": [KIND, DIGEST], "digest": oids.SHA1}, api.AlgorithmNotAccepted),
        ({"attributes": [], "content_type": oids.TST_INFO}, api.CertificateMalformed),
    ],
)
def test_signed_data__rightly_signed_but_wrongly_built__is_refused(more, refusal):
    with pytest.raises(refusal):
        api.SignedData.from_der(signed(**more)).verify()


def test_signed_data__built_by_hand__verifies():
    for attributes in ([], [KIND, DIGEST]):
        (verified,) = api.SignedData.from_der(signed(attributes=attributes)).verify()
        assert verified.signed_at is None


def test_envelope__by_key_identifier_or_another_cipher():
    holder = given.OFFICER_ENCRYPTION
    key, iv = sm.new_sm4_key(), sm.new_iv()

    def envelope(recipient, cipher=oids.SM4_CBC):
        info = der.sequence(
            der.integer(2),
            recipient,
            der.sequence(der.oid(oids.SM2_ENCRYPT)),
            der.octets(holder.certificate.sm2_key.encrypt(key)),
        )
        sealed = der.sequence(
            der.oid(oids.DATA),
            der.sequence(der.oid(cipher), der.octets(iv)),
            der.implicit(0, der.octets(sm.sm4_cbc_encrypt(key, iv, CONTENT))),
        )
        other_kind = der.tlv(der.context(1), der.integer(3))
        data = der.sequence(der.integer(2), der.set_of([info, other_kind]), sealed)
        return der.sequence(der.oid(oids.ENVELOPED), der.explicit(0, data))

    named = der.implicit(0, der.octets(holder.certificate.subject_key_identifier))
    known = {"certificate": holder.certificate, "key": holder.key}
    assert api.open_envelope(encoded=envelope(named), **known) == CONTENT
    with pytest.raises(api.AlgorithmNotAccepted):
        api.open_envelope(encoded=envelope(named, "2.16.840.1.101.3.4.1.2"), **known)
    with pytest.raises(api.EnvelopeNotForYou):
        api.open_envelope(encoded=envelope(der.implicit(0, der.octets(b"x"))), **known)
