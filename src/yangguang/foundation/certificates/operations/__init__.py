"""All writes of certificates: authorities, the desk, standing, escrow, lists, log-in, signatures."""

from yangguang.foundation.certificates.operations.authorities import (
    certify_service,
    ensure_authorities,
    establish_authority,
)
from yangguang.foundation.certificates.operations.escrow import appoint_custodian, release_share
from yangguang.foundation.certificates.operations.publishing import publish_list, publish_stale_lists
from yangguang.foundation.certificates.operations.requests import (
    approve_request,
    propose_request,
    refuse_request,
    request_certificate,
    request_change,
    withdraw_request,
)
from yangguang.foundation.certificates.operations.signatures import (
    forget_challenges,
    pose_challenge,
    seal_document,
    sign_act,
)
from yangguang.foundation.certificates.operations.signing_in import (
    authenticate_by_certificate,
    pose_sign_in,
    pose_step_up,
    record_certificate_sign_in,
    show_certificate,
)
from yangguang.foundation.certificates.operations.standing import revoke_certificate, suspend_certificate

__all__ = [
    "appoint_custodian",
    "approve_request",
    "authenticate_by_certificate",
    "certify_service",
    "ensure_authorities",
    "establish_authority",
    "forget_challenges",
    "pose_challenge",
    "pose_sign_in",
    "pose_step_up",
    "propose_request",
    "publish_list",
    "publish_stale_lists",
    "record_certificate_sign_in",
    "refuse_request",
    "release_share",
    "request_certificate",
    "request_change",
    "revoke_certificate",
    "seal_document",
    "show_certificate",
    "sign_act",
    "suspend_certificate",
    "withdraw_request",
]
