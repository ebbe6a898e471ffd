"""
A thin layer over procrastinate: jobs are rows that commit with the data.

A job deferred inside an operation exists if and only if the operation's transaction commits, so a crash
after the commit loses no duty and a rollback leaves no orphan. Queues, workers and retries are
procrastinate's own.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.tasks import Task

PATIENT = 8  # attempts: with the doubling wait below the last one comes after about two days


def task(
    *, name: str, attempts: int = 1, first_wait_seconds: int = 60
) -> Callable[[Callable[..., Any]], "Task[Any, Any, Any]"]:
    """
    Declare a function of `tasks.py` as a job; it takes keyword arguments and tolerates unknown ones.

    A job that fails is tried again up to *attempts* times, the wait growing fourfold from
    *first_wait_seconds*.
    """
    retry = (
        RetryStrategy(max_attempts=attempts, exponential_wait=4, linear_wait=first_wait_seconds)
        if attempts > 1
        else False
    )
    return app.task(name=name, retry=retry, pass_context=False)


def every(*, cron: str, name: str) -> Callable[[Callable[..., Any]], "Task[Any, Any, Any]"]:
    """
    Run a function of `tasks.py` by the calendar (five cron fields, UTC); it receives `timestamp` in seconds.

    Runs that fell into a time when no worker was up are not made up for; such a task looks at what is due,
    not at when it last ran.
    """

    def declare(function: Callable[..., Any]) -> "Task[Any, Any, Any]":
        declared = app.task(name=name, queueing_lock=name)(function)
        return app.periodic(cron=cron)(declared)

    return declare


def defer(
    job: "Task[Any, Any, Any]", *, at: datetime | None = None, lock: str | None = None, **arguments: Any
) -> int:
    """
    Put a job into the queue within the current transaction and give its number.

    *at* delays it; jobs with the same *lock* run one after another. Arguments are JSON values: numbers and
    texts, never rows.
    """
    return job.configure(schedule_at=at, lock=lock).defer(**arguments)
