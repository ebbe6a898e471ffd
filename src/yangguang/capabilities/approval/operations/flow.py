"""The one place where approval meets the process engine: start, take, finish, send back, stand still."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from yangguang.capabilities.approval.models import Application
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.organisation.models import Officer
from yangguang.foundation.process import api as process
from yangguang.foundation.process.models import Task


def start(*, application: Application, actor: Actor, now: datetime) -> None:
    """Begin the flow of the application's version with the form's single values as variables."""
    raise NotImplementedError


def lock(application: Application) -> None:
    """Lock the flow's row, always before the case's."""
    raise NotImplementedError


def fresh(task: Task) -> Task:
    """Read a task anew under the lock."""
    return Task.objects.get(pk=task.pk)


def is_open(task: Task) -> bool:
    raise NotImplementedError


def done_by(task: Task) -> str:
    raise NotImplementedError


def done_at(task: Task) -> datetime | None:
    raise NotImplementedError


def claimed_by(task: Task) -> int | None:
    raise NotImplementedError


def claimant(task: Task) -> str:
    raise NotImplementedError


def letter_of(task: Task) -> str:
    raise NotImplementedError


def claim(*, actor: Actor, task: Task, now: datetime) -> None:
    raise NotImplementedError


def release(*, actor: Actor, task: Task, now: datetime) -> None:
    raise NotImplementedError


def complete(*, actor: Actor, task: Task, variables: dict[str, Any], now: datetime) -> None:
    raise NotImplementedError


def complete_applicant_task(*, actor: Actor, application: Application, now: datetime) -> None:
    raise NotImplementedError


def open_task(*, application: Application, letter: str) -> Task | None:
    raise NotImplementedError


def open_officer_task(*, application: Application) -> Task:
    raise NotImplementedError


def last_done(*, application: Application, letter: str) -> Task | None:
    raise NotImplementedError


def earlier_steps(*, application: Application) -> list[Task]:
    raise NotImplementedError


def return_to(*, actor: Actor, task: Task, node_id: str, reason: str, now: datetime) -> Task:
    raise NotImplementedError


def hand_over(*, actor: Actor, task: Task, to: Officer, reason: str, now: datetime) -> None:
    raise NotImplementedError


def add_signers(*, actor: Actor, task: Task, officers: Sequence[Officer], now: datetime) -> None:
    raise NotImplementedError


def suspend(*, actor: Actor, application: Application, reason: str, now: datetime) -> None:
    raise NotImplementedError


def resume(*, actor: Actor, application: Application, now: datetime) -> None:
    raise NotImplementedError


def withdraw(*, application: Application, actor: Actor, reason: str, now: datetime) -> None:
    raise NotImplementedError


__all__ = ["process"]
