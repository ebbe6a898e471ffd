"""Outside verifiers on what we make, and we on what they make: the openssl command and BouncyCastle."""

import glob
import shutil
import subprocess
from pathlib import Path

import pytest

from yangguang.foundation.signing import api, oids
from yangguang.foundation.signing import extensions as ext
from yangguang.foundation.signing.tests import given
from yangguang.kernel import sm

NOW, DAY = given.NOW, given.DAY
CONTENT = "准予行政许可决定书".encode()
ID = "distid:1234567812345678"
JARS = [*glob.glob("/usr/share/java/bc*.jar"), *glob.glob("/usr/share/java/bouncycastle/bc*.jar")]

needs_openssl = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="the openssl command is not installed"
)
needs_java = pytest.mark.skipif(
    shutil.which("javac") is None, reason="javac is not installed (openjdk-17-jdk-headless)"
)
needs_castle = pytest.mark.skipif(
    not any("bcpkix" in jar for jar in JARS), reason="BouncyCastle is not installed (libbcpkix-java)"
)

REVOKED = given.certificate("已吊销", issuer=given.ISSUING)
REQUEST = api.TimeStampRequest(oids.SM3, sm.sm3(CONTENT), nonce=123456789)


def answers():
    def ask(holder):
        return api.CertificateId.of(issuer=given.ISSUING.certificate, serial=holder.certificate.serial)

    return [
        api.CertificateStatus(ask(given.OFFICER), "good", NOW, NOW + DAY),
        api.CertificateStatus(ask(REVOKED), "revoked", NOW, NOW + DAY, NOW - DAY, "key_compromise"),
    ]


def our_files():
    """Everything we make, by file name."""
    officer = [(given.OFFICER.signer, given.OFFICER.certificate)]
    recipients = [given.OFFICER_ENCRYPTION.certificate]
    revoked = [api.RevokedEntry(REVOKED.certificate.serial, NOW - DAY, "key_compromise")]
    return {
        "content": CONTENT,
        "root.cer": given.ROOT.certificate.encoded,
        "issuing.cer": given.ISSUING.certificate.encoded,
        "officer.cer": given.OFFICER.certificate.encoded,
        "encryption.cer": given.OFFICER_ENCRYPTION.certificate.encoded,
        "encryption.key": given.OFFICER_ENCRYPTION.key.to_der(),
        "officer.key": given.OFFICER.key.to_der(),
        "revoked.cer": REVOKED.certificate.encoded,
        "tsa.cer": given.TIME_AUTHORITY.certificate.encoded,
        "officer.csr": api.request_certificate(
            signer=given.OFFICER.signer,
            subject=given.name("受理岗一"),
            extensions=[ext.alternative_names([api.dns("gov.example")])],
        ).encoded,
        "issuing.crl": given.revocation_list(entries=revoked).encoded,
        "root.crl": given.revocation_list(given.ROOT).encoded,
        "delta.crl": given.revocation_list(entries=revoked, number=6, base_number=5).encoded,
        "request.ocsp": api.OcspRequest((answers()[0].certificate,), b"n" * 16).to_der(),
        "response.ocsp": api.answer_request(
            signer=given.RESPONDER.signer,
            responder=given.RESPONDER.certificate,
            answers=answers(),
            produced_at=NOW,
            nonce=b"n" * 16,
        ),
        "signed.p7": api.sign_content(content=CONTENT, signers=officer, signed_at=NOW),
        "signed.gm": api.sign_content(content=CONTENT, signers=officer, signed_at=NOW, family=api.GM),
        "detached.p7": api.sign_content(content=CONTENT, signers=officer, signed_at=NOW, detached=True),
        "enveloped.p7": api.envelop_content(content=CONTENT, recipients=recipients),
        "enveloped.gm": api.envelop_content(content=CONTENT, recipients=recipients, family=api.GM),
        "request.tsq": REQUEST.to_der(),
        "response.tsr": api.issue_time_stamp(
            request=REQUEST,
            signer=given.TIME_AUTHORITY.signer,
            authority=given.TIME_AUTHORITY.certificate,
            policy=given.POLICY,
            serial=1,
            now=NOW,
        ),
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("interop")
    for file, content in our_files().items():
        (made / file).write_bytes(content)
    for each in ("root", "issuing", "officer"):
        (made / f"{each}.pem").write_text(
            api.Certificate.from_der((made / f"{each}.cer").read_bytes()).to_pem()
        )
    return made


def openssl(folder, *arguments):
    done = subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout + done.stderr


AT = str(int(NOW.timestamp()))


@needs_openssl
@pytest.mark.parametrize(
    ("issuer", "certificate"), [("root", "root"), ("root", "issuing"), ("issuing", "officer")]
)
def test_openssl__strictly__verifies_each_link_of_our_chain(folder, issuer, certificate):
    # OpenSSL 3.0 hands the id to the first certificate only, so a chain is asked link by link (openssl #23471).
    told = openssl(
        folder,
        *("verify", "-x509_strict", "-attime", AT, "-vfyopt", ID, "-partial_chain"),
        *("-CAfile", f"{issuer}.pem", f"{certificate}.pem"),
    )
    assert f"{certificate}.pem: OK".encode() in told


@needs_openssl
def test_openssl__verifies_our_request(folder):
    assert b"verify OK" in openssl(
        folder, "req", "-inform", "DER", "-in", "officer.csr", "-verify", "-noout", "-vfyopt", ID
    )


@needs_openssl
def test_openssl__reads_our_lists_answers_stamps_and_envelopes(folder):
    told = openssl(folder, "crl", "-inform", "DER", "-in", "delta.crl", "-noout", "-text")
    assert b"Delta CRL Indicator: critical" in told
    assert b"Key Compromise" in told
    told = openssl(folder, "ocsp", "-respin", "response.ocsp", "-noverify", "-resp_text")
    assert b"Cert Status: good" in told
    assert b"Revocation Reason: keyCompromise" in told
    assert b"OCSP Nonce" in openssl(folder, "ocsp", "-reqin", "request.ocsp", "-req_text", "-noverify")
    assert b"Status: Granted" in openssl(folder, "ts", "-reply", "-in", "response.tsr", "-text")
    assert b"sm3" in openssl(folder, "ts", "-query", "-in", "request.tsq", "-text")
    for file in ("signed.p7", "detached.p7", "enveloped.p7"):
        assert (
            b"SM"
            in openssl(folder, "cms", "-cmsout", "-print", "-noout", "-inform", "DER", "-in", file).upper()
        )


@needs_openssl
def test_openssl__its_certificates_requests_and_questions__are_read(folder):
    openssl(folder, "genpkey", "-algorithm", "SM2", "-out", "theirs.pem")
    subject = ("-subj", "/C=CN/CN=openssl", "-sm3", "-sigopt", ID)
    openssl(
        folder, "req", "-new", "-x509", "-key", "theirs.pem", "-out", "theirs.cer.pem", "-days", "30", *subject,
        *("-addext", "keyUsage=critical,keyCertSign,cRLSign,digitalSignature"),
    )  # fmt: skip
    openssl(folder, "req", "-new", "-key", "theirs.pem", "-out", "theirs.csr.pem", *subject)
    certificate = api.Certificate.from_pem((folder / "theirs.cer.pem").read_text())
    assert certificate.verify_signature_by(certificate)
    assert certificate.basic_constraints.is_ca
    request = api.CertificationRequest.from_pem((folder / "theirs.csr.pem").read_text())
    assert request.public_key_info == certificate.public_key_info
    openssl(folder, "ocsp", "-issuer", "issuing.pem", "-cert", "officer.pem", "-reqout", "theirs.ocsp")
    question = api.OcspRequest.from_der((folder / "theirs.ocsp").read_bytes()).questions[0]
    assert question.is_of(given.ISSUING.certificate)
    assert question.serial == given.OFFICER.certificate.serial
    openssl(folder, "ts", "-query", "-data", "content", "-sm3", "-cert", "-out", "theirs.tsq")
    asked = api.TimeStampRequest.from_der((folder / "theirs.tsq").read_bytes())
    assert (asked.digest, asked.imprint, asked.wants_certificate) == (oids.SM3, sm.sm3(CONTENT), True)


@needs_openssl
def test_openssl__signature_without_the_id__is_refused(folder):
    openssl(folder, "genpkey", "-algorithm", "SM2", "-out", "odd.pem")
    openssl(
        folder,
        "req",
        "-new",
        "-key",
        "odd.pem",
        "-out",
        "odd.csr",
        "-subj",
        "/CN=x",
        "-sm3",
        "-sigopt",
        "distid:",
    )
    with pytest.raises(api.SignatureWrong):
        api.CertificationRequest.from_pem((folder / "odd.csr").read_text())


@pytest.fixture(scope="module")
def judgements(folder):
    """What BouncyCastle says, line by line."""
    classpath = ":".join([str(folder), *JARS])
    source = Path(__file__).with_name("Peer.java")
    subprocess.run(
        ["javac", "-cp", classpath, "-d", str(folder), str(source)], check=True, capture_output=True
    )
    done = subprocess.run(
        ["java", "-cp", classpath, "Peer", str(folder), AT], check=True, capture_output=True, text=True
    )
    return done.stdout.splitlines(), done.stderr


@needs_java
@needs_castle
def test_bouncycastle__accepts_everything_we_make(judgements):
    lines, errors = judgements
    assert [line for line in lines if not line.startswith("ok ")] == [], errors
    assert len(lines) == 18


@needs_java
@needs_castle
def test_bouncycastle__its_files__are_accepted(folder, judgements):
    certificate = api.Certificate.from_der((folder / "bc.cer").read_bytes())
    assert api.validate_certificate(certificate=certificate, anchors=[certificate], at=NOW)
    assert certificate.verify_signature_by(certificate)
    key = sm.PrivateKey.from_der((folder / "bc.key").read_bytes())
    assert key.public_key == certificate.sm2_key
    assert api.CertificationRequest.from_der((folder / "bc.csr").read_bytes()).subject == certificate.subject
    revoked = api.RevocationList.from_der((folder / "bc.crl").read_bytes())
    assert revoked.is_signed_by(certificate)
    assert revoked.entries[5].reason == "key_compromise"
    for file in ("bc.p7", "bc.key-identifier.p7", "bc.direct.p7"):
        (verified,) = api.SignedData.from_der((folder / file).read_bytes()).verify(content=CONTENT)
        assert verified.certificate == certificate
    answer = api.OcspResponse.from_der((folder / "bc.ocsp").read_bytes())
    assert answer.is_signed_by(certificate)
    found = answer.find(certificate, certificate)
    assert found is not None
    assert found.status == "good"
    asked = api.TimeStampRequest.from_der((folder / "bc.tsq").read_bytes())
    assert (asked.digest, asked.imprint, asked.nonce) == (oids.SM3, sm.sm3(CONTENT), 10)
    stamp = api.verify_time_stamp(token=(folder / "bc.tst").read_bytes(), content=CONTENT, nonce=10)
    assert stamp.authority == certificate
