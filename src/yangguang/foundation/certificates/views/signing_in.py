"""Signing in with a certificate: a challenge for this browser, its answer, the session."""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from yangguang.foundation.access.api import (
    actor_of,
    actor_of_request,
    begin_session,
    client_address,
    count_as_factor,
    public,
    stand_for,
)
from yangguang.foundation.certificates import operations
from yangguang.foundation.certificates.forms import posted_bytes
from yangguang.foundation.certificates.responders import learn_standing
from yangguang.foundation.certificates.rules.refusals import ChallengeUnknown
from yangguang.foundation.identity.api import list_mandates_of
from yangguang.kernel import clock

_BROWSER = "certificate_browser"


@public
@never_cache
@require_GET
def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the page; the browser offers the certificates it holds."""
    back_to = _next(request, request.GET.get("next", ""))
    if actor_of_request(request).is_signed_in:
        return redirect(back_to or "/")
    return render(request, "certificates/sign_in.html", {"next": back_to})


@public
@never_cache
@require_POST
def challenge(request: HttpRequest) -> JsonResponse:
    """Offer a statement to this browser, good once for two minutes."""
    browser = request.session.setdefault(_BROWSER, secrets.token_hex(16))
    posed = operations.pose_sign_in(origin=settings.BASE_URL, browser=browser, now=clock.now())
    return JsonResponse({"nonce": posed.nonce, "statement": posed.statement})


@public
@never_cache
@require_POST
def answer(request: HttpRequest) -> JsonResponse:
    """Verify the answer and sign the holder in; a certificate is knowledge and possession, so no second step follows."""
    now = clock.now()
    browser = request.session.get(_BROWSER)
    if not browser:
        raise ChallengeUnknown
    encoded = posted_bytes(request, "certificate")
    learn_standing(encoded, now=now)
    certificate = operations.authenticate_by_certificate(
        nonce=request.POST.get("nonce", ""),
        browser=browser,
        encoded=encoded,
        signature=posted_bytes(request, "signature"),
        address=client_address(request),
        now=now,
    )
    account = certificate.holder
    assert account is not None  # noqa: S101 - proved by the operation
    actor = actor_of(account=account, on=clock.today(now))
    begin_session(request, actor=actor, account=account, now=now)
    count_as_factor(request, now)
    operations.record_certificate_sign_in(actor=actor, now=now, certificate=certificate)
    if certificate.enterprise_code:
        stand_for(request, actor=actor, credit_code=certificate.enterprise_code, now=now)
    address = _next(request, request.POST.get("next", "")) or ("/desk/" if actor.is_officer else "/my/")
    may_choose = not actor.is_officer and not certificate.enterprise_code
    if may_choose and list_mandates_of(account_id=account.pk, on=clock.today(now)):
        address = f"/acting-for/?{urlencode({'next': address})}"
    return JsonResponse({"address": address})


def _next(request: HttpRequest, asked: str) -> str:
    stays = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if stays and asked.startswith("/") else ""
