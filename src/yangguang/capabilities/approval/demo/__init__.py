"""
The demo city's cases: about a hundred applications of the last ninety days in every situation, made through operations only.

The same seed gives the same city. Acts are written in the order of time, as they would have happened: a queue holds what
happens next, case by case, night by night.
"""

import heapq
import random
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval.api import Application
from yangguang.capabilities.approval.demo.cast import City, load_city
from yangguang.capabilities.approval.demo.lives import life_of, nights
from yangguang.capabilities.approval.demo.plans import Plan, plan_cases
from yangguang.kernel.clock import SHANGHAI, local

SEED = 20260914
DAYS = 90

Progress = Callable[[int, int], None]
Night = Callable[[datetime], object]


def build_cases(*, now: datetime, progress: Progress | None = None, each_night: Night | None = None) -> int:
    """
    Build the cases of the demo city up to *now*; a city that has cases already stays as it is.

    *progress* is told how many of the cases have begun, of how many; *each_night* is called with the instant of every
    night, for what watches cases from above (supervision issues its cards there). Gives the number of cases.
    """
    if Application.objects.exists():
        return 0
    rng = random.Random(SEED)  # noqa: S311 - a believable city, not a secret
    since = _morning(now - timedelta(days=DAYS))
    city = load_city(rng=rng, since=since - timedelta(days=30), now=now)
    plans = plan_cases(city=city, rng=rng, since=since, now=now)
    _run(city, plans, since, now, progress, each_night)
    approval.forget_figures()
    return Application.objects.count()


def _run(
    city: City,
    plans: list[Plan],
    since: datetime,
    now: datetime,
    progress: Progress | None,
    each_night: Night | None,
) -> None:
    waiting: list[tuple[datetime, int, Iterator[datetime]]] = []
    lives: list[Iterator[datetime]] = [
        nights(since=since, each_night=each_night),
        *(life_of(city, plan) for plan in plans),
    ]
    for order, life in enumerate(lives):
        waiting.append((next(life), order, life))
    heapq.heapify(waiting)
    begun: set[int] = set()
    while waiting and waiting[0][0] <= now:
        _, order, life = heapq.heappop(waiting)
        following = next(life, None)
        if following is not None:
            heapq.heappush(waiting, (following, order, life))
        if order not in begun:
            begun.add(order)
            if progress is not None:
                progress(max(len(begun) - 1, 0), len(plans))
    if progress is not None:
        progress(len(plans), len(plans))


def _morning(instant: datetime) -> datetime:
    return datetime.combine(local(instant).date(), time(8, 0), tzinfo=SHANGHAI)
