"""What happened to licences, for everybody who keeps something in step with them."""

from dataclasses import dataclass
from datetime import date, datetime


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


@dataclass(frozen=True, slots=True)
class LicenceSuspended:
    """A licence is held back until a day."""

    number: str
    version: int
    title: str
    holder_code: str
    issuer_code: str
    until: date
    at: datetime


@dataclass(frozen=True, slots=True)
class LicenceResumed:
    """A licence that was held back may be used again."""

    number: str
    version: int
    title: str
    holder_code: str
    issuer_code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LicenceRead:
    """Somebody other than the holder looked at a licence, or was refused."""

    number: str
    holder_code: str
    body_code: str
    purpose: str
    is_given: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class LicenceTypePublished:
    """A version of a type is in force."""

    code: str
    name: str
    number: int
    at: datetime
