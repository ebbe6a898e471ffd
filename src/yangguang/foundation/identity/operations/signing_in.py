"""
Signing in and out. Failures are counted per user name and per address, whether the name exists or not, so
that nobody learns which names exist; locks open by themselves.
"""

from dataclasses import dataclass
from datetime import datetime
from importlib import import_module

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from yangguang.foundation.acts.api import ANONYMOUS, Actor, note, operation
from yangguang.foundation.identity import permissions
from yangguang.foundation.identity.models import Account, SignIn, SignInCounter
from yangguang.foundation.identity.passwords import verify_password
from yangguang.foundation.identity.rules import (
    ACCOUNT_FAILURES,
    ADDRESS_FAILURES,
    ADDRESS_QUIET,
    FORGET_AFTER,
    KEEP_SIGN_INS,
    SignInFailed,
    SignInLocked,
    lock_for,
    lock_message,
    normalised_username,
)

_LIMITS = {"account": ACCOUNT_FAILURES, "address": ADDRESS_FAILURES}


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody trying to sign in: the name as typed, from an address."""

    username: str
    address: str

    @property
    def keys(self) -> dict[str, str]:
        """The keyed digests under which failures are counted."""
        values = {"account": normalised_username(self.username), "address": self.address}
        return {
            kind: salted_hmac("identity.sign_in." + kind, value).hexdigest() for kind, value in values.items()
        }

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the attempt: by the account if there is one; what was typed may be a password."""
        username = normalised_username(self.username)
        return ("account", username if Account.objects.filter(username=username).exists() else "unknown")


def authenticate(*, attempt: Attempt, password: str, now: datetime) -> Account:
    """
    Check a user name and password and count failures: 5 in a row lock the name, 40 the address, for 15
    minutes, doubling.

    An unknown name, a closed account and a wrong password answer alike and cost the same work.

    Refuses with SignInFailed, SignInLocked; the failure is on record either way.
    """
    with transaction.atomic():
        _refuse_locked(_counter(attempt, "address", now), now)
        counter = _counter(attempt, "account", now, lock=True)  # guesses at one name wait for each other
        _refuse_locked(counter, now)
        account = Account.objects.filter(
            username=normalised_username(attempt.username), is_active=True
        ).first()
        if verify_password(password=password, encoded=account.password if account else None):
            SignInCounter.objects.filter(kind="account", key=attempt.keys["account"]).delete()
        else:
            account = None
            record_failed_sign_in(actor=ANONYMOUS, now=now, attempt=attempt)
    if account is None:
        raise SignInFailed
    return account


@operation(
    "identity.record_failed_sign_in",
    summary="登录没有成功",
    permission=permissions.may_record_failed_sign_in,
    subject="attempt",
)
def record_failed_sign_in(*, actor: Actor, now: datetime, attempt: Attempt) -> None:
    """Count a failed sign-in and lock what has failed too often (GB/T 22239-2019, 8.1.4.1 b)."""
    for kind in ("address", "account"):
        counter = _counter(attempt, kind, now, lock=True)
        counter.failures += 1
        counter.changed_at = now
        if counter.failures >= _LIMITS[kind]:
            counter.locked_until = now + lock_for(lockouts=counter.lockouts)
            counter.lockouts += 1
            counter.failures = 0
            note(**{f"locked_{kind}_until": counter.locked_until.isoformat()})
        counter.save()


@operation(
    "identity.record_sign_in", summary="登录", permission=permissions.may_record_sign_in, subject="account"
)
def record_sign_in(
    *, actor: Actor, now: datetime, account: Account, session_key: str, address: str, device: str
) -> SignIn:
    """Open a sign-in for an account that has shown its password."""
    account.last_login = now
    account.save(update_fields=["last_login"])
    return SignIn.objects.create(
        account=account,
        session_key=session_key,
        address=address or None,
        device=device[:200],
        started_at=now,
        seen_at=now,
    )


@operation(
    "identity.end_sign_in", summary="退出登录", permission=permissions.may_end_sign_in, subject="sign_in"
)
def end_sign_in(*, actor: Actor, now: datetime, sign_in: SignIn, ending: str = "signed_out") -> SignIn:
    """End one sign-in, here or in another browser; its session is gone at once."""
    if sign_in.ended_at is None:
        sign_in.ended_at = now
        sign_in.ending = ending
        sign_in.save(update_fields=["ended_at", "ending"])
    import_module(settings.SESSION_ENGINE).SessionStore(sign_in.session_key).delete()
    note(ending=ending)
    return sign_in


def forget_failures(*, now: datetime) -> int:
    """Delete counters that nothing has touched for a day; for the nightly job. Technical rows, so no act."""
    return SignInCounter.objects.filter(changed_at__lt=now - FORGET_AFTER).delete()[0]


def forget_sign_ins(*, now: datetime) -> int:
    """
    Delete sign-ins after the six months that logs are kept (网络安全法 第二十一条). Technical rows, so no
    act.
    """
    return SignIn.objects.filter(started_at__lt=now - KEEP_SIGN_INS).delete()[0]


def _counter(attempt: Attempt, kind: str, now: datetime, *, lock: bool = False) -> SignInCounter:
    SignInCounter.objects.bulk_create(
        [SignInCounter(kind=kind, key=attempt.keys[kind], changed_at=now)], ignore_conflicts=True
    )
    rows = SignInCounter.objects.select_for_update() if lock else SignInCounter.objects.all()
    counter = rows.get(kind=kind, key=attempt.keys[kind])
    quiet = now - counter.changed_at
    if quiet >= FORGET_AFTER:
        counter.failures, counter.lockouts, counter.locked_until = 0, 0, None
    elif kind == "address" and quiet >= ADDRESS_QUIET:
        counter.failures = 0
    return counter


def _refuse_locked(counter: SignInCounter, now: datetime) -> None:
    if counter.locked_until is not None and now < counter.locked_until:
        raise SignInLocked(until=lock_message(counter.locked_until))
