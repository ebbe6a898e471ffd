"""The live screen of the supervisor, and the process view: where cases stand and what holds them up."""

from datetime import datetime, time
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yangguang.foundation.access.api import officer_only
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.deadlines import api as deadlines
from yangguang.foundation.organisation.api import PostKind
from yangguang.kernel import clock
from yangguang.kernel.refusals import NotFound
from yangguang.oversight.monitoring.queries import live as live_queries
from yangguang.oversight.monitoring.queries import process as process_queries
from yangguang.oversight.monitoring.rules.refusals import FeedPlaceUnknown

LONGEST_NUMBER = 18


def actor_of(request: HttpRequest) -> Actor:
    """Give who asks."""
    return cast(Actor, request.actor)  # type: ignore[attr-defined]


@officer_only(PostKind.MONITOR)
@require_GET
def show_live(request: HttpRequest) -> HttpResponse:
    """Show how things stand this minute; the page hears of every card by itself."""
    now = clock.now()
    began = datetime.combine(clock.today(now), time(0), tzinfo=clock.SHANGHAI)
    screen = live_queries.live_screen(actor=actor_of(request), now=now, day_began=began)
    return render(request, "monitoring/live.html", {"screen": screen})


@officer_only(PostKind.MONITOR)
@require_GET
def show_feed(request: HttpRequest) -> HttpResponse:
    """Give the cards an open screen lacks: every one since the last it has, so that none falls off unseen; one query."""
    after = request.GET.get("after", "")
    if not after.isdecimal() or len(after) > LONGEST_NUMBER:
        raise FeedPlaceUnknown
    newest, has_more = live_queries.cards_after(actor=actor_of(request), after=int(after))
    answer = render(request, "monitoring/feed.html", {"newest": newest, "is_part": True})
    if has_more:
        answer["X-More"] = "1"
    return answer


@officer_only(PostKind.MONITOR)
@require_GET
def list_processes(request: HttpRequest) -> HttpResponse:
    """List the published flows that have cases."""
    return render(request, "monitoring/processes.html", {"rows": process_queries.list_watched_plans()})


@officer_only(PostKind.MONITOR)
@require_GET
def show_process(request: HttpRequest, plan_code: str) -> HttpResponse:
    """Show how one published version really runs: cases, days, returns and cards on each step and way."""
    view = process_queries.process_view(
        plan_code=plan_code, calendar=deadlines.current_calendar(), now=clock.now()
    )
    if view is None:
        raise NotFound(what="这个流程")
    return render(request, "monitoring/process.html", {"view": view})


@officer_only(PostKind.MONITOR)
@require_GET
def replay_case(request: HttpRequest, number: str) -> HttpResponse:
    """Show one case step by step, with the working days between and the cards each step brought."""
    steps = process_queries.case_replay(number=number, calendar=deadlines.current_calendar())
    if not steps:
        raise NotFound(what="这个办件")
    return render(request, "monitoring/replay.html", {"number": number, "steps": steps})
