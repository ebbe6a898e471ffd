"""Second factors of the own account: add an authenticator app or a passkey, keep recovery codes, remove one."""

import base64

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from yangguang.foundation.access import challenges
from yangguang.foundation.access.duties import before_duties, forget_bound, needs_factor
from yangguang.foundation.access.forms import PasskeyForm, TotpForm
from yangguang.foundation.access.policies import signed_in
from yangguang.foundation.access.requests import ActorRequest
from yangguang.foundation.access.step_up import FactorDebt, ask_factor, step_up_always
from yangguang.foundation.access.views.signing_in import account_of, next_address, show_refusal
from yangguang.foundation.identity import api as identity
from yangguang.kernel import clock, sealing
from yangguang.kernel.refusals import Refusal

_NEW_SECRET = "new_totp_secret"  # noqa: S105 - a session key
_PURPOSE = "access.new_totp"


@signed_in
@before_duties
@never_cache
def show_security(request: ActorRequest) -> HttpResponse:
    """Show what the account can show besides its password."""
    return _show(request)


@signed_in
@never_cache
def verify_again(request: ActorRequest) -> HttpResponse:
    """Ask for the factor before a page whose script sends by itself; leads back to it."""
    if FactorDebt(request)(clock.now()):
        return ask_factor(request)
    return redirect(next_address(request) or "identity:security")


@signed_in
@before_duties
@never_cache
@sensitive_post_parameters("code")
@step_up_always
def add_totp(request: ActorRequest) -> HttpResponse:
    """Show the secret as a picture to scan; bind the app once it shows a right code."""
    form = TotpForm(request.POST if request.method == "POST" else None)
    secret = _secret_in_hand(request)
    if form.is_valid():
        account = _account(request)
        try:
            identity.enrol_totp(
                actor=request.actor, now=clock.now(), account=account, secret=secret, **form.cleaned_data
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            del request.session[_NEW_SECRET]
            challenges.remember_shown(request, clock.now())
            return _enrolled(request, account, "动态口令已绑定。")
    address = identity.totp_address(
        secret=secret, username=_account(request).username, issuer=settings.SITE_NAME
    )
    context = {
        "form": form,
        "picture": mark_safe(segno.make(address, error="m").svg_inline(scale=5, border=2)),  # noqa: S308
        "secret": identity.totp_text(secret),
        "address": address,
    }
    return _page(request, "access/add_totp.html", context, status=422 if request.method == "POST" else 200)


@signed_in
@before_duties
@never_cache
@step_up_always
def add_passkey(request: ActorRequest) -> HttpResponse:
    """Let the browser make a passkey and keep its public half."""
    form = PasskeyForm(request.POST if request.method == "POST" else None)
    account = _account(request)
    site = challenges.site_of(request)
    if request.method == "POST" and form.is_valid():
        state = challenges.take_registration(request)
        told = form.cleaned_data
        try:
            new = identity.check_registration(site=site, state=state, answer=told["answer"])
            identity.enrol_passkey(
                actor=request.actor, now=clock.now(), account=account, name=told["name"], new=new
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            challenges.remember_shown(request, clock.now())
            return _enrolled(request, account, "通行密钥已添加。")
    options = ""
    if site.can_use_passkeys:
        known = [bytes(one.credential) for one in identity.factors_of(account_id=account.pk).passkeys]
        options, state = identity.registration_request(
            site=site, handle=f"yangguang-{account.pk}", username=account.username, known=known
        )
        challenges.keep_registration(request, state)
    context = {"form": form, "passkey_options": options}
    return _page(request, "access/add_passkey.html", context, status=422 if form.is_bound else 200)


@signed_in
@before_duties
@never_cache
@require_POST
@step_up_always
def renew_codes(request: ActorRequest) -> HttpResponse:
    """Make new recovery codes and show them this once."""
    account = _account(request)
    codes = identity.renew_recovery_codes(actor=request.actor, now=clock.now(), account=account)
    return _codes(request, codes, "以前的恢复码都已作废。")


@signed_in
@before_duties
@never_cache
@require_POST
@step_up_always
def remove_factor(request: ActorRequest, kind: str, factor_id: int) -> HttpResponse:
    """Remove one factor."""
    factor = identity.find_factor(account_id=account_of(request), kind=kind, factor_id=factor_id)
    name = factor.name
    try:
        identity.remove_factor(
            actor=request.actor, now=clock.now(), factor=factor, must_keep_one=needs_factor(request.actor)
        )
    except Refusal as refusal:
        messages.error(request, f"{refusal.message}{refusal.remedy_text}")
    else:
        forget_bound(request)
        messages.success(request, f"“{name}”已删除，从现在起不能用它登录。")
    return redirect("identity:security")


def _show(request: ActorRequest) -> HttpResponse:
    factors = identity.factors_of(account_id=account_of(request))
    context = {
        "factors": factors,
        "is_duty": needs_factor(request.actor) and not factors,
        "can_use_passkeys": challenges.site_of(request).can_use_passkeys,
    }
    return _page(request, "access/security.html", context)


def _enrolled(request: ActorRequest, account: identity.Account, sentence: str) -> HttpResponse:
    if identity.factors_of(account_id=account.pk).recovery_codes_left:
        messages.success(request, sentence)
        return redirect("identity:security")
    codes = identity.renew_recovery_codes(actor=request.actor, now=clock.now(), account=account)
    return _codes(request, codes, sentence)


def _codes(request: ActorRequest, codes: list[str], sentence: str) -> HttpResponse:
    text = f"{settings.SITE_NAME} 恢复码，每个只能用一次\r\n" + "\r\n".join(codes) + "\r\n"
    file = f"data:text/plain;charset=utf-8;base64,{base64.b64encode(text.encode()).decode()}"
    return _page(request, "access/codes.html", {"codes": codes, "file": file, "sentence": sentence})


def _secret_in_hand(request: ActorRequest) -> bytes:
    """Give the secret the page offers; it stays the same, sealed in the session, until it is bound."""
    kept = request.session.get(_NEW_SECRET)
    if kept:
        return sealing.unseal(secret=settings.SECRET_KEY, purpose=_PURPOSE, sealed=base64.b64decode(kept))
    secret = identity.new_totp_secret()
    sealed = sealing.seal(secret=settings.SECRET_KEY, purpose=_PURPOSE, plain=secret)
    request.session[_NEW_SECRET] = base64.b64encode(sealed).decode()
    return secret


def _account(request: ActorRequest) -> identity.Account:
    return identity.Account.objects.get(pk=account_of(request))


def _page(
    request: ActorRequest, template: str, context: dict[str, object], *, status: int = 200
) -> HttpResponse:
    shell = "ui/desk_shell.html" if request.actor.is_officer else "ui/shell.html"
    return render(request, template, {"shell": shell, **context}, status=status)
