"""
`yangguang sign`: sign a statement or a file with a certificate file, for scripts that log in or sign without a browser.

The file is what 我的证书 exports: an encrypted private key and the certificate. Nothing goes over the network. Before the key is
used the certificate is looked at, so that nobody signs with what no verifier would accept.
"""

import argparse
import base64
import getpass
import sys
from datetime import datetime
from pathlib import Path

from yangguang.config.environment import ENV
from yangguang.foundation.signing import api as signing
from yangguang.kernel import clock, sm
from yangguang.kernel.refusals import Refusal

RAW, FORMS = "raw", ("raw", signing.CMS, signing.GM)


class FileUnreadable(Refusal):
    """A file named on the command line is not there, or not what it should be."""

    code = "sign.file_unreadable"
    status = 400
    text = "文件 {path} 读不出来：{problem}。"
    remedy = "没有签名。请核对文件名；证书文件是从“我的证书”导出的 .pem 文件。"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the certificate file, the content, the form of the signature and where it goes."""
    parser.add_argument("--certificate", type=Path, required=True, help="the exported .pem file")
    parser.add_argument(
        "--form",
        choices=FORMS,
        default=RAW,
        help="raw: the SM2 signature itself, in Base64, as log-in and acts want it; cms: detached signed data (RFC 5652) that "
        "carries the certificate; gm: the same with the content types of GM/T 0010",
    )
    parser.add_argument("--output", type=Path, default=None, help="write here instead of to standard output")
    parser.add_argument("statement", type=Path, help="the statement or file to sign, or - for standard input")


def run(options: argparse.Namespace) -> int:
    """
    Write the signature; the PIN comes from YANGGUANG_PIN or the terminal.

    Refuses with FileUnreadable, PasswordRefused, KeyRefused, CertificateExpired, CertificateNotYetValid, CertificateUsageWrong.
    """
    now = clock.now()
    content = sys.stdin.buffer.read() if str(options.statement) == "-" else _read(options.statement)
    written = _text(options.certificate)
    certificate = _certificate(written, options.certificate, now)
    pin = ENV.pin or getpass.getpass("证书口令：")
    key = sm.PrivateKey.from_pem(written, password=pin.encode())
    if certificate.public_key_info != key.public_key.to_der():
        raise sm.KeyRefused(problem="文件里的私钥和证书不是一对")
    _give(_signature(content, key, certificate, options.form, now), options.output)
    return 0


def _signature(
    content: bytes, key: sm.PrivateKey, certificate: signing.Certificate, form: str, now: datetime
) -> bytes:
    if form == RAW:
        return base64.b64encode(key.sign(content, checked=True)) + b"\n"
    signer = (signing.Sm2Signer(key), certificate)
    return signing.sign_content(
        content=content, signers=[signer], signed_at=now.replace(microsecond=0), detached=True, family=form
    )


def _certificate(written: str, path: Path, now: datetime) -> signing.Certificate:
    """Read the certificate and see that it may sign now; revocation is asked by whoever verifies."""
    if "-----BEGIN CERTIFICATE-----" not in written:
        raise FileUnreadable(path=path, problem="里面没有证书")
    certificate = signing.Certificate.from_pem(written)
    if now < certificate.not_before:
        raise signing.CertificateNotYetValid(subject=certificate.subject, since=_day(certificate.not_before))
    if now > certificate.not_after:
        raise signing.CertificateExpired(subject=certificate.subject, until=_day(certificate.not_after))
    if certificate.key_usage is not None and "digital_signature" not in certificate.key_usage:
        raise signing.CertificateUsageWrong(subject=certificate.subject, usage="签名")
    return certificate


def _give(signature: bytes, output: Path | None) -> None:
    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(signature)
        sys.stdout.buffer.flush()
        return
    try:
        output.write_bytes(signature)
    except OSError as problem:
        raise FileUnreadable(path=output, problem=problem.strerror) from problem


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise FileUnreadable(path=path, problem=problem.strerror) from problem


def _text(path: Path) -> str:
    try:
        return _read(path).decode("ascii")
    except UnicodeDecodeError as problem:
        raise FileUnreadable(path=path, problem="不是 PEM 文本") from problem


def _day(instant: datetime) -> str:
    return f"{clock.local(instant):%Y-%m-%d}"
