"""Authorities, certificates and requests, keys in escrow, challenges and signatures."""

from yangguang.foundation.certificates.models.authority import Authority, PublishedList
from yangguang.foundation.certificates.models.certificate import (
    CertificateRequest,
    IssuedCertificate,
    RequestKind,
    RequestState,
    Standing,
)
from yangguang.foundation.certificates.models.escrow import Custodian, EscrowedKey, KeyShare
from yangguang.foundation.certificates.models.seal import BodySeal, SealState
from yangguang.foundation.certificates.models.signature import Challenge, Signature

__all__ = [
    "Authority",
    "BodySeal",
    "CertificateRequest",
    "Challenge",
    "Custodian",
    "EscrowedKey",
    "IssuedCertificate",
    "KeyShare",
    "PublishedList",
    "RequestKind",
    "RequestState",
    "SealState",
    "Signature",
    "Standing",
]
