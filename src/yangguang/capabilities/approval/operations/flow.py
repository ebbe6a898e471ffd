"""The one place where approval meets the process engine: start, take, finish, send back, stand still."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from yangguang.capabilities.approval.models import Application
from yangguang.capabilities.approval.rules.refusals import MatterNotOpen
from yangguang.foundation.acts.api import Actor, note
from yangguang.foundation.organisation.models import Body, Officer
from yangguang.foundation.process import api as process
from yangguang.foundation.process.models import Instance, Task
from yangguang.foundation.process.states import WORKABLE, TaskState
from yangguang.reference.matters.models import MatterVersion

APPLICANT = "applicant"
OFFICE_STEPS = ("A", "E", "R", "X", "D")


def start(
    *, number: str, version: MatterVersion, body: Body, fields: dict[str, Any], now: datetime
) -> Instance:
    """Begin the flow that the version publishes, with the form's single values as variables."""
    if version.definition is None:
        raise MatterNotOpen(matter=version.plain_name)
    return process.start_instance(
        definition=version.definition,
        business_type="application",
        business_number=number,
        body_code=body.code,
        area_code=body.area.code,
        variables=_scalars(fields),
        now=now,
    )


def lock(application: Application) -> None:
    """Lock the flow's row, always before the case's."""
    Instance.objects.select_for_update().get(pk=application.instance_id)


def fresh(task: Task) -> Task:
    """Read a task anew under the lock."""
    return Task.objects.select_related("instance").get(pk=task.pk)


def is_open(task: Task) -> bool:
    """Tell whether the step waits to be done, taken or not, also while its case is suspended."""
    return task.is_live


def done_by(task: Task) -> str:
    """Name the officer who did a step, as colleagues read it."""
    held = task.assignee_account_id
    officer = Officer.objects.filter(account_id=held).first() if held is not None else None
    return f" {officer.number} 号工作人员" if officer else "他人"


def claim(*, actor: Actor, task: Task, now: datetime) -> None:
    """Take a step into the actor's hands."""
    process.claim_task(task_id=task.pk, actor=actor, now=now)


def release(*, actor: Actor, task: Task, now: datetime) -> None:
    """Put a step back on the desk of its post."""
    process.release_task(task_id=task.pk, actor=actor, now=now)


def move_to(*, application: Application, body: Body) -> None:
    """Put what is open, and what is to come, on the desks of another body."""
    Instance.objects.filter(pk=application.instance_id).update(body_code=body.code, area_code=body.area.code)
    _live(application).exclude(post_kind=APPLICANT).update(
        body_code=body.code, assignee_account_id=None, claimed_at=None, state=TaskState.OPEN
    )


def complete(*, actor: Actor, task: Task, variables: dict[str, Any], now: datetime) -> None:
    """Do a step and move the case on; the act says which, so that supervision can follow the published flow."""
    if not task.is_signer:
        note(node=task.node_id, answers=variables)
    process.complete_task(task_id=task.pk, actor=actor, variables=variables, outcome=variables, now=now)


def complete_for(*, actor: Actor, task: Task, variables: dict[str, Any], now: datetime) -> None:
    """Do a step in place of whoever holds it: the law has spoken, and a claim does not stop it."""
    held = task.assignee_account_id
    if held is not None:
        process.release_task(task_id=task.pk, actor=replace(actor, account_id=held), now=now)
    complete(actor=actor, task=fresh(task), variables=variables, now=now)


def complete_applicant_task(*, actor: Actor, application: Application, now: datetime) -> None:
    """Do the step that waits for the applicant, whoever brings the answer."""
    task = applicant_task(application=application)
    if task is not None:
        complete_for(actor=actor, task=task, variables={}, now=now)


def applicant_task(*, application: Application) -> Task | None:
    """Give the step that waits for the applicant, or none."""
    return _live(application).filter(post_kind=APPLICANT).first()


def open_task(*, application: Application, letter: str) -> Task | None:
    """Give the step of a letter that an office has to do now, or none."""
    return application.open_task(letter=letter)


def open_officer_task(*, application: Application) -> Task | None:
    """Give the step an office has to do now, whichever."""
    return _live(application).exclude(post_kind=APPLICANT).first()


def last_done(*, application: Application, letter: str) -> Task | None:
    """Give the step of this letter that an office did last, or none."""
    done = Task.objects.filter(instance_id=application.instance_id, step=letter, state=TaskState.DONE)
    return done.exclude(post_kind=APPLICANT).order_by("-done_at", "-pk").first()


def earlier_steps(*, application: Application, before: Task) -> list[Task]:
    """List the officer steps a case can go back to: done since acceptance, each node once, the latest first."""
    done = Task.objects.filter(
        instance_id=application.instance_id, state=TaskState.DONE, step__in=OFFICE_STEPS, is_signer=False
    ).exclude(post_kind=APPLICANT)
    latest: dict[str, Task] = {}
    for task in done.exclude(node_id=before.node_id).order_by("done_at", "pk"):
        latest[task.node_id] = task
    return sorted(latest.values(), key=lambda one: one.pk, reverse=True)


def return_to(*, actor: Actor, task: Task, earlier: Task, reason: str, now: datetime) -> Task:
    """Send the case back to an earlier step, on the desk of whoever did it."""
    return process.return_to(
        task_id=task.pk,
        actor=actor,
        to_node_id=earlier.node_id,
        reason=reason,
        assignee_account_id=earlier.assignee_account_id,
        now=now,
    )


def hand_over(*, actor: Actor, task: Task, to: Officer, reason: str, now: datetime) -> None:
    """Give a step to a colleague."""
    process.hand_over(task_id=task.pk, actor=actor, to_account_id=to.account_id, reason=reason, now=now)


def add_signers(*, actor: Actor, task: Task, officers: Sequence[Officer], now: datetime) -> None:
    """Ask colleagues to sign before the step can be done."""
    process.add_signers(
        task_id=task.pk, actor=actor, account_ids=[one.account_id for one in officers], now=now
    )


def suspend(*, application: Application, now: datetime) -> None:
    """Let nothing move until the special procedure is over."""
    process.suspend(instance_id=application.instance_id, now=now)


def resume(*, application: Application, now: datetime) -> None:
    """Go on; last days of steps move by the time that did not count."""
    process.resume(instance_id=application.instance_id, now=now)


def withdraw(*, application: Application, reason: str, now: datetime) -> None:
    """End the flow because the applicant takes the case back."""
    process.withdraw(instance_id=application.instance_id, reason=reason, now=now)


def terminate(*, application: Application, reason: str, now: datetime) -> None:
    """End the flow because the body closes the case."""
    process.terminate(instance_id=application.instance_id, reason=reason, now=now)


def _live(application: Application) -> Any:
    return Task.objects.filter(
        instance_id=application.instance_id,
        is_signer=False,
        state__in=[*(state.value for state in WORKABLE), TaskState.SUSPENDED.value],
    ).order_by("pk")


def _scalars(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if isinstance(value, str | int | float | bool)}
