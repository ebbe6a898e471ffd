"""
The signature part of a page that asks for a binding act: what it shows, what it sends back, and when it may be missing.

In demo mode people without a certificate act unsigned, and the record says so; in service officers sign (电子签名法 §14).
"""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest

from yangguang.foundation.acts.api import Actor
from yangguang.foundation.certificates import queries
from yangguang.foundation.certificates.models import Standing
from yangguang.foundation.certificates.operations.signatures import (
    GivenSignature,
    ToSign,
    pose_act,
    sign_act,
)
from yangguang.foundation.certificates.rules.refusals import SignatureNeeded
from yangguang.kernel.refusals import InvalidInput


@dataclass(frozen=True, slots=True)
class SigningOffer:
    """What `certificates/sign_part.html` draws: the statement, and which certificates may sign it."""

    nonce: str
    statement: str
    serials: str
    is_required: bool


def offer_signature(*, actor: Actor, to_sign: ToSign, now: datetime) -> SigningOffer | None:
    """Offer the act's statement to whoever has a certificate or must have one; else nothing."""
    if actor.account_id is None:
        return None
    own = queries.list_certificates_of(account_id=actor.account_id)
    serials = own.filter(is_encryption=False, standing=Standing.VALID, not_after__gte=now).values_list(
        "serial", flat=True
    )
    required = must_sign(actor)
    if not serials and not required:
        return None
    posed = pose_act(to_sign=to_sign, account_id=actor.account_id, now=now)
    return SigningOffer(posed.nonce, posed.statement, " ".join(serials), required)


def must_sign(actor: Actor) -> bool:
    """Tell whether a binding act of this actor needs a certificate signature."""
    return actor.is_officer and not settings.DEMO_MODE


def given_signature(request: HttpRequest) -> GivenSignature | None:
    """Read what the browser signed, if it did. Refuses with InvalidInput."""
    written = request.POST.get("signature", "")
    if not written:
        return None
    try:
        signature = base64.b64decode(written, validate=True)
    except binascii.Error as problem:
        raise InvalidInput(fields={"signature": "签名没有收全，请再签一次。"}) from problem
    return GivenSignature(
        request.POST.get("signature_nonce", ""), request.POST.get("signature_serial", ""), signature
    )


def expect_signature(*, actor: Actor, given: GivenSignature | None) -> None:
    """Refuse with SignatureNeeded a binding act of an officer in service without one."""
    if given is None and must_sign(actor):
        raise SignatureNeeded


def sign_if_given(
    *, actor: Actor, now: datetime, to_sign: ToSign, given: GivenSignature | None, act_number: int
) -> None:
    """Verify and store a signature under the act just done. Refuses as `sign_act`, and with SignatureNeeded."""
    expect_signature(actor=actor, given=given)
    if given is not None:
        sign_act(actor=actor, now=now, to_sign=to_sign, given=given, act_number=act_number)
