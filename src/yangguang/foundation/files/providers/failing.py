"""The scanner that is down: for drills and tests of what people then see."""

from pathlib import Path

from yangguang.foundation.files.providers.base import ScannerUnavailable, Verdict


class FailingScanner:
    """Never answers."""

    def scan(self, path: Path) -> Verdict:
        """Say that it cannot be asked."""
        raise ScannerUnavailable("the failing twin never answers")
