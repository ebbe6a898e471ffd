"""Acts and a log of their own for the tests of the log."""

from datetime import UTC, datetime, timedelta
from typing import Any

from yangguang.foundation.acts.api import ANONYMOUS, Actor, ActorKind, note, operation
from yangguang.foundation.acts.log.sequencer import Passed, sequence_waiting
from yangguang.foundation.acts.models import Act

NOW = datetime(2026, 9, 21, 2, 0, tzinfo=UTC)
CITIZEN = Actor(ActorKind.CITIZEN, 7, "zhangwei", "张伟")


class Case:
    """Something acts can be about."""

    def __init__(self, number: str = "SZ1") -> None:
        self.act_object = ("application", number)


@operation("acts.tests_act", summary="试验", permission=lambda: True, subject="case")
def act_upon(*, actor: Actor, now: datetime, case: Case, **facts: Any) -> Case:
    note(**facts)
    return case


@operation("acts.tests_bind_all", summary="试验决定", permission=lambda: True, subject="case", binding=True)
def bind_upon(*, actor: Actor, now: datetime, case: Case) -> Case:
    return case


def acts(count: int, *, actor: Actor = ANONYMOUS) -> list[Act]:
    """Let something be done so many times."""
    first = Act.objects.count()
    for number in range(first, first + count):
        act_upon(
            actor=actor,
            now=NOW + timedelta(seconds=number),
            case=Case(f"SZ{number}"),
            step=number,
            word="同意",
        )
    return list(Act.objects.order_by("number")[first:])


def sequence(minutes: int = 60, **options: Any) -> Passed:
    """Let the log take what waits."""
    passed = sequence_waiting(now=NOW + timedelta(minutes=minutes), **options)
    assert passed is not None
    return passed
