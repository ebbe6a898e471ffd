"""Three departments finishing at the same moment, again and again: no join may be lost."""

import threading
from datetime import UTC, datetime
from typing import Any

from bench.frame import Figures, django_ready, progress, stopwatch
from bench.step import Case, _officer, _operation

NOW = datetime(2024, 5, 6, 2, 0, tzinfo=UTC)
BRANCHES = ("a", "b", "c")


def run(*, quick: bool) -> Figures:
    """Race three threads, each with its own connection, through one join per case."""
    with django_ready():
        races = 300 if quick else 1_000
        flow = _flow()
        start, step = _starting(flow), _stepping()
        cases = [start(number) for number in range(races)]
        with stopwatch() as passed:
            failures = _race(cases, step)
            wall, _ = passed()
        lost, doubled = _count(cases)
    return {
        "lost": float(lost),
        "doubled": float(doubled),
        "failures": float(len(failures)),
        "races": float(races),
        "races_per_wall_s": round(races / wall, 1),
    }


def _flow() -> str:
    from yangguang.foundation.process.bpmn import Composer

    made = Composer("joined", "三部门并联")
    made.lane("l", "审查岗", "examine")
    made.start()
    made.end()
    for name in (*BRANCHES, "last"):
        made.user(name, lane="l")
    made.gateway("parallel", "split")
    made.gateway("parallel", "join")
    made.flow("start", "split")
    for name in BRANCHES:
        made.chain("split", name, "join")
    made.chain("join", "last", "end")
    return made.xml()


def _starting(xml: str) -> Any:
    from yangguang.foundation.process import api as process

    def publish(*, actor: Any, now: datetime) -> Any:
        return process.publish_definition(key="joined", xml=xml, now=now)

    def begin(*, actor: Any, now: datetime, **given: Any) -> Any:
        return process.start_instance(now=now, **given)

    definition = _operation("bench.join_publish", publish)(
        actor=_officer(), now=NOW, subject=Case("join", "0")
    )
    start = _operation("bench.join_start", begin)

    def one(number: int) -> Any:
        return start(
            actor=_officer(),
            now=NOW,
            subject=Case("join", str(number)),
            definition=definition,
            business_type="join",
            business_number=str(number),
            body_code="b",
        )

    return one


def _stepping() -> Any:
    from yangguang.foundation.process import api as process

    return _operation("bench.join_step", process.complete_task)


def _race(cases: list[Any], step: Any) -> list[BaseException]:
    """Let three threads meet before every case and finish their branches at once."""
    from django.db import connection

    from yangguang.foundation.process.models import Task

    tasks = {(task.instance_id, task.node_id): task.pk for task in Task.objects.filter(instance__in=cases)}
    barrier = threading.Barrier(len(BRANCHES))
    failures: list[BaseException] = []

    def department(name: str) -> None:
        for number, case in enumerate(cases):
            barrier.wait()
            try:
                step(
                    actor=_officer(), now=NOW, subject=Case("join", str(number)), task_id=tasks[case.pk, name]
                )
            except Exception as failure:  # noqa: BLE001 - counted and shown, the race goes on
                failures.append(failure)
        connection.close()

    threads = [threading.Thread(target=department, args=(name,)) for name in BRANCHES]
    progress(f"{len(cases)} races")
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for failure in failures[:3]:
        progress(f"failed: {failure!r}")
    return failures


def _count(cases: list[Any]) -> tuple[int, int]:
    """Count cases whose join did not open exactly one following step."""
    from yangguang.foundation.process.models import Task

    opened: dict[int, int] = {}
    for instance_id in Task.objects.filter(instance__in=cases, node_id="last").values_list(
        "instance_id", flat=True
    ):
        opened[instance_id] = opened.get(instance_id, 0) + 1
    return len(cases) - len(opened), sum(1 for count in opened.values() if count > 1)
