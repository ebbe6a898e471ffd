"""Letting people in with certificates of other authorities: the trust list, revocation lists, binding to accounts."""

import base64
import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction

from yangguang.foundation.access.api import officer_of
from yangguang.foundation.acts.api import Actor, note, operation
from yangguang.foundation.certificates import outside, permissions
from yangguang.foundation.certificates.models import (
    Authority,
    BindingState,
    Challenge,
    OutsideAnswer,
    OutsideAuthority,
    OutsideCertificate,
    OutsideList,
)
from yangguang.foundation.certificates.operations.signatures import pose_challenge, spend_challenge
from yangguang.foundation.certificates.rules.refusals import (
    BindingClosed,
    HolderNameDiffers,
    OutsideAnswerUnfit,
    OutsideAuthorityKnown,
    OutsideAuthorityUnfit,
    OutsideCertificateTaken,
    OutsideListUnfit,
    SamePerson,
)
from yangguang.foundation.identity.api import Account
from yangguang.foundation.signing import api as signing
from yangguang.kernel import clock
from yangguang.kernel.refusals import InvalidInput, Refusal

BIND_LIFE = timedelta(minutes=10)
MOST_BELOW = 5
ANSWER_KEPT = timedelta(hours=1)  # an answer good for a week is asked again sooner
CLOCKS_DIFFER = timedelta(minutes=5)
SILENCE = timedelta(minutes=1)  # how long a status service that failed is left alone


@operation(
    "certificates.propose_outside_authority",
    summary="提请信任外部发证机构",
    permission=permissions.may_propose_outside_authority,
    subject="result",
    asks_factor=True,
)
def propose_outside_authority(
    *, actor: Actor, now: datetime, bundle: str, list_address: str, reason: str, status_address: str = ""
) -> OutsideAuthority:
    """
    Propose to let people in with certificates of an outside CA; it counts once another security administrator approves
    (access.approve_proposal). *bundle* holds the CA's certificate and those below it, as PEM.

    Refuses with OutsideAuthorityUnfit, OutsideAuthorityKnown, InvalidInput.
    """
    anchor, below = _read_bundle(bundle)
    _expect_fit(anchor, below, now)
    addresses = {"list_address": list_address.strip(), "status_address": status_address.strip()}
    for field, address in addresses.items():
        if address and urlsplit(address).scheme not in ("http", "https"):
            raise InvalidInput(fields={field: "地址要以 http:// 或者 https:// 开头。"})
    if len(reason.strip()) < 5:
        raise InvalidInput(fields={"reason": "请写明为什么信任这个机构，至少 5 个字。"})
    row = OutsideAuthority(
        name=(anchor.subject.get("CN") or str(anchor.subject))[:120],
        encoded=anchor.encoded,
        fingerprint=outside.fingerprint_of(anchor),
        below=[base64.b64encode(one.encoded).decode() for one in below],
        **addresses,
        reason=reason.strip()[:300],
        proposed_by=officer_of(actor),
        proposed_at=now,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as known:
        raise OutsideAuthorityKnown(name=row.name) from known
    note(**row.spoken)
    return row


def _read_bundle(bundle: str) -> tuple[signing.Certificate, list[signing.Certificate]]:
    blocks = [f"-----BEGIN CERTIFICATE{part}" for part in bundle.split("-----BEGIN CERTIFICATE")[1:]]
    if not 1 <= len(blocks) <= MOST_BELOW + 1:
        raise OutsideAuthorityUnfit(problem=f"要有 1 到 {MOST_BELOW + 1} 张 PEM 格式的证书")
    try:
        found = [signing.Certificate.from_pem(one) for one in blocks]
    except (Refusal, ValueError) as problem:
        raise OutsideAuthorityUnfit(problem="有一张证书读不出来") from problem
    tops = [one for one in found if one.is_self_issued or all(one.issuer != each.subject for each in found)]
    if len(tops) != 1:
        raise OutsideAuthorityUnfit(problem="这些证书不是同一个机构的一条链")
    return tops[0], [one for one in found if one is not tops[0]]


def _expect_fit(anchor: signing.Certificate, below: Sequence[signing.Certificate], now: datetime) -> None:
    for one in (anchor, *below):
        usage = one.key_usage
        if not one.basic_constraints.is_ca or (usage is not None and "key_cert_sign" not in usage):
            raise OutsideAuthorityUnfit(problem=f"{one.subject} 不是发证机构的证书")
        if not one.is_valid_at(now):
            raise OutsideAuthorityUnfit(problem=f"{one.subject} 现在不在有效期内")
    if anchor.is_self_issued and not anchor.verify_signature_by(anchor):
        raise OutsideAuthorityUnfit(problem="根证书的自签名不对")
    for one in below:
        signing.validate_certificate(certificate=one, anchors=[anchor], intermediates=below, at=now)
    if any(
        bytes(encoded) == anchor.encoded for encoded in Authority.objects.values_list("encoded", flat=True)
    ):
        raise OutsideAuthorityUnfit(problem="这是本平台自己的发证机构，不用列入")


@operation(
    "certificates.take_outside_list",
    summary="更新外部机构的吊销列表",
    permission=permissions.may_take_outside_list,
    subject="authority",
)
def take_outside_list(
    *, actor: Actor, now: datetime, authority: OutsideAuthority, encoded: bytes
) -> OutsideList:
    """
    Take a revocation list of an outside CA, by hand or by the clock; only its own, current and newer than the last.

    Refuses with OutsideListUnfit.
    """
    try:
        text = encoded.decode("ascii")
    except UnicodeDecodeError:
        text = ""
    try:
        taken = (
            signing.RevocationList.from_pem(text)
            if "-----BEGIN X509 CRL" in text
            else signing.RevocationList.from_der(encoded)
        )
    except (Refusal, ValueError) as problem:
        raise OutsideListUnfit(problem="这不是吊销列表，或者文件已损坏") from problem
    issuers = [authority.anchor, *authority.intermediates]
    if not any(one.subject == taken.issuer and taken.is_signed_by(one) for one in issuers):
        raise OutsideListUnfit(problem="不是这个机构签发的")
    if not taken.this_update <= now < taken.next_update:
        raise OutsideListUnfit(
            problem=f"已过期或者还没生效（{clock.local(taken.next_update):%Y-%m-%d %H:%M} 为止）"
        )
    newest = authority.lists.filter(issuer_text=str(taken.issuer)).order_by("-this_update").first()
    if newest is not None and taken.this_update < newest.this_update:
        raise OutsideListUnfit(problem="比手上的这一份旧")
    row, _ = OutsideList.objects.get_or_create(
        authority=authority,
        fingerprint=hashlib.sha256(taken.encoded).hexdigest(),
        defaults={
            "issuer_text": str(taken.issuer)[:300],
            "encoded": taken.encoded,
            "this_update": taken.this_update,
            "next_update": taken.next_update,
            "taken_at": now,
        },
    )
    note(issuer=row.issuer_text, this_update=row.this_update.isoformat(), revoked=len(taken.entries))
    return row


@operation(
    "certificates.take_outside_answer",
    summary="收下外部机构对证书状态的回答",
    permission=permissions.may_take_outside_answer,
    subject="authority",
)
def take_outside_answer(
    *,
    actor: Actor,
    now: datetime,
    authority: OutsideAuthority,
    certificate: signing.Certificate,
    issuer: signing.Certificate,
    encoded: bytes,
    nonce: bytes,
) -> OutsideAnswer:
    """
    Take what the status service of an outside CA answered about one certificate (RFC 6960): its own, to this question, fresh.

    Refuses with OutsideAnswerUnfit.
    """
    try:
        answer = signing.OcspResponse.from_der(encoded)
        status = answer.find(certificate, issuer)
    except (Refusal, ValueError) as problem:
        raise OutsideAnswerUnfit(problem=getattr(problem, "message", "") or "读不出来") from problem
    signed = any(
        signing.may_answer_for(one, issuer, now) and answer.is_signed_by(one)
        for one in (*answer.certificates, issuer)
    )
    if not signed:
        raise OutsideAnswerUnfit(problem="不是这个机构或者它授权的服务签的")
    if answer.nonce is not None and answer.nonce != nonce:
        raise OutsideAnswerUnfit(problem="答的不是这一次的查询")
    if status is None:
        raise OutsideAnswerUnfit(problem="没有说到这张证书")
    if status.status not in ("good", "revoked"):
        raise OutsideAnswerUnfit(problem="它不认识这张证书")
    until = status.next_update or status.this_update + signing.ANSWER_LASTS
    if status.status == "good" and not status.this_update - CLOCKS_DIFFER <= now < until:
        raise OutsideAnswerUnfit(problem="是过时的回答，或者两边的时钟不一致")
    row, _ = OutsideAnswer.objects.update_or_create(
        authority=authority,
        fingerprint=outside.fingerprint_of(certificate),
        defaults={
            "encoded": answer.encoded,
            "status": status.status,
            "this_update": status.this_update,
            "asked_again_at": max(min(until, now + ANSWER_KEPT), now + SILENCE),
            "taken_at": now,
        },
    )
    OutsideAuthority.objects.filter(pk=authority.pk).update(status_failed_at=None, status_problem="")
    note(serial=certificate.serial_hex, status=status.status, this_update=status.this_update.isoformat())
    return row


@operation(
    "certificates.record_outside_silence",
    summary="外部机构的证书状态服务没有可用的回答",
    permission=permissions.may_record_outside_silence,
    subject="authority",
)
def record_outside_silence(*, actor: Actor, now: datetime, authority: OutsideAuthority, problem: str) -> None:
    """Record that a status service gave nothing that counts; it is not asked again for a minute, its lists decide meanwhile."""
    # Not `save`: that would seal a row anew which somebody may have changed.
    OutsideAuthority.objects.filter(pk=authority.pk).update(
        status_failed_at=now, status_problem=problem[:200]
    )
    note(problem=problem[:200])


def pose_binding(*, account_id: int, origin: str, now: datetime) -> Challenge:
    """Offer a statement by which somebody shows that the key of a certificate is theirs. A technical row, so no act."""
    return pose_challenge(
        purpose="bind", lines={"站点": origin}, binding="", life=BIND_LIFE, now=now, account_id=account_id
    )


@operation(
    "certificates.bind_outside_certificate",
    summary="绑定外部机构的证书",
    permission=permissions.may_bind_outside_certificate,
    subject="result",
    asks_factor=True,
)
def bind_outside_certificate(
    *, actor: Actor, now: datetime, account: Account, nonce: str, encoded: bytes, signature: bytes
) -> OutsideCertificate:
    """
    Bind a certificate of a trusted outside CA to one's own account; the key is shown by signing, the name must be one's own.

    An officer's binding counts once a registrar has compared it with the person. Refuses with the refusals of challenges and
    of `outside.prove_chain`, SignatureWrong, HolderNameDiffers, OutsideCertificateTaken.
    """
    challenge = spend_challenge(nonce=nonce, purpose="bind", account_id=account.pk, binding="", now=now)
    certificate = signing.Certificate.from_der(encoded)
    authority, _ = outside.prove_chain(certificate, now=now)
    outside.expect_signed(certificate, statement=challenge.statement, signature=signature)
    name, own = certificate.subject.get("CN"), outside.holder_name(account)
    if own not in name:
        raise HolderNameDiffers(name=name)
    row = OutsideCertificate(
        authority=authority,
        holder=account,
        encoded=encoded,
        fingerprint=outside.fingerprint_of(certificate),
        subject_text=str(certificate.subject)[:300],
        serial_text=certificate.serial_hex[:60],
        not_after=certificate.not_after,
        state=BindingState.WAITING if actor.is_officer else BindingState.BOUND,
        bound_at=now,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as taken:
        raise OutsideCertificateTaken from taken
    note(authority=authority.name, state=row.state)
    return row


@operation(
    "certificates.confirm_outside_certificate",
    summary="核对并同意绑定外部证书",
    permission=permissions.may_confirm_outside_certificate,
    subject="certificate",
    binding=True,
)
def confirm_outside_certificate(
    *, actor: Actor, now: datetime, certificate: OutsideCertificate
) -> OutsideCertificate:
    """Let an officer in with the certificate they bound; the second of two persons. Refuses with BindingClosed, SamePerson."""
    row = OutsideCertificate.objects.select_for_update().get(pk=certificate.pk)
    if row.state != BindingState.WAITING:
        raise BindingClosed(state=row.get_state_display())
    if row.holder_id == actor.account_id:
        raise SamePerson
    row.state, row.confirmed_by_id, row.confirmed_at = BindingState.BOUND, actor.account_id, now
    row.save()
    return row


@operation(
    "certificates.end_outside_certificate",
    summary="解除绑定外部证书",
    permission=permissions.may_end_outside_certificate,
    subject="certificate",
)
def end_outside_certificate(
    *, actor: Actor, now: datetime, certificate: OutsideCertificate
) -> OutsideCertificate:
    """End a binding at once; nobody comes in with this certificate any more. Refuses with BindingClosed."""
    row = OutsideCertificate.objects.select_for_update().get(pk=certificate.pk)
    if row.state == BindingState.ENDED:
        raise BindingClosed(state=row.get_state_display())
    row.state, row.ended_at = BindingState.ENDED, now
    row.save()
    return row
