"""What happened to licences, for everybody who keeps something in step with them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LicenceIssued:
    """A licence came into being: first issue, change or renewal (version above 1)."""

    number: str
    version: int
    title: str
    holder_code: str
    issuer_code: str
    application_number: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LicenceEnded:
    """A licence is no longer in force; *ending* says by which act."""

    number: str
    version: int
    title: str
    holder_code: str
    issuer_code: str
    ending: str
    at: datetime
