"""Electronic seals: made and read back, verified offline, and refused by name whatever was tampered with."""

import shutil
import subprocess
from dataclasses import replace

import pytest

from yangguang.foundation.signing import api, oids, seals
from yangguang.foundation.signing.tests import given
from yangguang.kernel import der, sm

NOW, DAY = given.NOW, given.DAY
CONTENT = "准予行政许可决定书".encode()
MAKER = given.certificate("印章制作", issuer=given.ISSUING)
BODY = given.certificate("示范机关电子印章", issuer=given.ISSUING)
INFO = seals.SealInfo(
    vendor="Yangguang",
    number="44030000000001",
    name="示范机关",
    kind=seals.OF_BODY,
    certificates=(BODY.certificate.encoded,),
    digests=(),
    made_at=NOW - DAY,
    valid_from=NOW - DAY,
    valid_until=NOW + 365 * DAY,
    picture_format="SVG",
    picture=b"<svg/>",
    width=42,
    height=42,
)


def seal(info=INFO, maker=MAKER):
    return seals.make_seal(info=info, signer=maker.signer, maker=maker.certificate)


def sealing(made=None, *, body=BODY, at=NOW, **more):
    return seals.put_seal(
        seal=made or seal(), digest=sm.sm3(CONTENT), reference="/documents/1", signer=body.signer,
        certificate=body.certificate, at=at, **more,
    )  # fmt: skip


def stamp(signature):
    response = api.issue_time_stamp(
        request=api.TimeStampRequest(oids.SM3, sm.sm3(signature), wants_certificate=True),
        signer=given.TIME_AUTHORITY.signer,
        authority=given.TIME_AUTHORITY.certificate,
        policy=given.POLICY,
        serial=7,
        now=NOW,
    )
    return api.token_of(response)


def test_seal__made__is_read_back_and_verifies():
    made = seal()
    read = seals.Seal.from_der(made.encoded)
    read.verify()
    assert read.info == INFO
    assert read.maker == MAKER.certificate
    assert read == made


def test_seal__listing_digests__knows_its_certificate():
    by_digest = replace(INFO, certificates=(), digests=(sm.sm3(BODY.certificate.encoded),))
    read = seals.Seal.from_der(seal(by_digest).encoded)
    assert read.info == by_digest
    assert read.info.lists(BODY.certificate)
    assert not read.info.lists(MAKER.certificate)


def test_sealing__stamped__verifies_offline():
    read = seals.Sealing.from_der(sealing(stamp=stamp))
    stamped = read.verify(digest=sm.sm3(CONTENT))
    assert stamped is not None
    assert stamped.stamped_at == NOW
    assert (read.sealed_at, read.reference, read.signer) == (NOW, "/documents/1", BODY.certificate)


def test_sealing__without_stamp__verifies_too():
    assert seals.Sealing.from_der(sealing()).verify(digest=sm.sm3(CONTENT)) is None


def test_sealing__over_another_document__is_refused():
    with pytest.raises(seals.SealForOther):
        seals.Sealing.from_der(sealing()).verify(digest=sm.sm3(CONTENT + b"!"))


def test_put_seal__by_a_certificate_the_seal_does_not_list__is_refused():
    with pytest.raises(seals.SealNotForSigner):
        sealing(body=given.OFFICER)


@pytest.mark.parametrize("at", [NOW - 2 * DAY, NOW + 366 * DAY])
def test_put_seal__outside_the_seals_validity__is_refused(at):
    with pytest.raises(seals.SealOutOfTime):
        sealing(at=at)


def test_seal__signed_by_somebody_else__is_refused():
    forged = der.sequence(
        INFO.to_der(), der.octets(MAKER.certificate.encoded), der.oid(oids.SM2_SM3),
        der.bits(given.OFFICER.signer.sign(INFO.to_der())),
    )  # fmt: skip
    with pytest.raises(api.SignatureWrong):
        seals.Seal.from_der(forged).verify()


def test_sealing__time_stamp_of_another__is_refused():
    with pytest.raises(api.TimeStampWrong):
        sealing(stamp=lambda signature: stamp(b"other"))


@pytest.mark.parametrize("version", [1, 2, 3, 5])
def test_seal__of_another_version__is_refused_by_name(version):
    other = INFO.to_der().replace(der.ia5("ES") + der.integer(4), der.ia5("ES") + der.integer(version))
    encoded = der.sequence(
        other,
        der.octets(MAKER.certificate.encoded),
        der.oid(oids.SM2_SM3),
        der.bits(MAKER.signer.sign(other)),
    )
    with pytest.raises(api.CertificateMalformed, match="版本"):
        seals.Seal.from_der(encoded)


def test_seal__with_a_critical_extension_nobody_knows__is_refused():
    def extended(critical):
        entry = der.sequence(der.oid("1.2.3.4"), der.boolean(True) if critical else b"", der.octets(b"x"))
        inside = der.Reader(INFO.to_der()).sequence()
        parts = [one.encoded for one in inside.each()]
        signed = der.sequence(*parts, der.explicit(0, der.sequence(entry)))
        return der.sequence(
            signed, der.octets(MAKER.certificate.encoded), der.oid(oids.SM2_SM3),
            der.bits(MAKER.signer.sign(signed)),
        )  # fmt: skip

    seals.Seal.from_der(extended(critical=False)).verify()
    with pytest.raises(api.CertificateMalformed, match="关键扩展"):
        seals.Seal.from_der(extended(critical=True))


def test_sealing__any_octet_changed__never_passes_for_the_document():
    encoded = sealing()
    passed = []
    for place in range(len(encoded)):
        changed = bytearray(encoded)
        changed[place] ^= 1
        try:
            read = seals.Sealing.from_der(bytes(changed))
            read.verify(digest=sm.sm3(CONTENT))
        except (api.SigningRefusal, der.MalformedDer, sm.KeyRefused):
            continue
        passed.append((place, read))
    # What may change unnoticed here is only what the certificates' own chain protects: the certificate's signature.
    for place, read in passed:
        assert read.seal.info == INFO, place
        assert (
            read.signer.encoded != BODY.certificate.encoded
            or read.seal.maker.encoded != MAKER.certificate.encoded
        ), place


@pytest.mark.skipif(shutil.which("openssl") is None, reason="the openssl command is not installed")
def test_openssl__verifies_both_signatures(tmp_path):
    read = seals.Sealing.from_der(sealing())
    for name, certificate, signed, signature in (
        ("maker", read.seal.maker, read.seal.signed, read.seal.signature),
        ("signer", read.signer, read.signed, read.signature),
    ):
        (tmp_path / "cert.pem").write_text(certificate.to_pem(), encoding="ascii")
        (tmp_path / "signed").write_bytes(signed)
        (tmp_path / "signature").write_bytes(signature)
        public = subprocess.run(
            ["openssl", "x509", "-in", "cert.pem", "-noout", "-pubkey"], cwd=tmp_path, check=True, capture_output=True
        ).stdout  # fmt: skip
        (tmp_path / "public.pem").write_bytes(public)
        told = subprocess.run(
            ["openssl", "dgst", "-sm3", "-verify", "public.pem", "-sigopt", "distid:1234567812345678",
             "-signature", "signature", "signed"],
            cwd=tmp_path, check=False, capture_output=True, text=True,
        )  # fmt: skip
        assert told.stdout.strip() == "Verified OK", (name, told.stderr)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="the openssl command is not installed")
def test_openssl__reads_the_structure(tmp_path):
    (tmp_path / "sealing").write_bytes(sealing(stamp=stamp))
    told = subprocess.run(
        ["openssl", "asn1parse", "-inform", "DER", "-in", "sealing"], cwd=tmp_path, check=True, capture_output=True, text=True
    ).stdout  # fmt: skip
    assert "IA5STRING         :ES" in told
    assert "SM2-with-SM3" in told
