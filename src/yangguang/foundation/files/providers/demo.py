"""The scanner of the demo: knows the one harmless test pattern all scanners know (EICAR)."""

from pathlib import Path

from yangguang.foundation.files.providers.base import Verdict

# Kept in two parts so that our own source is not taken for the thing it looks for.
_PATTERN = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class DemoScanner:
    """Finds the EICAR test string anywhere in a file."""

    def scan(self, path: Path) -> Verdict:
        """Judge one file."""
        tail = b""
        with path.open("rb") as handle:
            while piece := handle.read(1 << 20):
                if _PATTERN in tail + piece:
                    return Verdict("EICAR 测试样本")
                tail = piece[-len(_PATTERN) :]
        return Verdict()
