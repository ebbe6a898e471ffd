"""How matters are really done, for guide and home pages; kept for half a minute: guides are read far more than cases move."""

import threading
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Avg, Count, F, Q

from yangguang.capabilities.approval.models import Application, Rating
from yangguang.capabilities.approval.rules.figures import distribution, median_of
from yangguang.capabilities.approval.states import CLOSED
from yangguang.foundation.deadlines import api as deadlines
from yangguang.foundation.process.models import Task
from yangguang.foundation.process.states import LIVE_TASKS, TaskState
from yangguang.kernel.clock import WorkCalendar, local, today
from yangguang.reference.matters.api import Figures, NodeFigures
from yangguang.reference.matters.models import MatterVersion

PERIOD_DAYS = 90
KEPT = timedelta(seconds=30)
SAMPLE = 2000

_kept: dict[int, tuple[datetime, Figures | None]] = {}
_counting = threading.Lock()


def figures_of(version: MatterVersion, now: datetime) -> Figures | None:
    """Give the figures of the matter over the last ninety days, over all its versions; none if nobody has applied."""
    known = _kept.get(version.matter_id)
    if known is not None and abs(now - known[0]) < KEPT:
        return known[1]
    if not _counting.acquire(blocking=known is None):
        return (
            known[1] if known else None
        )  # somebody is counting: the last figures will do for a moment longer
    try:
        figures = _figures(version, now)
        _kept[version.matter_id] = (now, figures)
    finally:
        _counting.release()
    return figures


def forget_figures() -> None:
    """Drop what is kept, so that tests and demo data see the cases they have just made."""
    _kept.clear()


@dataclass(frozen=True, slots=True)
class CityFigures:
    """The live figures of the home page."""

    received_today: int
    in_hand: int
    decided_month: int
    on_time_percent: float | None
    rating: float | None


def city_figures(*, now: datetime) -> CityFigures:
    """Count what the city does: received today, in hand, decided in thirty days, on time, rating; in two queries."""
    month = now - timedelta(days=30)
    start = local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    counts = Application.objects.aggregate(
        received_today=Count("pk", filter=Q(received_at__gte=start, received_at__lte=now)),
        in_hand=Count("pk", filter=~Q(state__in=[state.value for state in CLOSED])),
        decided_month=Count("pk", filter=Q(decided_at__gte=month)),
        rating=Avg("rating__level", filter=Q(rating__rated_at__gte=now - timedelta(days=PERIOD_DAYS))),
    )
    late = deadlines.RunningClock.objects.filter(
        kind=deadlines.ClockKind.PROMISED, stopped_at__gte=month, subject_type="application"
    ).aggregate(all=Count("pk"), on_time=Count("pk", filter=Q(stopped_on__lte=F("due_on"))))
    percent = round(100 * late["on_time"] / late["all"], 1) if late["all"] else None
    rating = round(counts["rating"], 1) if counts["rating"] is not None else None
    return CityFigures(counts["received_today"], counts["in_hand"], counts["decided_month"], percent, rating)


def _figures(version: MatterVersion, now: datetime) -> Figures | None:
    cases = Application.objects.filter(version__matter_id=version.matter_id)
    since = now - timedelta(days=PERIOD_DAYS)
    calendar = deadlines.current_calendar()
    totals = cases.aggregate(
        all=Count("pk"),
        refused=Count("pk", filter=Q(decision__result="refused", decided_at__gte=since)),
    )
    if not totals["all"]:
        return None
    ratings = Rating.objects.filter(
        application__version__matter_id=version.matter_id, rated_at__gte=since
    ).aggregate(mean=Avg("level"), count=Count("pk"))
    clocks = deadlines.RunningClock.objects.filter(
        kind=deadlines.ClockKind.PROMISED,
        subject_type="application",
        subject_number__in=cases.filter(decided_at__gte=since).values("number"),
    ).prefetch_related("pauses")[:SAMPLE]
    used, late = [], 0
    for clock in clocks:
        if clock.stopped_on is None:
            continue
        paused = sum(
            calendar.workdays_between(
                pause.from_on, min(pause.until_on or clock.stopped_on, clock.stopped_on)
            )
            for pause in clock.pauses.all()
        )
        used.append(max(calendar.workdays_between(clock.started_on, clock.stopped_on) - paused, 0))
        late += clock.stopped_on > clock.due_on
    return Figures(
        at=now,
        period_days=PERIOD_DAYS,
        days=distribution(days=used),
        overdue=late,
        refused=totals["refused"],
        rating=round(ratings["mean"], 1) if ratings["mean"] is not None else None,
        rating_count=ratings["count"],
        nodes=_nodes(version, now, since, calendar),
    )


def _nodes(
    version: MatterVersion, now: datetime, since: datetime, calendar: WorkCalendar
) -> dict[str, NodeFigures]:
    tasks = Task.objects.filter(instance__application__version__matter_id=version.matter_id, is_signer=False)
    live = (
        tasks.filter(state__in=[state.value for state in LIVE_TASKS])
        .values("node_id")
        .annotate(running=Count("pk"), overdue=Count("pk", filter=Q(due_on__lt=today(now))))
    )
    spans: dict[str, list[float]] = defaultdict(list)
    done = tasks.filter(state=TaskState.DONE, done_at__gte=since).order_by("-done_at")
    for node_id, arrived_at, done_at in done.values_list("node_id", "arrived_at", "done_at")[:SAMPLE]:
        spans[node_id].append(calendar.workdays_between(today(arrived_at), today(done_at or now)))
    counts = {row["node_id"]: (row["running"], row["overdue"]) for row in live}
    return {
        node_id: NodeFigures(
            running=counts.get(node_id, (0, 0))[0],
            overdue=counts.get(node_id, (0, 0))[1],
            median_days=median_of(values=spans.get(node_id, [])),
        )
        for node_id in {*counts, *spans}
    }
