"""The door of certificates: authorities, signing in, signatures under acts, seals under documents."""

from yangguang.foundation.certificates.models import Authority, IssuedCertificate, Signature
from yangguang.foundation.certificates.operations.authorities import certify_service, ensure_authorities
from yangguang.foundation.certificates.operations.publishing import publish_stale_lists
from yangguang.foundation.certificates.operations.signatures import (
    GivenSignature,
    ToSign,
    pose_act,
    seal_document,
    sign_act,
)
from yangguang.foundation.certificates.queries import find_signing_certificate, list_tampered
from yangguang.foundation.certificates.rules.profiles import EXTRANET, INTRANET, ZONES
from yangguang.foundation.certificates.rules.refusals import SignatureForOther, SignatureNeeded
from yangguang.foundation.certificates.verification import (
    VerifiedMark,
    mark_of_act,
    marks_of,
    verify_mark,
)

__all__ = [
    "EXTRANET",
    "INTRANET",
    "ZONES",
    "Authority",
    "GivenSignature",
    "IssuedCertificate",
    "Signature",
    "SignatureForOther",
    "SignatureNeeded",
    "ToSign",
    "VerifiedMark",
    "certify_service",
    "ensure_authorities",
    "find_signing_certificate",
    "list_tampered",
    "mark_of_act",
    "marks_of",
    "pose_act",
    "publish_stale_lists",
    "seal_document",
    "sign_act",
    "verify_mark",
]
