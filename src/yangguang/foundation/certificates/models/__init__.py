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
from yangguang.foundation.certificates.models.outside import (
    BindingState,
    OutsideAnswer,
    OutsideAuthority,
    OutsideCertificate,
    OutsideList,
)
from yangguang.foundation.certificates.models.seal import BodySeal, SealState
from yangguang.foundation.certificates.models.signature import Challenge, Signature

__all__ = [
    "Authority",
    "BindingState",
    "BodySeal",
    "CertificateRequest",
    "Challenge",
    "Custodian",
    "EscrowedKey",
    "IssuedCertificate",
    "KeyShare",
    "OutsideAnswer",
    "OutsideAuthority",
    "OutsideCertificate",
    "OutsideList",
    "PublishedList",
    "RequestKind",
    "RequestState",
    "SealState",
    "Signature",
    "Standing",
]
