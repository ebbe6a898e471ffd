"""
Signatures that stay: under acts by persons, under documents by bodies (机关电子印章).

What is stored proves itself later: the statement to the byte, the signature, the certificate's standing at that instant
(OCSP) and a time stamp over the signature (电子签名法 §13, §16; GM/T 0033).
"""

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from yangguang.foundation.acts.api import Actor, require_operation
from yangguang.foundation.certificates import queries
from yangguang.foundation.certificates.models import Challenge, IssuedCertificate, Signature, Standing
from yangguang.foundation.certificates.operations import seals
from yangguang.foundation.certificates.rules.profiles import TIME_STAMP_POLICY
from yangguang.foundation.certificates.rules.refusals import (
    ChallengeExpired,
    ChallengeReplayed,
    ChallengeUnknown,
    SignatureForOther,
    SignerNotHolder,
)
from yangguang.foundation.certificates.rules.statements import instant, words_of_sealing, write_statement
from yangguang.foundation.certificates.stores import key_store
from yangguang.foundation.signing import api as signing
from yangguang.foundation.signing import oids
from yangguang.kernel import sm

ACT_LIFE = timedelta(minutes=30)  # as long as a sign-in may be idle: reading takes time
KEEP_CHALLENGES = timedelta(days=1)
UNBOUND = None
# One statement finds and spends: two answers at once cannot both count.
_SPEND = "UPDATE certificates_challenge SET used_at = %s WHERE nonce = %s AND purpose = %s AND used_at IS NULL RETURNING *"


@dataclass(frozen=True, slots=True)
class ToSign:
    """What a person is about to sign: the act, the object, the document by its digest."""

    what: str
    operation: str
    object_type: str
    object_number: str
    title: str
    digest: str
    signer: str

    @property
    def lines(self) -> dict[str, str]:
        """The lines of the statement."""
        return {
            "做什么": self.what,
            "操作": self.operation,
            "对象": f"{self.object_type} {self.object_number}",
            "文书": self.title or "无",
            "指纹": f"SM3 {self.digest}",
            "签署人": self.signer,
        }

    @property
    def binding(self) -> str:
        """The digest a challenge is tied to; any other act, object or version has another."""
        return sm.sm3("\n".join(self.lines.values()).encode()).hex()


@dataclass(frozen=True, slots=True)
class GivenSignature:
    """What the browser sent: which challenge, which certificate, the signature."""

    nonce: str
    serial: str
    signature: bytes


def pose_challenge(
    *,
    purpose: str,
    lines: Mapping[str, str],
    binding: str,
    life: timedelta,
    now: datetime,
    account_id: int | None = None,
) -> Challenge:
    """Offer a statement for signing, once and for a time. A technical row, so no act."""
    nonce = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")
    expires_at = now + life
    statement = write_statement(
        purpose=purpose,
        lines={**lines, "随机数": nonce, "出题时间": instant(now), "有效至": instant(expires_at)},
    )
    return Challenge.objects.create(
        nonce=nonce,
        purpose=purpose,
        account_id=account_id,
        binding=binding,
        statement=statement,
        posed_at=now,
        expires_at=expires_at,
    )


def pose_act(*, to_sign: ToSign, account_id: int, now: datetime) -> Challenge:
    """Offer the statement of one act to the person who is about to do it."""
    return pose_challenge(
        purpose="act",
        lines={**to_sign.lines, "站点": settings.BASE_URL},
        binding=to_sign.binding,
        life=ACT_LIFE,
        now=now,
        account_id=account_id,
    )


def spend_challenge(
    *, nonce: str, purpose: str, account_id: int | None, binding: str, now: datetime
) -> Challenge:
    """
    Use a challenge up; whatever is refused afterwards, it counts no second time.

    Refuses with ChallengeUnknown, ChallengeReplayed, ChallengeExpired, SignatureForOther.
    """
    spent = list(Challenge.objects.raw(_SPEND, [now, nonce, purpose]))
    if not spent and Challenge.objects.filter(nonce=nonce, purpose=purpose).exists():
        raise ChallengeReplayed
    if not spent or spent[0].account_id != account_id:
        raise ChallengeUnknown
    challenge: Challenge = spent[0]
    if not challenge.posed_at <= now <= challenge.expires_at:
        raise ChallengeExpired
    if challenge.binding != binding:
        if purpose == "sign_in":
            raise ChallengeUnknown
        raise SignatureForOther(what="别的内容或者旧的版本")
    return challenge


def sign_act(
    *, actor: Actor, now: datetime, to_sign: ToSign, given: GivenSignature, act_number: int
) -> Signature:
    """
    Verify a person's signature under the act just done, in its transaction, and store it with its proof.

    Refuses with the refusals of challenges, SignerNotHolder, SignatureWrong, RecordTampered, and those of certificates;
    the act is then undone with everything else.
    """
    challenge = spend_challenge(
        nonce=given.nonce,
        purpose="act",
        account_id=actor.account_id,
        binding=to_sign.binding,
        now=now,
    )
    row = queries.get_certificate(serial=given.serial)
    if row.holder_id != actor.account_id:
        raise SignerNotHolder
    queries.expect_untouched(row)
    certificate = row.certificate
    answer = queries.answer_for(row, now=now)
    queries.prove_standing(
        certificate=certificate, answer=answer, at=now, usages=("digital_signature", "non_repudiation")
    )
    if not certificate.sm2_key.verify(challenge.statement.encode(), given.signature):
        raise signing.SignatureWrong
    return Signature.objects.create(
        kind="act",
        act_number=act_number,
        object_type=to_sign.object_type,
        object_number=to_sign.object_number,
        digest=to_sign.digest,
        statement=challenge.statement,
        signature=given.signature,
        certificate=row,
        signed_at=now,
        evidence=answer,
        time_stamp=time_stamp(given.signature, now=now),
    )


def seal_document(
    *, body_code: str, document: str, number: str, title: str, digest: str, now: datetime
) -> Signature | None:
    """
    Put the body's electronic seal (电子印章) on a document: an SES_Signature of GB/T 38540 over its digest, never just a picture.

    Machinery inside the operation that issues; gives None where the body has no seal in force.
    """
    require_operation()
    found = seals.seal_in_force(body_code=body_code, now=now)
    if found is None or found.certificate is None or found.seal is None:
        return None
    row, at = found.certificate, now.replace(microsecond=0)
    sealed = signing.put_seal(
        seal=found.seal,
        digest=bytes.fromhex(digest),
        reference=f"/documents/{document}/",
        signer=key_store().signer(row.key_name),
        certificate=row.certificate,
        at=at,
        stamp=lambda signature: time_stamp(signature, now=now),
    )
    put = signing.Sealing.from_der(sealed)
    return Signature.objects.create(
        kind="seal",
        object_type="document",
        object_number=document,
        digest=digest,
        statement=words_of_sealing(put, title=title, number=number),
        signature=put.signature,
        certificate=row,
        signed_at=now,
        evidence=queries.answer_for(row, now=now),
        time_stamp=put.time_stamp,
        sealing=sealed,
    )


def time_stamp(content: bytes, *, now: datetime) -> bytes:
    """Stamp some bytes by our own authority; empty where none was set up."""
    row = (
        IssuedCertificate.objects.filter(profile="time_stamp", standing=Standing.VALID)
        .filter(not_before__lte=now, not_after__gte=now)
        .order_by("-pk")
        .first()
    )
    if row is None:
        return b""
    response = answer_time_stamp(
        signing.TimeStampRequest(oids.SM3, sm.sm3(content), wants_certificate=True), row, now=now
    )
    return signing.token_of(response)


def answer_time_stamp(request: signing.TimeStampRequest, row: IssuedCertificate, *, now: datetime) -> bytes:
    """Answer a request of RFC 3161. Refuses with TimeStampWrong, KeyStoreUnavailable."""
    return signing.issue_time_stamp(
        request=request,
        signer=key_store().signer(row.key_name),
        authority=queries.read_certificate(bytes(row.encoded)),
        policy=TIME_STAMP_POLICY,
        serial=signing.new_serial(),
        now=now.replace(microsecond=0),
    )


def forget_challenges(*, now: datetime) -> int:
    """Delete challenges a day after they ran out. Technical rows, so no act."""
    with transaction.atomic():
        return Challenge.objects.filter(expires_at__lt=now - KEEP_CHALLENGES).delete()[0]
