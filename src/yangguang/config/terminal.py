"""What the operator sees in the terminal: one line per stage, with its seconds."""

import sys
import time

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


def complain(told: str) -> None:
    """Print a line for the attention of the operator."""
    sys.stderr.write(told.rstrip() + "\n")
    sys.stderr.flush()
