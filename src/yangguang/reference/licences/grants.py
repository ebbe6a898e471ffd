"""What a decision grants and what a change alters: the values that the operations of licences take."""

from dataclasses import dataclass
from datetime import date

from yangguang.foundation.organisation.models import Body
from yangguang.reference.licences.models import LicenceKind

Content = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class LicenceGrant:
    """
    What a decision grants. *number* may stay empty: then prefix, area, year and a serial make it.

    *content* are the lines printed on the licence, in order; *valid_until* is the last day, included.
    """

    title: str
    issuer: Body
    holder_name: str
    holder_code: str
    holder_kind: str
    valid_from: date
    valid_until: date | None = None
    number: str = ""
    number_prefix: str = ""
    kind: str = LicenceKind.PERMIT.value
    legal_representative: str = ""
    address: str = ""
    content: Content = ()
    matter_code: str = ""
    application_number: str = ""


@dataclass(frozen=True, slots=True)
class LicenceChanges:
    """What a change alters; what is empty stays as it is. *content* replaces lines of the same label and adds new ones."""

    holder_name: str = ""
    legal_representative: str = ""
    address: str = ""
    content: Content = ()
    application_number: str = ""
