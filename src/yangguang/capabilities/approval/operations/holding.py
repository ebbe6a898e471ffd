"""How an operation takes hold of a case: the flow's row first, then the case; then what it may do now is certain."""

from datetime import datetime
from typing import Any

from yangguang.capabilities.approval import states
from yangguang.capabilities.approval.models import Application
from yangguang.capabilities.approval.operations import flow
from yangguang.capabilities.approval.queries.around import reason_to_stop
from yangguang.capabilities.approval.rules.limits import BeyondMandate
from yangguang.capabilities.approval.rules.refusals import NotPossibleNow, StepAlreadyDone, StepTaken
from yangguang.capabilities.approval.states import State
from yangguang.foundation.acts.api import Actor, act_as
from yangguang.foundation.events.api import announce
from yangguang.foundation.organisation.models import Officer
from yangguang.foundation.process.models import Task
from yangguang.kernel.clock import local, today


def hold(application: Application) -> None:
    """Lock the case in the one order everybody uses, and read it anew: the caller's copy may be old."""
    flow.lock(application)
    fresh = Application.objects.select_for_update().get(pk=application.pk)
    for name in ("state", "fields", "accepted_at", "decided_at", "closed_at", "published_at", "licence_id"):
        setattr(application, name, getattr(fresh, name))
    for name in ("correction", "decision", "delivery", "extension", "hearing", "rating"):
        application._state.fields_cache.pop(name, None)


def require(application: Application, *, operation: str, deed: str) -> None:
    """Refuse what the table of states does not allow from here."""
    if not states.allows(operation=operation, state=application.state):
        raise NotPossibleNow(number=application.number, state=application.situation.label, deed=deed)


def require_mandate(actor: Actor, *, matter_code: str, right: str, now: datetime) -> None:
    """Refuse what an agent's enterprise did not entrust (民法典 第一百六十五条、第一百七十一条). Refuses with BeyondMandate."""
    reason = reason_to_stop(actor=actor, matter_code=matter_code, right=right, on=today(now))
    if reason:
        raise BeyondMandate(enterprise=actor.enterprise_name, reason=reason)


def move(application: Application, *, operation: str) -> None:
    """Put the case where the operation leads; the caller saves it with what else changed."""
    application.state = states.target_of(operation=operation).value


def officer_of(actor: Actor) -> Officer:
    """Give the officer behind an actor who passed an officer's permission."""
    return Officer.objects.get(account=actor.account_id)


def stand(actor: Actor, application: Application, kind: str) -> None:
    """Record under which post the officer acts."""
    post = actor.post(kind, application.body.code)
    if post is not None:
        act_as(post.code)


def take(*, actor: Actor, application: Application, task: Task, now: datetime) -> Task:
    """
    Make an open step the actor's own, claiming it if nobody has.

    Refuses with StepAlreadyDone, StepTaken.
    """
    current = flow.fresh(task)
    if not flow.is_open(current):
        raise StepAlreadyDone(by=flow.done_by(current), at=_when(current.done_at or now))
    if application.situation is State.SUSPENDED:
        raise NotPossibleNow(number=application.number, state=application.situation.label, deed="办理这一步")
    owner = current.assignee_account_id
    if owner is None:
        flow.claim(actor=actor, task=current, now=now)
    elif owner != actor.account_id:
        raise StepTaken(by=flow.done_by(current))
    stand(actor, application, current.post_kind)
    return current


def case_event(application: Application, now: datetime) -> dict[str, Any]:
    """Give what every event about the case carries; open pages of the case and of the body's desk look again."""
    announce(f"application:{application.draft_uuid}", {"state": application.state}, now=now)
    announce(f"desk:{application.body.code}", {}, now=now)
    return {
        "number": application.number,
        "matter_code": application.version.matter.code,
        "body_code": application.body.code,
        "at": now,
    }


def _when(instant: datetime) -> str:
    moment = local(instant)
    return f"{moment.month}月{moment.day}日 {moment:%H:%M}"
