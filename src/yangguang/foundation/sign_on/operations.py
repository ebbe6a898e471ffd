"""All writes of sign-on: connecting a system, agreeing, handing out codes and tokens, rotating keys."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from yangguang.foundation.access.api import officer_of
from yangguang.foundation.acts.api import Actor, note, operation, system_actor
from yangguang.foundation.identity.api import Account, SignIn
from yangguang.foundation.sign_on import keys, permissions
from yangguang.foundation.sign_on.models import (
    AccessToken,
    AuthorizationCode,
    Client,
    ClientKind,
    ClientSession,
    Consent,
    SigningKey,
)
from yangguang.foundation.sign_on.rules import (
    ALGORITHMS,
    CODE_LIVES,
    KEY_SIGNS,
    KEY_VERIFIES,
    SCOPES,
    TOKEN_LIVES,
    ClientIncomplete,
    ProtocolError,
    is_verifier,
    is_web_address,
)


@dataclass(frozen=True, slots=True)
class ClientDetails:
    """What is said about a system when it is connected."""

    name: str
    kind: str
    redirect_uris: tuple[str, ...]
    logout_uris: tuple[str, ...] = ()
    backchannel_uri: str = ""
    scopes: tuple[str, ...] = ("openid", "profile")
    algorithm: str = "RS256"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a client asked for at the authorisation endpoint, checked."""

    redirect_uri: str
    scopes: tuple[str, ...]
    nonce: str
    challenge: str
    signed_in_at: datetime
    two_factors: bool


@operation(
    "sign_on.register_client",
    summary="提请接入系统",
    permission=permissions.may_register_client,
    subject="result",
    asks_factor=True,
)
def register_client(*, actor: Actor, now: datetime, details: ClientDetails) -> "Registered":
    """
    Register one of the city's systems; it works once a second person has approved it (access.approve_proposal).

    The secret is told this once and kept as a keyed digest.

    Refuses with ClientIncomplete.
    """
    problems = _problems(details)
    if problems:
        raise ClientIncomplete(fields=problems, count=len(problems))
    secret = keys.new_secret() if details.kind != ClientKind.PUBLIC else ""
    client = Client.objects.create(
        client_id=f"yg-{keys.new_secret()[:20].lower()}",
        name=details.name.strip(),
        kind=details.kind,
        secret_digest=keys.digest_of(secret) if secret else "",
        redirect_uris=list(details.redirect_uris),
        logout_uris=list(details.logout_uris),
        backchannel_uri=details.backchannel_uri,
        scopes=list(details.scopes),
        algorithm=details.algorithm,
        reason=details.reason.strip(),
        proposed_by=officer_of(actor),
        proposed_at=now,
    )
    note(**client.spoken)
    return Registered(client, secret)


@dataclass(frozen=True, slots=True)
class Registered:
    """A registered client and its secret, which nobody can read again."""

    client: Client
    secret: str

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it: the client."""
        return self.client.act_object


@operation(
    "sign_on.give_consent",
    summary="同意向接入系统提供信息",
    permission=permissions.may_give_consent,
    subject="client",
)
def give_consent(*, actor: Actor, now: datetime, client: Client, scopes: tuple[str, ...]) -> Consent:
    """Keep what the person agreed to tell, until they withdraw it (个人信息保护法 第十四条)."""
    consent, _ = Consent.objects.update_or_create(
        account_id=actor.account_id or 0, client=client, defaults={"scopes": sorted(scopes), "given_at": now}
    )
    note(scopes=consent.scopes)
    return consent


@operation(
    "sign_on.withdraw_consent",
    summary="收回对接入系统的同意",
    permission=permissions.may_withdraw_consent,
    subject="client",
)
def withdraw_consent(*, actor: Actor, now: datetime, client: Client) -> None:
    """Withdraw an agreement; tokens in use stop at once (个人信息保护法 第十五条)."""
    Consent.objects.filter(account_id=actor.account_id or 0, client=client).delete()
    own = AccessToken.objects.filter(client=client, code__session__sign_in__account_id=actor.account_id or 0)
    note(revoked=own.filter(revoked_at__isnull=True).update(revoked_at=now))


@operation("sign_on.sign_on", summary="登录接入系统", permission=permissions.may_sign_on, subject="client")
def sign_on(*, actor: Actor, now: datetime, client: Client, sign_in: SignIn, asked: Asked) -> str:
    """Hand out a code for a person who has signed in and agreed; gives the code, of which only the digest is kept."""
    session, _ = ClientSession.objects.get_or_create(
        client=client, sign_in=sign_in, defaults={"begun_at": now}
    )
    code = keys.new_secret()
    AuthorizationCode.objects.create(
        digest=keys.digest_of(code),
        session=session,
        redirect_uri=asked.redirect_uri,
        scopes=list(asked.scopes),
        nonce=asked.nonce,
        challenge=asked.challenge,
        signed_in_at=asked.signed_in_at,
        two_factors=asked.two_factors,
        expires_at=now + CODE_LIVES,
    )
    note(scopes=list(asked.scopes))
    return code


@operation(
    "sign_on.exchange_code",
    summary="凭授权码取令牌",
    permission=permissions.may_exchange_code,
    subject="client",
)
def exchange_code(
    *, actor: Actor, now: datetime, client: Client, code: AuthorizationCode
) -> tuple[str, AccessToken]:
    """Use up a code and issue the access token; the code has been checked by `redeem`."""
    code.used_at = now
    code.save(update_fields=["used_at"])
    return _issue(client, code, tuple(code.scopes), now)


@operation(
    "sign_on.issue_client_token",
    summary="系统取令牌",
    permission=permissions.may_issue_client_token,
    subject="client",
)
def issue_client_token(
    *, actor: Actor, now: datetime, client: Client, scopes: tuple[str, ...]
) -> tuple[str, AccessToken]:
    """Issue a token to a client for itself (client credentials, RFC 6749, 4.4)."""
    note(scopes=list(scopes))
    return _issue(client, None, scopes, now)


@operation(
    "sign_on.rotate_keys",
    summary="轮换签名密钥",
    permission=permissions.may_rotate_keys,
    subject="result",
)
def rotate_key(*, actor: Actor, now: datetime, algorithm: str) -> SigningKey:
    """Make a new key of an algorithm; the old one signs no more and verifies for two days."""
    SigningKey.objects.filter(algorithm=algorithm, retired_at__isnull=True).update(retired_at=now)
    SigningKey.objects.filter(retired_at__lt=now - KEY_VERIFIES).delete()
    kid, public, sealed = keys.make_key(algorithm)
    return SigningKey.objects.create(
        kid=kid, algorithm=algorithm, sealed_private=sealed, public=public, created_at=now
    )


def signing_key(*, algorithm: str, now: datetime) -> SigningKey:
    """Give the key that signs now; made when there is none, renewed after 90 days."""
    key = SigningKey.objects.filter(algorithm=algorithm, retired_at__isnull=True).first()
    if key is None or now - key.created_at > KEY_SIGNS:
        key = rotate_key(actor=system_actor("密钥轮换"), now=now, algorithm=algorithm)
    return key


def redeem(
    *, client: Client, code: str, verifier: str, redirect_uri: str, now: datetime
) -> tuple[str, AccessToken, AuthorizationCode]:
    """
    Exchange a code for a token.

    A code shown twice voids what it gave the first time (RFC 6749, 4.1.2; RFC 9700).

    Raises ProtocolError invalid_grant.
    """
    stolen = False
    with transaction.atomic():
        rows = AuthorizationCode.objects.select_for_update(of=("self",)).select_related(
            "session__client", "session__sign_in__account"
        )
        found = rows.filter(digest=keys.digest_of(code)).first()
        if found is None or found.session.client_id != client.pk:
            raise ProtocolError("invalid_grant", "unknown code")
        if found.used_at is not None:
            found.tokens.filter(revoked_at__isnull=True).update(revoked_at=now)
            stolen = True
        else:
            _check(found, verifier, redirect_uri, now)
            token, row = exchange_code(actor=hand_of(client), now=now, client=client, code=found)
    if stolen:
        raise ProtocolError("invalid_grant", "code was used before; its tokens are void now")
    return token, row, found


def find_token(*, token: str, now: datetime) -> AccessToken | None:
    """Find a token that still counts: not expired, not revoked, its sign-in not ended, its person still here."""
    row = (
        AccessToken.objects.select_related("client", "code__session__sign_in__account")
        .filter(digest=keys.digest_of(token), expires_at__gt=now, revoked_at__isnull=True)
        .first()
    )
    if row is None or not row.client.is_effective:
        return None
    sign_in = row.code.session.sign_in if row.code else None
    if sign_in is not None and (sign_in.ended_at is not None or not sign_in.account.is_active):
        return None
    return row


def claims_of(*, account: Account, actor: Actor, client: Client, scopes: list[str]) -> dict[str, Any]:
    """Give what a client may know about a person under the scopes agreed to."""
    claims: dict[str, Any] = {"sub": keys.subject_of(client, account.pk)}
    if "profile" in scopes:
        claims |= {"name": actor.name, "preferred_username": account.username}
    if "phone" in scopes and actor.phone:
        claims["phone_number"] = actor.phone
    if "posts" in scopes and actor.is_officer:
        claims["officer_number"] = actor.number
        claims["posts"] = [
            {"code": post.code, "kind": post.kind, "name": post.name, "body": post.body_code}
            for post in actor.posts
            if not post.by
        ]
    return claims


def _check(found: AuthorizationCode, verifier: str, redirect_uri: str, now: datetime) -> None:
    if now >= found.expires_at:
        raise ProtocolError("invalid_grant", "code has expired")
    if redirect_uri != found.redirect_uri:
        raise ProtocolError("invalid_grant", "redirect_uri is another than at the authorization endpoint")
    if not is_verifier(verifier) or not hmac.compare_digest(keys.challenge_of(verifier), found.challenge):
        raise ProtocolError("invalid_grant", "code_verifier does not fit")
    if found.session.sign_in.ended_at is not None or not found.session.sign_in.account.is_active:
        raise ProtocolError("invalid_grant", "the person has signed out")


def _issue(
    client: Client, code: AuthorizationCode | None, scopes: tuple[str, ...], now: datetime
) -> tuple[str, AccessToken]:
    token = keys.new_secret()
    row = AccessToken.objects.create(
        digest=keys.digest_of(token),
        client=client,
        code=code,
        scopes=list(scopes),
        expires_at=now + TOKEN_LIVES,
    )
    return token, row


def hand_of(client: Client) -> Actor:
    """Give the hand under which the platform acts for a client."""
    return system_actor(f"接入系统：{client.name}"[:60])


def _problems(details: ClientDetails) -> dict[str, str]:
    plain = settings.DEMO_MODE
    problems = {}
    if not 2 <= len(details.name.strip()) <= 80:
        problems["name"] = "请写系统的名称，2 到 80 个字。"
    if details.kind not in ClientKind.values:
        problems["kind"] = "请选择种类。"
    if details.kind != ClientKind.SERVICE and not details.redirect_uris:
        problems["redirect_uris"] = "有人登录的系统至少要一个返回地址。"
    for name in ("redirect_uris", "logout_uris"):
        wrong = [one for one in getattr(details, name) if not is_web_address(one, plain_http=plain)]
        if wrong:
            problems[name] = f"“{wrong[0]}”不能用：要 https:// 开头的完整地址，不带 # 和 *。"
    if details.backchannel_uri and not is_web_address(details.backchannel_uri, plain_http=plain):
        problems["backchannel_uri"] = "要 https:// 开头的完整地址。"
    if not set(details.scopes) <= set(SCOPES) or details.algorithm not in ALGORITHMS:
        problems["scopes"] = "请从列表里选。"
    if len(details.reason.strip()) < 5:
        problems["reason"] = "请写明为什么接入，至少 5 个字。"
    return problems
