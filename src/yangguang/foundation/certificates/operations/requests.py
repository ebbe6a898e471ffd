"""The registration desk: asked by the holder, looked at by one officer, approved by another, who thereby issues."""

from collections.abc import Callable
from datetime import datetime

from yangguang.foundation.acts.api import Actor, note, operation
from yangguang.foundation.certificates import permissions
from yangguang.foundation.certificates.models import (
    CertificateRequest,
    IssuedCertificate,
    RequestKind,
    RequestState,
    Standing,
)
from yangguang.foundation.certificates.models.certificate import OPEN_STATES
from yangguang.foundation.certificates.operations import standing
from yangguang.foundation.certificates.operations.authorities import issue_row
from yangguang.foundation.certificates.operations.escrow import keep_in_escrow, recover_key
from yangguang.foundation.certificates.rules.profiles import profile_of, words_of
from yangguang.foundation.certificates.rules.refusals import (
    HolderWrong,
    KeyReused,
    NotProposed,
    RequestClosed,
    RequestOpen,
    SamePerson,
    StandingWrong,
)
from yangguang.foundation.signing import api as signing
from yangguang.foundation.signing.api import extensions as ext
from yangguang.kernel import sm
from yangguang.kernel.refusals import InvalidInput


def subject_of(*, actor: Actor, profile: str) -> signing.Name:
    """
    Give the name a certificate of this kind carries for this person; never what the browser says.

    Identity numbers stay out: certificates are public. Refuses with HolderWrong, ProfileUnknown.
    """
    chosen = profile_of(profile)
    if actor.is_officer != (profile == "officer"):
        raise HolderWrong(profile=chosen.name, reason="证书种类与账户不符")
    if profile == "enterprise" and not actor.enterprise_code:
        raise HolderWrong(profile=chosen.name, reason="您现在没有代表企业办事")
    if not chosen.is_personal or actor.account_id is None:
        raise HolderWrong(profile=chosen.name, reason="它不发给个人")
    if actor.is_officer:
        post = actor.posts[0] if actor.posts else None
        unit = {"O": post.body_name, "OU": post.office_name} if post else {}
        return signing.Name.of(C="CN", **unit, CN=actor.name, serialNumber=actor.number)
    if profile == "enterprise":
        return signing.Name.of(
            C="CN",
            O=actor.enterprise_name,
            organizationIdentifier=actor.enterprise_code,
            CN=actor.name,
            serialNumber=f"A{actor.account_id:08d}",
        )
    return signing.Name.of(C="CN", CN=actor.name, serialNumber=f"A{actor.account_id:08d}")


@operation(
    "certificates.request_certificate",
    summary="申领数字证书",
    permission=permissions.may_request_certificate,
    subject="result",
)
def request_certificate(
    *,
    actor: Actor,
    now: datetime,
    profile: str,
    csr: bytes,
    replaces: IssuedCertificate | None = None,
) -> CertificateRequest:
    """
    Ask for a certificate over a key of one's own; the PKCS#10 request proves that the key is in hand (RFC 2986).

    With *replaces*, the same key renews and a new key re-keys that certificate, which ends when the new one is issued.

    Refuses with HolderWrong, KeyReused, RequestOpen, StandingWrong, SignatureWrong, KeyRefused.
    """
    subject = subject_of(actor=actor, profile=profile)
    asked = signing.CertificationRequest.from_der(csr)
    if asked.subject != subject:
        raise HolderWrong(profile=profile_of(profile).name, reason="申请里的姓名与账户不符")
    sm.PublicKey.from_der(asked.public_key_info)
    kind = _kind(asked.public_key_info, replaces, actor)
    open_before = CertificateRequest.objects.filter(
        holder_id=actor.account_id, state__in=OPEN_STATES, profile=profile, kind__in=("new", "renew", "rekey")
    ).first()
    if open_before is not None:
        raise RequestOpen(what=profile_of(profile).name, number=open_before.pk)
    made = CertificateRequest.objects.create(
        kind=kind,
        profile=profile,
        holder_id=actor.account_id,
        enterprise_code=actor.enterprise_code if profile == "enterprise" else "",
        subject=subject.encoded,
        subject_text=words_of(subject),
        csr=csr,
        certificate=replaces,
        asked_by_id=actor.account_id,
        asked_at=now,
    )
    note(kind=kind, profile=profile, key=ext.key_identifier(asked.public_key_info).hex())
    return made


@operation(
    "certificates.request_change",
    summary="申请变更证书",
    permission=permissions.may_request_change,
    subject="result",
)
def request_change(
    *,
    actor: Actor,
    now: datetime,
    certificate: IssuedCertificate,
    kind: str,
    reason: str = "",
    explanation: str = "",
) -> CertificateRequest:
    """Ask the desk to revoke, resume or recover. Refuses with InvalidInput, StandingWrong, RequestOpen."""
    if kind not in (RequestKind.REVOKE, RequestKind.RESUME, RequestKind.RECOVER) or not explanation.strip():
        raise InvalidInput(fields={"explanation": "请写明原因。"})
    if kind == RequestKind.REVOKE and reason not in standing.REVOKING:
        raise InvalidInput(fields={"reason": "请选择吊销的原因。"})
    if (kind == RequestKind.RESUME) != (
        certificate.standing == Standing.SUSPENDED
    ) and kind != RequestKind.REVOKE:
        raise StandingWrong(
            standing=certificate.get_standing_display(), what=RequestKind(kind).label.removesuffix("使用")
        )
    open_before = CertificateRequest.objects.filter(
        certificate=certificate, kind=kind, state__in=OPEN_STATES
    ).first()
    if open_before is not None:
        raise RequestOpen(what=RequestKind(kind).label, number=open_before.pk)
    made = CertificateRequest.objects.create(
        kind=kind,
        profile=certificate.profile,
        holder_id=certificate.holder_id or actor.account_id,
        subject=certificate.certificate.subject.encoded,
        subject_text=certificate.subject_text,
        certificate=certificate,
        reason=reason,
        explanation=explanation.strip()[:300],
        asked_by_id=actor.account_id,
        asked_at=now,
    )
    note(kind=kind, serial=certificate.serial, reason=reason)
    return made


@operation(
    "certificates.withdraw_request",
    summary="撤回证书申请",
    permission=permissions.may_withdraw_request,
    subject="request",
)
def withdraw_request(*, actor: Actor, now: datetime, request: CertificateRequest) -> CertificateRequest:
    """Take a request back while nobody has approved it. Refuses with RequestClosed."""
    locked = _locked(request)
    return _close(locked, RequestState.WITHDRAWN, actor, now)


@operation(
    "certificates.propose_request",
    summary="审核证书申请",
    permission=permissions.may_propose_request,
    subject="request",
    asks_factor=True,
)
def propose_request(
    *, actor: Actor, now: datetime, request: CertificateRequest, opinion: str
) -> CertificateRequest:
    """
    Say that the person was checked and the request is right: the first of two (双人控制).

    Refuses with RequestClosed, SamePerson, InvalidInput.
    """
    locked = _locked(request)
    if actor.account_id in (locked.holder_id, locked.asked_by_id) and actor.account_id == locked.holder_id:
        raise SamePerson
    if not opinion.strip():
        raise InvalidInput(fields={"opinion": "请写明怎样核对的身份。"})
    locked.state, locked.opinion = RequestState.PROPOSED, opinion.strip()[:300]
    locked.proposed_by_id, locked.proposed_at = actor.account_id, now
    locked.save(update_fields=["state", "opinion", "proposed_by", "proposed_at"])
    note(opinion=locked.opinion)
    return locked


@operation(
    "certificates.refuse_request",
    summary="不同意证书申请",
    permission=permissions.may_refuse_request,
    subject="request",
)
def refuse_request(
    *, actor: Actor, now: datetime, request: CertificateRequest, opinion: str
) -> CertificateRequest:
    """Say no, with the reason. Refuses with RequestClosed, InvalidInput."""
    if not opinion.strip():
        raise InvalidInput(fields={"opinion": "请写明不同意的理由。"})
    locked = _locked(request)
    locked.opinion = opinion.strip()[:300]
    note(opinion=locked.opinion)
    return _close(locked, RequestState.REFUSED, actor, now)


@operation(
    "certificates.approve_request",
    summary="批准证书申请",
    permission=permissions.may_approve_request,
    subject="request",
    binding=True,
)
def approve_request(*, actor: Actor, now: datetime, request: CertificateRequest) -> CertificateRequest:
    """
    Approve as the second of two, and do what was asked: issue, renew, re-key, revoke, resume, recover.

    Refuses with RequestClosed, NotProposed, SamePerson, and whatever the deed refuses; then nothing is done.
    """
    locked = _locked(request)
    if locked.proposed_by_id is None:
        raise NotProposed
    if actor.account_id in (locked.proposed_by_id, locked.holder_id):
        raise SamePerson
    _DEEDS[RequestKind(locked.kind)](locked, now)
    return _close(locked, RequestState.DONE, actor, now)


def _issue(request: CertificateRequest, now: datetime) -> None:
    asked = signing.CertificationRequest.from_der(bytes(request.csr))
    profile = profile_of(request.profile)
    _expect_fresh_key(asked.public_key_info, request)
    own = issue_row(
        profile=profile,
        subject=asked.subject,
        public_key_info=asked.public_key_info,
        now=now,
        holder=request.holder,
    )
    own.enterprise_code = request.enterprise_code
    own.save(force_insert=True)
    if profile.is_double:
        _issue_twin(own, asked, now)
    if request.certificate is not None and request.certificate.standing != Standing.REVOKED:
        standing.take_back(request.certificate, reason="superseded", now=now)
    request.certificate = own
    note(serial=own.serial, twin=own.twin.serial if own.twin else "")


def _issue_twin(own: IssuedCertificate, asked: signing.CertificationRequest, now: datetime) -> None:
    """Make the encryption key in the key centre, wrap it to the signing key (GB/T 35276 §7.4), keep it in escrow."""
    key = sm.PrivateKey.generate()
    twin = issue_row(
        profile=profile_of(own.profile),
        subject=asked.subject,
        public_key_info=key.public_key.to_der(),
        now=now,
        is_encryption=True,
        holder=own.holder,
    )
    twin.enterprise_code, twin.twin = own.enterprise_code, own
    twin.envelope = sm.wrap_private_key(key, to=sm.PublicKey.from_der(asked.public_key_info))
    twin.save(force_insert=True)
    own.twin = twin
    own.save(update_fields=["twin"])
    keep_in_escrow(twin, key)


def _revoke(request: CertificateRequest, now: datetime) -> None:
    if request.certificate is not None:
        standing.take_back(request.certificate, reason=request.reason, now=now)


def _resume(request: CertificateRequest, now: datetime) -> None:
    if request.certificate is not None:
        standing.resume(request.certificate, now=now)


_DEEDS: dict[RequestKind, Callable[[CertificateRequest, datetime], None]] = {
    RequestKind.NEW: _issue,
    RequestKind.RENEW: _issue,
    RequestKind.REKEY: _issue,
    RequestKind.REVOKE: _revoke,
    RequestKind.RESUME: _resume,
    RequestKind.RECOVER: recover_key,
}


def _locked(request: CertificateRequest) -> CertificateRequest:
    locked = CertificateRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if not locked.is_open:
        raise RequestClosed(state=locked.get_state_display())
    return locked


def _close(
    request: CertificateRequest, state: RequestState, actor: Actor, now: datetime
) -> CertificateRequest:
    request.state = state
    request.decided_by_id, request.decided_at = actor.account_id, now
    request.save()
    return request


def _kind(public_key_info: bytes, replaces: IssuedCertificate | None, actor: Actor) -> RequestKind:
    identifier = ext.key_identifier(public_key_info).hex()
    if replaces is not None and (replaces.holder_id != actor.account_id or replaces.is_encryption):
        raise StandingWrong(standing="别人的或加密证书", what="换发")
    if replaces is not None and replaces.key_identifier == identifier:
        if replaces.standing != Standing.VALID:
            raise StandingWrong(standing=replaces.get_standing_display(), what="延期")
        return RequestKind.RENEW
    if IssuedCertificate.objects.filter(key_identifier=identifier).exists():
        raise KeyReused
    return RequestKind.NEW if replaces is None else RequestKind.REKEY


def _expect_fresh_key(public_key_info: bytes, request: CertificateRequest) -> None:
    """Look again: between request and approval somebody may have bound the key."""
    known = IssuedCertificate.objects.filter(key_identifier=ext.key_identifier(public_key_info).hex())
    if request.kind == RequestKind.RENEW:
        known = known.exclude(holder_id=request.holder_id)
    if known.exists():
        raise KeyReused
