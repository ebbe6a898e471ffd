"""Clocks and people for the tests, in business words."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yangguang.foundation.acts.api import REGISTRY, Actor, ActorKind, HeldPost, operation, system_actor
from yangguang.foundation.deadlines import api as deadlines
from yangguang.kernel.clock import SHANGHAI

APPLICATION = ("application", "SZ202509240001")
BODY = "11440300MXDEM00586"


def at(text: str) -> datetime:
    """An instant on the city's wall clock; noon when only a day is given."""
    return datetime.fromisoformat(text if "T" in text else f"{text}T12:00").replace(tzinfo=SHANGHAI)


def officer(kind: str) -> Actor:
    post = HeldPost(f"P-{kind}", kind, "0017", "管理岗", BODY, "市信息办", "综合处", "440300")
    return Actor(kind=ActorKind.OFFICER, account_id=7, number="0017", name="周敏", posts=(post,))


ADMINISTRATOR = officer("admin")
EXAMINER = officer("examine")


@dataclass(frozen=True)
class Application:
    act_object: tuple[str, str] = APPLICATION


@contextmanager
def some_operation() -> Iterator[Callable[[Callable[[], Any], datetime], Any]]:
    """An operation of some capability, inside which the machinery may write."""

    @operation("deadlines_test.work", summary="测试", permission=lambda actor: True, subject="application")
    def work(*, actor: Actor, now: datetime, application: Application, deed: Callable[[], Any]) -> Any:
        return deed()

    def run(deed: Callable[[], Any], now: datetime) -> Any:
        return work(actor=system_actor("测试"), now=now, application=Application(), deed=deed)

    try:
        yield run
    finally:
        REGISTRY.pop("deadlines_test.work", None)


class Desk:
    """Writes on clocks, each in an operation of its own, as capabilities do it."""

    def __init__(self, run: Callable[[Callable[[], Any], datetime], Any]) -> None:
        self.run = run

    def start(self, day: str = "2025-09-24", **changes: Any) -> deadlines.RunningClock:
        wanted = {
            "subject": APPLICATION,
            "kind": "statutory",
            "rule_id": "lic.decide",
            "body_code": BODY,
            **changes,
        }
        return self.run(lambda: deadlines.start_clock(started_at=at(day), **wanted), at(day))

    def pause(self, clock: deadlines.RunningClock, day: str, **changes: Any) -> deadlines.RunningClock:
        wanted = {"ground": "expert_review", "document_number": "深信特〔2025〕3号", **changes}
        return self.run(lambda: deadlines.pause_clock(clock=clock, now=at(day), **wanted), at(day))

    def resume(self, clock: deadlines.RunningClock, day: str, **changes: Any) -> deadlines.RunningClock:
        return self.run(lambda: deadlines.resume_clock(clock=clock, now=at(day), **changes), at(day))

    def extend(self, clock: deadlines.RunningClock, day: str, **changes: Any) -> deadlines.RunningClock:
        wanted = {
            "length": 10,
            "unit": "wd",
            "reason": "情况复杂",
            "document_number": "深信延〔2025〕1号",
            **changes,
        }
        return self.run(lambda: deadlines.extend_clock(clock=clock, now=at(day), **wanted), at(day))

    def stop(self, clock: deadlines.RunningClock, day: str) -> deadlines.RunningClock:
        return self.run(lambda: deadlines.stop_clock(clock=clock, now=at(day)), at(day))
