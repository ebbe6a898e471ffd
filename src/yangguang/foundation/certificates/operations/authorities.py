"""Establishing the root and issuing CA of a zone, and certifying the platform's own services."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings

from yangguang.foundation.acts.api import Actor, note, operation, require_operation, system_actor
from yangguang.foundation.certificates import permissions, queries
from yangguang.foundation.certificates.models import Authority, IssuedCertificate
from yangguang.foundation.certificates.operations.publishing import publish_list
from yangguang.foundation.certificates.rules.profiles import (
    ENCRYPTION,
    EXTRANET,
    ISSUING_DAYS,
    POLICY,
    ROOT_DAYS,
    ZONES,
    Profile,
    profile_of,
    words_of,
)
from yangguang.foundation.certificates.rules.refusals import AuthorityExists
from yangguang.foundation.certificates.stores import key_store, new_key_name
from yangguang.foundation.identity.api import Account
from yangguang.foundation.signing import api as signing
from yangguang.foundation.signing.api import extensions as ext


@operation(
    "certificates.establish_authority",
    summary="建立发证机构",
    permission=permissions.may_establish_authority,
    subject="result",
)
def establish_authority(*, actor: Actor, now: datetime, zone: str) -> Authority:
    """
    Make the root and the issuing CA of a zone, their first revocation lists, and in the public zone the time stamp.

    Refuses with AuthorityExists, KeyStoreUnavailable.
    """
    if queries.find_issuing(zone=zone) is not None:
        raise AuthorityExists(zone=ZONES[zone])
    root = _authority(zone, None, f"{settings.CITY_NAME}阳光政务{ZONES[zone]}根证书机构", ROOT_DAYS, now)
    issuing = _authority(zone, root, f"{settings.CITY_NAME}阳光政务{ZONES[zone]}签发机构", ISSUING_DAYS, now)
    for one in (root, issuing):
        publish_list(actor=actor, now=now, authority=one, is_delta=False)
    if zone == EXTRANET:
        for profile in ("time_stamp", "log"):
            certify_service(actor=actor, now=now, profile=profile, name=f"{settings.CITY_NAME}阳光政务")
    note(root=root.serial, issuing=issuing.serial)
    return issuing


def ensure_authorities(*, now: datetime, zones: Sequence[str] = tuple(ZONES)) -> list[str]:
    """Establish what is missing, by the platform's hand; gives the names of the zones that got a CA."""
    missing = [zone for zone in zones if queries.find_issuing(zone=zone) is None]
    for zone in missing:
        establish_authority(actor=system_actor("发证机构初始化"), now=now, zone=zone)
    return [ZONES[zone] for zone in missing]


@operation(
    "certificates.certify_service",
    summary="签发机构证书",
    permission=permissions.may_certify_service,
    subject="result",
)
def certify_service(
    *, actor: Actor, now: datetime, profile: str, name: str, body_code: str = "", host: str = ""
) -> IssuedCertificate:
    """
    Make a key in the key store and a certificate for it: seal of a body (机关电子印章), server, time stamp, log.

    Refuses with ProfileUnknown, AuthorityMissing, KeyStoreUnavailable.
    """
    chosen = profile_of(profile)
    key_name = new_key_name(chosen.zone, profile.replace("_", ""))
    signer = key_store().create(key_name)
    parts: dict[str, str] = {"C": "CN", "O": name}
    if body_code:
        parts["organizationIdentifier"] = body_code
    parts["CN"] = host or f"{name}{chosen.name.removesuffix('证书')}"
    row = issue_row(
        profile=chosen,
        subject=signing.Name.of(**parts),
        public_key_info=signer.public_key_info,
        now=now,
        names=[signing.dns(host)] if host else [],
    )
    row.key_name, row.body_code = key_name, body_code
    row.save(force_insert=True)
    note(serial=row.serial, profile=profile)
    return row


def issue_row(
    *,
    profile: Profile,
    subject: signing.Name,
    public_key_info: bytes,
    now: datetime,
    is_encryption: bool = False,
    holder: Account | None = None,
    names: Sequence[signing.GeneralName] = (),
) -> IssuedCertificate:
    """
    Sign one certificate and give its row, not yet written; the extensions are the profile's, never the request's.

    Refuses with AuthorityMissing, KeyStoreUnavailable.
    """
    require_operation()
    authority = queries.get_issuing(zone=profile.zone)
    issuer = queries.read_certificate(bytes(authority.encoded))
    begins = now.replace(microsecond=0)
    ends = min(begins + timedelta(days=profile.days), issuer.not_after)
    identifier = ext.key_identifier(public_key_info)
    made = signing.issue_certificate(
        signer=key_store().signer(authority.key_name),
        issuer=issuer.subject,
        subject=subject,
        public_key_info=public_key_info,
        serial=signing.new_serial(),
        not_before=begins,
        not_after=ends,
        extensions=[
            ext.basic_constraints(is_ca=False),
            ext.key_usage(*(ENCRYPTION if is_encryption else profile.usages)),
            *(
                [ext.extended_key_usage(*profile.purposes, critical=profile.critical_purposes)]
                if profile.purposes and not is_encryption
                else []
            ),
            ext.subject_key_identifier(identifier),
            ext.authority_key_identifier(issuer.subject_key_identifier or b""),
            *([ext.alternative_names(names)] if names else []),
            ext.policies(POLICY),
            *_addresses(profile.zone, "issuing"),
        ],
    )
    return IssuedCertificate(
        authority=authority,
        serial=made.serial_hex,
        profile=profile.key,
        is_encryption=is_encryption,
        holder=holder,
        subject_text=words_of(subject),
        encoded=made.encoded,
        key_identifier=identifier.hex(),
        not_before=begins,
        not_after=ends,
        standing_since=begins,
    )


def _addresses(zone: str, which: str) -> list[ext.Extension]:
    base = f"{settings.BASE_URL}/pki/{zone}"
    return [
        ext.distribution_points(f"{base}/{which}.crl"),
        ext.distribution_points(f"{base}/{which}-delta.crl", freshest=True),
        ext.information_access(ocsp=f"{base}/ocsp/", issuers=f"{base}/{which}.cer"),
    ]


def _authority(zone: str, parent: Authority | None, name: str, days: int, now: datetime) -> Authority:
    store = key_store()
    key_name = new_key_name(zone, "root" if parent is None else "issuing")
    signer = store.create(key_name)
    subject = signing.Name.of(C="CN", O=f"{settings.CITY_NAME}阳光政务", CN=name)
    identifier = ext.key_identifier(signer.public_key_info)
    begins = now.replace(microsecond=0)
    above = parent.certificate if parent else None
    signed_by = store.signer(parent.key_name) if parent else signer
    made = signing.issue_certificate(
        signer=signed_by,
        issuer=above.subject if above else subject,
        subject=subject,
        public_key_info=signer.public_key_info,
        serial=signing.new_serial(),
        not_before=begins,
        not_after=begins + timedelta(days=days),
        extensions=[
            ext.basic_constraints(is_ca=True, path_length=0 if parent else 1),
            ext.key_usage("key_cert_sign", "crl_sign", "digital_signature"),
            ext.subject_key_identifier(identifier),
            ext.authority_key_identifier((above.subject_key_identifier if above else identifier) or b""),
            *([ext.policies(POLICY), *_addresses(zone, "root")[:1]] if parent else []),
        ],
    )
    return Authority.objects.create(
        zone=zone,
        parent=parent,
        name=name,
        key_name=key_name,
        serial=made.serial_hex,
        encoded=made.encoded,
        established_at=now,
    )
