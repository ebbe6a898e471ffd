"""Distinguished names and general names (RFC 5280 §4.1.2.4, §4.2.1.6)."""

import ipaddress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Self

from yangguang.foundation.signing import oids
from yangguang.foundation.signing.refusals import CertificateMalformed
from yangguang.kernel import der

SHORT_NAMES = {
    "C": oids.COUNTRY,
    "ST": oids.PROVINCE,
    "L": oids.LOCALITY,
    "STREET": oids.STREET,
    "O": oids.ORGANISATION,
    "OU": oids.UNIT,
    "CN": oids.COMMON_NAME,
    "SN": oids.SURNAME,
    "GN": oids.GIVEN_NAME,
    "T": oids.TITLE,
    "serialNumber": oids.SERIAL_NUMBER,
    "organizationIdentifier": oids.ORGANISATION_IDENTIFIER,
    "UID": oids.USER_ID,
    "DC": oids.DOMAIN_COMPONENT,
    "emailAddress": oids.EMAIL,
}
_SHORT_OF = {oid: short for short, oid in SHORT_NAMES.items()}
_TEXT_WRITERS = {
    oids.COUNTRY: der.printable,
    oids.SERIAL_NUMBER: der.printable,
    oids.EMAIL: der.ia5,
    oids.DOMAIN_COMPONENT: der.ia5,
}


@dataclass(frozen=True)
class Name:
    """A distinguished name; equal if the encodings are, which RFC 5280 §7.1 allows a strict profile."""

    encoded: bytes
    relative: tuple[tuple[tuple[str, str], ...], ...] = field(compare=False)

    @classmethod
    def of(cls, **parts: str | tuple[str, ...]) -> Self:
        """Make a name from short names in order, from the country down: `Name.of(C="CN", O=…, CN=…)`."""
        relative = []
        for short, value in parts.items():
            for one in (value,) if isinstance(value, str) else value:
                relative.append(((SHORT_NAMES[short], one),))
        encoded = der.sequence(*(_attribute(*part[0]) for part in relative))
        return cls(encoded, tuple(relative))

    @classmethod
    def from_der(cls, encoded: bytes) -> Self:
        """Read a name. Refuses with MalformedDer."""
        reader = der.Reader(encoded)
        inside = reader.sequence()
        reader.finish()
        relative = []
        for element in inside.each(der.SET):
            attributes = [_read_attribute(each) for each in der.Reader(element.encoded).set_of()]
            if not attributes:
                raise CertificateMalformed(problem="名称中有空的部分")
            relative.append(tuple(attributes))
        return cls(encoded, tuple(relative))

    def get(self, short: str) -> str:
        """Give the most specific value of a short name; empty where there is none."""
        wanted = SHORT_NAMES[short]
        values = [value for part in self.relative for oid, value in part if oid == wanted]
        return values[-1] if values else ""

    def starts_with(self, other: "Name") -> bool:
        """Tell whether this name lies in the subtree of another."""
        return self.relative[: len(other.relative)] == other.relative

    def __str__(self) -> str:
        """Show as people write it."""
        return ", ".join(
            "+".join(f"{_SHORT_OF.get(oid, oid)}={value}" for oid, value in part) for part in self.relative
        )


@lru_cache(maxsize=2048)
def read_name(encoded: bytes) -> Name:
    """Read a name, keeping those of busy issuers ready. Refuses with MalformedDer."""
    return Name.from_der(encoded)


@lru_cache(maxsize=4096)
def _attribute(oid: str, value: str) -> bytes:
    if not value:
        raise ValueError("an empty part of a name")
    text = _TEXT_WRITERS.get(oid, der.utf8)(value)
    return der.set_of([der.sequence(der.oid(oid), text)])


def _read_attribute(element: der.Element) -> tuple[str, str]:
    if element.tag != der.SEQUENCE:
        raise CertificateMalformed(problem="名称的部分不是序列")
    reader = element.reader()
    oid, text = reader.oid(), reader.text()
    reader.finish()
    return oid, text


@dataclass(frozen=True)
class GeneralName:
    """A name of another kind: `kind` is email, dns, directory, uri, ip, oid or other."""

    kind: str
    value: str
    encoded: bytes = field(compare=False, default=b"")

    def to_der(self) -> bytes:
        """Write the choice."""
        return self.encoded or _WRITERS[self.kind](self.value)


def email(address: str) -> GeneralName:
    """A mail address."""
    return GeneralName("email", address)


def dns(host: str) -> GeneralName:
    """A host name."""
    return GeneralName("dns", host)


def uri(address: str) -> GeneralName:
    """An address on the web."""
    return GeneralName("uri", address)


def ip(address: str) -> GeneralName:
    """An IP address, or in name constraints a network."""
    return GeneralName("ip", address)


def directory(name: Name) -> GeneralName:
    """A distinguished name."""
    return GeneralName("directory", str(name), der.explicit(4, name.encoded))


def read_general_name(element: der.Element) -> GeneralName:
    """Read one general name; kinds nobody here uses are kept as they are. Refuses with MalformedDer."""
    number, content = element.tag & 0x1F, element.content
    kind = {1: "email", 2: "dns", 6: "uri"}.get(number)
    if kind:
        try:
            return GeneralName(kind, content.decode("ascii"), element.encoded)
        except UnicodeDecodeError as problem:
            raise CertificateMalformed(problem="名称含有非 ASCII 字符") from problem
    if number == 4:
        return GeneralName("directory", str(read_name(content)), element.encoded)
    if number == 7:
        return GeneralName("ip", _ip_text(content), element.encoded)
    return GeneralName("other", element.encoded.hex(), element.encoded)


def _ip_text(content: bytes) -> str:
    try:
        if len(content) in (4, 16):
            return str(ipaddress.ip_address(content))
        half = len(content) // 2
        prefix = int.from_bytes(content[half:], "big").bit_count()
        return str(ipaddress.ip_network((content[:half], prefix)))
    except ValueError as problem:
        raise CertificateMalformed(problem="IP 地址的长度不对") from problem


def _ip_octets(text: str) -> bytes:
    if "/" in text:
        network = ipaddress.ip_network(text)
        return network.network_address.packed + network.netmask.packed
    return ipaddress.ip_address(text).packed


_WRITERS = {
    "email": lambda value: der.implicit(1, der.ia5(value)),
    "dns": lambda value: der.implicit(2, der.ia5(value)),
    "uri": lambda value: der.implicit(6, der.ia5(value)),
    "ip": lambda value: der.implicit(7, der.octets(_ip_octets(value))),
    "oid": lambda value: der.implicit(8, der.oid(value)),
}
