"""The citizen's pages: parse, ask the queries, render."""

import hashlib
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers

from yangguang.foundation.access.api import citizen_only, demo_only, public
from yangguang.foundation.access.demo import DEMO_PASSWORD, DemoAccount, demo_accounts
from yangguang.foundation.acts.api import list_acts_of
from yangguang.foundation.ui.api import Kept, Page, build_tabs, is_asked_by_stranger
from yangguang.kernel import clock
from yangguang.kernel.refusals import NotFound
from yangguang.portal import queries
from yangguang.portal.forms import ProgressForm, words_of
from yangguang.portal.operations import Lookup, record_failed_lookup, record_progress_read
from yangguang.portal.rules import (
    COMING,
    LOOKUP_WINDOW,
    LOOKUPS_PER_NUMBER,
    LOOKUPS_PER_ORIGIN,
    ProgressNotFound,
    TooManyLookups,
)

_parts: Kept[str] = Kept(most=10)
_pages: Kept[bytes] = Kept(most=10)
LOOKED_UP = "looked_up"  # session key: numbers whose phone was named in this session


@public
def show_home(request: HttpRequest) -> HttpResponse:
    """Show the home page."""

    def page() -> bytes:
        body = _kept("portal/home_body.html", _home_context)
        return render_to_string("portal/home.html", {"body": body}, request).encode()

    content = _pages.get("home", _stand(clock.now()), page) if is_asked_by_stranger(request) else page()
    response = HttpResponse(content)
    patch_vary_headers(response, ["Cookie"])
    return response


@public
def show_now(request: HttpRequest) -> HttpResponse:
    """Give the list under 此刻 alone, for the open home page."""
    return HttpResponse(_kept("portal/now.html", lambda now: {"stream": queries.act_stream(now=now)}))


def _kept(template: str, gather: Callable[[datetime], dict[str, Any]]) -> str:
    """
    Render what everybody sees alike, and keep it until somebody acts or the minute ends.

    Nothing changes without an act, so the newest act's number says whether the page is still true.
    """
    now = clock.now()
    return _parts.get(template, _stand(now), lambda: render_to_string(template, gather(now)))


def _stand(now: datetime) -> tuple[int, str]:
    return queries.newest_act_number(), f"{now:%Y%m%d%H%M}"


def _home_context(now: datetime) -> dict[str, Any]:
    today = clock.today(now)
    return {
        "stream": queries.act_stream(now=now),
        "figures": queries.today_figures(now=now),
        "common": queries.list_common_matters(on=today),
        "life_events": queries.list_life_events(on=today),
        "matter_count": queries.count_matters(on=today),
        "changes": queries.list_rule_changes(on=today),
        "debts": queries.list_debts(now=now),
        "page_time": clock.local(now),
        "demo_mode": settings.DEMO_MODE,
    }


@public
def search(request: HttpRequest) -> HttpResponse:
    """Search matters, results and acts by words or a number."""
    words = words_of(request)
    today = clock.today(clock.now())
    matters = queries.search_matters(words=words, on=today) if words else []
    results = queries.list_results(words=words, limit=10) if words else []
    near = queries.find_near_words(words=words, on=today) if words and not matters else []
    chosen = request.GET.get("kind", "")
    tabs = build_tabs(
        request.GET,
        "kind",
        [
            ("", "全部", len(matters) + len(results)),
            ("matter", "事项", len(matters)),
            ("result", "办理结果", len(results)),
        ],
    )
    context = {
        "words": words,
        "matters": matters if chosen in ("", "matter") else [],
        "results": results if chosen in ("", "result") else [],
        "total": len(matters) + len(results),
        "near": near,
        "tabs": tabs,
        "nav": "services",
    }
    return render(request, "portal/search.html", context)


@public
def ask_progress(request: HttpRequest) -> HttpResponse:
    """Ask for number and phone; lead to the case when they belong together."""
    if request.method != "POST":
        form = ProgressForm(initial={"number": request.GET.get("number", "")})
        return render(request, "portal/progress_ask.html", {"form": form})
    form = ProgressForm(request.POST)
    if not form.is_valid():
        return render(request, "portal/progress_ask.html", {"form": form}, status=422)
    number = form.cleaned_data["number"]
    try:
        look_up(request, number, form.cleaned_data["phone"])
    except (ProgressNotFound, TooManyLookups) as refusal:
        context = {"form": form, "refusal": refusal}
        return render(request, "portal/progress_ask.html", context, status=refusal.status)
    return redirect("portal:progress_of", number=number)


def look_up(request: HttpRequest, number: str, phone: str) -> None:
    """
    Let somebody look at a case who knows its number and phone; wrong pairs are counted by number and by origin.

    Refuses with TooManyLookups, ProgressNotFound.
    """
    actor = request.actor  # type: ignore[attr-defined]
    now = clock.now()
    traces = (Lookup("progress_number", number), Lookup("progress_origin", _origin(request)))
    limits = (LOOKUPS_PER_NUMBER, LOOKUPS_PER_ORIGIN)
    for trace, limit in zip(traces, limits, strict=True):
        failures = list_acts_of(object_type=trace.kind, object_number=trace.key)
        if failures.filter(happened_at__gt=now - LOOKUP_WINDOW).count() >= limit:
            raise TooManyLookups
    if not queries.find_progress(number=number, phone=phone):
        for trace in traces:
            record_failed_lookup(actor=actor, now=now, lookup=trace)
        raise ProgressNotFound
    record_progress_read(actor=actor, now=now, lookup=Lookup("progress_read", number))
    request.session[LOOKED_UP] = [*request.session.get(LOOKED_UP, [])[-9:], number]


def _origin(request: HttpRequest) -> str:
    """Give a digest of where the request came from; the address itself is not kept."""
    return hashlib.new("sm3", request.META.get("REMOTE_ADDR", "").encode()).hexdigest()[:32]


@public
def show_progress(request: HttpRequest, number: str) -> HttpResponse:
    """Show a case to somebody who has named number and phone in this session."""
    if number not in request.session.get(LOOKED_UP, []):
        return redirect(f"/progress/?number={number}")
    view = queries.get_progress(number=number, now=clock.now())
    if view is None:
        raise NotFound(what="这件办件")
    return render(request, "portal/progress.html", {"case": view})


@public
def list_results(request: HttpRequest) -> HttpResponse:
    """Show the published results."""
    words = words_of(request)
    page = Page.reading(
        lambda offset, limit: queries.list_results(words=words, offset=offset, limit=limit),
        queries.count_results(words=words),
        request.GET,
    )
    return render(request, "portal/results.html", {"page": page, "words": words})


@public
def show_board(request: HttpRequest) -> HttpResponse:
    """Show the supervision board."""
    level = request.GET.get("level", "")
    board = queries.supervision_board(now=clock.now(), level=level)
    choices = [
        ("", "全部", None),
        ("red", "红牌", board.red),
        ("yellow", "黄牌", board.yellow),
    ]
    tabs = build_tabs(request.GET, "level", choices)
    return render(request, "portal/board.html", {"board": board, "tabs": tabs})


@citizen_only
def show_my_space(request: HttpRequest) -> HttpResponse:
    """Show somebody's own drafts, cases, licences and messages."""
    space = queries.list_my_cases(actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
    return render(request, "portal/my.html", {"space": space, "nav": "progress"})


@demo_only
def list_demo_accounts(request: HttpRequest) -> HttpResponse:
    """Show the demo accounts by role, each to be signed in with one press."""
    groups: dict[str, list[DemoAccount]] = defaultdict(list)
    for account in demo_accounts():
        groups[account.group].append(account)
    context = {"groups": list(groups.items()), "password": DEMO_PASSWORD}
    return render(request, "portal/demo_accounts.html", context)


@public
def show_page(request: HttpRequest, page: str) -> HttpResponse:
    """Show a page of plain text."""
    return render(request, f"portal/{page}.html")


@public
def show_coming(request: HttpRequest, key: str) -> HttpResponse:
    """Say what will stand here, and what people can do until then."""
    if key not in COMING:
        raise Http404
    return render(request, "portal/coming.html", {"coming": COMING[key]})
