"""The door of events: subscribe to facts, publish them after commit, tell open pages."""

from yangguang.foundation.events.announcements import announce, prune
from yangguang.foundation.events.bus import publish, subscribe

__all__ = ["announce", "prune", "publish", "subscribe"]
