"""
The life of a sign-in in one browser: a new session key at the start, at most 30 minutes idle and 12 hours
in all, whom the person stands for, and the end.
"""

from datetime import UTC, datetime, timedelta
from typing import cast

from django.conf import settings
from django.contrib.auth import login, logout
from django.core import signing
from django.http import HttpRequest

from yangguang.foundation.access.backends import BACKEND
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.identity.api import (
    CLOCK_TOLERANCE,
    PENDING_LIMIT,
    Account,
    MandateNotFound,
    SignIn,
    end_sign_in,
    find_mandate,
    find_replaced_sign_in,
    is_fresh,
    list_sign_ins,
    record_sign_in,
)
from yangguang.kernel import clock

ACTING_FOR = "acting_for"  # session key: credit code of the enterprise the person stands for
_STARTED = "signed_in_at"
_SEEN = "seen_at"
_PENDING = "awaits_factor"
_SEEN_STEP = timedelta(minutes=1)  # a session is written at most once a minute


def begin_session(request: HttpRequest, *, actor: Actor, account: Account, now: datetime) -> None:
    """
    Sign an account in under a fresh session key, so that a key planted before is worth nothing.

    An officer is signed in once: the newer sign-in ends the older ones (GB/T 22239-2019, 8.1.4.1 b), where sign-in is
    strict; citizens see the list of theirs and end what they do not know.
    """
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
    if actor.is_officer and settings.STRICT_SIGN_IN:
        older = list_sign_ins(account_id=account.pk, now=now).exclude(session_key=request.session.session_key)
        for one in older:
            end_sign_in(actor=actor, now=now, sign_in=one, ending="replaced")


def await_factor(request: HttpRequest, *, account: Account, back_to: str, now: datetime) -> None:
    """Remember, under a fresh key, that the password was right and the second factor is still to come."""
    request.session.flush()
    request.session[_PENDING] = {"account": account.pk, "at": now.timestamp(), "next": back_to}
    request.session.cycle_key()


def find_awaited(request: HttpRequest, now: datetime) -> tuple[Account, str] | None:
    """Find whose second factor this browser owes, and where to go on to; after five minutes nobody's."""
    pending = request.session.get(_PENDING)
    if pending is None:
        return None
    waited = now - datetime.fromtimestamp(pending["at"], UTC)
    if not -CLOCK_TOLERANCE <= waited <= PENDING_LIMIT:
        request.session.flush()
        return None
    account = Account.objects.filter(pk=pending["account"], is_active=True).select_related(
        "officer", "person"
    )
    found = account.first()
    return (found, pending["next"]) if found else None


def replaced_sign_in(request: HttpRequest) -> SignIn | None:
    """Find the sign-in of this browser that a newer one elsewhere has ended."""
    return find_replaced_sign_in(session_key=request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""))


def sign_ended_notice(sign_in: SignIn) -> str:
    """Write what the sign-in page is told about a sign-in that was ended, so that nobody can make it up."""
    return signing.dumps(sign_in.pk, salt="access.ended")


def read_ended_notice(text: str) -> SignIn | None:
    """Read it back; what was not written by us says nothing."""
    try:
        return SignIn.objects.filter(pk=signing.loads(text, salt="access.ended", max_age=86400)).first()
    except signing.BadSignature:
        return None


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


def signed_in_at(request: HttpRequest) -> datetime | None:
    """Give when this browser signed in."""
    written = request.session.get(_STARTED)
    return datetime.fromtimestamp(written, UTC) if written is not None else None
