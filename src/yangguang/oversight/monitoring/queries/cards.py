"""Reading cards: for the officers who answer for them, for supervision, and for everybody on the public board."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from yangguang.foundation.acts.api import Actor
from yangguang.foundation.deadlines import api as deadlines
from yangguang.foundation.deadlines.api import RunningClock
from yangguang.foundation.organisation.api import PostKind
from yangguang.foundation.process.models import Task
from yangguang.foundation.process.states import LIVE_TASKS, WORKABLE
from yangguang.kernel.clock import WorkCalendar, end_instant, today
from yangguang.kernel.refusals import NotFound
from yangguang.oversight.monitoring.models import Card
from yangguang.oversight.monitoring.rules import WARNING_DAYS, ClockFacts, Level, level_for

LOOK_BACK = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class BoardFigures:
    """What the board counts over a period: cards by level, still open, explained, revoked."""

    warnings: int
    yellow: int
    red: int
    open: int
    explained: int
    revoked: int


@dataclass(frozen=True, slots=True)
class Watched:
    """One period that deserves a card today: a running clock or the limit of a step, and the level it deserves."""

    level: Level
    kind: str
    due_on: date
    clock: RunningClock | None = None
    task: Task | None = None

    @property
    def subject(self) -> tuple[str, str]:
        """Which object the period runs on."""
        if self.clock is not None:
            return self.clock.subject_type, self.clock.subject_number
        if self.task is None:
            raise AssertionError("a watched period is a clock or a step")
        return self.task.instance.act_object

    @property
    def responsible(self) -> tuple[str, str]:
        """Which body and kind of post answer for it."""
        one = self.clock or self.task
        return (one.body_code, one.post_kind) if one else ("", "")


def deserved_cards(*, now: datetime) -> Iterator[Watched]:
    """
    Walk everything that deserves a card today and has not got it; paused cases are never among them.

    The time to accept has a clock of its own, so the acceptance step is not watched twice.
    """
    day, calendar = today(now), deadlines.current_calendar()
    last = _warned_until(day, calendar)
    given = set(
        Card.objects.filter(due_on__lte=last, due_on__gte=day - LOOK_BACK).values_list(
            "clock_id", "task_id", "level", "due_on"
        )
    )
    for clock in [
        *deadlines.list_overdue_clocks(now),
        *deadlines.list_clocks_due_between(now, end_instant(last) + timedelta(seconds=1)),
    ]:
        facts = ClockFacts(
            clock.kind,
            clock.due_on,
            clock.is_paused,
            not clock.is_running,
            clock.post_kind,
            clock.started_on,
        )
        level = level_for(clock=facts, today=day, calendar=calendar)
        if level is not Level.NORMAL and (clock.pk, None, level.value, clock.due_on) not in given:
            yield Watched(level, clock.kind, clock.due_on, clock=clock)
    for task in _steps_due(last):
        due_on = task.due_on or last
        level = level_for(
            clock=ClockFacts("step", due_on, False, False, task.post_kind, today(task.arrived_at)),
            today=day,
            calendar=calendar,
        )
        if level is not Level.NORMAL and (None, task.pk, level.value, due_on) not in given:
            yield Watched(level, "step", due_on, task=task)


def _steps_due(last: date) -> QuerySet[Task]:
    return (
        Task.objects.filter(state__in=[state.value for state in WORKABLE], due_on__lte=last, is_signer=False)
        .exclude(post_kind="applicant")
        .exclude(post_kind="accept", step="S")
        .select_related("instance")
        .order_by("due_on", "pk")
    )


def _warned_until(day: date, calendar: WorkCalendar) -> date:
    return calendar.add_workdays(day, WARNING_DAYS)


def list_cards(
    *, actor: Actor, level: int | None = None, is_open: bool | None = None, words: str = ""
) -> QuerySet[Card]:
    """List the cards an officer may see: supervision all, others those of their bodies."""
    cards = Card.objects.select_related("clock", "task")
    if not actor.holds(PostKind.MONITOR):
        cards = cards.filter(body_code__in={post.body_code for post in actor.posts})
    return _narrowed(cards, level, is_open, words).order_by("-issued_at", "-pk")


def list_cards_against(*, actor: Actor) -> QuerySet[Card]:
    """List the open cards that the actor's own posts answer for."""
    own = Q(pk__in=[])
    for post in actor.posts:
        own |= Q(body_code=post.body_code, post_kind=post.kind)
        if post.kind == PostKind.DECIDE:
            own |= Q(body_code=post.body_code, level=Level.RED.value)
    return Card.objects.select_related("clock", "task").filter(own).filter(standing())


def get_card(*, actor: Actor, card_id: int) -> Card:
    """
    Get a card an officer may see.

    Refuses with NotFound.
    """
    found = list_cards(actor=actor).filter(pk=card_id).first()
    if found is None:
        raise NotFound(what="这张监察牌")
    return found


def standing() -> Q:
    """Cards that are not revoked and whose period still runs."""
    runs = Q(clock__isnull=False, clock__stopped_on__isnull=True) | Q(
        task__isnull=False, task__state__in=[state.value for state in LIVE_TASKS]
    )
    return runs & Q(revoked_at__isnull=True)


def list_cards_of(*, object_type: str, object_number: str) -> QuerySet[Card]:
    """List the cards of one case, revoked ones too, in the order issued."""
    return Card.objects.filter(object_type=object_type, object_number=object_number).order_by(
        "issued_at", "pk"
    )


def list_public_cards(
    *,
    level: int | None = None,
    is_open: bool | None = None,
    body_code: str = "",
    words: str = "",
    offset: int = 0,
    limit: int = 20,
) -> list[Card]:
    """List yellow and red cards for the public board; warnings are between the post and its supervisor."""
    cards = Card.objects.select_related("clock", "task").filter(level__gte=2)
    if body_code:
        cards = cards.filter(body_code=body_code)
    rows = _narrowed(cards, level, is_open, words).order_by("-issued_at", "-pk")
    return list(rows[offset : offset + limit])


def count_public_cards(
    *, level: int | None = None, is_open: bool | None = None, body_code: str = "", words: str = ""
) -> int:
    """Count the yellow and red cards of the public board, or those of one level (warnings are only counted)."""
    cards = Card.objects.filter(level__gte=2) if level is None else Card.objects.all()
    if body_code:
        cards = cards.filter(body_code=body_code)
    return _narrowed(cards, level, is_open, words).count()


def board_figures(*, since: datetime, body_code: str = "") -> BoardFigures:
    """Count the cards since an instant, in one query."""
    cards = Card.objects.filter(issued_at__gte=since)
    if body_code:
        cards = cards.filter(body_code=body_code)
    counts = cards.aggregate(
        warnings=Count("pk", filter=Q(level=1)),
        yellow=Count("pk", filter=Q(level=2)),
        red=Count("pk", filter=Q(level=5)),
        open=Count("pk", filter=standing() & Q(level__gte=2)),
        explained=Count("pk", filter=Q(explained_at__isnull=False)),
        revoked=Count("pk", filter=Q(revoked_at__isnull=False)),
    )
    return BoardFigures(**counts)


def figures_by_body(*, since: datetime) -> list[dict[str, Any]]:
    """Count yellow and red cards per body since an instant, the most red first, in one query."""
    rows = (
        Card.objects.filter(issued_at__gte=since, revoked_at__isnull=True)
        .values("body_code", "body_name")
        .annotate(
            warnings=Count("pk", filter=Q(level=1)),
            yellow=Count("pk", filter=Q(level=2)),
            red=Count("pk", filter=Q(level=5)),
        )
        .order_by("-red", "-yellow", "body_code")
    )
    return [dict(row) for row in rows]


def _narrowed(cards: QuerySet[Card], level: int | None, is_open: bool | None, words: str) -> QuerySet[Card]:
    if level is not None:
        cards = cards.filter(level=level)
    if is_open is not None:
        cards = cards.filter(standing()) if is_open else cards.filter(~standing())
    if words.strip():
        cards = cards.filter(
            Q(object_number__contains=words.strip()) | Q(matter_name__contains=words.strip())
        )
    return cards
