"""What others may hear about the order of powers."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class DeclarationFiled:
    """The legal office filed a declaration; codes come next."""

    number: str
    name: str
    filing_number: str
    at: datetime


@dataclass(frozen=True)
class AuthorityChanged:
    """A body's right to act online under a power was approved, suspended, restored or withdrawn."""

    number: str
    matter_code: str
    state: str
    at: datetime
