"""One-time passwords and recovery codes: the standard's vectors, replay, drift, lock-out; what lies in the database."""

from datetime import UTC, datetime, timedelta

import pytest

from yangguang.foundation.identity import factors
from yangguang.foundation.identity import operations as identity
from yangguang.foundation.identity.models import RecoveryCode, Totp
from yangguang.foundation.identity.operations.signing_in import Attempt
from yangguang.foundation.identity.rules import LastFactor, SecondFactorFailed, SignInLocked, WrongFirstCode
from yangguang.foundation.identity.tests import given
from yangguang.foundation.identity.tests.given import NOW, PASSWORD

SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_totp_code__vectors_of_rfc_6238(seconds: int, code: str) -> None:
    step = factors.totp_step(datetime.fromtimestamp(seconds, UTC))

    assert factors.totp_code(secret=SECRET, step=step) == code


def test_matching_step__used_step_and_earlier__never_count() -> None:
    step = factors.totp_step(NOW)
    code = factors.totp_code(secret=SECRET, step=step)

    assert factors.matching_step(secret=SECRET, code=code, now=NOW, after=step - 1) == step
    assert factors.matching_step(secret=SECRET, code=code, now=NOW, after=step) is None


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "12 34 5"])
def test_matching_step__malformed__is_none(typed: str) -> None:
    assert factors.matching_step(secret=SECRET, code=typed, now=NOW, after=0) is None


@pytest.fixture
def someone(db):
    return given.person()


def code_at(when: datetime) -> str:
    return factors.totp_code(secret=SECRET, step=factors.totp_step(when))


def enrolled(someone, now: datetime = NOW) -> Totp:
    return identity.enrol_totp(
        actor=given.actor(someone),
        now=now,
        account=someone.account,
        name="手机",
        secret=SECRET,
        code=code_at(now),
    )


def show(someone, code: str, now: datetime) -> str:
    attempt = Attempt(someone.account.username, "10.0.0.1", counted="factor")
    return identity.show_code(
        actor=given.actor(someone), now=now, attempt=attempt, account=someone.account, code=code
    )


def test_enrol_totp__wrong_code__is_refused_and_nothing_kept(someone) -> None:
    with pytest.raises(WrongFirstCode):
        identity.enrol_totp(
            actor=given.actor(someone),
            now=NOW,
            account=someone.account,
            name="手机",
            secret=SECRET,
            code="000000",
        )

    assert not Totp.objects.exists()


def test_enrol_totp__secret__lies_sealed_in_the_database(someone) -> None:
    totp = enrolled(someone)

    assert SECRET not in bytes(Totp.objects.get(pk=totp.pk).sealed_secret)


def test_show_code__replayed__is_refused(someone) -> None:
    enrolled(someone)
    later = NOW + timedelta(minutes=1)

    assert show(someone, code_at(later), later) == "totp"
    with pytest.raises(SecondFactorFailed):
        show(someone, code_at(later), later)


def test_show_code__clock_set_back__is_refused(someone) -> None:
    enrolled(someone)
    earlier = NOW - timedelta(hours=1)

    with pytest.raises(SecondFactorFailed):
        show(someone, code_at(earlier), earlier)


def test_show_code__five_failures__lock_and_a_right_password_does_not_open(someone) -> None:
    enrolled(someone)
    later = NOW + timedelta(minutes=2)
    for _ in range(5):
        with pytest.raises(SecondFactorFailed):
            show(someone, "000000", later)
        identity.authenticate(attempt=Attempt("zhang", "10.0.0.1"), password=PASSWORD, now=later)

    with pytest.raises(SignInLocked):
        show(someone, code_at(later), later)
    much_later = later + timedelta(minutes=16)
    assert show(someone, code_at(much_later), much_later) == "totp"


def test_recovery_code__opens_once_and_is_kept_as_digest(someone) -> None:
    enrolled(someone)
    codes = identity.renew_recovery_codes(actor=given.actor(someone), now=NOW, account=someone.account)
    later = NOW + timedelta(minutes=1)

    assert len(set(codes)) == 10
    assert not RecoveryCode.objects.filter(digest__in=codes).exists()
    assert show(someone, codes[3].upper().replace("-", " "), later) == "recovery"
    with pytest.raises(SecondFactorFailed):
        show(someone, codes[3], later)


def test_remove_factor__last_one_of_an_officer__stays(someone) -> None:
    totp = enrolled(someone)

    with pytest.raises(LastFactor):
        identity.remove_factor(actor=given.actor(someone), now=NOW, factor=totp, must_keep_one=True)
    identity.remove_factor(actor=given.actor(someone), now=NOW, factor=totp, must_keep_one=False)
    assert not Totp.objects.exists()
