"""What the engine tells the platform after commit."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class _Case:
    """Which case an event is about."""

    instance_id: int
    business_type: str
    business_number: str


@dataclass(frozen=True, slots=True)
class TaskOpened(_Case):
    """A step waits for somebody."""

    task_id: int
    node_id: str
    name: str
    step: str
    post_kind: str
    body_code: str
    assignee_account_id: int | None
    due_on: date | None
    at: datetime


@dataclass(frozen=True, slots=True)
class TaskDone(_Case):
    """A step was done."""

    task_id: int
    node_id: str
    name: str
    step: str
    by_account_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class InstanceEnded(_Case):
    """A case left its flow: done, withdrawn, terminated or failed."""

    state: str
    error_code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TimerFired(_Case):
    """The time of a timer event came."""

    node_id: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MessageThrown(_Case):
    """A flow sends a message to the world outside; who delivers it where is the receiver's affair."""

    message: str
    node_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SignalThrown(_Case):
    """A flow raises a signal; waiting steps of the same case have taken it, other cases get it by `broadcast_signal`."""

    signal: str
    node_id: str
    at: datetime
