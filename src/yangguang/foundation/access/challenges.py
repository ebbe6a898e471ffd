"""
Asking somebody at the keyboard for a second factor: what the page needs, and what the answer is worth.

A passkey's challenge lies in the session from the page that asks until the first answer, right or wrong: an answer sent
twice meets no challenge.
"""

from datetime import UTC, datetime
from typing import Any, Protocol

from django.conf import settings
from django.http import HttpRequest

from yangguang.foundation.access.sessions import client_address
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.identity import api as identity
from yangguang.kernel import clock

_PASSKEY = "passkey_challenge"
_SHOWN_AT = "factor_shown_at"


class OutsideFactor(Protocol):
    """A factor another app brings: certificates lie above access, so they register theirs here."""

    name: str  # the posted field that holds the answer
    template: str

    def is_held(self, *, account_id: int, now: datetime) -> bool:
        """Tell whether the account has one that counts now."""

    def pose(self, request: HttpRequest, account: identity.Account) -> dict[str, Any]:
        """Give what the template shows."""

    def answer(self, request: HttpRequest, account: identity.Account, *, actor: Actor, now: datetime) -> None:
        """Check the answer; refuse by name."""


_OUTSIDE: list[OutsideFactor] = []


def register_factor(factor: OutsideFactor) -> None:
    """Ask for this factor, too, wherever a second factor is asked for."""
    _OUTSIDE[:] = [one for one in _OUTSIDE if one.name != factor.name] + [factor]


def holds_factor(*, account_id: int, now: datetime) -> bool:
    """
    Tell whether an account has something to be asked for besides its password.

    Where sign-in is not strict, a certificate alone is not asked for: its key may lie in the browser of another visitor.
    """
    if identity.has_second_factor(account_id=account_id):
        return True
    return settings.STRICT_SIGN_IN and any(one.is_held(account_id=account_id, now=now) for one in _OUTSIDE)


def site_of(request: HttpRequest) -> identity.Site:
    """Give the origin the browser sees; Django has held the host against the allowed ones."""
    return identity.Site(f"{request.scheme}://{request.get_host()}", settings.SITE_NAME)


def pose(request: HttpRequest, account: identity.Account) -> dict[str, Any]:
    """Give what the page that asks for a factor shows, and keep the passkey's challenge."""
    factors = identity.factors_of(account_id=account.pk)
    held = [one for one in _OUTSIDE if one.is_held(account_id=account.pk, now=clock.now())]
    others = [(one.template, one.pose(request, account)) for one in held]
    site = site_of(request)
    options = ""
    if factors.passkeys and site.can_use_passkeys:
        options, state = identity.sign_in_request(
            site=site, known=[bytes(one.credential) for one in factors.passkeys]
        )
        request.session[_PASSKEY] = state
    asks_password = not factors and not (others and settings.STRICT_SIGN_IN)
    return {
        "factors": factors,
        "passkey_options": options,
        "asks_password": asks_password,
        "asks_code": bool(factors),
        "other_factors": others,
    }


def answer(request: HttpRequest, account: identity.Account, *, actor: Actor, now: datetime) -> str:
    """
    Check what was typed or what the passkey said; gives the kind of factor shown.

    Refuses with SecondFactorFailed, PasskeyRejected, SignInFailed, SignInLocked, and what an outside factor refuses.
    """
    for one in _OUTSIDE:
        if one.name in request.POST:
            one.answer(request, account, actor=actor, now=now)
            return one.name.removeprefix("factor_")
    state = request.session.pop(_PASSKEY, None)
    address = client_address(request)
    attempt = identity.Attempt(account.username, address, counted="factor")
    if signed := request.POST.get("factor_passkey", ""):
        return identity.show_passkey(
            actor=actor,
            now=now,
            attempt=attempt,
            account=account,
            site=site_of(request),
            state=state or {"challenge": "", "user_verification": None},
            answer=signed,
        )
    if "factor_password" in request.POST and not holds_factor(account_id=account.pk, now=now):
        identity.authenticate(
            attempt=identity.Attempt(account.username, address),
            password=request.POST["factor_password"],
            now=now,
        )
        return "password"
    return identity.show_code(
        actor=actor, now=now, attempt=attempt, account=account, code=request.POST.get("factor_code", "")
    )


def keep_registration(request: HttpRequest, state: dict[str, Any]) -> None:
    """Keep the challenge of a passkey that is about to be made."""
    request.session[_PASSKEY] = state


def take_registration(request: HttpRequest) -> dict[str, Any]:
    """Take the challenge out; it counts once."""
    state: dict[str, Any] = request.session.pop(_PASSKEY, None) or {
        "challenge": "",
        "user_verification": None,
    }
    return state


def remember_shown(request: HttpRequest, now: datetime) -> None:
    """Keep when a factor was last shown in this browser."""
    request.session[_SHOWN_AT] = now.timestamp()


def is_factor_fresh(request: HttpRequest, now: datetime) -> bool:
    """Tell whether a factor was shown here within the last ten minutes; an instant from the future is none."""
    shown = request.session.get(_SHOWN_AT)
    if shown is None:
        return False
    shown_at = datetime.fromtimestamp(shown, UTC)
    return not identity.is_from_future(shown_at, now=now) and now - shown_at <= identity.FACTOR_FRESH


def was_factor_shown(request: HttpRequest) -> bool:
    """Tell whether a second factor was shown in this sign-in."""
    return _SHOWN_AT in request.session
