"""What identity tells the rest of the platform after the commit."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SignInEnded:
    """A sign-in has ended: signed out, ended elsewhere, replaced by a newer one, idle, password changed, retired."""

    sign_in_id: int
    account_id: int
    ending: str
    ended_at: datetime
