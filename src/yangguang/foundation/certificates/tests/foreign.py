"""Another authority, as they are in the world: RSA or ECDSA, made by the cryptography package, not by ours."""

from datetime import datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from yangguang.foundation.certificates.tests.given import NOW

START = NOW - timedelta(days=30)


def name(common: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"), x509.NameAttribute(NameOID.COMMON_NAME, common)]
    )


def new_key(kind: str) -> Any:
    if kind.startswith("rsa"):
        return rsa.generate_private_key(public_exponent=65537, key_size=int(kind[3:] or 2048))
    return ec.generate_private_key({"p256": ec.SECP256R1(), "p384": ec.SECP384R1()}[kind])


class Outside:
    """A root that issues to people and publishes its list."""

    def __init__(self, common: str = "南方数字认证根", kind: str = "rsa", start: datetime = START) -> None:
        self.key, self.name, self.start = new_key(kind), name(common), start
        self.revoked: list[int] = []
        self.root = self._certificate(self.name, self.key.public_key(), is_ca=True)

    @property
    def pem(self) -> str:
        return self.root.public_bytes(serialization.Encoding.PEM).decode()

    def issue(self, common: str, key: Any, **more: Any) -> bytes:
        made = self._certificate(name(common), key.public_key(), is_ca=False, **more)
        return made.public_bytes(serialization.Encoding.DER)

    def _certificate(
        self, subject: x509.Name, public_key: Any, *, is_ca: bool, days: int = 3650, usage: str = "client"
    ) -> x509.Certificate:
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(public_key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(self.start)
            .not_valid_after(self.start + timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        )
        if usage == "server":
            purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
            builder = builder.add_extension(purpose, critical=False)
        return builder.sign(self.key, hashes.SHA256())

    def revocation_list(self, *, at: datetime = NOW, days: int = 7) -> bytes:
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.name)
            .last_update(at - timedelta(hours=1))
            .next_update(at + timedelta(days=days))
            .add_extension(x509.CRLNumber(int(at.timestamp())), critical=False)
        )
        for serial in self.revoked:
            entry = (
                x509.RevokedCertificateBuilder()
                .serial_number(serial)
                .revocation_date(at - timedelta(hours=2))
            )
            builder = builder.add_revoked_certificate(entry.build())
        return builder.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)

    def revoke(self, encoded: bytes) -> None:
        self.revoked.append(x509.load_der_x509_certificate(encoded).serial_number)


def sign(key: Any, message: bytes) -> bytes:
    """Sign as a browser does with WebCrypto."""
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(message, padding.PKCS1v15(), hashes.SHA256())
    digest = hashes.SHA384() if key.curve.name == "secp384r1" else hashes.SHA256()
    return key.sign(message, ec.ECDSA(digest))


def as_file(key: Any, encoded: bytes, pin: str) -> bytes:
    """One file with key and certificate, as `openssl pkcs12 -in` writes it."""
    certificate = x509.load_der_x509_certificate(encoded).public_bytes(serialization.Encoding.PEM)
    return certificate + key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(pin.encode()),
    )
