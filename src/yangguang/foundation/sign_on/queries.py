"""Reading clients, consents and sessions."""

from collections.abc import Iterable

from yangguang.foundation.access.models import State
from yangguang.foundation.sign_on.models import Client, ClientSession, Consent


def find_client(*, client_id: str) -> Client | None:
    """Find a client that may be used: approved, and saying what was approved."""
    client = Client.objects.filter(client_id=client_id, state=State.EFFECTIVE).first()
    return client if client is not None and client.is_genuine else None


def has_consented(*, client: Client, account_id: int, scopes: Iterable[str]) -> bool:
    """Tell whether a person has agreed to all of the scopes."""
    held = Consent.objects.filter(client=client, account_id=account_id).first()
    return held is not None and set(scopes) <= set(held.scopes)


def list_consents(*, account_id: int) -> list[Consent]:
    """List what a person agreed to, newest first."""
    return list(Consent.objects.filter(account_id=account_id).select_related("client").order_by("-given_at"))


def sessions_to_tell(*, sign_in_id: int | None = None) -> list[ClientSession]:
    """List the sessions of ended sign-ins whose clients want to hear and have not heard yet."""
    rows = ClientSession.objects.filter(sign_in__ended_at__isnull=False, told_at__isnull=True)
    rows = rows.exclude(client__backchannel_uri="").select_related("client", "sign_in")
    if sign_in_id is not None:
        rows = rows.filter(sign_in_id=sign_in_id)
    return list(rows.order_by("pk")[:200])
