"""Extensions of certificates (RFC 5280 §4.2): written by one function each, read by one function each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from yangguang.foundation.signing import oids
from yangguang.foundation.signing.names import GeneralName, read_general_name
from yangguang.foundation.signing.refusals import CertificateMalformed
from yangguang.kernel import der, sm

USAGES = (
    "digital_signature",
    "non_repudiation",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)
# GM/T 0015: the two certificates of one holder may do different things, and nothing of each other's.
SIGNING_USAGES = ("digital_signature", "non_repudiation")
ENCRYPTION_USAGES = ("key_encipherment", "data_encipherment", "key_agreement")
CA_USAGES = ("key_cert_sign", "crl_sign")


@dataclass(frozen=True)
class Extension:
    """One extension, its value still encoded."""

    oid: str
    critical: bool
    value: bytes

    def to_der(self) -> bytes:
        """Write it."""
        return _written(self.oid, self.critical, self.value)


@lru_cache(maxsize=4096)
def _written(oid: str, critical: bool, value: bytes) -> bytes:
    if critical:
        return der.sequence(der.oid(oid), der.boolean(True), der.octets(value))
    return der.sequence(der.oid(oid), der.octets(value))


def write_extensions(extensions: Iterable[Extension]) -> bytes:
    """Write the sequence."""
    return der.sequence(*(extension.to_der() for extension in extensions))


def read_extensions(reader: der.Reader) -> tuple[Extension, ...]:
    """Take the sequence; the same extension twice is refused (RFC 5280 §4.2)."""
    found = []
    for element in reader.sequence().each(der.SEQUENCE):
        inside = element.reader()
        found.append(Extension(inside.oid(), inside.default_false(), inside.octets()))
        inside.finish()
    if not found or len({extension.oid for extension in found}) != len(found):
        raise CertificateMalformed(problem="扩展为空或重复")
    return tuple(found)


@dataclass(frozen=True)
class BasicConstraints:
    """Whether it is a CA and how many CAs may stand below it."""

    is_ca: bool
    path_length: int | None = None


@lru_cache(maxsize=64)
def basic_constraints(*, is_ca: bool, path_length: int | None = None) -> Extension:
    """Say whether it is a CA; critical."""
    parts = [der.boolean(True)] if is_ca else []
    if path_length is not None:
        parts.append(der.integer(path_length))
    return Extension(oids.BASIC_CONSTRAINTS, True, der.sequence(*parts))


def read_basic_constraints(value: bytes) -> BasicConstraints:
    """Read it."""
    reader = der.Reader(value)
    inside = reader.sequence()
    reader.finish()
    is_ca = inside.default_false()
    path_length = inside.integer() if inside.peek() == der.INTEGER else None
    inside.finish()
    if path_length is not None and (path_length < 0 or not is_ca):
        raise CertificateMalformed(problem="路径长度只能写在机构证书里")
    return BasicConstraints(is_ca, path_length)


@lru_cache(maxsize=64)
def key_usage(*usages: str) -> Extension:
    """Say what the key may do; critical."""
    return Extension(oids.KEY_USAGE, True, der.named_bits(USAGES.index(usage) for usage in usages))


def read_key_usage(value: bytes) -> frozenset[str]:
    """Read it."""
    reader = der.Reader(value)
    numbers = reader.named_bits()
    reader.finish()
    if not numbers or max(numbers) >= len(USAGES):
        raise CertificateMalformed(problem="密钥用法为空或不认识")
    return frozenset(USAGES[number] for number in numbers)


@lru_cache(maxsize=64)
def extended_key_usage(*purposes: str, critical: bool = False) -> Extension:
    """Say what for; a time stamp authority must have it critical (RFC 3161 §2.3)."""
    return Extension(oids.EXTENDED_KEY_USAGE, critical, der.sequence(*map(der.oid, purposes)))


def read_extended_key_usage(value: bytes) -> frozenset[str]:
    """Read it."""
    reader = der.Reader(value)
    purposes = frozenset(
        der.decode_oid(each.content) for each in reader.sequence().each(der.OBJECT_IDENTIFIER)
    )
    reader.finish()
    return purposes


def key_identifier(public_key_info: bytes) -> bytes:
    """Give the identifier of a key: the first 20 octets of SM3 over its bits."""
    reader = der.Reader(public_key_info).sequence()
    reader.next()
    return sm.sm3(reader.bits()[0])[:20]


def subject_key_identifier(identifier: bytes) -> Extension:
    """Name the key."""
    return Extension(oids.SUBJECT_KEY_IDENTIFIER, False, der.octets(identifier))


@lru_cache(maxsize=64)
def authority_key_identifier(identifier: bytes) -> Extension:
    """Name the issuer's key."""
    return Extension(
        oids.AUTHORITY_KEY_IDENTIFIER, False, der.sequence(der.implicit(0, der.octets(identifier)))
    )


def read_authority_key_identifier(value: bytes) -> bytes | None:
    """Read the key identifier in it."""
    element = der.Reader(value).sequence().take_if(der.context(0, constructed=False))
    return element.content if element else None


def alternative_names(names: Sequence[GeneralName], *, critical: bool = False) -> Extension:
    """Give further names of the holder; critical where the subject is empty."""
    return Extension(
        oids.SUBJECT_ALTERNATIVE_NAME, critical, der.sequence(*(name.to_der() for name in names))
    )


def read_general_names(value: bytes) -> tuple[GeneralName, ...]:
    """Read them."""
    reader = der.Reader(value)
    names = tuple(read_general_name(element) for element in reader.sequence().each())
    reader.finish()
    return names


@lru_cache(maxsize=64)
def distribution_points(*urls: str, freshest: bool = False) -> Extension:
    """Say where the revocation list (or, *freshest*, its delta) is published."""
    points = [
        der.sequence(der.explicit(0, der.tlv(der.context(0), der.implicit(6, der.ia5(url))))) for url in urls
    ]
    return Extension(
        oids.FRESHEST_CRL if freshest else oids.CRL_DISTRIBUTION_POINTS, False, der.sequence(*points)
    )


def read_distribution_points(value: bytes) -> tuple[str, ...]:
    """Read the addresses in it."""
    urls = []
    for point in der.Reader(value).sequence().each(der.SEQUENCE):
        name = point.reader().explicit(0)
        full = name.take_if(der.context(0)) if name else None
        for element in full.reader().each() if full else ():
            general = read_general_name(element)
            if general.kind == "uri":
                urls.append(general.value)
    return tuple(urls)


@lru_cache(maxsize=64)
def information_access(*, ocsp: str = "", issuers: str = "") -> Extension:
    """Say where OCSP answers and where the issuer's certificate is."""
    parts = [
        der.sequence(der.oid(method), der.implicit(6, der.ia5(url)))
        for method, url in ((oids.ACCESS_OCSP, ocsp), (oids.ACCESS_ISSUERS, issuers))
        if url
    ]
    return Extension(oids.AUTHORITY_INFORMATION_ACCESS, False, der.sequence(*parts))


def read_information_access(value: bytes) -> tuple[tuple[str, str], ...]:
    """Read (method, address) pairs."""
    found = []
    for element in der.Reader(value).sequence().each(der.SEQUENCE):
        inside = element.reader()
        method, name = inside.oid(), read_general_name(inside.next())
        found.append((method, name.value))
    return tuple(found)


@lru_cache(maxsize=64)
def policies(*names: str) -> Extension:
    """Say under which policies it was issued."""
    return Extension(
        oids.CERTIFICATE_POLICIES, False, der.sequence(*(der.sequence(der.oid(name)) for name in names))
    )


def read_policies(value: bytes) -> tuple[str, ...]:
    """Read them; qualifiers are left unread."""
    return tuple(element.reader().oid() for element in der.Reader(value).sequence().each(der.SEQUENCE))


@dataclass(frozen=True)
class NameConstraints:
    """Which names a CA may certify."""

    permitted: tuple[GeneralName, ...] = ()
    excluded: tuple[GeneralName, ...] = ()


def name_constraints(
    *, permitted: Sequence[GeneralName] = (), excluded: Sequence[GeneralName] = ()
) -> Extension:
    """Bind a CA to names; critical (RFC 5280 §4.2.1.10)."""
    parts = [
        der.tlv(der.context(number), b"".join(der.sequence(name.to_der()) for name in names))
        for number, names in ((0, permitted), (1, excluded))
        if names
    ]
    return Extension(oids.NAME_CONSTRAINTS, True, der.sequence(*parts))


def read_name_constraints(value: bytes) -> NameConstraints:
    """Read them; minimum and maximum, which RFC 5280 forbids, are refused."""
    reader = der.Reader(value)
    inside = reader.sequence()
    reader.finish()
    found: list[tuple[GeneralName, ...]] = []
    for number in (0, 1):
        subtrees = inside.explicit(number)
        names = []
        for element in subtrees.each(der.SEQUENCE) if subtrees else ():
            subtree = element.reader()
            names.append(read_general_name(subtree.next()))
            subtree.finish()
        found.append(tuple(names))
    inside.finish()
    return NameConstraints(*found)
