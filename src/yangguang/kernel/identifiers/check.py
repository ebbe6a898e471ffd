"""The one shape in which every identifier check answers, and how typed text is brought to one form."""

import re
import unicodedata
from dataclasses import dataclass

_BLANKS = re.compile(r"\s+")
_DASHES = re.compile(r"[-‐‑‒–—―－]+")


@dataclass(frozen=True, slots=True)
class Check:
    """
    What a check found: the value in its one form, and Chinese sentences about it.

    An error means the value cannot be taken; a warning means take it, but let a person look.
    """

    value: str
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def is_valid(self) -> bool:
        """Tell whether the value can be taken."""
        return not self.errors

    @property
    def is_clean(self) -> bool:
        """Tell whether the value can be taken without anybody looking."""
        return not self.errors and not self.warnings


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch of a code and what it says, for pages that take a code apart."""

    name: str
    text: str
    meaning: str = ""


def normalise(text: str, *, keep_dashes: bool = False) -> str:
    """
    Bring typed text to the one form: half-width, upper case, no blanks.

    People paste codes from scans and input methods (full-width digits, small letters, blanks every four
    characters); dashes go too, unless they are part of the code.
    """
    plain = _BLANKS.sub("", unicodedata.normalize("NFKC", text)).upper()
    return _DASHES.sub("-" if keep_dashes else "", plain)
