"""发证窗口: requests that wait, two persons for each; certificates found and suspended; custodians of keys."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from yangguang.foundation.access.api import actor_of_request, officer_only
from yangguang.foundation.certificates import operations, queries
from yangguang.foundation.certificates.models import (
    Authority,
    CertificateRequest,
    Custodian,
    EscrowedKey,
    KeyShare,
)
from yangguang.foundation.certificates.operations.escrow import recoveries_under_way, threshold_of
from yangguang.foundation.certificates.operations.standing import REVOKING
from yangguang.foundation.signing import api as signing
from yangguang.kernel import clock
from yangguang.kernel.refusals import InvalidInput

registrars = officer_only("security", "admin")


@registrars
@require_GET
def show_desk(request: HttpRequest) -> HttpResponse:
    """Show what waits, the certificates and the authorities."""
    context = {
        "waiting": queries.list_open_requests()[:50],
        "authorities": [
            (one, queries.find_list(authority=one, is_delta=False, at=clock.now()))
            for one in Authority.objects.order_by("zone", "pk")
        ],
        "custodian_count": Custodian.objects.filter(is_serving=True).count(),
        "found": queries.find_certificates(words=request.GET.get("q", "").strip())[:20],
        "words": request.GET.get("q", "").strip(),
        "tampered": queries.list_tampered() if request.GET.get("check") else None,
        "rail_groups": rail_groups(request),
    }
    return render(request, "certificates/desk.html", context)


@registrars
@require_GET
def show_request(request: HttpRequest, number: int) -> HttpResponse:
    """Show one request to be looked at."""
    return _show(request, queries.get_request(number=number))


@registrars
@require_POST
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Propose, approve, refuse, or give a share."""
    actor, now = actor_of_request(request), clock.now()
    asked = queries.get_request(number=number)
    what, opinion = request.POST.get("what", ""), request.POST.get("opinion", "")
    if what == "propose":
        operations.propose_request(actor=actor, now=now, request=asked, opinion=opinion)
        messages.success(request, "已审核。请另一位同事批准。")
    elif what == "approve":
        operations.approve_request(actor=actor, now=now, request=asked)
        messages.success(request, f"已批准并办结：{asked.get_kind_display()}，{asked.subject_text}。")
    elif what == "refuse":
        operations.refuse_request(actor=actor, now=now, request=asked, opinion=opinion)
        messages.success(request, "已回复申请人。")
    elif what == "share":
        operations.release_share(
            actor=actor, now=now, request=asked, passphrase=request.POST.get("passphrase", "")
        )
        messages.success(request, "您的份额已交出。")
        return redirect("certificates:recovery")
    else:
        raise InvalidInput(fields={"what": "请选择怎么办。"})
    return redirect("certificates:desk")


@registrars
@require_GET
def show_certificate(request: HttpRequest, serial: str) -> HttpResponse:
    """Show one certificate with its requests, and what a registrar may do."""
    row = queries.get_certificate(serial=serial)
    context = {
        "row": row,
        "certificate": row.certificate,
        "is_untouched": row.mac == row.compute_mac(),
        "requests": row.requests.order_by("-pk"),
        "reasons": [(name, signing.REASON_TEXTS[name]) for name in REVOKING],
        "rail_groups": rail_groups(request),
    }
    return render(request, "certificates/desk_certificate.html", context)


@registrars
@require_POST
def change(request: HttpRequest, serial: str) -> HttpResponse:
    """Suspend at once; ask for a revocation that a colleague approves."""
    actor, now = actor_of_request(request), clock.now()
    row = queries.get_certificate(serial=serial)
    if request.POST.get("what") == "suspend":
        operations.suspend_certificate(actor=actor, now=now, certificate=row)
        messages.success(request, "已暂停使用，马上生效。")
    else:
        made = operations.request_change(
            actor=actor,
            now=now,
            certificate=row,
            kind=request.POST.get("what", ""),
            reason=request.POST.get("reason", ""),
            explanation=request.POST.get("explanation", ""),
        )
        messages.success(request, f"已登记，{made.pk} 号，等两位同事审核、批准。")
    return redirect("certificates:desk")


@registrars
@require_GET
def show_recovery(request: HttpRequest) -> HttpResponse:
    """Show who keeps shares of encryption keys, and the recoveries that gather them."""
    actor = actor_of_request(request)
    custodians = list(Custodian.objects.filter(is_serving=True).order_by("pk"))
    context = {
        "custodians": custodians,
        "threshold": threshold_of(len(custodians)),
        "is_custodian": any(one.account_id == actor.account_id for one in custodians),
        "kept": EscrowedKey.objects.count(),
        "recoveries": recoveries_under_way(account_id=actor.account_id or 0),
        "is_demo": settings.DEMO_MODE,
        "rail_groups": rail_groups(request),
    }
    return render(request, "certificates/recovery.html", context)


@registrars
@require_POST
def become_custodian(request: HttpRequest) -> HttpResponse:
    """Take shares from now on."""
    operations.appoint_custodian(
        actor=actor_of_request(request), now=clock.now(), passphrase=request.POST.get("passphrase", "")
    )
    messages.success(request, "您已成为密钥保管人。请记牢口令，没有人能替您找回。")
    return redirect("certificates:recovery")


def _show(request: HttpRequest, asked: CertificateRequest) -> HttpResponse:
    actor = actor_of_request(request)
    escrow = None
    if asked.kind == "recover" and asked.certificate is not None:
        escrow = EscrowedKey.objects.filter(
            certificate__in=[asked.certificate, asked.certificate.twin]
        ).first()
    context = {
        "asked": asked,
        "is_own": actor.account_id == asked.holder_id,
        "has_proposed": actor.account_id == asked.proposed_by_id,
        "escrow": escrow,
        "given_shares": KeyShare.objects.filter(released_for=asked).count(),
        "key": signing.CertificationRequest.from_der(bytes(asked.csr)).public_key_info[-65:].hex()
        if asked.csr
        else "",
        "reason_text": signing.REASON_TEXTS.get(asked.reason, ""),
        "rail_groups": rail_groups(request),
    }
    return render(request, "certificates/desk_request.html", context)


def rail_groups(request: HttpRequest) -> list[tuple[str, list[tuple[str, str, int | None, bool]]]]:
    """Give the rail of the desks of certificates and seals."""
    waiting = queries.list_open_requests().count()
    proposed = queries.list_seals().filter(state="proposed").count()
    return [
        (
            "发证",
            [
                ("发证窗口", "/admin-desk/ca/", waiting, request.path == "/admin-desk/ca/"),
                ("电子印章", "/admin-desk/seals/", proposed, request.path == "/admin-desk/seals/"),
                ("密钥恢复", "/admin-desk/ca/recovery/", None, request.path == "/admin-desk/ca/recovery/"),
            ],
        ),
        ("我的", [("待办", "/desk/", None, False), ("我的证书", "/account/certificates/", None, False)]),
    ]
