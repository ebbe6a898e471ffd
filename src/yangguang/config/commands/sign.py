"""
`yangguang sign`: sign a statement with a certificate file, for scripts that log in or sign without a browser.

The file is what 我的证书 exports: an encrypted private key and the certificate. Nothing goes over the network.
"""

import argparse
import base64
import getpass
import sys
from pathlib import Path

from yangguang.config.environment import ENV
from yangguang.kernel import sm


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the certificate file and the statement."""
    parser.add_argument("--certificate", type=Path, required=True, help="the exported .pem file")
    parser.add_argument("statement", type=Path, help="the statement as received, or - for standard input")


def run(options: argparse.Namespace) -> int:
    """Write the signature in Base64; the PIN comes from YANGGUANG_PIN or the terminal."""
    content = sys.stdin.buffer.read() if str(options.statement) == "-" else options.statement.read_bytes()
    pin = ENV.pin or getpass.getpass("证书口令：")
    key = sm.PrivateKey.from_pem(options.certificate.read_text(encoding="ascii"), password=pin.encode())
    print(base64.b64encode(key.sign(content, checked=True)).decode())
    return 0
