"""Jobs commit with the data, and only then."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from yangguang.foundation.jobs import api as jobs

pytestmark = pytest.mark.django_db


@jobs.task(name="jobs.tests_note", attempts=3)
def note(*, number: int, **_unknown: object) -> int:
    return number


@jobs.every(cron="0 3 * * *", name="jobs.tests_nightly")
def nightly(timestamp: int) -> int:
    return timestamp


def test_defer__in_a_transaction__leaves_a_job_with_its_arguments():
    number = jobs.defer(note, number=7, at=datetime(2026, 9, 22, tzinfo=UTC), lock="case-7")

    job = ProcrastinateJob.objects.get(pk=number)
    assert (job.task_name, job.args, job.lock) == ("jobs.tests_note", {"number": 7}, "case-7")
    assert job.scheduled_at == datetime(2026, 9, 22, tzinfo=UTC)


def test_defer__transaction_rolled_back__leaves_nothing():
    class Stop(Exception):
        pass

    with pytest.raises(Stop), transaction.atomic():
        jobs.defer(note, number=8)
        raise Stop

    assert not ProcrastinateJob.objects.filter(task_name="jobs.tests_note").exists()


def test_task__declared__can_still_be_called_and_ignores_unknown_arguments():
    assert note(number=3, added_later="x") == 3
    assert nightly(timestamp=5) == 5


def test_task__fails__is_tried_again_later_each_time():
    waits = [
        note.retry_strategy.get_retry_decision(exception=ValueError(), job=_attempted(attempts))
        for attempts in (1, 2, 3)
    ]

    first, second = (wait.retry_at - datetime.now(UTC) for wait in waits[:2])  # noqa: TID251
    assert timedelta(0) < first < second
    assert waits[2] is None


def _attempted(attempts: int):
    from procrastinate.jobs import Job

    return Job(id=1, queue="default", lock=None, queueing_lock=None, task_name="x", attempts=attempts)
