"""
A trial run: the flow in the making is played by the real engine, on a fast clock, inside a transaction that is undone.

So what the trial shows is what a case would do, timers, joins and dead ends included; nothing of it stays, no case, no act.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from yangguang.foundation.acts.api import Actor, ActorKind, operation
from yangguang.foundation.deadlines.api import current_calendar
from yangguang.foundation.process import api as process
from yangguang.foundation.process.models import Subscription, Timer
from yangguang.foundation.process.operations import CLOCK, fire_timer
from yangguang.kernel.clock import SHANGHAI, WorkCalendar, local
from yangguang.kernel.refusals import Refusal
from yangguang.reference.flows import permissions
from yangguang.reference.flows.models import FlowDraft
from yangguang.reference.flows.rules.longest import DECISIVE
from yangguang.reference.flows.rules.refusals import RehearsalRefused

MOST_DEEDS = 80


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing done in a trial: at which node, as step, timer or message, with which answers, after how many days."""

    node_id: str
    kind: str = "step"
    days: int = 0
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the case waits for now."""

    node_id: str
    kind: str  # step, timer, message
    name: str
    letter: str = ""
    post_kind: str = ""
    limit: str = ""
    due: date | None = None
    days: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """One step done: from when to when, its last day, the working days it took."""

    node_id: str
    name: str
    post_kind: str
    letter: str
    began_on: date
    done_on: date
    due_on: date | None
    days: int
    answers: Mapping[str, Any]

    @property
    def is_late(self) -> bool:
        """Whether it took longer than its limit."""
        return self.due_on is not None and self.done_on > self.due_on


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a trial shows."""

    today: date
    waiting: tuple[Waiting, ...]
    done: tuple[Done, ...]
    passed: tuple[str, ...]
    state: str
    dead_end: str = ""
    skipped: tuple[str, ...] = ()
    decision_days: int | None = None

    @property
    def is_over(self) -> bool:
        """Whether the case has come to an end."""
        return self.state != process.InstanceState.RUNNING


def rehearse(
    *, actor: Actor, now: datetime, draft: FlowDraft, facts: Mapping[str, Any], deeds: Sequence[Deed]
) -> Rehearsal:
    """
    Play a flow with made-up facts and undo everything.

    Refuses with RehearsalRefused.
    """
    with transaction.atomic():
        shown = rehearse_flow(actor=actor, now=now, draft=draft, facts=facts, deeds=deeds)
        transaction.set_rollback(True)
    return shown


@operation(
    "flows.rehearse_flow", summary="试走流程", permission=permissions.may_rehearse_flow, subject="draft"
)
def rehearse_flow(
    *, actor: Actor, now: datetime, draft: FlowDraft, facts: Mapping[str, Any], deeds: Sequence[Deed]
) -> Rehearsal:
    """
    Play a flow with the real engine; only inside a transaction that is undone (see `rehearse`).

    A step's days count from when it came to its post, so branches that run side by side do not add up.

    Refuses with RehearsalRefused.
    """
    if len(deeds) > MOST_DEEDS:
        raise RehearsalRefused(reason=f"走了 {MOST_DEEDS} 步还没有到头，多半在绕圈。")
    trial = _Trial(actor, now, draft, current_calendar())
    try:
        trial.begin(facts)
        for deed in deeds:
            trial.play(deed)
    except Refusal as refused:
        trial.dead_end = refused.message
    return trial.shown()


class _Trial:
    """The case of a trial and its clock."""

    def __init__(self, actor: Actor, now: datetime, draft: FlowDraft, calendar: WorkCalendar) -> None:
        self.actor, self.now, self.draft, self.calendar = actor, now, draft, calendar
        self.instance: process.Instance | None = None
        self.dead_end = ""
        self.skipped: list[str] = []
        self.answers: dict[int, Mapping[str, Any]] = {}

    def begin(self, facts: Mapping[str, Any]) -> None:
        model = process.parse(self.draft.xml)
        definition = process.Definition.objects.create(
            key=f"trial-{uuid.uuid4().hex}",
            version=1,
            name=self.draft.name,
            xml=self.draft.xml,
            hash=model.source_hash,
            published_at=self.now,
        )
        self.model = model
        self.instance = process.start_instance(
            definition=definition,
            business_type="trial",
            business_number=self.draft.act_object[1],
            body_code=self.draft.matter.body.code if self.draft.matter else "",
            now=self.now,
            variables=facts,
        )

    def play(self, deed: Deed) -> None:
        if deed.kind == "timer":
            timer = self._timers().filter(node_id=deed.node_id).first()
            if timer is not None:
                self._fire(timer)
            return
        if deed.kind == "message":
            self._let_pass(self._after(self.now, deed.days))
            name = self.model.nodes[deed.node_id].event_name
            process.deliver_message(instance_id=self._id(), message=name, now=self.now)
            return
        task = self._tasks().filter(node_id=deed.node_id).first()
        if task is None:
            self.skipped.append(self._name(deed.node_id))
            return
        self._let_pass(self._after(task.arrived_at, deed.days))
        task = self._tasks().filter(pk=task.pk).first()
        if task is None:  # a timer came first
            self.skipped.append(self._name(deed.node_id))
            return
        hand = self.actor
        if task.assignee_account_id is not None:  # a step for one of several named people
            hand = Actor(kind=ActorKind.OFFICER, account_id=task.assignee_account_id, posts=self.actor.posts)
        process.complete_task(
            task_id=task.pk, actor=hand, now=self.now, variables=deed.answers, outcome=dict(deed.answers)
        )
        self.answers[task.pk] = deed.answers

    def _id(self) -> int:
        assert self.instance is not None  # noqa: S101 - begun before anything is played
        return self.instance.pk

    def _tasks(self) -> Any:
        return process.open_tasks_of(process.Instance(pk=self._id()))

    def _timers(self) -> Any:
        return Timer.objects.filter(instance_id=self._id(), state="live").order_by("due_at")

    def _after(self, start: datetime, days: int) -> datetime:
        """Give the moment some working days later, never before now."""
        if days <= 0:
            return max(self.now, start)
        day = self.calendar.add_workdays(local(start).date(), days)
        return max(self.now, datetime.combine(day, time(10), tzinfo=SHANGHAI))

    def _let_pass(self, until: datetime) -> None:
        """Move the clock, firing on the way what is due, as the worker would."""
        for _ in range(MOST_DEEDS):
            timer = self._timers().filter(due_at__lte=until).first()
            if timer is None:
                break
            self._fire(timer)
        self.now = max(self.now, until)

    def _fire(self, timer: Timer) -> None:
        self.now = max(self.now, timer.due_at)
        fire_timer(actor=CLOCK, now=self.now, instance=timer.instance, timer=timer)

    def _name(self, node_id: str) -> str:
        node = self.model.nodes.get(node_id)
        return (node.name or node.id) if node else node_id

    def shown(self) -> Rehearsal:
        """Read off what the case has come to."""
        today = local(self.now).date()
        if self.instance is None:
            return Rehearsal(today, (), (), (), "", self.dead_end)
        instance = process.Instance.objects.get(pk=self._id())
        done = tuple(self._done(task) for task in process.done_tasks_of(instance))
        passed = dict.fromkeys(one.element_id for one in process.path_of(instance))
        waiting = () if self.dead_end else tuple(self._waiting())
        stuck = self.dead_end
        if not stuck and not waiting and instance.state == process.InstanceState.RUNNING:
            stuck = "没有人可办，也没有计时在走，办件停在这里。"
        return Rehearsal(
            today,
            waiting,
            done,
            tuple(one for one in passed if one in self.model.nodes),
            instance.state,
            stuck,
            tuple(self.skipped),
            self._decision_days(done),
        )

    def _done(self, task: process.Task) -> Done:
        began, ended = local(task.arrived_at).date(), local(task.done_at or task.arrived_at).date()
        return Done(
            task.node_id,
            task.name,
            task.post_kind,
            task.step,
            began,
            ended,
            task.due_on,
            self.calendar.workdays_between(began, ended),
            self.answers.get(task.pk, {}),
        )

    def _waiting(self) -> list[Waiting]:
        found = []
        for task in self._tasks():
            node = self.model.nodes[task.node_id]
            limit = node.limit.text if node.limit else ""
            days = node.limit.length if node.limit and node.limit.unit == "wd" else 1 if node.limit else 0
            found.append(
                Waiting(task.node_id, "step", task.name, task.step, task.post_kind, limit, task.due_on, days)
            )
        for timer in self._timers():
            found.append(
                Waiting(timer.node_id, "timer", self._name(timer.node_id), due=local(timer.due_at).date())
            )
        for hook in Subscription.objects.filter(instance_id=self._id(), state="live", kind="message"):
            found.append(Waiting(hook.node_id, "message", self._name(hook.node_id)))
        return found

    def _decision_days(self, done: Sequence[Done]) -> int | None:
        """Count the working days from acceptance to the decision, without the applicant's time (行政许可法第四十二条)."""
        decided = [one for one in done if one.letter == "D"]
        accepted = [one for one in done if one.letter == "S" and one.post_kind != "applicant"]
        if not decided or not accepted:
            return None
        begin, end = accepted[-1].done_on, decided[-1].done_on
        if end < begin:
            return None
        applicants = sum(
            one.days
            for one in done
            if one.post_kind == "applicant" and one.letter in DECISIVE and one.began_on >= begin
        )
        return self.calendar.workdays_between(begin, end) - applicants
