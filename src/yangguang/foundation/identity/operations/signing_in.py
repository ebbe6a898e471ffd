"""
Signing in and out. Failures are counted per user name and per address, whether the name exists or not, so
that nobody learns which names exist; locks open by themselves.
"""

from dataclasses import dataclass
from datetime import datetime
from importlib import import_module

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac

from yangguang.foundation.acts.api import ANONYMOUS, Actor, emit, note, operation, system_actor
from yangguang.foundation.identity import permissions
from yangguang.foundation.identity.events import SignInEnded
from yangguang.foundation.identity.models import Account, SignIn, SignInCounter
from yangguang.foundation.identity.passwords import verify_password
from yangguang.foundation.identity.rules import (
    ABSOLUTE_LIMIT,
    ACCOUNT_FAILURES,
    ADDRESS_FAILURES,
    ADDRESS_QUIET,
    FORGET_AFTER,
    IDLE_LIMIT,
    KEEP_SIGN_INS,
    SignInFailed,
    SignInLocked,
    lock_for,
    lock_message,
    normalised_username,
)

_LIMITS = {"account": ACCOUNT_FAILURES, "factor": ACCOUNT_FAILURES, "address": ADDRESS_FAILURES}


@dataclass(frozen=True, slots=True)
class Attempt:
    """
    Somebody trying to sign in: the name as typed, from an address.

    *counted* says what is being guessed: the password ("account") or the second factor ("factor"). A right password
    does not forgive wrong codes, or whoever has the password could guess for ever.
    """

    username: str
    address: str
    counted: str = "account"

    @property
    def keys(self) -> dict[str, str]:
        """The keyed digests under which failures are counted."""
        username = normalised_username(self.username)
        values = {"account": username, "factor": username, "address": self.address}
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
        refuse_locked_out(attempt, now)
        account = Account.objects.filter(
            username=normalised_username(attempt.username), is_active=True
        ).first()
        if verify_password(password=password, encoded=account.password if account else None):
            forgive(attempt)
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
    for kind in ("address", attempt.counted):
        counter = _counter(attempt, kind, now, lock=True)
        counter.failures += 1
        counter.changed_at = now
        if counter.failures >= _LIMITS[kind]:
            counter.locked_until = now + lock_for(lockouts=counter.lockouts)
            counter.lockouts += 1
            counter.failures = 0
            note(**{f"locked_{kind}_until": counter.locked_until.isoformat()})
        counter.save()
    note(step=attempt.counted)


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
    emit(SignInEnded(sign_in_id=sign_in.pk, account_id=sign_in.account_id, ending=ending, ended_at=now))
    return sign_in


def end_stale_sign_ins(*, now: datetime) -> int:
    """End every sign-in that has been idle too long, so that other systems of the city hear of it, too."""
    stale = SignIn.objects.filter(ended_at__isnull=True).filter(
        Q(seen_at__lte=now - IDLE_LIMIT) | Q(started_at__lte=now - ABSOLUTE_LIMIT)
    )
    ended = list(stale.select_related("account").order_by("pk")[:500])
    for one in ended:
        end_sign_in(actor=system_actor("闲置退出"), now=now, sign_in=one, ending="idle")
    return len(ended)


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


def refuse_locked_out(attempt: Attempt, now: datetime) -> None:
    """Refuse with SignInLocked; guesses at one name wait for each other until the transaction ends."""
    _refuse_locked(_counter(attempt, "address", now), now)
    _refuse_locked(_counter(attempt, attempt.counted, now, lock=True), now)


def forgive(attempt: Attempt) -> None:
    """Forget the failures of what has now been shown."""
    SignInCounter.objects.filter(kind=attempt.counted, key=attempt.keys[attempt.counted]).delete()


def _refuse_locked(counter: SignInCounter, now: datetime) -> None:
    if counter.locked_until is not None and now < counter.locked_until:
        raise SignInLocked(until=lock_message(counter.locked_until))
