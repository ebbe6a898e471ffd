"""
Facts told inside one server: an operation emits a frozen record, receivers hear it after the commit.

Delivery is in-process and at most once; what must never be missed is written in the operation's own transaction
(a job of `foundation.jobs`), so that a crash after the commit loses no duty.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

Receiver = TypeVar("Receiver", bound=Callable[..., None])

_receivers: dict[type, list[Callable[..., None]]] = defaultdict(list)


def subscribe(event_class: type) -> Callable[[Receiver], Receiver]:
    """Register the decorated function for one kind of event; it is called with the event and the act's number."""

    def register(receiver: Receiver) -> Receiver:
        if receiver not in _receivers[event_class]:
            _receivers[event_class].append(receiver)
        return receiver

    return register


def publish(event: Any, act_number: int) -> None:
    """Tell every receiver of this kind of event; called by the operation wrapper after the commit."""
    for receiver in _receivers.get(type(event), ()):
        receiver(event, act_number)


def receivers() -> dict[type, list[Callable[..., None]]]:
    """Show who listens to what, for the generated map."""
    return dict(_receivers)
