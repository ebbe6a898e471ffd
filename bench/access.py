"""Checking rights in process, with a hundred grants and with eleven thousand: the cost must not grow with their number."""

from datetime import UTC, date, datetime
from typing import Any

from bench.frame import Figures, django_ready, progress, stopwatch

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
FEW, MANY = 100, 11_000


def run(*, quick: bool) -> Figures:
    """Measure checks per second of processor time at both sizes, in one run, over the same questions."""
    with django_ready():
        posts, officer = _city()
        checks = 200_000 if quick else 1_000_000
        few, _ = _measure(posts, officer, FEW, checks)
        many, compiled = _measure(posts, officer, MANY, checks)
        listing = _list_queries()
    return {
        "checks_per_s_100": round(few, 0),
        "checks_per_s": round(many, 0),
        "flatness": round(many / few, 3),
        "compile_11000_s": round(compiled, 3),
        "list_queries": float(listing),
    }


def _city() -> tuple[list[Any], Any]:
    """Make one body with enough posts to carry the grants."""
    from yangguang.foundation.organisation.models import Officer, Post, PostKind
    from yangguang.foundation.organisation.tests import given

    where = given.body()
    first = given.post(where, PostKind.ACCEPT)
    kinds = [PostKind.ACCEPT, PostKind.EXAMINE, PostKind.REVIEW, PostKind.DECIDE]
    made = [
        Post(code=f"{where.code}-bench-{number:05d}", kind=kinds[number % 4], name="岗", office=first.office)
        for number in range(1_000)
    ]
    Post.objects.bulk_create(made)
    given.officer(where, "9001")
    given.officer(where, "9002")
    return list(Post.objects.order_by("pk")), Officer.objects.order_by("pk")


def _measure(posts: list[Any], officers: Any, grants: int, checks: int) -> tuple[float, float]:
    from yangguang.foundation.access import judging, snapshot
    from yangguang.foundation.access.derivation import powers
    from yangguang.foundation.access.models import Grant, State

    progress(f"{grants} grants")
    Grant.objects.all().delete()
    names = [name for name, _ in powers()]
    first, second = officers[0], officers[1]
    rows = [
        Grant(
            effect="give" if number % 2 else "withhold",
            operation=names[(number // len(posts)) % len(names)],
            post=posts[number % len(posts)],
            valid_from=TODAY,
            reason="压测数据",
            state=State.EFFECTIVE,
            proposed_by=first,
            proposed_at=NOW,
            decided_by=second,
            decided_at=NOW,
        )
        for number in range(grants)
    ]
    for row in Grant.objects.bulk_create(rows):
        row.save()  # seals it
    with stopwatch() as passed:
        rights = snapshot.compile_snapshot(str(grants))
        compiled, _ = passed()
    assert sum(map(len, (rights.entries, rights.later))) and not rights.tampered
    questions = _questions(posts, names)
    best = 0.0
    for _ in range(5):
        with stopwatch() as passed:
            for number in range(checks // 5):
                actor, operation = questions[number % len(questions)]
                judging.weigh(rights, actor=actor, operation=operation, day=TODAY)
            _, processor = passed()
        best = max(best, checks / 5 / processor)
    return best, compiled


def _questions(posts: list[Any], names: list[str]) -> list[tuple[Any, str]]:
    """
    Ask for officers with three posts each: half about a power that grants speak of, half about one none mentions.

    The questions and their answers are the same at both sizes; only the number of other grants differs.
    """
    from yangguang.foundation.acts.api import Actor, ActorKind, HeldPost

    held = [HeldPost(one.code, one.kind, "9001", one.name, "b", "b", "o", "440300") for one in posts[:FEW]]
    return [
        (
            Actor(
                ActorKind.OFFICER,
                1,
                "9001",
                "何工",
                posts=tuple(held[(number * 7 + step) % len(held)] for step in range(3)),
            ),
            names[0] if number % 2 else names[-1],
        )
        for number in range(997)
    ]


def _list_queries() -> int:
    """Count the queries of a list filtered by who may."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from yangguang.foundation.access import queries

    with CaptureQueriesContext(connection) as seen:
        list(queries.officers_who_may(operation="approval.accept_application", on=TODAY))
    return len(seen)
