"""
One audited human step: ours against SpiffWorkflow (JSON state saved each step) and viewflow.

The same process of ten user tasks (nine on the straight path: a correction loop, a parallel split of three)
on the same database in the same run, in turns. Each step is one operation of the platform for all three:
one transaction, one act row. The processor time of this process is what counts, so that neither the disk
nor the server's share blurs it.
"""

import io
import logging
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from bench.frame import Figures, django_ready, progress

NOW = datetime(2024, 5, 6, 2, 0, tzinfo=UTC)
STEPS = ("t1", "t2", "t4", "t5", "t6", "t7", "t8", "t9", "t10")


def run(*, quick: bool) -> Figures:
    """Measure all three."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.peers.settings"
    with django_ready():
        from django.core.management import call_command

        call_command("migrate", run_syncdb=True, interactive=False, verbosity=0)
        sides = {"ours": _ours(), "spiffworkflow": _spiff(), "viewflow": _viewflow()}
        rounds, cases = (3, 25) if quick else (6, 60)
        spent = dict.fromkeys(sides, 0.0)
        waited = dict.fromkeys(sides, 0.0)
        for name, play in sides.items():
            play(2)  # caches warm, statements prepared
            progress(f"{name} is warm")
        for number in range(rounds):
            progress(f"round {number + 1} of {rounds}")
            for name, play in sides.items():
                wall, cpu = play(cases)
                waited[name] += wall
                spent[name] += cpu
    steps = rounds * cases * len(STEPS)
    per_cpu = {name: steps / seconds for name, seconds in spent.items()}
    return {
        "audited_steps_per_cpu_s": round(per_cpu["ours"], 1),
        "spiffworkflow_steps_per_cpu_s": round(per_cpu["spiffworkflow"], 1),
        "viewflow_steps_per_cpu_s": round(per_cpu["viewflow"], 1),
        "vs_spiffworkflow": round(per_cpu["ours"] / per_cpu["spiffworkflow"], 2),
        "vs_viewflow": round(per_cpu["ours"] / per_cpu["viewflow"], 2),
        "steps_per_wall_s": round(steps / waited["ours"], 1),
        "spiffworkflow_steps_per_wall_s": round(steps / waited["spiffworkflow"], 1),
        "viewflow_steps_per_wall_s": round(steps / waited["viewflow"], 1),
    }


Play = Callable[[int], tuple[float, float]]


class Spent:
    """Adds up wall and processor seconds of the steps alone; finding the step to do is not part of doing it."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self.seconds = (0.0, 0.0)

    def __enter__(self) -> None:
        """A step begins."""
        self._since = (time.perf_counter(), time.process_time())

    def __exit__(self, *_error: object) -> None:
        """A step ends."""
        wall, processor = time.perf_counter() - self._since[0], time.process_time() - self._since[1]
        self.seconds = (self.seconds[0] + wall, self.seconds[1] + processor)


def ten_tasks() -> str:
    """Compose the process."""
    from yangguang.foundation.process.bpmn import Composer

    made = Composer("ten", "十步流程")
    made.lane("l", "审查岗", "examine")
    made.start()
    for number in range(1, 11):
        made.user(f"t{number}", lane="l")
    made.gateway("exclusive", "merge")
    made.gateway("exclusive", "correct", default="onward")
    made.gateway("parallel", "split")
    made.gateway("parallel", "join")
    made.end()
    made.chain("start", "t1", "merge", "t2", "correct")
    made.flow("correct", "t3", when="again = true")
    made.flow("t3", "merge")
    made.flow("correct", "split", flow_id="onward")
    for name in ("t4", "t5", "t6"):
        made.chain("split", name, "join")
    made.chain("join", "t7", "t8", "t9", "t10", "end")
    return made.xml()


class Case:
    """What an act is about."""

    def __init__(self, kind: str, number: str) -> None:
        """Name it."""
        self.act_object = (kind, number)


def _permitted() -> bool:
    return True


def _operation(name: str, deed: Callable[..., Any]) -> Callable[..., Any]:
    """Make a step an operation of the platform, the same for all."""
    from yangguang.foundation.acts.api import operation

    def act(*, actor: Any, now: datetime, subject: Case, **given: Any) -> Any:
        return deed(actor=actor, now=now, **given)

    return operation(name, summary="办理一步", permission=_permitted, subject="subject")(act)


def _officer() -> Any:
    from yangguang.foundation.acts.api import Actor, ActorKind, HeldPost

    post = HeldPost("p", "examine", "01", "审查岗", "b", "某局", "某科", "440305")
    return Actor(kind=ActorKind.OFFICER, account_id=1, number="001", name="某", posts=(post,))


def _ours() -> Play:
    from yangguang.foundation.process import api as process

    actor = _officer()
    publish = _operation(
        "bench.publish", lambda *, actor, now, xml: process.publish_definition(key="ten", xml=xml, now=now)
    )
    start = _operation("bench.start", lambda *, actor, now, **given: process.start_instance(now=now, **given))
    step = _operation("bench.step", process.complete_task)
    definition = publish(actor=actor, now=NOW, subject=Case("bench", "ten"), xml=ten_tasks())

    def play(cases: int) -> tuple[float, float]:
        started = [
            start(
                actor=actor,
                now=NOW,
                subject=Case("ours", str(number)),
                definition=definition,
                business_type="ours",
                business_number=str(number),
                body_code="b",
                variables={"applicant": "某某餐饮有限公司", "area": 120},
            )
            for number in range(cases)
        ]
        spent = Spent()
        for number, case in enumerate(started):
            for name in STEPS:
                task = process.open_tasks_of(case).filter(node_id=name).only("pk").first()
                with spent:
                    step(actor=actor, now=NOW, subject=Case("ours", str(number)), task_id=task.pk)
        case.refresh_from_db()
        assert case.state == "done"
        return spent.seconds

    return play


def _spiff() -> Play:
    from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
    from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
    from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
    from SpiffWorkflow.util.task import TaskState

    from bench.peers.models import SpiffCase, SpiffTask

    logging.getLogger("spiff").setLevel(logging.WARNING)  # its narration of every state costs half its speed
    parser = BpmnParser()
    parser.add_bpmn_io(io.BytesIO(ten_tasks().replace("again = true", "again == True").encode()))
    spec = parser.get_spec("ten")
    serializer = BpmnWorkflowSerializer()
    actor = _officer()

    def ready(workflow: Any) -> dict[str, str]:
        waiting = workflow.get_tasks(state=TaskState.READY, manual=True)
        return {str(task.id): task.task_spec.name for task in waiting}

    def start(number: str) -> SpiffCase:
        workflow = BpmnWorkflow(spec)
        workflow.data.update({"applicant": "某某餐饮有限公司", "area": 120, "again": False})
        workflow.do_engine_steps()
        for task in workflow.get_tasks(state=TaskState.READY):
            task.data["again"] = False
        case = SpiffCase.objects.create(number=number, state=serializer.serialize_json(workflow))
        SpiffTask.objects.bulk_create(
            SpiffTask(case=case, spiff_id=key, name=name, arrived_at=NOW)
            for key, name in ready(workflow).items()
        )
        return case

    def complete(*, actor: Any, now: datetime, task_id: int, case_id: int) -> None:
        case = SpiffCase.objects.select_for_update().get(pk=case_id)
        mirrored = {task.spiff_id: task for task in SpiffTask.objects.filter(case=case, state="open")}
        row = next(task for task in mirrored.values() if task.pk == task_id)
        workflow = serializer.deserialize_json(case.state)
        next(task for task in workflow.get_tasks(state=TaskState.READY) if str(task.id) == row.spiff_id).run()
        workflow.do_engine_steps()
        case.state = serializer.serialize_json(workflow)
        case.save(update_fields=["state"])
        row.state, row.done_at = "done", now
        row.save(update_fields=["state", "done_at"])
        fresh = {key: name for key, name in ready(workflow).items() if key not in mirrored}
        if fresh:
            SpiffTask.objects.bulk_create(
                SpiffTask(case=case, spiff_id=key, name=name, arrived_at=now) for key, name in fresh.items()
            )

    step = _operation("bench.spiff_step", complete)

    def play(cases: int) -> tuple[float, float]:
        started = [start(str(number)) for number in range(cases)]
        spent = Spent()
        for number, case in enumerate(started):
            for name in STEPS:
                task = SpiffTask.objects.filter(case=case, state="open", name=name).only("pk").first()
                with spent:
                    subject = Case("spiff", str(number))
                    step(actor=actor, now=NOW, subject=subject, task_id=task.pk, case_id=case.pk)
        case.refresh_from_db()
        assert serializer.deserialize_json(case.state).is_completed()
        return spent.seconds

    return play


def _viewflow() -> Play:
    from viewflow.workflow.models import Task

    from bench.peers.viewflow_flow import TenTasks

    actor = _officer()

    def complete(*, actor: Any, now: datetime, task: Any) -> None:
        task.flow_task.run(task)

    step = _operation("bench.viewflow_step", complete)

    def play(cases: int) -> tuple[float, float]:
        started = [TenTasks.start.run() for _ in range(cases)]
        spent = Spent()
        for number, case in enumerate(started):
            for name in STEPS:
                flow_task = getattr(TenTasks, name)
                task = Task.objects.filter(process=case, flow_task=flow_task, finished__isnull=True).first()
                with spent:
                    step(actor=actor, now=NOW, subject=Case("viewflow", str(number)), task=task)
        case.refresh_from_db()
        assert case.finished
        return spent.seconds

    return play
