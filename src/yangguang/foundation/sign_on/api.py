"""The door of single sign-on: which connected system holds a token, and what a change of the secret key needs of it."""

from datetime import datetime

from yangguang.foundation.sign_on.keys import reseal_keys
from yangguang.foundation.sign_on.models import Client, ClientKind
from yangguang.foundation.sign_on.operations import find_token

__all__ = ["Client", "ClientKind", "find_calling_client", "reseal_keys"]


def find_calling_client(*, authorization: str, now: datetime) -> Client | None:
    """Find the system behind an Authorization header, if it calls for itself: approved, its token not run out."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        return None
    row = find_token(token=token.strip(), now=now)
    return row.client if row is not None and row.code_id is None else None
