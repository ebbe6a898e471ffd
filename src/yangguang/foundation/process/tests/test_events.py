"""Timers, messages and signals: on borders, between steps, behind event gateways."""

import pytest

from yangguang.foundation.process import api as process
from yangguang.foundation.process.tests.flows import bordered, composer, users
from yangguang.foundation.process.tests.given import (
    NOW,
    done,
    inside,
    later,
    nothing_waits,
    published,
    started,
    waiting,
)

pytestmark = pytest.mark.django_db


def test_event_gateway__first_event_wins() -> None:
    made = composer()
    users(made, "paid", "late")
    made.gateway("eventBased", "g")
    made.catch("m", made.message_event("缴费"))
    made.catch("t", made.timer_event("P3D"))
    made.gateway("exclusive", "x")
    made.chain("start", "g", "m", "paid", "x", "end")
    made.chain("g", "t", "late", "x")
    flow = published(made.xml())

    first = started(flow)
    inside(lambda: process.deliver_message(instance_id=first.pk, message="缴费", now=NOW, variables={"x": 1}))
    assert waiting(first) == ["paid"]
    assert process.fire_due_timers(now=later(days=4)) == 0
    second = started(flow)
    assert process.fire_due_timers(now=later(days=2)) == 0
    assert process.fire_due_timers(now=later(days=4)) == 1
    assert waiting(second) == ["late"]
    with pytest.raises(process.MessageNotAwaited):
        inside(lambda: process.deliver_message(instance_id=second.pk, message="缴费", now=NOW))


def test_timer__interrupting__takes_the_step_away_after_working_days() -> None:
    case = started(bordered(True))

    # The fifth working day is Saturday the 11th, worked to make up for 1 May.
    assert process.fire_due_timers(now=later(days=5)) == 0
    assert process.fire_due_timers(now=later(days=6)) == 1
    assert waiting(case) == ["remind"]
    assert done(case, "remind").state == "done"


def test_timer__not_interrupting__leaves_the_step() -> None:
    case = started(bordered(False))

    assert process.fire_due_timers(now=later(days=8)) == 1
    assert waiting(case) == ["a", "remind"]
    assert process.fire_due_timers(now=later(days=30)) == 0
    assert done(case, "a").state == "running"
    assert done(case, "remind").state == "done"


def test_timer__cycle__fires_again() -> None:
    case = started(bordered(False, lambda made: made.timer_event("R3/P1D", kind="timeCycle")))

    fired = [process.fire_due_timers(now=later(days=day, hours=1)) for day in range(1, 6)]

    assert fired == [1, 1, 1, 0, 0]
    assert waiting(case).count("remind") == 3


def test_timer__step_done_in_time__never_fires() -> None:
    case = done(started(bordered(True)), "a")

    assert process.fire_due_timers(now=later(days=30)) == 0
    assert nothing_waits(case)


def test_timer__from_a_variable() -> None:
    made = composer()
    made.catch("t", made.timer_event("开标日", kind="timeDate"))
    users(made, "a")
    made.chain("start", "t", "a", "end")
    flow = published(made.xml())

    case = started(flow, 开标日="2024-05-08")

    assert process.fire_due_timers(now=later(days=1)) == 0
    assert process.fire_due_timers(now=later(days=2)) == 1
    assert waiting(case) == ["a"]
    with pytest.raises(process.TimerUnreadable):
        started(flow, 开标日="改天")


def test_message__on_the_border__interrupts() -> None:
    case = started(bordered(True, lambda made: made.message_event("撤件")))

    inside(lambda: process.deliver_message(instance_id=case.pk, message="撤件", now=NOW))

    assert waiting(case) == ["remind"]


def test_signal__reaches_every_case_that_waits() -> None:
    flow = published(bordered(True, lambda made: made.signal_event("台风")))
    cases = [started(flow), started(flow), done(started(flow), "a")]

    reached = inside(lambda: process.broadcast_signal(signal="台风", now=NOW))

    assert reached == [case.pk for case in cases[:2]]
    assert [waiting(case) for case in cases] == [["remind"], ["remind"], []]


def test_signal__thrown_inside__is_caught_in_the_same_case() -> None:
    made = composer()
    users(made, "a", "b")
    made.gateway("parallel", "s")
    made.gateway("parallel", "j")
    made.throw("t", made.signal_event("完成"))
    made.catch("c", made.signal_event("完成"))
    made.chain("start", "s", "a", "t", "j", "end")
    made.chain("s", "c", "b", "j")
    case = started(made.xml())

    assert waiting(case) == ["a"]
    assert waiting(done(case, "a")) == ["b"]
    assert done(case, "b").state == "done"


def test_receive__waits_for_its_message() -> None:
    made = composer()
    made.node("receiveTask", "r", "收费", messageRef=made.message("缴费"))
    users(made, "a")
    made.chain("start", "r", "a", "end")
    case = started(made.xml())

    inside(lambda: process.deliver_message(instance_id=case.pk, message="缴费", now=NOW))

    assert waiting(case) == ["a"]
