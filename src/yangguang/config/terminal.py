"""What the operator sees in the terminal: one line per stage, with its seconds."""

import sys
import time
import unicodedata
from collections.abc import Sequence

_began = time.monotonic()


def count_from(instant: float) -> None:
    """Count the seconds from a monotonic *instant*, so that a child goes on where its parent was."""
    global _began
    _began = instant


def began() -> float:
    """Tell the monotonic instant the seconds are counted from."""
    return _began


def say(stage: str, told: str = "") -> None:
    """Print a line of progress at once, with the seconds since the command began."""
    sys.stdout.write(f"{time.monotonic() - _began:6.1f}s  {stage}  {told}".rstrip() + "\n")
    sys.stdout.flush()


def in_columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Align rows of text, counting a Chinese character as the two columns it takes."""
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))] if rows else []
    return [
        "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def complain(told: str) -> None:
    """Print a line for the attention of the operator."""
    sys.stderr.write(told.rstrip() + "\n")
    sys.stderr.flush()
