"""我的证书: ask for one, install it in this browser, export, suspend, revoke."""

import base64
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from yangguang.foundation.access.api import actor_of_request, signed_in
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.certificates import operations, outside, queries
from yangguang.foundation.certificates.forms import posted_bytes
from yangguang.foundation.certificates.models import IssuedCertificate, Standing
from yangguang.foundation.certificates.operations.requests import subject_of
from yangguang.foundation.certificates.operations.standing import REVOKING
from yangguang.foundation.certificates.rules.profiles import PROFILES, Profile
from yangguang.foundation.certificates.rules.refusals import CertificateNotFound
from yangguang.foundation.signing import api as signing
from yangguang.foundation.signing import oids
from yangguang.kernel import clock, der, sm
from yangguang.kernel.refusals import InvalidInput


@signed_in
@require_GET
def show_certificates(request: HttpRequest) -> HttpResponse:
    """Show the own certificates and requests, and the form for a new one."""
    actor = actor_of_request(request)
    now = clock.now()
    bound = list(outside.list_bound(account_id=actor.account_id or 0))
    rows = list(queries.list_certificates_of(account_id=actor.account_id or 0))
    context = {
        "rows": [one for one in rows if not one.is_encryption],
        "issued": [_installed(one) for one in rows if not one.is_encryption],
        "requests": queries.list_requests_of(account_id=actor.account_id or 0)[:20],
        "profiles": _profiles(actor),
        "replaceable": [one for one in rows if not one.is_encryption and one.standing == Standing.VALID],
        "reasons": [(name, signing.REASON_TEXTS[name]) for name in REVOKING if name in _OWN_REASONS],
        "now": now,
        "trusted": [one.name for one in outside.list_trusted()],
        "bound": bound,
        "bound_serials": " ".join(one.serial for one in bound),
    }
    return render(request, "certificates/account.html", context)


_OWN_REASONS = ("key_compromise", "affiliation_changed", "cessation_of_operation", "unspecified")


@signed_in
@require_POST
def prepare(request: HttpRequest) -> JsonResponse:
    """Give the PKCS#10 information for a public key, which the browser signs: the name is ours, never the browser's."""
    actor = actor_of_request(request)
    subject = subject_of(actor=actor, profile=request.POST.get("profile", ""))
    information = _information(subject, posted_bytes(request, "public_key"))
    return JsonResponse({"information": base64.b64encode(information).decode(), "subject": str(subject)})


@signed_in
@require_POST
def ask(request: HttpRequest) -> JsonResponse:
    """Take the signed request."""
    actor = actor_of_request(request)
    profile = request.POST.get("profile", "")
    information = _information(subject_of(actor=actor, profile=profile), posted_bytes(request, "public_key"))
    csr = der.sequence(
        information, der.sequence(der.oid(oids.SM2_SM3)), der.bits(posted_bytes(request, "signature"))
    )
    replaces = request.POST.get("replaces", "")
    made = operations.request_certificate(
        actor=actor,
        now=clock.now(),
        profile=profile,
        csr=csr,
        replaces=_own(actor, replaces) if replaces else None,
    )
    messages.success(request, f"已提交，{made.pk} 号。发证窗口两位工作人员核对以后就会签发，结果显示在这里。")
    return JsonResponse({"number": made.pk})


@signed_in
@require_POST
def change(request: HttpRequest, serial: str) -> HttpResponse:
    """Suspend or revoke at once, or ask the desk to resume or recover."""
    actor = actor_of_request(request)
    row = _own(actor, serial)
    now = clock.now()
    what = request.POST.get("what", "")
    if what == "suspend":
        operations.suspend_certificate(actor=actor, now=now, certificate=row)
        messages.success(request, "已暂停使用，马上生效。要恢复，请在下面申请。")
    elif what == "revoke":
        reason = request.POST.get("reason", "")
        operations.revoke_certificate(actor=actor, now=now, certificate=row, reason=reason)
        messages.success(request, "已吊销，马上生效，不能恢复。以前签的仍然有效。")
    elif what in ("resume", "recover"):
        made = operations.request_change(
            actor=actor, now=now, certificate=row, kind=what, explanation=request.POST.get("explanation", "")
        )
        messages.success(request, f"已提交，{made.pk} 号。")
    else:
        raise InvalidInput(fields={"what": "请选择办什么。"})
    return redirect("certificates:own")


@signed_in
@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take a request back."""
    operations.withdraw_request(
        actor=actor_of_request(request), now=clock.now(), request=queries.get_request(number=number)
    )
    messages.success(request, "已撤回。")
    return redirect("certificates:own")


@signed_in
@require_GET
def download(request: HttpRequest, serial: str, what: str) -> HttpResponse:
    """Give a certificate, or the envelope with the encryption key, as a file."""
    row = queries.get_certificate(serial=serial)
    actor = actor_of_request(request)
    if row.holder_id != actor.account_id:
        raise CertificateNotFound(what="这张证书")
    if what == "envelope" and row.twin is not None:
        return _file(bytes(row.twin.envelope), "application/octet-stream", f"{row.serial[:8]}.env")
    if what == "encryption" and row.twin is not None:
        row = row.twin
    return _file(bytes(row.encoded), "application/pkix-cert", f"{row.serial[:8]}.cer")


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _own(actor: Actor, serial: str) -> IssuedCertificate:
    row = queries.get_certificate(serial=serial)
    if row.holder_id != actor.account_id:
        raise CertificateNotFound(what="这张证书")
    return row


def _information(subject: signing.Name, public_key_info: bytes) -> bytes:
    """Write CertificationRequestInfo (RFC 2986 §4.1) around a key that is one of SM2. Refuses with KeyRefused."""
    sm.PublicKey.from_der(public_key_info)
    return der.sequence(der.integer(0), subject.encoded, public_key_info, der.tlv(der.context(0), b""))


def _profiles(actor: Actor) -> list[Profile]:
    keys = ["officer"] if actor.is_officer else ["citizen"]
    if actor.enterprise_code:
        keys.insert(0, "enterprise")
    return [PROFILES[key] for key in keys]


def _installed(row: IssuedCertificate) -> dict[str, Any]:
    certificate = row.certificate
    return {
        "serial": row.serial,
        "point": base64.b64encode(certificate.sm2_key.point).decode(),
        "certificate": base64.b64encode(certificate.encoded).decode(),
        "name": f"{row.get_profile_display()} {certificate.subject.get('CN')}",
        "until": f"{clock.local(row.not_after):%Y-%m-%d}",
    }
