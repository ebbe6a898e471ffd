"""Whether names lie inside what a CA may certify (RFC 5280 §4.2.1.10): pure functions on names."""

import ipaddress
from collections.abc import Sequence
from urllib.parse import urlsplit

from yangguang.foundation.signing.names import GeneralName, directory, read_name
from yangguang.foundation.signing.refusals import CertificateNameNotAllowed
from yangguang.foundation.signing.x509 import Certificate
from yangguang.kernel import der


def expect_names_allowed(authority: Certificate, below: Sequence[Certificate]) -> None:
    """Refuse with CertificateNameNotAllowed where a certificate below has a name out of bounds."""
    bounds = authority.name_constraints
    if bounds is None:
        return
    for place, certificate in enumerate(below):
        if place and certificate.is_self_issued:
            continue  # RFC 5280 §6.1.3 b: self-issued CAs inside the path are passed over
        for name in _names_of(certificate):
            permitted = [each for each in bounds.permitted if each.kind == name.kind]
            allowed = not permitted or any(is_within(name, each) for each in permitted)
            if not allowed or any(is_within(name, each) for each in bounds.excluded):
                raise CertificateNameNotAllowed(subject=certificate.subject, name=name.value)


def is_within(name: GeneralName, bound: GeneralName) -> bool:
    """Tell whether a name lies in the subtree of a bound of the same kind."""
    if name.kind != bound.kind:
        return False
    within = _WITHIN.get(name.kind)
    return within(name, bound) if within else name.value == bound.value


def _names_of(certificate: Certificate) -> list[GeneralName]:
    names = list(certificate.alternative_names)
    if certificate.subject.relative:
        names.append(directory(certificate.subject))
    address = certificate.subject.get("emailAddress")
    if address and not any(name.kind == "email" for name in names):
        names.append(GeneralName("email", address))
    return names


def _directory_within(name: GeneralName, bound: GeneralName) -> bool:
    def read(general: GeneralName) -> bytes:
        return der.Reader(general.to_der()).next().content

    return read_name(read(name)).starts_with(read_name(read(bound)))


def _host_within(host: str, bound: str) -> bool:
    host, bound = host.lower().rstrip("."), bound.lower()
    if bound.startswith("."):
        return host.endswith(bound)
    return not bound or host == bound or host.endswith(f".{bound}")


def _email_within(name: GeneralName, bound: GeneralName) -> bool:
    host = name.value.rpartition("@")[2].lower()
    if "@" in bound.value:
        return name.value.lower() == bound.value.lower()
    if bound.value.startswith("."):
        return host.endswith(bound.value.lower())
    return host == bound.value.lower()


def _uri_within(name: GeneralName, bound: GeneralName) -> bool:
    host = (urlsplit(name.value).hostname or "").lower()
    return host.endswith(bound.value.lower()) if bound.value.startswith(".") else host == bound.value.lower()


def _ip_within(name: GeneralName, bound: GeneralName) -> bool:
    address, network = ipaddress.ip_address(name.value), ipaddress.ip_network(bound.value, strict=False)
    return address.version == network.version and address in network


_WITHIN = {
    "dns": lambda name, bound: _host_within(name.value, bound.value),
    "email": _email_within,
    "uri": _uri_within,
    "ip": _ip_within,
    "directory": _directory_within,
}
