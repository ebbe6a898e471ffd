"""The live screen: one sentence, the fields, the areas, the newest cards, what waits for a supervisor."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q

from yangguang.foundation.acts.api import Actor
from yangguang.foundation.organisation.models import Body
from yangguang.oversight.monitoring.models import Appeal, Card, Escalation, Passed, WatchCursor, WatchedCase
from yangguang.oversight.monitoring.queries.cards import list_cards, standing
from yangguang.oversight.monitoring.rules.fields import FIELDS

SHOWN = 12
MOST_AT_ONCE = 200
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Row:
    """One line of figures: what, how many cases are watched, open cards by level."""

    code: str
    name: str
    watched: int
    passed: int
    warn: int = 0
    yellow: int = 0
    red: int = 0


@dataclass(frozen=True, slots=True)
class Screen:
    """What the live screen shows."""

    today: int
    watched: int
    warn: int
    yellow: int
    red: int
    appeals: int
    corrections: int
    to_sign: int
    behind: int
    looked_until: datetime | None
    fields: list[Row] = field(default_factory=list)
    areas: list[Row] = field(default_factory=list)
    newest: list[Card] = field(default_factory=list)
    months: list[dict[str, Any]] = field(default_factory=list)


def live_screen(*, actor: Actor, now: datetime, day_began: datetime) -> Screen:
    """Gather the screen: eight queries, whatever the number of cases and cards."""
    open_cards = Card.objects.filter(standing())
    counts = open_cards.aggregate(
        warn=Count("pk", filter=Q(level=1)),
        yellow=Count("pk", filter=Q(level=2)),
        red=Count("pk", filter=Q(level=5)),
        appeals=Count("pk", filter=Q(appeal=Appeal.OPEN)),
        corrections=Count("pk", filter=Q(corrected_at__isnull=False)),
    )
    watched = dict(
        WatchedCase.objects.filter(closed_at__isnull=True).values_list("field").annotate(count=Count("pk"))
    )
    passed = Passed.objects.filter(at__gte=day_began, at__lte=now).count()
    by_field = {one["field"]: one for one in _levels(open_cards, "field")}
    cursor = WatchCursor.objects.filter(pk=1).first()
    return Screen(
        today=passed,
        watched=sum(watched.values()),
        to_sign=Escalation.objects.filter(issued_at__isnull=True, ended_at__isnull=True).count(),
        behind=0,
        looked_until=cursor.looked_until if cursor else None,
        fields=[
            Row(code, name, watched.get(code, 0), 0, **_of(by_field.get(code)))
            for code, name in FIELDS.items()
            if code in watched or code in by_field or code == "approval"
        ],
        areas=_areas(),
        newest=newest_cards(actor=actor),
        months=_months(now),
        **counts,
    )


def newest_cards(*, actor: Actor) -> list[Card]:
    """List the cards issued last."""
    return list(list_cards(actor=actor).order_by("-pk")[:SHOWN])


def cards_after(*, actor: Actor, after: int) -> tuple[list[Card], bool]:
    """
    List every card an open screen does not have yet, the newest first, and whether there are still more to ask for.

    Cards are numbered in the order they are committed (`keeping.hold_cursor`), so the last number seen leaves none out.
    """
    cards = list(list_cards(actor=actor).filter(pk__gt=after).order_by("pk")[: MOST_AT_ONCE + 1])
    return cards[:MOST_AT_ONCE][::-1], len(cards) > MOST_AT_ONCE


def _levels(cards: Any, name: str) -> list[dict[str, Any]]:
    return list(
        cards.values(name).annotate(
            warn=Count("pk", filter=Q(level=1)),
            yellow=Count("pk", filter=Q(level=2)),
            red=Count("pk", filter=Q(level=5)),
        )
    )


def _of(row: dict[str, Any] | None) -> dict[str, int]:
    return {name: row[name] for name in ("warn", "yellow", "red")} if row else {}


def _areas() -> list[Row]:
    """Count the open cards by the area of the body, in place of a map that a screen reader cannot read."""
    by_body = {one["body_code"]: one for one in _levels(Card.objects.filter(standing()), "body_code")}
    areas: dict[str, list[Any]] = {}
    bodies = Body.objects.filter(code__in=by_body).select_related("area")
    for body in bodies:
        line = areas.setdefault(body.area.code, [body.area.name, 0, 0, 0])
        for place, name in enumerate(("warn", "yellow", "red"), start=1):
            line[place] += by_body[body.code][name]
    return [
        Row(code, name, 0, 0, warn, yellow, red) for code, (name, warn, yellow, red) in sorted(areas.items())
    ]


def _months(now: datetime) -> list[dict[str, Any]]:
    """Count yellow and red cards by month, the last twelve."""
    since = (now - timedelta(days=31 * (MONTHS - 1))).replace(day=1, hour=0, minute=0, second=0)
    rows = (
        Card.objects.filter(issued_at__gte=since, level__gte=2)
        .values(year=F("issued_at__year"), month=F("issued_at__month"))
        .annotate(yellow=Count("pk", filter=Q(level=2)), red=Count("pk", filter=Q(level=5)))
        .order_by("year", "month")
    )
    highest = max((max(row["yellow"], row["red"]) for row in rows), default=0) or 1
    return [
        {
            **row,
            "yellow_height": round(row["yellow"] / highest * 96),
            "red_height": round(row["red"] / highest * 96),
        }
        for row in rows
    ]
