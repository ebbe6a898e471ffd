"""Watching what the small office of approval's tests does: the log takes the acts, supervision reads the log."""

from datetime import datetime

from yangguang.foundation.acts.api import system_actor
from yangguang.foundation.acts.log.sequencer import sequence_waiting
from yangguang.oversight.monitoring import api as monitoring
from yangguang.oversight.monitoring.models import Card

WATCH = system_actor("电子监察")


def watch(now: datetime) -> list[Card]:
    """Let supervision look at an instant; gives the cards it issues."""
    sequence_waiting(now=now)
    return monitoring.keep_watch(actor=WATCH, now=now)
