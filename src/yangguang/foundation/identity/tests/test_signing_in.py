"""Passwords, lock-outs and what they give away."""

from datetime import datetime, timedelta

import pytest

from yangguang.foundation.acts.models import Act
from yangguang.foundation.identity import api as identity
from yangguang.foundation.identity import operations
from yangguang.foundation.identity.models import SignInCounter
from yangguang.foundation.identity.tests import given
from yangguang.foundation.identity.tests.given import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick_hashing(settings) -> None:
    """Many guesses are made here; what is tested is the counting, not argon2."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    given._hashed.clear()
    yield
    given._hashed.clear()


def attempt(password: str, username: str = "zhang", at: datetime = NOW, address: str = "10.0.0.1"):
    return identity.authenticate(attempt=identity.Attempt(username, address), password=password, now=at)


def refusal_of(password: str, username: str = "zhang", at: datetime = NOW, address: str = "10.0.0.1") -> str:
    with pytest.raises((identity.SignInFailed, identity.SignInLocked)) as refused:
        attempt(password, username, at, address)
    return refused.value.code


def test_authenticate__right_password__gives_the_account_whatever_the_case_of_the_name() -> None:
    person = given.person()

    assert attempt(given.PASSWORD, " Zhang ") == person.account


def test_authenticate__unknown_name_wrong_password_closed_account__answer_alike() -> None:
    person = given.person()
    messages = set()
    for username in ("zhang", "nobody"):
        with pytest.raises(identity.SignInFailed) as refused:
            attempt("wrong", username)
        messages.add(str(refused.value))
    person.account.is_active = False
    person.account.save()
    with pytest.raises(identity.SignInFailed) as refused:
        attempt(given.PASSWORD)
    messages.add(str(refused.value))

    assert len(messages) == 1


@pytest.mark.parametrize("username", ["zhang", "nobody"])
def test_authenticate__five_failures__lock_the_name_for_15_minutes_then_30(username: str) -> None:
    given.person()
    first = [refusal_of("wrong", username) for _ in range(6)]
    still = refusal_of(given.PASSWORD, username, NOW + timedelta(minutes=14, seconds=59))
    later = NOW + timedelta(minutes=15)
    second = [refusal_of("wrong", username, later) for _ in range(6)]
    last = refusal_of("wrong", username, later + timedelta(minutes=29))

    assert first == ["identity.sign_in_failed"] * 5 + ["identity.sign_in_locked"]
    assert still == "identity.sign_in_locked"
    assert second == first
    assert last == "identity.sign_in_locked"


def test_authenticate__after_the_lock__opens_by_itself_and_forgets() -> None:
    person = given.person()
    for _ in range(5):
        refusal_of("wrong")

    assert attempt(given.PASSWORD, at=NOW + timedelta(minutes=15)) == person.account
    assert not SignInCounter.objects.filter(kind="account").exists()


def test_authenticate__locked__says_until_when() -> None:
    given.person()
    for _ in range(5):
        refusal_of("wrong")

    with pytest.raises(identity.SignInLocked) as refused:
        attempt("wrong")

    assert "3月2日 09:15" in str(refused.value)
    assert refused.value.status == 429


def test_authenticate__forty_failures_from_one_address__lock_the_address_for_every_name() -> None:
    given.person()
    for serial in range(40):
        refusal_of("wrong", f"guess{serial}")

    assert refusal_of(given.PASSWORD) == "identity.sign_in_locked"
    assert attempt(given.PASSWORD, address="10.0.0.2")


def test_authenticate__failure__is_on_record_without_what_was_typed() -> None:
    given.person()
    refusal_of("wrong", "my-secret-password")
    refusal_of("wrong", "zhang")

    objects = list(
        Act.objects.filter(operation="identity.record_failed_sign_in")
        .order_by("number")
        .values_list("object_number", flat=True)
    )

    assert objects == ["unknown", "zhang"]


def test_forget_failures__after_a_day__deletes_the_counters() -> None:
    refusal_of("wrong", "nobody")

    assert identity.forget_failures(now=NOW + timedelta(hours=23)) == 0
    assert identity.forget_failures(now=NOW + timedelta(hours=25)) == 2


def test_forget_sign_ins__after_six_months__deletes_them_and_not_before() -> None:
    person = given.person()
    identity.record_sign_in(
        actor=given.actor(person), now=NOW, account=person.account, session_key="k", address="", device=""
    )

    assert operations.forget_sign_ins(now=NOW + timedelta(days=180)) == 0
    assert operations.forget_sign_ins(now=NOW + timedelta(days=190)) == 1
