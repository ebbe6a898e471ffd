"""Certificates of other authorities: the trust list of the security administrators, and binding one to an account."""

from typing import cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from yangguang.foundation.access.api import (
    ActorRequest,
    actor_of_request,
    console_page,
    officer_only,
    show_refusal,
    signed_in,
)
from yangguang.foundation.certificates import operations, outside
from yangguang.foundation.certificates.forms import OutsideAuthorityForm, posted_bytes
from yangguang.foundation.certificates.responders import learn_standing
from yangguang.foundation.identity.api import Account
from yangguang.kernel import clock
from yangguang.kernel.refusals import Refusal

_LARGEST_LIST = 20_000_000


@officer_only("security")
@never_cache
def trust_list(request: ActorRequest) -> HttpResponse:
    """Show whom we trust, propose another, and take revocation lists."""
    form = OutsideAuthorityForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        told = form.cleaned_data
        try:
            operations.propose_outside_authority(
                actor=request.actor,
                now=clock.now(),
                bundle=told["bundle"].read().decode("ascii", errors="replace"),
                list_address=told["list_address"],
                status_address=told["status_address"],
                reason=told["reason"],
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "已提请。另一位安全管理员核对指纹、批准以后才有效。")
            return redirect("certificates:trust_list")
    return _trust_list(request, form, status=422 if form.is_bound else 200)


def _trust_list(request: ActorRequest, form: forms.Form, *, status: int) -> HttpResponse:
    now = clock.now()
    rows = [
        {
            "one": one,
            "is_own": one.proposed_by.account_id == request.actor.account_id,
            "lists": [each for each in one.lists.all() if each.next_update > now],
        }
        for one in outside.list_authorities()
    ]
    context = {"form": form, "rows": rows, "waiting": outside.list_waiting()}
    return console_page(request, "certificates/trust_list.html", context, status=status)


@officer_only("security")
@require_POST
def take_list(request: ActorRequest, number: int) -> HttpResponse:
    """Take a revocation list somebody fetched by hand."""
    authority = outside.get_authority(number=number)
    uploaded = request.FILES.get("list")
    encoded = uploaded.read() if uploaded and uploaded.size and uploaded.size <= _LARGEST_LIST else b""
    try:
        taken = operations.take_outside_list(
            actor=request.actor, now=clock.now(), authority=authority, encoded=encoded
        )
    except Refusal as refusal:
        messages.error(request, f"{refusal.message}{refusal.remedy_text}")
    else:
        messages.success(request, f"已收下，{clock.local(taken.next_update):%Y-%m-%d %H:%M} 前有效。")
    return redirect("certificates:trust_list")


@officer_only("security")
@require_POST
def confirm(request: ActorRequest, number: int) -> HttpResponse:
    """Let an officer in with the certificate they bound, or not."""
    binding = outside.get_binding(number=number)
    now = clock.now()
    if request.POST.get("verb") == "refuse":
        operations.end_outside_certificate(actor=request.actor, now=now, certificate=binding)
        messages.success(request, "没有同意，这项绑定已作废。")
    else:
        operations.confirm_outside_certificate(actor=request.actor, now=now, certificate=binding)
        messages.success(request, f"已同意，{binding.subject_text} 可以用这张证书登录。")
    return redirect("certificates:trust_list")


@signed_in
@never_cache
@require_POST
def challenge(request: HttpRequest) -> JsonResponse:
    """Offer the statement that shows the key is one's own."""
    posed = operations.pose_binding(
        account_id=actor_of_request(request).account_id or 0, origin=settings.BASE_URL, now=clock.now()
    )
    return JsonResponse({"nonce": posed.nonce, "statement": posed.statement})


@signed_in
@require_POST
def bind(request: HttpRequest) -> JsonResponse:
    """Bind the certificate whose key was shown."""
    now, encoded = clock.now(), posted_bytes(request, "certificate")
    learn_standing(encoded, now=now)
    bound = operations.bind_outside_certificate(
        actor=actor_of_request(request),
        now=now,
        account=cast("Account", request.user),
        nonce=request.POST.get("nonce", ""),
        encoded=encoded,
        signature=posted_bytes(request, "signature"),
    )
    waits = bound.state == "waiting"
    messages.success(request, "已登记，等发证窗口核对。" if waits else "已绑定，以后可以用它登录。")
    return JsonResponse({"state": bound.state})


@signed_in
@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    """End an own binding."""
    operations.end_outside_certificate(
        actor=actor_of_request(request), now=clock.now(), certificate=outside.get_binding(number=number)
    )
    messages.success(request, "已解除，这张证书从现在起不能登录。")
    return redirect("certificates:own")
