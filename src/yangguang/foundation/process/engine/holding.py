"""
Taking hold of a case: its row is locked first, always, then what hangs on it is read.

A case begun by a call activity is locked by the row of its root, so that a caller and the called never wait
for each other. Whoever comes second reads what the first has written.
"""

from datetime import datetime

from yangguang.foundation.acts.api import require_operation
from yangguang.foundation.process.engine import rows
from yangguang.foundation.process.engine.run import Run
from yangguang.foundation.process.models import Instance, Task
from yangguang.foundation.process.rules import InstanceNotRunning, InstanceSuspended, TaskNotOpen
from yangguang.foundation.process.states import InstanceState, TaskState
from yangguang.kernel.refusals import NotFound

_ROOT_OF_INSTANCE = "id = (SELECT COALESCE(root_id, id) FROM process_instance WHERE id = %s) FOR UPDATE"
_ROOT_OF_TASK = (
    "id = (SELECT COALESCE(case_.root_id, case_.id) FROM process_instance AS case_ JOIN process_task AS task"
    " ON task.instance_id = case_.id WHERE task.id = %s) FOR UPDATE"
)


def _locked(where: str, key: int) -> Instance:
    found = rows.fetch(Instance, where, [key])
    if not found:
        raise NotFound(what="这件或这一步")
    return found[0]


def hold_instance(instance_id: int, *, now: datetime, even_suspended: bool = False) -> Run:
    """
    Lock a case and read it.

    Refuses with NotFound, InstanceNotRunning, InstanceSuspended.
    """
    require_operation()
    root = _locked(_ROOT_OF_INSTANCE, instance_id)
    instance = root if root.pk == instance_id else Instance.objects.get(pk=instance_id)
    _require_running(instance, even_suspended)
    return Run(instance, now=now).load()


def hold_task(task_id: int, *, now: datetime) -> tuple[Run, Task]:
    """
    Lock the case of a step, read it, and give the step.

    Refuses with NotFound, TaskNotOpen, InstanceNotRunning, InstanceSuspended.
    """
    require_operation()
    instance = _locked(_ROOT_OF_TASK, task_id)
    run = Run(instance, now=now).load()
    task = next((task for task in run.tasks if task.pk == task_id), None)
    if task is None:  # done already, or a step of a called case
        row = Task.objects.select_related("instance").get(pk=task_id)
        if row.instance_id == instance.pk or not row.is_live:
            _require_running(row.instance, even_suspended=False)
            raise TaskNotOpen(name=row.name, state=TaskState(row.state).label)
        run = Run(row.instance, now=now).load()
        task = next(task for task in run.tasks if task.pk == task_id)
    _require_running(run.instance, even_suspended=False)
    return run, task


def _require_running(instance: Instance, even_suspended: bool) -> None:
    if not instance.is_live:
        raise InstanceNotRunning(state=InstanceState(instance.state).label)
    if instance.state == InstanceState.SUSPENDED and not even_suspended:
        raise InstanceSuspended
