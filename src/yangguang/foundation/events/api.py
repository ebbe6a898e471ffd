"""The door of events: subscribe to facts, publish them after commit."""

from yangguang.foundation.events.bus import publish, subscribe

__all__ = ["publish", "subscribe"]
