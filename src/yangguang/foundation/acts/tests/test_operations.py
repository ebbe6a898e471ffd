"""What `@operation` promises: permission first, all or nothing, one act, events only after the commit."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction

from yangguang.foundation.acts import operations
from yangguang.foundation.acts.api import Actor, ActorKind, emit, list_acts_of, note, operation, subscribe
from yangguang.foundation.acts.models import Act
from yangguang.kernel.refusals import NotPermitted, Refusal

NOW = datetime(2026, 9, 21, 2, 0, tzinfo=UTC)
CITIZEN = Actor(ActorKind.CITIZEN, 7, "zhangwei", "张伟")
STRANGER = Actor(ActorKind.CITIZEN, 8, "liming", "李明")


@dataclass(frozen=True)
class Lamp:
    """Something to act on."""

    number: str

    @property
    def act_object(self) -> tuple[str, str]:
        return ("lamp", self.number)


@dataclass(frozen=True)
class LampLit:
    number: str


class LampBroken(Refusal):
    code = "test.lamp_broken"
    text = "{number} 号灯坏了。"


def may_light(actor: Actor) -> bool:
    return actor.number == "zhangwei"


@pytest.fixture(autouse=True)
def _registry() -> Iterator[None]:
    before = dict(operations.REGISTRY)
    yield
    operations.REGISTRY.clear()
    operations.REGISTRY.update(before)


@pytest.fixture
def heard() -> list[tuple[LampLit, int]]:
    found: list[tuple[LampLit, int]] = []

    @subscribe(LampLit)
    def hear(event: LampLit, act_number: int) -> None:
        found.append((event, act_number))

    return found


def light(**arguments: Any) -> Lamp:
    @operation("test.light", summary="点灯", permission=may_light, subject="lamp")
    def run(*, actor: Actor, now: datetime, lamp: Lamp, is_broken: bool = False) -> Lamp:
        Session.objects.create(session_key=f"written-by-{lamp.number}", session_data="", expire_date=now)
        note(brightness=3)
        emit(LampLit(lamp.number))
        if is_broken:
            raise LampBroken(number=lamp.number)
        return lamp

    return run(**arguments)


@pytest.mark.django_db(transaction=True)
def test_operation__done__writes_one_act_and_tells_after_commit(heard: list[Any]) -> None:
    light(actor=CITIZEN, now=NOW, lamp=Lamp("1"))

    act = list_acts_of(object_type="lamp", object_number="1").get()
    assert (act.operation, act.summary, act.facts, act.actor_id) == (
        "test.light",
        "点灯",
        {"brightness": 3},
        7,
    )
    assert act.digest == act.compute_digest()
    assert heard == [(LampLit("1"), act.number)]


@pytest.mark.django_db(transaction=True)
def test_operation__refused_half_way__leaves_nothing(heard: list[Any]) -> None:
    with pytest.raises(LampBroken, match="2 号灯坏了"):
        light(actor=CITIZEN, now=NOW, lamp=Lamp("2"), is_broken=True)

    assert not Session.objects.filter(session_key="written-by-2").exists()
    assert not list_acts_of(object_type="lamp", object_number="2").exists()
    assert heard == []


@pytest.mark.django_db(transaction=True)
def test_operation__within_a_transaction_that_fails__tells_nobody(heard: list[Any]) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        light(actor=CITIZEN, now=NOW, lamp=Lamp("3"))
        raise ZeroDivisionError

    assert heard == []


@pytest.mark.django_db
def test_operation__without_permission__is_refused_before_anything_runs() -> None:
    with pytest.raises(NotPermitted) as refused:
        light(actor=STRANGER, now=NOW, lamp=Lamp("4"))

    assert refused.value.code == "access.not_permitted"
    assert not Session.objects.filter(session_key="written-by-4").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["update", "delete"])
def test_act__changed_behind_our_back__is_refused_by_the_database(change: str) -> None:
    light(actor=CITIZEN, now=NOW, lamp=Lamp("5"))
    acts = Act.objects.filter(object_number="5")

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        acts.update(summary="灭灯") if change == "update" else acts.delete()

    assert acts.get().summary == "点灯"


def test_note__outside_an_operation__is_a_fault() -> None:
    with pytest.raises(RuntimeError):
        note(brightness=1)


@pytest.mark.django_db
def test_operation__not_recorded__writes_no_act() -> None:
    @operation("test.draft", summary="存草稿", permission=may_light, subject="lamp", recorded=False)
    def save(*, actor: Actor, now: datetime, lamp: Lamp) -> Lamp:
        return lamp

    save(actor=CITIZEN, now=NOW, lamp=Lamp("6"))

    assert not list_acts_of(object_type="lamp", object_number="6").exists()


def test_operation__same_name_twice__is_a_fault() -> None:
    @operation("test.twice", summary="一", permission=may_light, subject="result")
    def first(*, actor: Actor, now: datetime) -> None: ...

    with pytest.raises(RuntimeError, match=r"test\.twice"):

        @operation("test.twice", summary="二", permission=may_light, subject="result")
        def second(*, actor: Actor, now: datetime) -> None: ...
