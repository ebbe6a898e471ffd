"""
The life of a sign-in in one browser: a new session key at the start, at most 30 minutes idle and 12 hours
in all, whom the person stands for, and the end.
"""

from datetime import UTC, datetime, timedelta
from typing import cast

from django.contrib.auth import login, logout
from django.http import HttpRequest

from yangguang.foundation.access.backends import BACKEND
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.identity.api import (
    Account,
    MandateNotFound,
    SignIn,
    end_sign_in,
    find_mandate,
    is_fresh,
    record_sign_in,
)
from yangguang.kernel import clock

ACTING_FOR = "acting_for"  # session key: credit code of the enterprise the person stands for
_STARTED = "signed_in_at"
_SEEN = "seen_at"
_SEEN_STEP = timedelta(minutes=1)  # a session is written at most once a minute


def begin_session(request: HttpRequest, *, actor: Actor, account: Account, now: datetime) -> None:
    """Sign an account in under a fresh session key, so that a key planted before is worth nothing."""
    request.session.flush()
    login(request, account, backend=BACKEND)
    request.session[_STARTED] = request.session[_SEEN] = now.timestamp()
    record_sign_in(
        actor=actor,
        now=now,
        account=account,
        session_key=request.session.session_key or "",
        address=client_address(request),
        device=request.headers.get("User-Agent", ""),
    )


def keep_session(request: HttpRequest, now: datetime) -> bool:
    """Tell whether the session still counts, and move its idle limit; a stale one is flushed."""
    started, seen = (_instant(request, key, now) for key in (_STARTED, _SEEN))
    if not is_fresh(started_at=started, seen_at=seen, now=now):
        logout(request)
        return False
    if now - seen >= _SEEN_STEP or _SEEN not in request.session:
        request.session[_STARTED] = started.timestamp()
        request.session[_SEEN] = now.timestamp()
        SignIn.objects.filter(session_key=request.session.session_key, ended_at__isnull=True).update(
            seen_at=now
        )
    return True


def end_session(request: HttpRequest, *, actor: Actor, now: datetime) -> None:
    """Sign out here."""
    sign_in = find_own_sign_in(request)
    if sign_in is not None:
        end_sign_in(actor=actor, now=now, sign_in=sign_in)
    logout(request)


def find_own_sign_in(request: HttpRequest) -> SignIn | None:
    """Find the sign-in this browser uses."""
    key = request.session.session_key
    return SignIn.objects.filter(session_key=key, ended_at__isnull=True).first() if key else None


def stand_for(request: HttpRequest, *, actor: Actor, credit_code: str, now: datetime) -> None:
    """
    Choose whom the person stands for from now on: an enterprise, or with an empty code themselves.

    Refuses with MandateNotFound.
    """
    if not credit_code:
        request.session.pop(ACTING_FOR, None)
        return
    account_id = cast("int", actor.account_id)
    if find_mandate(account_id=account_id, credit_code=credit_code, on=clock.today(now)) is None:
        raise MandateNotFound
    request.session[ACTING_FOR] = credit_code


def client_address(request: HttpRequest) -> str:
    """Give the address the request came from, as the server in front has established it."""
    return str(request.META.get("REMOTE_ADDR", ""))


def _instant(request: HttpRequest, key: str, now: datetime) -> datetime:
    written = request.session.get(key)
    return datetime.fromtimestamp(written, UTC) if written is not None else now
