"""
What a regular officer looks through at a million cases: the drawers they fill for years, and the search for one case.

Whole requests, warm, in turns: the drawers of done and of watched work, first and far pages, a number typed whole or in
part, a name that many, few or none have.
"""

import statistics
from collections.abc import Iterator
from typing import Any

from bench import crowd
from bench.frame import Figures, django_ready, load_note, percentile, progress

OFFICERS = ("window", "director", "housing-window")
PAGES = (
    "/desk/",
    "/desk/?box=done",
    "/desk/?box=done&page=20",
    "/desk/?box=watching",
    "/desk/?q={number}",
    "/desk/?q={day}",
    "/desk/?q=餐饮",
    "/desk/?q={name}",
    "/desk/?q=没有这样的人",
    "/desk/?box=done&q={number}",
    "/desk/?box=done&q={name}",
    "/desk/?box=done&q=没有这样的人",
)
CASES = 1_000_000
STEPS = 2


def run(*, quick: bool) -> Figures:
    """Measure wall time of each request."""
    with django_ready():
        crowd.build_demo()
        crowd.fill(cases=CASES, steps=STEPS)
        return {**load_note(), **measure(rounds=5 if quick else 30)}


def measure(*, rounds: int) -> Figures:
    """Measure on the database at hand."""
    from yangguang.capabilities.approval.models import Application

    pages = list(_pages())
    progress("warm")
    for client, page in pages * 2:
        assert client.get(page).status_code == 200
    progress("requests")
    walls, processors = crowd.ask(pages, rounds)
    slowest = max(range(len(pages)), key=lambda place: statistics.median(walls[place :: len(pages)]))
    progress(f"slowest: {pages[slowest][1]}")
    return {
        "list_p95_ms": round(percentile(walls, 0.95), 1),
        "p50_ms": round(statistics.median(walls), 1),
        "slowest_page_p50_ms": round(statistics.median(walls[slowest :: len(pages)]), 1),
        "cpu_ms": round(statistics.mean(processors), 1),
        "cases": float(Application.objects.count()),
        "requests": float(len(walls)),
    }


def _pages() -> Iterator[tuple[Any, str]]:
    from yangguang.capabilities.approval.models import Application
    from yangguang.foundation.organisation.models import Appointment

    for username in OFFICERS:
        client = crowd.signed_in(username)
        held = Appointment.objects.select_related("post__office__body").filter(
            officer__account__username=username
        )[0]
        body = held.post.office.body
        case = Application.objects.filter(body=body, state="accepted").order_by("-received_at")[1000]
        given = {"number": case.number, "day": case.number[:9], "name": case.applicant_name}
        for page in PAGES:
            yield client, page.format(**given)
