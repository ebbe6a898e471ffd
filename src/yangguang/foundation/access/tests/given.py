"""Officers at the keyboard: signing in with both factors, with codes that are never the same twice."""

from datetime import datetime

from django.test import Client

from yangguang.foundation.access.actors import actor_of
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.identity import api as identity
from yangguang.foundation.identity import factors
from yangguang.foundation.identity.demo import DEMO_PASSWORD
from yangguang.kernel import clock

SECRET = b"12345678901234567890"


def account(username: str) -> identity.Account:
    return identity.Account.objects.get(username=username)


def actor(username: str, now: datetime | None = None) -> Actor:
    found = identity.Account.objects.select_related("officer", "person").get(username=username)
    return actor_of(account=found, on=clock.today(now or clock.now()))


def code_at(when: datetime) -> str:
    return factors.totp_code(secret=SECRET, step=factors.totp_step(when))


def bind_totp(username: str, now: datetime) -> None:
    """Bind an app well before, so that the codes of now are unused."""
    identity.enrol_totp(
        actor=actor(username, now),
        now=now,
        account=account(username),
        name="我的手机",
        secret=SECRET,
        code=code_at(now),
    )


def sign_in(client: Client, username: str, to: str = "/account/", password: str = DEMO_PASSWORD):
    return client.post("/sign-in/", {"username": username, "password": password, "next": to})


def pass_second_step(client: Client, now: datetime):
    return client.post("/sign-in/second-step/", {"factor_code": code_at(now)})
