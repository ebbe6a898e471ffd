"""OCSP, time stamps, signed and enveloped data: right ones open, and each exchange of a part is refused."""

import pytest

from yangguang.foundation.signing import api, oids
from yangguang.foundation.signing import extensions as ext
from yangguang.foundation.signing.tests import given
from yangguang.kernel import der, sm

NOW, DAY = given.NOW, given.DAY
CONTENT = "准予行政许可决定书".encode()
families = pytest.mark.parametrize("family", [api.CMS, api.GM])


def signed(content=CONTENT, holder=given.OFFICER, **more):
    return api.sign_content(
        content=content, signers=[(holder.signer, holder.certificate)], signed_at=NOW, **more
    )


@families
@pytest.mark.parametrize("detached", [False, True])
def test_signed_data__written_and_read__verifies(family, detached):
    data = api.SignedData.from_der(signed(family=family, detached=detached))
    assert (data.content is None) == detached
    (verified,) = data.verify(content=CONTENT)
    assert verified.certificate == given.OFFICER.certificate
    assert verified.signed_at == NOW
    with pytest.raises(api.SignatureWrong):
        data.verify(content=b"other")


def test_signed_data__by_two__verifies_both():
    encoded = api.sign_content(
        content=CONTENT,
        signers=[(each.signer, each.certificate) for each in (given.OFFICER, given.TIME_AUTHORITY)],
        signed_at=None,
        more_certificates=[given.ISSUING.certificate],
    )
    data = api.SignedData.from_der(encoded)
    assert len(data.verify()) == 2
    assert len(data.certificates) == 3


def test_signed_data__with_any_part_changed__is_refused():
    encoded = signed()
    for place in range(0, len(encoded), 7):
        changed = bytearray(encoded)
        changed[place] ^= 0x10
        try:
            verified = api.SignedData.from_der(bytes(changed)).verify(
                content=CONTENT, certificates=[given.OFFICER.certificate]
            )
        except (der.MalformedDer, api.SigningRefusal, sm.KeyRefused):
            continue
        # What is left unsigned by the standard: versions and the set of digests announced ahead.
        assert verified[0].certificate.sm2_key == given.OFFICER.key.public_key
        assert verified[0].signed_at == NOW


def test_signed_data__without_certificate_signers_or_content__is_refused():
    data = api.SignedData.from_der(signed(detached=True))
    with pytest.raises(api.CertificateMalformed):
        data.verify()
    bare = api.SignedData(data.content_type, CONTENT, (), (), data.signers)
    with pytest.raises(api.CertificateMalformed, match="证书"):
        bare.verify()
    assert bare.verify(certificates=[given.OFFICER.certificate])
    with pytest.raises(api.CertificateMalformed):
        api.SignedData(data.content_type, CONTENT, (), (), ()).verify()
    with pytest.raises(api.CertificateMalformed):
        api.SignedData.from_der(
            api.envelop_content(content=b"x", recipients=[given.OFFICER_ENCRYPTION.certificate])
        )


def test_signed_data__of_a_stamp__is_no_decision():
    data = api.SignedData.from_der(signed(content_type=oids.TST_INFO))
    moved = api.SignedData(oids.DATA, data.content, data.certificates, (), data.signers)
    with pytest.raises(api.SignatureWrong):
        moved.verify()


@families
def test_envelope__opens_for_its_recipients_only(family):
    encoded = api.envelop_content(
        content=CONTENT,
        recipients=[given.OFFICER_ENCRYPTION.certificate, OTHER.certificate],
        family=family,
    )
    for holder in (given.OFFICER_ENCRYPTION, OTHER):
        assert api.open_envelope(encoded=encoded, certificate=holder.certificate, key=holder.key) == CONTENT
    with pytest.raises(api.EnvelopeNotForYou):
        api.open_envelope(encoded=encoded, certificate=given.OFFICER.certificate, key=given.OFFICER.key)
    with pytest.raises(sm.CiphertextRefused):
        api.open_envelope(encoded=encoded, certificate=OTHER.certificate, key=given.OFFICER.key)


OTHER = given.certificate("受理岗二", issuer=given.ISSUING, usages=ext.ENCRYPTION_USAGES)


def test_envelope__with_the_other_oid_of_sm2__opens():
    encoded = api.envelop_content(content=CONTENT, recipients=[OTHER.certificate])
    other = encoded.replace(der.oid(oids.SM2_ENCRYPT), der.oid(oids.SM2_ENCRYPT_OTHER))
    assert other != encoded
    assert api.open_envelope(encoded=other, certificate=OTHER.certificate, key=OTHER.key) == CONTENT
    wrong = encoded.replace(der.oid(oids.SM2_ENCRYPT), der.oid(oids.SM2_SIGN))
    with pytest.raises(api.AlgorithmNotAccepted):
        api.open_envelope(encoded=wrong, certificate=OTHER.certificate, key=OTHER.key)


def test_ocsp__asked_and_answered__repeats_the_nonce():
    question = api.CertificateId.of(issuer=given.ISSUING.certificate, serial=5)
    request = api.OcspRequest.from_der(api.OcspRequest((question,), b"n" * 16).to_der())
    assert request == api.OcspRequest((question,), b"n" * 16)
    assert request.questions[0].is_of(given.ISSUING.certificate)
    assert not request.questions[0].is_of(given.ROOT.certificate)
    answers = [
        api.CertificateStatus(question, "good", NOW, NOW + DAY),
        api.CertificateStatus(question, "unknown", NOW),
        api.CertificateStatus(question, "revoked", NOW, NOW + DAY, NOW - DAY, "superseded"),
        api.CertificateStatus(question, "revoked", NOW, NOW + DAY, NOW - DAY),
    ]
    response = api.OcspResponse.from_der(
        api.answer_request(
            signer=given.RESPONDER.signer,
            responder=given.RESPONDER.certificate,
            answers=answers,
            produced_at=NOW,
            nonce=request.nonce,
        )
    )
    assert list(response.answers) == answers
    assert response.nonce == b"n" * 16
    assert response.is_signed_by(given.RESPONDER.certificate)
    assert not response.is_signed_by(given.ISSUING.certificate)


def test_ocsp__refused_or_malformed__is_told():
    with pytest.raises(api.CertificateMalformed, match="状态 6"):
        api.OcspResponse.from_der(api.refuse_request(6))
    question = api.CertificateId.of(issuer=given.ISSUING.certificate, serial=5)
    for wrong in (
        api.OcspRequest(()),
        api.OcspRequest((question,) * 101),
        api.OcspRequest((question,), b"n" * 33),
    ):
        with pytest.raises(api.CertificateMalformed):
            api.OcspRequest.from_der(wrong.to_der())


REQUEST = api.TimeStampRequest(oids.SM3, sm.sm3(CONTENT), nonce=1 << 63)


def stamped(request=REQUEST, authority=given.TIME_AUTHORITY, **more):
    return api.issue_time_stamp(
        request=request,
        signer=authority.signer,
        authority=authority.certificate,
        policy=given.POLICY,
        serial=9,
        now=NOW,
        **more,
    )


def test_time_stamp__asked_and_answered__verifies():
    assert api.TimeStampRequest.from_der(REQUEST.to_der()) == REQUEST
    token = api.token_of(stamped())
    stamp = api.verify_time_stamp(token=token, content=CONTENT, nonce=1 << 63)
    assert (stamp.stamped_at, stamp.serial, stamp.policy) == (NOW, 9, given.POLICY)
    assert stamp.authority == given.TIME_AUTHORITY.certificate
    assert api.verify_time_stamp(token=token, imprint=sm.sm3(CONTENT))
    for wrong in ({"content": b"other"}, {"imprint": bytes(32)}, {}, {"content": CONTENT, "nonce": 5}):
        with pytest.raises(api.TimeStampWrong):
            api.verify_time_stamp(token=token, **wrong)


def test_time_stamp__by_another_certificate__is_refused():
    with pytest.raises(api.TimeStampWrong, match="不是时间戳证书"):
        api.verify_time_stamp(token=api.token_of(stamped(authority=given.OFFICER)), content=CONTENT)
    with pytest.raises(api.TimeStampWrong, match="不是时间戳"):
        api.verify_time_stamp(token=signed(), content=CONTENT)
    twin = given.certificate(
        "示范时间戳",
        issuer=given.ISSUING,
        key=given.TIME_AUTHORITY.key,
        more=[ext.extended_key_usage(oids.TIME_STAMPING, critical=True)],
    )
    unbound = signed(content_type=oids.TST_INFO, holder=twin)
    with pytest.raises(api.TimeStampWrong, match="没有写明"):
        api.verify_time_stamp(token=unbound, content=CONTENT)


def test_time_stamp__refused__is_told():
    with pytest.raises(api.TimeStampWrong):
        stamped(api.TimeStampRequest(oids.SM3, bytes(32), policy="1.2.3"))
    with pytest.raises(api.TimeStampWrong, match="状态 2"):
        api.token_of(api.refuse_time_stamp("bad_algorithm"))
    for wrong in (api.TimeStampRequest(oids.SHA1, bytes(20)), api.TimeStampRequest(oids.SM3, bytes(31))):
        with pytest.raises(api.AlgorithmNotAccepted):
            api.TimeStampRequest.from_der(wrong.to_der())
