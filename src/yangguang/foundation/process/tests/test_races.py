"""Officers at the same moment, and a server that dies in the middle: real threads on PostgreSQL."""

import threading

import pytest
from django.db import connection, transaction

from yangguang.foundation.acts.models import Act
from yangguang.foundation.process import api as process
from yangguang.foundation.process.engine.compiled import compiled_definition
from yangguang.foundation.process.models import Instance, Task, Token
from yangguang.foundation.process.states import RowState
from yangguang.foundation.process.tests.flows import bordered, parallel, sequence
from yangguang.foundation.process.tests.given import (
    NOW,
    done,
    inside,
    later,
    officer,
    published,
    started,
    task_at,
    waiting,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def fresh_definitions():
    """Forget compiled flows: truncation gives ids anew."""
    compiled_definition.cache_clear()
    yield
    compiled_definition.cache_clear()


def at_once(*deeds) -> list:
    """Run deeds in threads that begin together; gives what each returned or raised."""
    barrier = threading.Barrier(len(deeds))
    results: list = [None] * len(deeds)

    def run(number: int, deed) -> None:
        barrier.wait()
        try:
            results[number] = deed()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n, deed)) for n, deed in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def completing(task: Task, account: int):
    return lambda: inside(
        lambda: process.complete_task(
            task_id=task.pk, actor=officer(account), now=NOW, variables={"n": account}
        )
    )


def test_join__three_finish_at_once__is_never_lost() -> None:
    flow = published(parallel("a", "b", "c"))
    for _ in range(15):
        case = started(flow)

        results = at_once(*(completing(task_at(case, node), n) for n, node in enumerate(("a", "b", "c"), 1)))

        assert not [result for result in results if isinstance(result, Exception)]
        assert waiting(case) == ["last"]
        assert not Token.objects.filter(instance=case, state=RowState.LIVE).exists()


def test_step__two_finish_it_at_once__one_is_refused() -> None:
    flow = published(sequence("a", "b"))
    for _ in range(5):
        case = started(flow)
        task = task_at(case, "a")

        results = at_once(completing(task, 1), completing(task, 2))

        refused = [result for result in results if isinstance(result, Exception)]
        assert len(refused) == 1
        assert isinstance(refused[0], process.TaskNotOpen)
        assert waiting(case) == ["b"]


def test_claim__two_at_once__one_gets_it() -> None:
    case = started(sequence("a"))
    task = task_at(case, "a")

    results = at_once(
        *(
            lambda who=who: inside(lambda: process.claim_task(task_id=task.pk, actor=officer(who), now=NOW))
            for who in (1, 2)
        )
    )

    assert [type(r).__name__ for r in results if isinstance(r, Exception)] == ["TaskHeldByAnother"]


def test_timer__two_workers__fires_once() -> None:
    case = started(bordered(True))

    fired = at_once(*(lambda: process.fire_due_timers(now=later(days=9)) for _ in range(2)))

    assert sum(fired) == 1
    assert waiting(case) == ["remind"]


def test_withdraw_and_complete__at_once__never_leave_a_half_case() -> None:
    flow = published(parallel("a", "b"))
    for _ in range(5):
        case = started(flow)

        at_once(
            completing(task_at(case, "a"), 1),
            lambda case=case: inside(lambda: process.withdraw(instance_id=case.pk, reason="", now=NOW)),
        )

        case.refresh_from_db()
        assert case.state == "withdrawn"
        assert waiting(case) == []


def test_publish__two_at_once__get_two_versions() -> None:
    published(sequence("a"))

    versions = at_once(*(lambda: published(sequence("a")).version for _ in range(2)))

    assert sorted(versions) == [2, 3]


class Killed(BaseException):
    """The server dies: nothing catches it."""


@pytest.mark.parametrize("statement", range(1, 12))
def test_kill__between_any_two_statements__leaves_nothing(statement: int) -> None:
    case = started(parallel("a", "b"))
    done(case, "a")
    task = task_at(case, "b")
    before = (
        Act.objects.count(),
        Token.objects.filter(state=RowState.LIVE).count(),
        Instance.objects.count(),
    )
    seen = 0

    def killer(execute, sql, params, many, context):
        nonlocal seen
        seen += 1
        if seen == statement:
            raise Killed
        return execute(sql, params, many, context)

    killed = False
    with connection.execute_wrapper(killer):
        try:
            completing(task, 1)()
        except Killed:
            killed = True
    if connection.in_atomic_block:
        transaction.rollback()

    after = (Act.objects.count(), Token.objects.filter(state=RowState.LIVE).count(), Instance.objects.count())
    if killed:
        assert waiting(case) == ["b"]
        assert after == before
        completing(task, 1)()
    assert waiting(case) == ["last"]
