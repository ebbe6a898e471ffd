"""All writes of certificates: authorities, the desk, standing, escrow, lists, log-in, signatures."""

from yangguang.foundation.certificates.operations.authorities import (
    certify_service,
    ensure_authorities,
    establish_authority,
)
from yangguang.foundation.certificates.operations.escrow import appoint_custodian, release_share
from yangguang.foundation.certificates.operations.outside import (
    bind_outside_certificate,
    confirm_outside_certificate,
    end_outside_certificate,
    pose_binding,
    propose_outside_authority,
    record_outside_silence,
    take_outside_answer,
    take_outside_list,
)
from yangguang.foundation.certificates.operations.publishing import publish_list, publish_stale_lists
from yangguang.foundation.certificates.operations.requests import (
    approve_request,
    propose_request,
    refuse_request,
    request_certificate,
    request_change,
    withdraw_request,
)
from yangguang.foundation.certificates.operations.seals import (
    approve_seal,
    cancel_seal,
    ensure_seals,
    propose_seal,
    refuse_seal,
    resume_seal,
    suspend_seal,
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
    "approve_seal",
    "authenticate_by_certificate",
    "bind_outside_certificate",
    "cancel_seal",
    "certify_service",
    "confirm_outside_certificate",
    "end_outside_certificate",
    "ensure_authorities",
    "ensure_seals",
    "establish_authority",
    "forget_challenges",
    "pose_binding",
    "pose_challenge",
    "pose_sign_in",
    "pose_step_up",
    "propose_outside_authority",
    "propose_request",
    "propose_seal",
    "publish_list",
    "publish_stale_lists",
    "record_certificate_sign_in",
    "record_outside_silence",
    "refuse_request",
    "refuse_seal",
    "release_share",
    "request_certificate",
    "request_change",
    "resume_seal",
    "revoke_certificate",
    "seal_document",
    "show_certificate",
    "sign_act",
    "suspend_certificate",
    "suspend_seal",
    "take_outside_answer",
    "take_outside_list",
    "withdraw_request",
]
