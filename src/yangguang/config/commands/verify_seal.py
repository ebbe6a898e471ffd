"""
`yangguang verify-seal`: check an electronic seal on a document (GB/T 38540), offline, with the authorities' certificates only.

Whether a certificate had been revoked is not in the files; the page /seals/ asks the register.
"""

import argparse
from pathlib import Path

from yangguang.config.commands.sign import FileUnreadable
from yangguang.foundation.signing import api as signing
from yangguang.kernel import clock, sm


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the sealing, the document, and the certificates to trust."""
    parser.add_argument("sealing", type=Path, help="the .ses file")
    parser.add_argument("document", type=Path, help="what was sealed, unchanged")
    parser.add_argument(
        "--root",
        type=Path,
        required=True,
        help="root certificate, from /pki/extranet/root.cer, known to be right",
    )
    parser.add_argument(
        "--issuing",
        type=Path,
        required=True,
        help="certificate of the issuing authority, /pki/extranet/issuing.cer",
    )


def run(options: argparse.Namespace) -> int:
    """
    Say whose seal it is, when it was put on, and that all holds.

    Refuses with FileUnreadable, MalformedDer and whatever is wrong with the sealing, the document or the certificates.
    """
    sealing = signing.Sealing.from_der(_read(options.sealing))
    root, issuing = (signing.Certificate.from_der(_read(one)) for one in (options.root, options.issuing))
    stamp = sealing.verify(digest=sm.sm3(_read(options.document)))
    for certificate, at in (
        (sealing.signer, sealing.sealed_at),
        (sealing.seal.maker, sealing.seal.info.made_at),
    ):
        signing.validate_certificate(
            certificate=certificate,
            anchors=[root],
            intermediates=[issuing],
            at=at,
            usages=("digital_signature",),
        )
    info = sealing.seal.info
    print(f"印章  {info.name}，编号 {info.number}")
    print(f"盖章  {clock.local(sealing.sealed_at):%Y-%m-%d %H:%M:%S}，证书 {sealing.signer.serial_hex}")
    if stamp is not None:
        signing.validate_certificate(
            certificate=stamp.authority, anchors=[root], intermediates=[issuing], at=stamp.stamped_at
        )
        print(f"时间戳  {clock.local(stamp.stamped_at):%Y-%m-%d %H:%M:%S}")
    print("文书  与盖章时一字不差，签名都对。证书当时是否已吊销，离线查不到，请到 /seals/ 核验。")
    return 0


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise FileUnreadable(path=path, problem=problem.strerror) from problem
