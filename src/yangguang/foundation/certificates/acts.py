"""
The signature part of a page that asks for a binding act: what it shows, what it sends back, and when it may be missing.

In demo mode people without a certificate act unsigned, and the record says so; in service officers sign (电子签名法 §14).
"""

import base64
import binascii
from collections.abc import Mapping
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


@dataclass(frozen=True, slots=True)
class BatchOffer:
    """What `certificates/sign_batch.html` draws: one statement for each of several acts, all signed with one PIN."""

    statements: dict[str, SigningOffer]  # by the key under which each signature comes back
    serials: str
    is_required: bool

    @property
    def to_sign(self) -> list[dict[str, str]]:
        """What the browser signs, one by one."""
        return [{"of": of, "statement": one.statement} for of, one in self.statements.items()]


def offer_signatures(*, actor: Actor, to_sign: Mapping[str, ToSign], now: datetime) -> BatchOffer | None:
    """
    Offer the statements of several acts, each bound to its own act, object and document, as `offer_signature` does one.

    A signature for all of them together would prove none of them by itself (电子签名法 §13).
    """
    offers = {of: offer_signature(actor=actor, to_sign=one, now=now) for of, one in to_sign.items()}
    posed = {of: offer for of, offer in offers.items() if offer is not None}
    first = next(iter(posed.values()), None)
    return None if first is None else BatchOffer(posed, first.serials, first.is_required)


def must_sign(actor: Actor) -> bool:
    """Tell whether a binding act of this actor needs a certificate signature."""
    return actor.is_officer and not settings.DEMO_MODE


def given_signature(request: HttpRequest, *, of: str = "") -> GivenSignature | None:
    """Read what the browser signed, if it did; of a batch, the one that came back under a key. Refuses with InvalidInput."""
    suffix = f"-{of}" if of else ""
    written = request.POST.get(f"signature{suffix}", "")
    if not written:
        return None
    try:
        signature = base64.b64decode(written, validate=True)
    except binascii.Error as problem:
        raise InvalidInput(fields={"signature": "签名没有收全，请再签一次。"}) from problem
    return GivenSignature(
        request.POST.get(f"signature_nonce{suffix}", ""), request.POST.get("signature_serial", ""), signature
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
