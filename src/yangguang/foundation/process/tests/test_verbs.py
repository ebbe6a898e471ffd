"""What offices do with cases: claim, hand over, add signers, send back, suspend, withdraw."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from yangguang.foundation.acts.models import Act
from yangguang.foundation.process import api as process
from yangguang.foundation.process.models import Definition, Instance, Subscription, Timer, Token
from yangguang.foundation.process.states import RowState
from yangguang.foundation.process.tests.flows import (
    bordered,
    composer,
    nested,
    parallel,
    sequence,
    several,
    users,
)
from yangguang.foundation.process.tests.given import (
    BODY,
    CLERK,
    NOW,
    OTHER,
    done,
    finish,
    inside,
    later,
    nothing_waits,
    officer,
    published,
    returned,
    started,
    task_at,
    waiting,
)
from yangguang.kernel.refusals import NotFound

pytestmark = pytest.mark.django_db


def claimed(instance: Instance, node: str, actor=CLERK):
    task = task_at(instance, node)
    return inside(lambda: process.claim_task(task_id=task.pk, actor=actor, now=NOW))


def test_claim__free_step__is_mine_and_nobody_elses() -> None:
    case = started(sequence("a"))

    task = claimed(case, "a")

    assert claimed(case, "a").pk == task.pk
    with pytest.raises(process.TaskHeldByAnother):
        claimed(case, "a", OTHER)
    with pytest.raises(process.TaskHeldByAnother):
        inside(lambda: process.complete_task(task_id=task.pk, actor=OTHER, now=NOW))
    assert not process.may_work_on(OTHER, task_at(case, "a"))


def test_release__puts_the_step_back_on_the_desk() -> None:
    case = started(sequence("a"))
    task = claimed(case, "a")

    with pytest.raises(process.TaskNotHeld):
        inside(lambda: process.release_task(task_id=task.pk, actor=OTHER, now=NOW))
    inside(lambda: process.release_task(task_id=task.pk, actor=CLERK, now=NOW))

    assert task_at(case, "a").state == "open"
    assert process.may_work_on(OTHER, task_at(case, "a"))


def test_complete__twice__is_refused_and_moves_once() -> None:
    case = started(sequence("a", "b"))
    task = task_at(case, "a")
    finish(task)

    with pytest.raises(process.TaskNotOpen):
        finish(task)

    assert waiting(case) == ["b"]


def test_complete__unknown_step__is_not_found() -> None:
    with pytest.raises(NotFound):
        inside(lambda: process.complete_task(task_id=999_999, actor=CLERK, now=NOW))


def test_complete__outside_an_operation__is_a_programming_error() -> None:
    task = task_at(started(sequence("a")), "a")

    with pytest.raises(RuntimeError):
        process.complete_task(task_id=task.pk, actor=CLERK, now=NOW)


def test_hand_over__keeps_the_last_day_and_tells_who() -> None:
    case = started(sequence("a"))
    before = claimed(case, "a")

    inside(
        lambda: process.hand_over(
            task_id=before.pk, actor=CLERK, to_account_id=2, reason="出差", now=later(days=1)
        )
    )

    task = task_at(case, "a")
    assert (task.assignee_account_id, task.due_on) == (2, before.due_on)
    assert task.outcome["handed_over"][0]["reason"] == "出差"
    with pytest.raises(process.TaskHeldByAnother):
        inside(lambda: process.complete_task(task_id=task.pk, actor=CLERK, now=NOW))


def test_add_signers__step_waits_for_them() -> None:
    case = started(sequence("a", "b"))
    task = claimed(case, "a")

    signers = inside(lambda: process.add_signers(task_id=task.pk, actor=CLERK, account_ids=[7, 8], now=NOW))

    with pytest.raises(process.SignersOutstanding, match="2位"):
        inside(lambda: process.complete_task(task_id=task.pk, actor=CLERK, now=NOW))
    for signer in signers:
        finish(signer, outcome={"result": "同意"})
    assert waiting(case) == ["a"]
    finish(task)
    assert waiting(case) == ["b"]
    with pytest.raises(process.SignersNotPossible):
        inside(
            lambda: process.add_signers(task_id=task_at(case, "b").pk, actor=CLERK, account_ids=[], now=NOW)
        )


def test_add_signers__to_several__makes_them_more() -> None:
    case = started(several(), 专家=[1, 2])
    task = process.open_tasks_of(case).first()

    inside(lambda: process.add_signers(task_id=task.pk, actor=CLERK, account_ids=[9], now=NOW))

    assert waiting(case) == ["jury"] * 3
    for one in process.open_tasks_of(case):
        finish(one)
    assert waiting(case) == ["last"]
    case.refresh_from_db()
    assert case.variables["jury"]["total"] == 3


def test_suspend__stops_everything_and_resume_moves_the_days() -> None:
    case = started(bordered(True))
    task = task_at(case, "a")
    inside(lambda: process.suspend(instance_id=case.pk, now=NOW))

    with pytest.raises(process.InstanceSuspended):
        finish(task)
    with pytest.raises(process.InstanceSuspended):
        inside(lambda: process.suspend(instance_id=case.pk, now=NOW))
    assert process.fire_due_timers(now=later(days=30)) == 0
    assert not process.inbox_open(actor=CLERK).exists()

    inside(lambda: process.resume(instance_id=case.pk, now=later(days=2)), now=later(days=2))

    task = task_at(case, "a")
    assert (task.state, task.due_on) == ("open", date(2024, 5, 14))
    assert process.fire_due_timers(now=later(days=7)) == 0
    assert process.fire_due_timers(now=later(days=9)) == 1
    with pytest.raises(process.NotSuspended):
        inside(lambda: process.resume(instance_id=case.pk, now=NOW))


def test_withdraw__ends_everything_also_called_cases() -> None:
    published(sequence("x", process_id="child"), key="child")
    made = composer()
    made.call("c", "child", lane="l")
    made.chain("start", "c", "end")
    case = started(made.xml())
    child = Instance.objects.get(parent=case)
    task = task_at(child, "x")

    inside(lambda: process.withdraw(instance_id=case.pk, reason="申请人撤回", now=NOW))

    case.refresh_from_db()
    child.refresh_from_db()
    assert (case.state, child.state) == ("withdrawn", "terminated")
    assert nothing_waits(case)
    assert nothing_waits(child)
    with pytest.raises(process.InstanceNotRunning):
        finish(task)
    with pytest.raises(process.InstanceNotRunning):
        inside(lambda: process.withdraw(instance_id=case.pk, reason="", now=NOW))


def test_withdraw__suspended_case__is_possible() -> None:
    case = started(sequence("a"))
    inside(lambda: process.suspend(instance_id=case.pk, now=NOW))

    inside(lambda: process.withdraw(instance_id=case.pk, reason="不办了", now=NOW))

    assert nothing_waits(case)


# -- 退回


def test_return__to_an_earlier_step__opens_it_again() -> None:
    case = done(started(sequence("a", "b", "c")), "a", "b")

    task = returned(case, "c", "a", assignee_account_id=5)

    assert waiting(case) == ["a"]
    assert (task.assignee_account_id, task_at(case, "a").state) == (5, "claimed")
    case = done(case, "a", "b", "c")
    assert case.state == "done"


@pytest.mark.parametrize("to", ["b", "c", "start", "nowhere"])
def test_return__to_a_step_never_done__is_refused(to: str) -> None:
    case = done(started(sequence("a", "b", "c")), "a")

    with pytest.raises(process.ReturnNotPossible):
        returned(case, "b", to)

    assert waiting(case) == ["b"]


def branches() -> str:
    made = composer()
    users(made, "first", "a1", "a2", "b1", "b2", "last")
    made.gateway("parallel", "s")
    made.gateway("parallel", "j")
    made.chain("start", "first", "s", "a1", "a2", "j", "last", "end")
    made.chain("s", "b1", "b2", "j")
    return made.xml()


def test_return__within_a_branch__leaves_the_other_alone() -> None:
    case = done(started(branches()), "first", "a1", "b1")

    returned(case, "a2", "a1")

    assert sorted(waiting(case)) == ["a1", "b2"]
    case = done(case, "b2", "a1", "a2")
    assert waiting(case) == ["last"]


def test_return__within_a_branch__keeps_what_waits_at_the_join() -> None:
    case = done(started(branches()), "first", "a1", "b1", "b2")

    returned(case, "a2", "a1")

    assert waiting(done(case, "a1")) == ["a2"]
    assert waiting(done(case, "a2")) == ["last"]


def test_return__out_of_parallel__takes_all_branches_back() -> None:
    case = done(started(branches()), "first", "a1", "b1", "b2")

    returned(case, "a2", "first")

    assert waiting(case) == ["first"]
    assert not Token.objects.filter(instance=case, state=RowState.LIVE).exists()
    case = done(case, "first")
    assert sorted(waiting(case)) == ["a1", "b1"]
    case = done(case, "a1", "a2", "b1", "b2")
    assert waiting(case) == ["last"]
    assert done(case, "last").state == "done"


def test_return__into_parallel__does_only_that_branch_again() -> None:
    case = done(started(branches()), "first", "a1", "a2", "b1", "b2")

    returned(case, "last", "b2")

    assert waiting(case) == ["b2"]
    assert waiting(done(case, "b2")) == ["last"]
    assert done(case, "last").state == "done"
    assert nothing_waits(case)


def test_return__out_of_several__takes_all_of_them_back() -> None:
    made = composer()
    users(made, "first")
    made.user("jury", lane="l", loop=made.multi("专家", element="e"))
    made.boundary("b", "jury", made.timer_event("P9D"))
    made.end("e2")
    made.chain("start", "first", "jury", "end")
    made.chain("b", "e2")
    case = done(started(made.xml(), 专家=[1, 2, 3]), "first")
    finish(task_at(case, "jury"))

    returned(case, "jury", "first")

    assert waiting(case) == ["first"]
    assert not Timer.objects.filter(state=RowState.LIVE).exists()
    case = done(case, "first")
    assert waiting(case) == ["jury"] * 3


def test_return__to_several__asks_all_again() -> None:
    case = done(started(several(), 专家=[1, 2]), "jury", "jury")

    returned(case, "last", "jury")

    assert waiting(case) == ["jury", "jury"]
    assert waiting(done(case, "jury", "jury")) == ["last"]


def test_return__out_of_nested_sub_processes() -> None:
    case = done(started(nested()), "before", "x")

    returned(case, "y", "before")

    assert waiting(case) == ["before"]
    case = done(case, "before", "x", "y", "after")
    assert case.state == "done"
    assert nothing_waits(case)


def test_return__into_a_finished_sub_process__opens_it_at_the_step() -> None:
    case = done(started(nested()), "before", "x", "y")

    returned(case, "after", "y")

    assert waiting(case) == ["y"]
    assert waiting(done(case, "y")) == ["after"]
    assert done(case, "after").state == "done"
    assert nothing_waits(case)


def test_return__from_a_border_branch__keeps_or_takes_back_as_concurrent() -> None:
    case = started(bordered(False))
    process.fire_due_timers(now=later(days=8))
    case = done(case, "remind")

    assert waiting(case) == ["a"]
    with pytest.raises(process.ReturnNotPossible):
        returned(case, "a", "a")


# -- definitions, reading


def test_definition__published__cannot_be_changed() -> None:
    definition = published(sequence("a"))

    with pytest.raises(IntegrityError), transaction.atomic():
        Definition.objects.filter(pk=definition.pk).update(xml="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Definition.objects.filter(pk=definition.pk).delete()
    Definition.objects.filter(pk=definition.pk).update(status="retired")


def test_inbox__own_steps_and_those_of_ones_posts__most_urgent_first() -> None:
    flow = published(sequence("a"))
    first = started(flow, now=later(days=3))
    second = started(flow)
    third = started(flow, now=later(days=1))
    claimed(second, "a", OTHER)
    claimed(third, "a")

    page = process.inbox(actor=CLERK)

    assert [task.instance_id for task in page] == [third.pk, first.pk]
    assert process.inbox(actor=CLERK, offset=1, limit=1) == page[1:]
    assert process.count_inbox(actor=CLERK) == 2
    assert process.inbox(actor=officer(3, "decide")) == []
    assert process.inbox(actor=officer(3, "accept", "B2")) == []
    assert page[0].body_code == BODY


def test_acts__each_deed_leaves_one() -> None:
    done(started(sequence("a")), "a")

    assert Act.objects.filter(operation="process_tests.act").count() == 3


def test_refused_step__leaves_nothing_half_written() -> None:
    made = composer()
    users(made, "a")
    made.gateway("parallel", "s")
    made.gateway("parallel", "j")
    made.gateway("exclusive", "x")
    made.catch("m", made.message_event("缴费"))
    made.chain("start", "a", "s", "m", "j", "end")
    made.chain("s", "x")
    made.gateway("exclusive", "y")
    made.flow("x", "y", when="n > 1", flow_id="n1")
    made.flow("x", "y", when="n <= 1", flow_id="n2")
    made.flow("y", "j")
    case = started(made.xml())
    acts = Act.objects.count()

    with pytest.raises(process.NoWayForward):
        done(case, "a")

    assert waiting(case) == ["a"]
    assert not Token.objects.exists()
    assert not Subscription.objects.exists()
    assert Act.objects.count() == acts


def test_parallel__finished_in_any_order__ends() -> None:
    case = done(started(parallel("a", "b")), "a", "b", "last")

    assert case.state == "done"
