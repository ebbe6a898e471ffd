"""What people see: agreeing, leaving, what they agreed to; and the administrator's page of connected systems."""

from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from yangguang.foundation.access.api import (
    ActorRequest,
    console_page,
    end_session,
    find_own_sign_in,
    officer_only,
    public,
    show_refusal,
    sign_in_address,
    signed_in,
    signed_in_at,
    was_factor_shown,
)
from yangguang.foundation.sign_on import keys, operations
from yangguang.foundation.sign_on.forms import ClientForm
from yangguang.foundation.sign_on.models import Client, ClientKind, ClientSession
from yangguang.foundation.sign_on.queries import find_client, has_consented, list_consents
from yangguang.foundation.sign_on.rules import (
    SCOPES,
    ProtocolError,
    UnknownClient,
    UnknownRedirect,
    is_challenge,
)
from yangguang.kernel import clock
from yangguang.kernel.refusals import NotFound, Refusal


@public
@never_cache
def authorize(request: ActorRequest) -> HttpResponseBase:
    """
    Let a person into one of the city's systems: sign in, agree once, go back with a code.

    What is wrong with the client or the address is told to the person; everything else goes back to the client.
    """
    asked = request.GET
    client = find_client(client_id=asked.get("client_id", ""))
    if client is None or client.kind == ClientKind.SERVICE:
        raise UnknownClient
    redirect_uri = asked.get("redirect_uri", "")
    if redirect_uri not in client.redirect_uris:
        raise UnknownRedirect
    try:
        scopes = _checked(request, client)
        waiting = _sign_in_first(request)
        if waiting is not None:
            return waiting
        return _agree(request, client, scopes)
    except ProtocolError as error:
        told = {"error": error.error, "error_description": error.description}
        return _back_to(redirect_uri, told, asked.get("state", ""))


def _checked(request: ActorRequest, client: Client) -> tuple[str, ...]:
    asked = request.GET
    if asked.get("response_type") != "code":
        raise ProtocolError("unsupported_response_type", "code only")
    if "request" in asked or "request_uri" in asked:
        raise ProtocolError("request_not_supported", "plain parameters only")
    if asked.get("code_challenge_method") != "S256" or not is_challenge(asked.get("code_challenge", "")):
        raise ProtocolError("invalid_request", "PKCE with S256 is required")
    if len(asked.get("nonce", "")) > 300 or len(asked.get("state", "")) > 2000:
        raise ProtocolError("invalid_request", "nonce or state too long")
    scopes = tuple(one for one in asked.get("scope", "").split() if one in client.scopes)
    if "openid" not in scopes:
        raise ProtocolError("invalid_scope", "openid is required")
    return scopes


def _sign_in_first(request: ActorRequest) -> HttpResponse | None:
    """Give the way to the sign-in page when somebody must sign in (again) first."""
    prompts = request.GET.get("prompt", "").split()
    if "none" in prompts and len(prompts) > 1:
        raise ProtocolError("invalid_request", "none stands alone")
    is_in = request.actor.is_signed_in and find_own_sign_in(request) is not None
    if not is_in:
        if "none" in prompts:
            raise ProtocolError("login_required", "nobody has signed in")
        return redirect(sign_in_address(_address(request, drop="login")))
    if "login" in prompts or _is_too_old(request):
        if "none" in prompts:
            raise ProtocolError("login_required", "the sign-in is older than max_age")
        end_session(request, actor=request.actor, now=clock.now())
        return redirect(sign_in_address(_address(request, drop="login")))
    return None


def _agree(request: ActorRequest, client: Client, scopes: tuple[str, ...]) -> HttpResponse:
    prompts = request.GET.get("prompt", "").split()
    redirect_uri, state = request.GET["redirect_uri"], request.GET.get("state", "")
    if request.method == "POST":
        if request.POST.get("verdict") != "allow":
            raise ProtocolError("access_denied", "the person did not agree")
        operations.give_consent(actor=request.actor, now=clock.now(), client=client, scopes=scopes)
    elif "consent" in prompts or not _has_consented(request, client, scopes):
        if "none" in prompts:
            raise ProtocolError("consent_required", "the person has not agreed yet")
        context = {
            "client": client,
            "scopes": [SCOPES[one] for one in scopes],
            "host": urlsplit(redirect_uri).hostname,
        }
        return _leading_out(render(request, "sign_on/consent.html", context), redirect_uri)
    sign_in = find_own_sign_in(request)
    assert sign_in is not None  # noqa: S101 - _sign_in_first has looked
    wanted = operations.Asked(
        redirect_uri=redirect_uri,
        scopes=scopes,
        nonce=request.GET.get("nonce", ""),
        challenge=request.GET["code_challenge"],
        signed_in_at=signed_in_at(request) or sign_in.started_at,
        two_factors=was_factor_shown(request),
    )
    code = operations.sign_on(
        actor=request.actor, now=clock.now(), client=client, sign_in=sign_in, asked=wanted
    )
    return _back_to(redirect_uri, {"code": code}, state)


@public
@never_cache
def end_everything(request: ActorRequest) -> HttpResponse:
    """
    Leave all systems at once (OpenID Connect RP-Initiated Logout): without asking when the client proves whose
    session it is, else after a question.
    """
    told = request.POST if request.method == "POST" else request.GET
    claims = keys.read_token(told.get("id_token_hint", "")) or {}
    client = find_client(client_id=claims.get("aud") or told.get("client_id", ""))
    back = told.get("post_logout_redirect_uri", "")
    if back and (client is None or back not in client.logout_uris):
        raise UnknownRedirect
    own = find_own_sign_in(request) if request.actor.is_signed_in else None
    if own is None:
        return _after_leaving(back, told.get("state", ""))
    is_proven = (
        ClientSession.objects.filter(sid=claims["sid"], sign_in=own).exists() if "sid" in claims else False
    )
    if is_proven or request.POST.get("verdict") == "leave":
        end_session(request, actor=request.actor, now=clock.now())
        return _after_leaving(back, told.get("state", ""))
    kept = {
        name: told[name]
        for name in ("client_id", "post_logout_redirect_uri", "state", "id_token_hint")
        if name in told
    }
    used = ClientSession.objects.filter(sign_in=own).select_related("client")
    page = render(request, "sign_on/leave.html", {"kept": kept, "used": used})
    return _leading_out(page, back) if back else page


@signed_in
@never_cache
def consents(request: ActorRequest) -> HttpResponse:
    """Show what one agreed to, and take it back."""
    rows = list_consents(account_id=request.actor.account_id or 0)
    if request.method == "POST":
        found = next((one for one in rows if one.client.client_id == request.POST.get("client_id")), None)
        if found is None:
            raise NotFound(what="这项同意")
        operations.withdraw_consent(actor=request.actor, now=clock.now(), client=found.client)
        messages.success(request, f"已收回。{found.client.name}从现在起看不到您的信息，下次进入会再问您。")
        return redirect("sign_on:consents")
    shown = [(one, [SCOPES[scope] for scope in one.scopes if scope in SCOPES]) for one in rows]
    shell = "ui/desk_shell.html" if request.actor.is_officer else "ui/shell.html"
    return render(request, "sign_on/consents.html", {"consents": shown, "shell": shell})


@officer_only("system", "security")
@never_cache
def clients(request: ActorRequest) -> HttpResponse:
    """List the connected systems and those that wait for the second person."""
    rows = Client.objects.select_related("proposed_by", "decided_by").order_by("-pk")
    lines = [
        (one, one.is_genuine, one.proposed_by.account_id == request.actor.account_id) for one in rows[:100]
    ]
    context = {
        "lines": lines,
        "can_approve": request.actor.holds("security"),
        "can_register": request.actor.holds("system"),
    }
    return console_page(request, "sign_on/clients.html", context)


@officer_only("system")
@never_cache
def register(request: ActorRequest) -> HttpResponse:
    """Register a system; its secret is shown this once."""
    form = ClientForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = operations.register_client(actor=request.actor, now=clock.now(), details=form.details())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return console_page(
                request, "sign_on/registered.html", {"made": made, "issuer": settings.BASE_URL}
            )
    context = {"form": form}
    return console_page(request, "sign_on/register.html", context, status=422 if form.is_bound else 200)


def _has_consented(request: ActorRequest, client: Client, scopes: tuple[str, ...]) -> bool:
    return has_consented(client=client, account_id=request.actor.account_id or 0, scopes=scopes)


def _is_too_old(request: ActorRequest) -> bool:
    asked = request.GET.get("max_age", "")
    if not asked.isascii() or not asked.isdigit():
        return False
    began = signed_in_at(request) or datetime.fromtimestamp(0, UTC)
    return (clock.now() - began).total_seconds() > int(asked[:9])


def _address(request: ActorRequest, *, drop: str) -> str:
    kept = request.GET.copy()
    kept["prompt"] = " ".join(one for one in kept.get("prompt", "").split() if one != drop)
    kept.pop("max_age", None)  # whoever signs in now is fresh enough
    if not kept["prompt"]:
        del kept["prompt"]
    return f"{request.path}?{kept.urlencode()}"


def _back_to(address: str, told: dict[str, str], state: str) -> HttpResponse:
    values = {**told, "iss": settings.BASE_URL, **({"state": state} if state else {})}
    joined = "&" if urlsplit(address).query else "?"
    return HttpResponseRedirect(f"{address}{joined}{urlencode(values)}")


def _after_leaving(back: str, state: str) -> HttpResponse:
    if not back:
        return redirect("/")
    joined = "&" if urlsplit(back).query else "?"
    return HttpResponseRedirect(f"{back}{joined}{urlencode({'state': state})}" if state else back)


def _leading_out(response: HttpResponse, address: str) -> HttpResponse:
    """Let the form of this page lead to the client's address: browsers hold its redirects against form-action."""
    parts = urlsplit(address)
    response.leads_to = f"{parts.scheme}://{parts.netloc}"  # type: ignore[attr-defined]
    return response
