"""
What Django asks who somebody is: accounts only; rights come from appointments and mandates, never from
here.
"""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from yangguang.foundation.identity.api import Account, Attempt, SignInFailed, SignInLocked, authenticate
from yangguang.kernel import clock

BACKEND = "yangguang.foundation.access.backends.AccountBackend"


class AccountBackend(BaseBackend):
    """Checks user names and passwords through identity, so that every guess is counted."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> Account | None:
        """Give the account, or none; pages call identity themselves to tell people why not."""
        if username is None or password is None:
            return None
        attempt = Attempt(username=username, address=request.META.get("REMOTE_ADDR", "") if request else "")
        try:
            return authenticate(attempt=attempt, password=password, now=clock.now())
        except (SignInFailed, SignInLocked):
            return None

    def get_user(self, user_id: int) -> Account | None:
        """Give the account of a session with the officer or person behind it, in one query."""
        accounts = Account.objects.filter(pk=user_id, is_active=True)
        return accounts.select_related("officer", "person").first()
