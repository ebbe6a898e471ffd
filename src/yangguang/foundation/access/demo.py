"""
The people of the demo city in one call, and the list of accounts that the console and the demo-accounts
page show.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from yangguang.foundation.identity.api import hash_password
from yangguang.foundation.identity.demo import APPLICANTS, DEMO_PASSWORD, build_applicants
from yangguang.foundation.organisation.demo import build_organisation, cast, read_bodies, what_they_do
from yangguang.kernel.refusals import Refusal


class DemoPasswordInService(Refusal):
    """The published password would protect accounts of a real service."""

    code = "access.demo_password_in_service"
    text = "演示口令是公开的，正式运行时不能用它建账户。"
    remedy = "请另给一个口令，或者以演示方式启动（YANGGUANG_MODE=demo）。"


SMALL_CITY = frozenset({"market", "supervision", "service"})
"""The bodies a story about signing in and rights needs; staffing all of them takes seconds."""


@dataclass(frozen=True)
class DemoAccount:
    """One account anybody may use in demo mode."""

    group: str
    role: str
    username: str
    may: str


_more: list[Callable[[], list[DemoAccount]]] = []


def register_demo_accounts(list_them: Callable[[], list[DemoAccount]]) -> None:
    """Let an app that staffs bodies of its own in the demo city list their accounts too; it names only those that exist."""
    _more.append(list_them)


def build_people(*, now: datetime, password: str = DEMO_PASSWORD, only: frozenset[str] = frozenset()) -> None:
    """
    Make areas, bodies, officers, applicants and enterprises of the demo city; twice changes nothing.

    *only* names the bodies to staff, by key; without it, all of them.

    Refuses with DemoPasswordInService.
    """
    if password == DEMO_PASSWORD and not settings.DEMO_MODE:
        raise DemoPasswordInService
    secret = hash_password(password=password)  # one hash for all: argon2 is slow by design
    build_organisation(now=now, secret=secret, only=only)
    build_applicants(now=now, secret=secret)


def demo_accounts() -> list[DemoAccount]:
    """List the demo accounts: applicants first, then officers body by body, then those other apps have staffed."""
    bodies = read_bodies()
    accounts = [DemoAccount("申请人", one.details.name, one.username, one.what) for one in APPLICANTS]
    accounts.extend(
        DemoAccount(bodies[one.body].details.short_name, one.role, one.username, what_they_do(one.kind))
        for one in cast()
    )
    for list_them in _more:
        accounts.extend(list_them())
    return accounts
