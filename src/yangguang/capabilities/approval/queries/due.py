"""What the calendar has made due: for the periodic tasks, which look here and never at when they last ran."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from yangguang.capabilities.approval.models import Application, DeferredMaterial, Draft
from yangguang.capabilities.approval.rules.deferral import REMIND_AHEAD
from yangguang.capabilities.approval.states import AWAITING_OFFICE, BY_OPERATION, IN_HAND, State
from yangguang.foundation.deadlines import api as deadlines
from yangguang.foundation.deadlines.api import ClockKind, RunningClock
from yangguang.foundation.process.models import Task
from yangguang.foundation.process.states import LIVE_TASKS
from yangguang.kernel.clock import today
from yangguang.reference.licences import api as licences

PUBLISH_AFTER = timedelta(days=5)
"""A grant is published when it is served, and in any case well within seven working days of the decision."""


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What supervision needs to name a case."""

    number: str
    matter: str
    matter_code: str
    body_code: str
    step: str
    post_kind: str


def list_unanswered(*, now: datetime) -> QuerySet[Application]:
    """List the cases whose five working days are over without an answer."""
    over = RunningClock.objects.filter(
        subject_type="application",
        subject_number=OuterRef("number"),
        kind=ClockKind.ACCEPTANCE,
        stopped_on__isnull=True,
        due_at__lt=now,
    )
    states = [state.value for state in AWAITING_OFFICE]
    return _cases().filter(Exists(over), state__in=states).order_by("received_at")


def list_deferrals_to_remind(*, now: datetime) -> QuerySet[Application]:
    """List the cases in hand with a promised material due in two working days or less that nobody was reminded of."""
    soon = deadlines.current_calendar().add_workdays(today(now), REMIND_AHEAD)
    return _owing(due_on__lte=soon, due_on__gte=today(now), reminded_at__isnull=True)


def list_lapsed_deferrals(*, now: datetime) -> QuerySet[Application]:
    """List the cases in hand with a promised material whose last day has passed."""
    return _owing(due_on__lt=today(now), lapsed_at__isnull=True)


def _owing(**which: object) -> QuerySet[Application]:
    owed = DeferredMaterial.objects.filter(application=OuterRef("pk"), supplied_at__isnull=True, **which)
    in_hand = [state.value for state in IN_HAND]
    return _cases().filter(Exists(owed), state__in=in_hand).order_by("received_at")


def list_undecided_renewals(*, now: datetime) -> QuerySet[Application]:
    """List the renewals on which the office had the word while the licence ran out."""
    open_states = [state.value for state in BY_OPERATION["deem_renewed"].sources]
    return (
        _cases()
        .exclude(version__renewal_of="")
        .filter(
            state__in=open_states,
            target_licence__valid_until__lt=today(now),
            target_licence__status__in=(licences.Status.VALID, licences.Status.EXPIRED),
        )
        .select_related("target_licence")
        .order_by("received_at")
    )


def list_uncorrected(*, now: datetime) -> QuerySet[Application]:
    """List the cases whose applicant has let the correction period pass."""
    return (
        _cases()
        .filter(state=State.CORRECTING.value, correction__answer_until__lt=today(now))
        .select_related("correction")
        .order_by("received_at")
    )


def list_unpublished(*, now: datetime) -> QuerySet[Application]:
    """List the grants that are served, or decided some days ago, and not public yet."""
    return (
        _cases()
        .filter(published_at__isnull=True, decision__result="granted")
        .filter(
            Q(state=State.DELIVERED.value) | Q(state=State.GRANTED.value, decided_at__lt=now - PUBLISH_AFTER)
        )
        .order_by("decided_at")
    )


def list_stale_drafts(*, now: datetime) -> QuerySet[Draft]:
    """List the drafts nobody has touched for ninety days."""
    return Draft.objects.filter(saved_at__lt=now - timedelta(days=90)).order_by("saved_at")


def facts_of(*, numbers: list[str]) -> dict[str, CaseFacts]:
    """Name cases by number: matter, body, current step; in two queries, for supervision."""
    cases = _cases().filter(number__in=numbers)
    steps = {
        task.instance_id: task
        for task in Task.objects.filter(
            instance__application__number__in=numbers, state__in=[state.value for state in LIVE_TASKS]
        ).order_by("pk")
    }
    facts = {}
    for case in cases:
        task = steps.get(case.instance_id)
        facts[case.number] = CaseFacts(
            number=case.number,
            matter=case.version.plain_name,
            matter_code=case.version.matter.code,
            body_code=case.body.code,
            step=task.name if task else "",
            post_kind=task.post_kind if task else "",
        )
    return facts


def _cases() -> QuerySet[Application]:
    return Application.objects.select_related("version__matter__body", "body")
