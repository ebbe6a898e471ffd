"""A small city of certificates: root, issuing CA, an officer's pair, a time stamp authority, an OCSP responder."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from yangguang.foundation.signing import extensions as ext
from yangguang.foundation.signing import oids
from yangguang.foundation.signing.algorithms import Sm2Signer
from yangguang.foundation.signing.crl import RevokedEntry, issue_revocation_list
from yangguang.foundation.signing.names import Name, email
from yangguang.foundation.signing.x509 import Certificate, issue_certificate
from yangguang.kernel import sm

NOW = datetime(2026, 3, 2, 1, 0, 0, tzinfo=UTC)
START, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
POLICY = "1.2.156.10197.6.99.1"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Holder:
    """A key and its certificate."""

    certificate: Certificate
    key: sm.PrivateKey

    @property
    def signer(self):
        return Sm2Signer(self.key)


def name(common_name, **more):
    return Name.of(C="CN", ST="广东省", L="深圳市", O="深圳市示范机关", **more, CN=common_name)


_scalars = iter(range(1000, 100_000))


def certificate(
    common_name,
    *,
    issuer=None,
    usages=ext.SIGNING_USAGES,
    more=(),
    is_ca=False,
    path_length=None,
    start=START,
    end=END,
    subject=None,
    key=None,
    basic=True,
):
    key = key or sm.PrivateKey(next(_scalars))
    public = key.public_key.to_der()
    identifier = ext.key_identifier(public)
    subject = subject or name(common_name)
    above = issuer or Holder(None, key)
    extensions = [
        ext.key_usage(*usages),
        ext.subject_key_identifier(identifier),
        ext.authority_key_identifier(issuer.certificate.subject_key_identifier if issuer else identifier),
        *more,
    ]
    if basic:
        extensions.insert(0, ext.basic_constraints(is_ca=is_ca, path_length=path_length))
    made = issue_certificate(
        signer=above.signer,
        issuer=issuer.certificate.subject if issuer else subject,
        subject=subject,
        public_key_info=public,
        serial=next(_scalars),
        not_before=start,
        not_after=end,
        extensions=extensions,
    )
    return Holder(made, key)


def authority(common_name, *, issuer=None, **more):
    return certificate(common_name, issuer=issuer, usages=ext.CA_USAGES, is_ca=True, **more)


ROOT = authority("示范根 CA")
ISSUING = authority("示范签发 CA", issuer=ROOT, path_length=0)
OFFICER = certificate(
    "受理岗一",
    issuer=ISSUING,
    more=[
        ext.extended_key_usage(oids.CLIENT_AUTHENTICATION),
        ext.alternative_names([email("officer@gov.example")]),
        ext.distribution_points("http://ca.gov.example/issuing.crl"),
        ext.information_access(ocsp="http://ca.gov.example/ocsp", issuers="http://ca.gov.example/ca.cer"),
        ext.policies(POLICY),
    ],
)
OFFICER_ENCRYPTION = certificate("受理岗一", issuer=ISSUING, usages=ext.ENCRYPTION_USAGES)
TIME_AUTHORITY = certificate(
    "示范时间戳",
    issuer=ISSUING,
    more=[ext.extended_key_usage(oids.TIME_STAMPING, critical=True)],
)
RESPONDER = certificate("示范状态查询", issuer=ISSUING, more=[ext.extended_key_usage(oids.OCSP_SIGNING)])


def revocation_list(issuer=ISSUING, *, entries=(), number=5, this_update=NOW - DAY, days=7, **more):
    entries = tuple(
        each if isinstance(each, RevokedEntry) else RevokedEntry(each, NOW - DAY) for each in entries
    )
    return issue_revocation_list(
        signer=issuer.signer,
        issuer=issuer.certificate.subject,
        issuer_key_identifier=issuer.certificate.subject_key_identifier,
        number=number,
        this_update=this_update,
        next_update=this_update + days * DAY,
        entries=entries,
        **more,
    )
