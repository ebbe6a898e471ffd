"""The door of certificates: authorities, signing in, signatures under acts, seals under documents."""

from yangguang.foundation.certificates.acts import (
    BatchOffer,
    SigningOffer,
    expect_signature,
    given_signature,
    must_sign,
    offer_signature,
    offer_signatures,
    sign_if_given,
)
from yangguang.foundation.certificates.models import Authority, IssuedCertificate, Signature
from yangguang.foundation.certificates.operations.authorities import (
    certify_service,
    ensure_authorities,
)
from yangguang.foundation.certificates.operations.publishing import publish_stale_lists
from yangguang.foundation.certificates.operations.resealing import reseal_certificates, reseal_secrets
from yangguang.foundation.certificates.operations.seals import ensure_seals
from yangguang.foundation.certificates.operations.signatures import (
    GivenSignature,
    ToSign,
    pose_act,
    seal_document,
    sign_act,
)
from yangguang.foundation.certificates.queries import (
    find_by_encoded,
    find_signing_certificate,
    list_tampered,
    list_tampered_seals,
    signed_acts,
)
from yangguang.foundation.certificates.rules.profiles import EXTRANET, INTRANET, ZONES
from yangguang.foundation.certificates.rules.refusals import (
    CertificateRefusal,
    SignatureForOther,
    SignatureNeeded,
)
from yangguang.foundation.certificates.verification import (
    VerifiedMark,
    check_sealing,
    mark_of_act,
    marks_of,
    verify_mark,
)

__all__ = [
    "EXTRANET",
    "INTRANET",
    "ZONES",
    "Authority",
    "BatchOffer",
    "CertificateRefusal",
    "GivenSignature",
    "IssuedCertificate",
    "Signature",
    "SignatureForOther",
    "SignatureNeeded",
    "SigningOffer",
    "ToSign",
    "VerifiedMark",
    "certify_service",
    "check_sealing",
    "ensure_authorities",
    "ensure_seals",
    "expect_signature",
    "find_by_encoded",
    "find_signing_certificate",
    "given_signature",
    "list_tampered",
    "list_tampered_seals",
    "mark_of_act",
    "marks_of",
    "must_sign",
    "offer_signature",
    "offer_signatures",
    "pose_act",
    "publish_stale_lists",
    "reseal_certificates",
    "reseal_secrets",
    "seal_document",
    "sign_act",
    "sign_if_given",
    "signed_acts",
    "verify_mark",
]
