"""Telling the holders of a post what has happened to their declaration or authority."""

from datetime import datetime

from yangguang.foundation.messaging import api as messaging
from yangguang.foundation.organisation.api import PostKind, list_holders
from yangguang.kernel import clock


def tell_unit(
    *, body_code: str, title: str, text: str, link: str, about: tuple[str, str], now: datetime
) -> None:
    """Put a message into the inboxes of a body's list office."""
    for officer in list_holders(kind=PostKind.ADMIN, body_code=body_code, on=clock.today(now)):
        messaging.send(title=title, text=text, now=now, account_id=officer.account_id, link=link, about=about)
