"""What goes into a comparison and what comes out of it, as plain values."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Claim:
    """
    What somebody presents: the named values of a licence or of a body, as they were written.

    *item* says what is compared in words a clerk knows (营业执照); *key* finds the claim again (a case number).
    """

    kind: str
    fields: Mapping[str, str]
    item: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """
    What a source holds under a key of its own.

    *lapsed* is empty while the record is in force, else the word and day of its end (已撤销，2026-09-21起).
    """

    key: str
    fields: Mapping[str, str]
    lapsed: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that does not agree: what was said, what the source holds."""

    field: str
    label: str
    said: str
    known: str

    def as_dict(self) -> dict[str, str]:
        """For rows and machines."""
        return {"field": self.field, "label": self.label, "said": self.said, "known": self.known}


@dataclass(frozen=True, slots=True)
class Reason:
    """One field's part of the score: by which measure it agrees, or that it does not."""

    field: str
    label: str
    said: str
    known: str
    measure: str
    weight: float
    agrees: bool = dataclasses.field(default=False)

    def as_dict(self) -> dict[str, object]:
        """For rows and machines."""
        return {
            "field": self.field,
            "label": self.label,
            "said": self.said,
            "known": self.known,
            "measure": self.measure,
            "weight": self.weight,
            "agrees": self.agrees,
        }
