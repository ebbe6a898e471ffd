"""What the operator sees in the terminal: one line per stage, with its seconds."""

import sys
import time

STARTED = time.monotonic()


def say(stage: str, told: str = "") -> None:
    """Print a line of progress at once, with the seconds since the command began."""
    sys.stdout.write(f"{time.monotonic() - STARTED:6.1f}s  {stage}  {told}".rstrip() + "\n")
    sys.stdout.flush()


def complain(told: str) -> None:
    """Print a line for the attention of the operator."""
    sys.stderr.write(told.rstrip() + "\n")
    sys.stderr.flush()
