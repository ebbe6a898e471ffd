"""What a scanner of uploaded files must be able to do."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a scanner says; *finding* names the harm in its own words, empty when clean."""

    finding: str = ""

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found."""
        return not self.finding


class ScannerUnavailable(Exception):
    """The scanner could not be asked now; the file waits and is asked about again."""


class Scanner(Protocol):
    """Looks at a file before anybody may open it."""

    def scan(self, path: Path) -> Verdict:
        """Judge one file; raise ScannerUnavailable when that is not possible now."""
