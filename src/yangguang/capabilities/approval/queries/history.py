"""What has been done on a case and what is still to come: its acts, its clocks, and the steps of its own published flow."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from yangguang.capabilities.approval.models import Application
from yangguang.foundation.acts.api import Actor, list_acts_of, seal_states
from yangguang.foundation.deadlines import api as deadlines
from yangguang.foundation.deadlines.api import ClockAccount, RunningClock
from yangguang.foundation.process.models import Task
from yangguang.foundation.process.states import TaskState
from yangguang.kernel.clock import today
from yangguang.reference.matters import api as matters
from yangguang.reference.matters.api import FlowStep

RENEW_DECIDE_RULE = "lic.renew_decide"


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One act on the case, as its reader may see it; `facts` is empty for the public."""

    number: int
    operation: str
    summary: str
    by: str
    at: datetime
    digest: str
    facts: dict[str, Any] = field(default_factory=dict)
    seal: str = "open"


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of the flow for this case: done, current, suspended or still to come."""

    step: FlowStep
    state: str
    due_on: date | None = None
    arrived_at: datetime | None = None
    done_at: datetime | None = None
    task: Task | None = None
    is_overdue: bool = False


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One clock of the case with its account of days."""

    clock: RunningClock
    account: ClockAccount


@dataclass(frozen=True, slots=True)
class CaseHistory:
    """Everything a page needs to tell the story of a case."""

    acts: tuple[HistoryLine, ...]
    steps: tuple[StepLine, ...]
    clocks: tuple[ClockLine, ...]

    @property
    def current(self) -> tuple[StepLine, ...]:
        """The steps people are at now."""
        return tuple(one for one in self.steps if one.state in ("current", "suspended"))

    def clock(self, kind: str) -> ClockLine | None:
        """Give the latest clock of a kind; the days until a licence runs out stand apart, in `renewal`."""
        return next(
            (
                one
                for one in reversed(self.clocks)
                if one.clock.kind == kind and one.clock.rule_id != RENEW_DECIDE_RULE
            ),
            None,
        )

    @property
    def renewal(self) -> ClockLine | None:
        """Give the running clock at whose end silence renews the licence, if this case has one."""
        return next(
            (one for one in self.clocks if one.clock.rule_id == RENEW_DECIDE_RULE and one.clock.is_running),
            None,
        )


def history_of(*, application: Application, actor: Actor, now: datetime) -> CaseHistory:
    """Tell the story of a case; a fixed number of queries. The caller has fetched the case for this actor."""
    return CaseHistory(
        acts=acts_of(application=application, actor=actor),
        steps=steps_of_case(application=application, now=now),
        clocks=clocks_of_case(application=application, now=now),
    )


def acts_of(*, application: Application, actor: Actor) -> tuple[HistoryLine, ...]:
    """List the acts on a case, the newest first; facts go to officers only."""
    rows = list(list_acts_of(object_type="application", object_number=application.number))
    seals = seal_states(row.number for row in rows)
    return tuple(
        HistoryLine(
            number=row.number,
            operation=row.operation,
            summary=row.summary,
            by=row.actor_label,
            at=row.happened_at,
            digest=row.digest,
            facts=row.facts if actor.is_officer else {},
            seal=seals[row.number],
        )
        for row in rows
    )


def steps_of_case(*, application: Application, now: datetime) -> tuple[StepLine, ...]:
    """Lay the tasks of a case over the steps of its flow; what has no task yet is still to come."""
    latest: dict[str, Task] = {}
    tasks = Task.objects.filter(instance_id=application.instance_id, is_signer=False).order_by("pk")
    for task in tasks:
        if task.state != TaskState.CANCELLED:
            latest[task.node_id] = task
    ahead = "skipped" if application.is_closed else "coming"
    return tuple(
        _line(step, latest[step.node_id], now) if step.node_id in latest else StepLine(step, ahead)
        for step in matters.steps_of(application.version)
    )


def clocks_of_case(*, application: Application, now: datetime) -> tuple[ClockLine, ...]:
    """Account for every clock of a case, in the order started."""
    clocks = list(deadlines.clocks_of(application.act_object))
    accounts = deadlines.accounts_of(clocks, today(now), now=now)
    return tuple(ClockLine(clock, accounts[clock.pk]) for clock in clocks)


def _line(step: FlowStep, task: Task, now: datetime) -> StepLine:
    state = {TaskState.DONE: "done", TaskState.SUSPENDED: "suspended"}.get(TaskState(task.state), "current")
    is_overdue = state == "current" and task.due_on is not None and task.due_on < today(now)
    return StepLine(step, state, task.due_on, task.arrived_at, task.done_at, task, is_overdue)
