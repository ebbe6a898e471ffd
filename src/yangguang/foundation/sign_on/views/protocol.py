"""What machines ask: discovery, keys, tokens, who a token stands for (RFC 6749, RFC 7636, OpenID Connect Core and Discovery)."""

import base64
import binascii
from datetime import datetime
from urllib.parse import unquote_plus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET

from yangguang.foundation.access.api import actor_of, public
from yangguang.foundation.sign_on import keys, operations
from yangguang.foundation.sign_on.models import AccessToken, AuthorizationCode, Client, ClientKind
from yangguang.foundation.sign_on.queries import find_client
from yangguang.foundation.sign_on.rules import ALGORITHMS, SCOPES, TOKEN_LIVES, ProtocolError
from yangguang.kernel import clock


@public
@require_GET
def discovery(request: HttpRequest) -> JsonResponse:
    """Say where everything is and what is understood (OpenID Connect Discovery 1.0)."""
    issuer = settings.BASE_URL
    return JsonResponse(
        {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/sign-on/authorize",
            "token_endpoint": f"{issuer}/sign-on/token",
            "userinfo_endpoint": f"{issuer}/sign-on/userinfo",
            "jwks_uri": f"{issuer}/sign-on/jwks.json",
            "end_session_endpoint": f"{issuer}/sign-on/end-session",
            "scopes_supported": list(SCOPES),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "client_credentials"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": list(ALGORITHMS),
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
            "code_challenge_methods_supported": ["S256"],
            "claims_supported": [
                *("sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid", "at_hash"),
                *("name", "preferred_username", "phone_number", "officer_number", "posts"),
            ],
            "prompt_values_supported": ["none", "login", "consent"],
            "authorization_response_iss_parameter_supported": True,
            "backchannel_logout_supported": True,
            "backchannel_logout_session_supported": True,
            "request_parameter_supported": False,
            "request_uri_parameter_supported": False,
            "ui_locales_supported": ["zh-CN"],
        }
    )


@public
@require_GET
def jwks(request: HttpRequest) -> JsonResponse:
    """Publish the keys tokens are verified with."""
    now = clock.now()
    for algorithm in ALGORITHMS:
        operations.signing_key(algorithm=algorithm, now=now)
    return JsonResponse(keys.public_keys(), headers={"Cache-Control": "public, max-age=300"})


@public
@csrf_exempt
@never_cache
@sensitive_post_parameters()
def token(request: HttpRequest) -> JsonResponse:
    """Exchange a code, or a client's own secret, for tokens."""
    try:
        answer = _grant(request)
    except ProtocolError as error:
        return _refused(error)
    return JsonResponse(answer, headers={"Pragma": "no-cache"})


@public
@csrf_exempt
@never_cache
def userinfo(request: HttpRequest) -> HttpResponse:
    """Tell about the person a token stands for, as they are now."""
    now = clock.now()
    kind, _, shown = request.headers.get("Authorization", "").partition(" ")
    row = operations.find_token(token=shown.strip(), now=now) if kind.lower() == "bearer" and shown else None
    if row is None or row.code is None or "openid" not in row.scopes:
        error = "insufficient_scope" if row else "invalid_token"
        status = 403 if row else 401
        answer = JsonResponse({"error": error}, status=status)
        answer.headers["WWW-Authenticate"] = f'Bearer error="{error}"'
        return answer
    account = row.code.session.sign_in.account
    actor = actor_of(account=account, on=clock.today(now))
    return JsonResponse(
        operations.claims_of(account=account, actor=actor, client=row.client, scopes=row.scopes)
    )


def id_token(
    *, client: Client, code: AuthorizationCode, access_token: str, row: AccessToken, now: datetime
) -> str:
    """Write the ID token of a sign-on (OpenID Connect Core, 2)."""
    account = code.session.sign_in.account
    claims = {
        "iss": settings.BASE_URL,
        "sub": keys.subject_of(client, account.pk),
        "aud": client.client_id,
        "iat": int(now.timestamp()),
        "exp": int((now + TOKEN_LIVES).timestamp()),
        "auth_time": int(code.signed_in_at.timestamp()),
        "sid": str(code.session.sid),
        "acr": "2" if code.two_factors else "1",
        "amr": ["pwd", "mfa"] if code.two_factors else ["pwd"],
        "at_hash": keys.half_hash(access_token),
    }
    if code.nonce:
        claims["nonce"] = code.nonce
    return keys.sign_token(claims, operations.signing_key(algorithm=client.algorithm, now=now), kind="JWT")


def _grant(request: HttpRequest) -> dict[str, object]:
    if request.method != "POST":
        raise ProtocolError("invalid_request", "POST only", status=405)
    client = _authenticate(request)
    grant = request.POST.get("grant_type", "")
    if grant == "authorization_code":
        return _for_code(request, client)
    if grant == "client_credentials":
        return _for_client(request, client)
    raise ProtocolError("unsupported_grant_type", "authorization_code or client_credentials")


def _for_code(request: HttpRequest, client: Client) -> dict[str, object]:
    now = clock.now()
    access_token, row, code = operations.redeem(
        client=client,
        code=request.POST.get("code", ""),
        verifier=request.POST.get("code_verifier", ""),
        redirect_uri=request.POST.get("redirect_uri", ""),
        now=now,
    )
    return {
        **_bearer(access_token, row),
        "id_token": id_token(client=client, code=code, access_token=access_token, row=row, now=now),
    }


def _for_client(request: HttpRequest, client: Client) -> dict[str, object]:
    if client.kind == ClientKind.PUBLIC:
        raise ProtocolError("unauthorized_client", "a public client has no credentials")
    asked = tuple(request.POST.get("scope", "").split())
    allowed = set(client.scopes) - {"openid"}
    if not set(asked) <= allowed:
        raise ProtocolError("invalid_scope", "not among the scopes of this client")
    access_token, row = operations.issue_client_token(
        actor=operations.hand_of(client), now=clock.now(), client=client, scopes=asked
    )
    return _bearer(access_token, row)


def _bearer(access_token: str, row: AccessToken) -> dict[str, object]:
    return {
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": int(TOKEN_LIVES.total_seconds()),
        "scope": " ".join(row.scopes),
    }


def _authenticate(request: HttpRequest) -> Client:
    client_id, secret = _shown(request)
    client = find_client(client_id=client_id)
    if client is None:
        raise ProtocolError("invalid_client", "unknown client", status=401)
    if client.kind == ClientKind.PUBLIC:
        if secret:
            raise ProtocolError("invalid_client", "this client has no secret", status=401)
    elif not keys.is_secret_of(client, secret):
        raise ProtocolError("invalid_client", "wrong secret", status=401)
    return client


def _shown(request: HttpRequest) -> tuple[str, str]:
    kind, _, shown = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "basic":
        return request.POST.get("client_id", ""), request.POST.get("client_secret", "")
    if "client_secret" in request.POST:
        raise ProtocolError("invalid_request", "authenticate in one way only")
    try:
        name, _, secret = base64.b64decode(shown, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as broken:
        raise ProtocolError("invalid_client", "malformed credentials", status=401) from broken
    return unquote_plus(name), unquote_plus(secret)


def _refused(error: ProtocolError) -> JsonResponse:
    answer = JsonResponse({"error": error.error, "error_description": error.description}, status=error.status)
    if error.status == 401:
        answer.headers["WWW-Authenticate"] = 'Basic realm="sign-on"'
    return answer
