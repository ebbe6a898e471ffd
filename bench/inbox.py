"""
An officer's to-do page over a million steps: the whole request through Django, warm, for posts with much and little to do.

The page is asked for in turns by officers of the busiest body and of a small one, plain and narrowed as they narrow it.
Queries are counted on the same pages, before and after the busiest body answers for five hundred further matters.
"""

import statistics
from collections.abc import Iterator
from typing import Any

from bench import crowd
from bench.frame import Figures, django_ready, load_note, percentile, progress

OFFICERS = ("window", "examiner", "reviewer", "director", "housing-examiner")
PAGES = ("/desk/", "/desk/?page=2", "/desk/?due=overdue", "/desk/?due=week", "/desk/?box=claimed", "/desk/")
CASES = 230_000
MORE_MATTERS = 500


def run(*, quick: bool) -> Figures:
    """Measure wall time of each request and the number of its queries."""
    with django_ready():
        crowd.build_demo()
        crowd.fill(cases=CASES)
        return {**load_note(), **measure(rounds=8 if quick else 40)}


def measure(*, rounds: int) -> Figures:
    """Measure on the database at hand."""
    from yangguang.foundation.process.models import Task

    desks = list(_desks())
    progress("warm")
    for client, page in desks * 2:
        assert client.get(page).status_code == 200
    progress("requests")
    walls, processors = crowd.ask(desks, rounds)
    few = max(crowd.count_queries(client, page) for client, page in desks)
    progress("more matters")
    crowd.add_matters("440131016000", MORE_MATTERS)
    many = max(crowd.count_queries(client, page) for client, page in desks)
    return {
        "p95_ms": round(percentile(walls, 0.95), 1),
        "p50_ms": round(statistics.median(walls), 1),
        "cpu_ms": round(statistics.mean(processors), 1),
        "queries": float(max(few, many)),
        "queries_with_few_matters": float(few),
        "tasks": float(Task.objects.count()),
        "requests": float(len(walls)),
    }


def _desks() -> Iterator[tuple[Any, str]]:
    for username in OFFICERS:
        client = crowd.signed_in(username)
        for page in PAGES:
            yield client, page
