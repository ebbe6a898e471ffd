"""`yangguang sign`: what it signs others verify; what no verifier would accept it does not sign."""

import base64
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from yangguang.config import command
from yangguang.foundation.signing import api as signing
from yangguang.foundation.signing import extensions as ext
from yangguang.foundation.signing.tests import given
from yangguang.foundation.signing.tests.test_interop import ID, JARS
from yangguang.kernel import clock, sm

PIN = "我的口令 1"
STATEMENT = "阳光政务证书登录\n站点：https://gov.example\n随机数：abc\n".encode()
NOW = clock.now().replace(microsecond=0)

CASTLE = """
import java.io.*; import java.nio.file.*; import java.security.*; import java.util.*;
import org.bouncycastle.cert.*; import org.bouncycastle.cms.*; import org.bouncycastle.cms.jcajce.*;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
public class Detached {
    public static void main(String[] given) throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        byte[] content = Files.readAllBytes(Paths.get(given[0])), signed = Files.readAllBytes(Paths.get(given[1]));
        CMSSignedData data = new CMSSignedData(new CMSProcessableByteArray(content), signed);
        for (SignerInformation signer : data.getSignerInfos()) {
            Collection<?> found = data.getCertificates().getMatches(signer.getSID());
            X509CertificateHolder holder = (X509CertificateHolder) found.iterator().next();
            System.out.println(signer.verify(
                new JcaSimpleSignerInfoVerifierBuilder().setProvider("BC").build(holder)) ? "right" : "wrong");
        }
    }
}
"""


def exported(folder: Path, holder: given.Holder, *, name: str = "me.pem", pin: str = PIN) -> Path:
    """Write what the browser exports: the key under the PIN, then the certificate."""
    path = folder / name
    path.write_text(holder.key.to_pem(password=pin.encode()) + holder.certificate.to_pem(), encoding="ascii")
    return path


def holder(*, days: tuple[int, int] = (-1, 700), **more: Any) -> given.Holder:
    start, end = (NOW + timedelta(days=one) for one in days)
    return given.certificate("张伟", issuer=given.ISSUING, start=start, end=end, **more)


@pytest.fixture(autouse=True)
def _pin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YANGGUANG_PIN", PIN)


@pytest.fixture
def statement(tmp_path: Path) -> Path:
    path = tmp_path / "statement.txt"
    path.write_bytes(STATEMENT)
    return path


def sign(certificate: Path, statement: Path, *more: str) -> int:
    return command.run(["sign", "--certificate", str(certificate), *more, str(statement)])


def test_sign__a_statement__the_signature_is_the_holders(
    tmp_path: Path, statement: Path, capfdbinary
) -> None:
    signer = holder()

    assert sign(exported(tmp_path, signer), statement) == 0

    signature = base64.b64decode(capfdbinary.readouterr().out)
    assert signer.certificate.sm2_key.verify(STATEMENT, signature)
    assert not signer.certificate.sm2_key.verify(STATEMENT + b" ", signature)


def test_sign__from_standard_input__is_the_same(tmp_path: Path, capfdbinary, monkeypatch) -> None:
    import io
    import sys

    signer = holder()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(STATEMENT)))

    assert sign(exported(tmp_path, signer), Path("-")) == 0

    assert signer.certificate.sm2_key.verify(STATEMENT, base64.b64decode(capfdbinary.readouterr().out))


@pytest.mark.skipif(shutil.which("openssl") is None, reason="the openssl command is not installed")
def test_sign__openssl__verifies_it(tmp_path: Path, statement: Path) -> None:
    signer = holder()
    out = tmp_path / "signature.b64"

    assert sign(exported(tmp_path, signer), statement, "--output", str(out)) == 0

    (tmp_path / "signature").write_bytes(base64.b64decode(out.read_bytes()))
    (tmp_path / "cert.pem").write_text(signer.certificate.to_pem(), encoding="ascii")
    ask = ["openssl", "x509", "-in", "cert.pem", "-noout", "-pubkey"]
    public = subprocess.run(ask, cwd=tmp_path, check=True, capture_output=True).stdout
    (tmp_path / "public.pem").write_bytes(public)
    told = subprocess.run(
        ["openssl", "dgst", "-sm3", "-verify", "public.pem", "-sigopt", ID, "-signature", "signature", "statement.txt"],
        cwd=tmp_path, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert told.stdout.strip() == "Verified OK", told.stderr


@pytest.mark.skipif(shutil.which("javac") is None, reason="javac is not installed (openjdk-17-jdk-headless)")
@pytest.mark.skipif(
    not any("bcpkix" in jar for jar in JARS), reason="BouncyCastle is not installed (libbcpkix-java)"
)
def test_sign__as_cms__bouncycastle_and_we_verify_it(tmp_path: Path, statement: Path) -> None:
    out = tmp_path / "signed.p7s"

    assert sign(exported(tmp_path, holder()), statement, "--form", "cms", "--output", str(out)) == 0

    (verified,) = signing.SignedData.from_der(out.read_bytes()).verify(content=STATEMENT)
    assert verified.certificate.subject.get("CN") == "张伟"
    (tmp_path / "Detached.java").write_text(CASTLE, encoding="utf-8")
    classpath = ":".join([str(tmp_path), *JARS])
    told = subprocess.run(
        ["java", "-cp", classpath, str(tmp_path / "Detached.java"), str(statement), str(out)],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert told.stdout.strip() == "right", told.stderr


def test_sign__as_gm__is_read_back(tmp_path: Path, statement: Path) -> None:
    out = tmp_path / "signed.gm"

    assert sign(exported(tmp_path, holder()), statement, "--form", "gm", "--output", str(out)) == 0

    assert signing.SignedData.from_der(out.read_bytes()).verify(content=STATEMENT)


def refused(capsys: Any) -> str:
    written = capsys.readouterr()
    assert written.out == ""
    return str(written.err)


def test_sign__wrong_pin__is_refused(tmp_path: Path, statement: Path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("YANGGUANG_PIN", "猜出来的口令")

    assert sign(exported(tmp_path, holder()), statement) == 1

    assert "[sm.password_refused]" in refused(capsys)


def test_sign__certificate_for_encryption__is_refused(tmp_path: Path, statement: Path, capsys) -> None:
    assert sign(exported(tmp_path, holder(usages=ext.ENCRYPTION_USAGES)), statement) == 1

    assert "[signing.certificate_usage_wrong]" in refused(capsys)


@pytest.mark.parametrize(
    ("days", "code"), [((-700, -1), "certificate_expired"), ((1, 700), "certificate_not_yet_valid")]
)
def test_sign__certificate_not_of_today__is_refused(
    days: tuple[int, int], code: str, tmp_path: Path, statement: Path, capsys
) -> None:
    assert sign(exported(tmp_path, holder(days=days)), statement) == 1

    assert f"[signing.{code}]" in refused(capsys)


def test_sign__key_of_another_certificate__is_refused(tmp_path: Path, statement: Path, capsys) -> None:
    mixed = given.Holder(holder().certificate, sm.PrivateKey.generate())

    assert sign(exported(tmp_path, mixed), statement) == 1

    assert "[sm.key_refused]" in refused(capsys)


def test_sign__files_missing_or_odd__are_named(tmp_path: Path, statement: Path, capsys) -> None:
    good = exported(tmp_path, holder())
    bare = tmp_path / "bare.pem"
    bare.write_text(holder().key.to_pem(password=PIN.encode()), encoding="ascii")
    odd = tmp_path / "odd.pem"
    odd.write_bytes(b"\xff\xfe")

    for certificate, content in (
        (tmp_path / "no.pem", statement),
        (good, tmp_path / "no.txt"),
        (bare, statement),
        (odd, statement),
    ):
        assert sign(certificate, content) == 1
        assert "[sign.file_unreadable]" in refused(capsys)
    assert sign(good, statement, "--output", str(tmp_path / "no" / "where")) == 1
