"""The process view: where the cases of a matter stand, how long its steps take, where it holds up, one case step by step."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, Q

from yangguang.kernel.clock import WorkCalendar, local
from yangguang.oversight.monitoring.models import Card, Passed, WatchedCase
from yangguang.oversight.monitoring.queries.plans import PLANS
from yangguang.oversight.monitoring.rules.plans import KINDS

LOOK_BACK = timedelta(days=365)
MOST_ROWS = 200_000


@dataclass(slots=True)
class NodeFigures:
    """One step of a flow and how it goes: cases here now, median and ninth decile of days, returns, cards."""

    node: str
    name: str
    post: str
    limit: str
    now: int = 0
    done: int = 0
    median_days: float | None = None
    p90_days: float | None = None
    returns: int = 0
    yellow: int = 0
    red: int = 0
    days: list[int] = field(default_factory=list)

    @property
    def weight(self) -> float:
        """How much the step holds the matter up: days at the ninth decile for all that pass it."""
        return (self.p90_days or 0) * self.done


@dataclass(frozen=True, slots=True)
class PathFigures:
    """One way between two steps: how many went it, and the median of days."""

    source: str
    target: str
    count: int
    median_days: float


@dataclass(frozen=True, slots=True)
class ProcessView:
    """How one published version really runs."""

    plan_code: str
    name: str
    cases: int
    open_cases: int
    nodes: list[NodeFigures]
    paths: list[PathFigures]

    @property
    def bottlenecks(self) -> list[NodeFigures]:
        """The steps that hold it up most."""
        return sorted((one for one in self.nodes if one.weight), key=lambda one: -one.weight)[:3]


@dataclass(frozen=True, slots=True)
class ReplayStep:
    """One thing that happened to a case, with the working days since the one before and the cards it brought."""

    at: datetime
    what: str
    step: str
    officer: str
    days: int
    mark: str
    cards: list[Card]


def list_watched_plans() -> list[dict[str, Any]]:
    """List the plans that have cases, the most used first."""
    rows: list[dict[str, Any]] = [
        dict(one)
        for one in WatchedCase.objects.values("plan_code", "field")
        .annotate(cases=Count("pk"), open=Count("pk", filter=Q(closed_at__isnull=True)))
        .order_by("-cases", "plan_code")[:200]
    ]
    for row in rows:
        plan = PLANS.get(row["plan_code"])
        row["name"] = plan.name if plan else row["plan_code"]
    return rows


def process_view(*, plan_code: str, calendar: WorkCalendar, now: datetime) -> ProcessView | None:
    """Measure one published version over the last year, in working days."""
    plan = PLANS.get(plan_code)
    if plan is None:
        return None
    nodes = {
        node.node_id: NodeFigures(
            node.node_id,
            node.name,
            node.post,
            f"{node.limit[0]}{node.limit[1]}" if node.limit else "",
        )
        for node in plan.net.nodes.values()
        if node.kind == "task"
    }
    rows = (
        Passed.objects.filter(plan_code=plan_code, at__gte=now - LOOK_BACK)
        .order_by("case", "at", "id")
        .values_list("case", "kind", "node", "at", "facts")[:MOST_ROWS]
    )
    paths = _measured(rows, nodes, calendar)
    cases = WatchedCase.objects.filter(plan_code=plan_code)
    for step, count in cases.filter(closed_at__isnull=True).values_list("step").annotate(count=Count("pk")):
        for node in step.split("|"):
            if node in nodes:
                nodes[node].now += count
    _add_cards(plan_code, nodes)
    return ProcessView(
        plan_code,
        plan.name,
        cases.count(),
        cases.filter(closed_at__isnull=True).count(),
        list(nodes.values()),
        [
            PathFigures(nodes[source].name, nodes[target].name, len(days), median(days))
            for (source, target), days in sorted(paths.items(), key=lambda one: -len(one[1]))
        ],
    )


def _measured(
    rows: Any, nodes: dict[str, NodeFigures], calendar: WorkCalendar
) -> dict[tuple[str, str], list[int]]:
    counted: dict[tuple[date, date], int] = {}
    paths: dict[tuple[str, str], list[int]] = {}
    case, before, step = "", date.min, ""
    for number, kind, node, at, facts in rows:
        day = local(at).date()
        if number != case:
            case, before, step = number, day, ""
        if kind == "return" and facts.get("to") in nodes:
            nodes[facts["to"]].returns += 1
        if node in nodes:
            span = (before, day)
            if span not in counted:
                counted[span] = calendar.workdays_between(before, day)
            nodes[node].days.append(counted[span])
            if step:
                paths.setdefault((step, node), []).append(counted[span])
            step, before = node, day
    for one in nodes.values():
        one.done = len(one.days)
        if one.days:
            ordered = sorted(one.days)
            one.median_days = float(median(ordered))
            one.p90_days = float(ordered[min(len(ordered) - 1, int(len(ordered) * 0.9))])
    return paths


def _add_cards(plan_code: str, nodes: dict[str, NodeFigures]) -> None:
    matter = plan_code.rpartition("@")[0] or plan_code
    rows = (
        Card.objects.filter(matter_code=matter, level__gte=2)
        .values("step_node")
        .annotate(yellow=Count("pk", filter=Q(level=2)), red=Count("pk", filter=Q(level=5)))
    )
    for row in rows:
        for node in row["step_node"].split("|"):
            if node in nodes:
                nodes[node].yellow += row["yellow"]
                nodes[node].red += row["red"]


def case_replay(*, number: str, calendar: WorkCalendar) -> list[ReplayStep]:
    """Tell what happened to one case, in order, with the cards each step brought."""
    watched = WatchedCase.objects.filter(number=number).first()
    plan = PLANS.get(watched.plan_code) if watched else None
    cards = list(Card.objects.filter(object_number=number).order_by("happened_at", "pk"))
    steps: list[ReplayStep] = []
    before: date | None = None
    for row in Passed.objects.filter(case=number).order_by("at", "id"):
        day = local(row.at).date()
        node = plan.net.nodes.get(row.node) if plan else None
        due = [card for card in cards if row.mark in card.evidence]
        steps.append(
            ReplayStep(
                row.at,
                KINDS.get(row.kind, row.kind),
                node.name if node else row.node,
                row.officer,
                calendar.workdays_between(before, day) if before else 0,
                row.mark,
                due,
            )
        )
        before = day
    shown = {card.pk for step in steps for card in step.cards}
    steps += [
        ReplayStep(card.happened_at, "时限", card.step_name, "", 0, "", [card])
        for card in cards
        if card.pk not in shown
    ]
    return sorted(steps, key=lambda one: one.at)
