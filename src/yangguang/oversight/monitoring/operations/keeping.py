"""Plans and cases between memory and database: what the engine reads before and writes after a batch."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache

from django.db import connection

from yangguang.foundation.organisation.models import Body, Post
from yangguang.foundation.process.api import Instance
from yangguang.oversight.monitoring.models import Card, WatchCursor, WatchedCase
from yangguang.oversight.monitoring.queries.plans import PLANS
from yangguang.oversight.monitoring.rules.cases import CaseWatch, Finding
from yangguang.oversight.monitoring.rules.clocks import NEVER
from yangguang.oversight.monitoring.rules.flows import net_of_steps
from yangguang.oversight.monitoring.rules.memory import recalled, written
from yangguang.oversight.monitoring.rules.plans import Plan

_UPSERT = """
INSERT INTO monitoring_watchedcase
    (number, object_type, field, plan_code, body_code, matter_code, step, state, opened_at, last_at, decided_at, closed_at,
     next_at)
SELECT r.n, r.o, r.f, r.p, r.b, r.m, r.s, r.w, to_timestamp(r.a), to_timestamp(r.l), to_timestamp(r.d), to_timestamp(r.c),
    to_timestamp(r.x)
FROM jsonb_to_recordset(%s::jsonb) AS r(n text, o text, f text, p text, b text, m text, s text, w jsonb, a bigint, l bigint,
    d bigint, c bigint, x bigint)
ON CONFLICT (number) DO UPDATE SET step = excluded.step, state = excluded.state, last_at = excluded.last_at,
    decided_at = coalesce(monitoring_watchedcase.decided_at, excluded.decided_at), closed_at = excluded.closed_at,
    next_at = excluded.next_at, plan_code = excluded.plan_code, body_code = excluded.body_code
"""


def hold_cursor() -> WatchCursor:
    """
    Lock the cursor: one engine moves at a time, the others wait and then find nothing left.

    Whoever writes a card holds it too, before any card is locked: so cards are numbered in the order they are committed.
    """
    WatchCursor.objects.get_or_create(pk=1)
    return WatchCursor.objects.select_for_update().get(pk=1)


def given_of(numbers: Iterable[str], plans: dict[str, Plan]) -> dict[str, dict[str, object]]:
    """Read the values the conditions of the flow ask, as the case began with them; nothing else of the form."""
    wanted = {number: plan.net.names() for number, plan in plans.items() if plan.net.names()}
    rows = Instance.objects.filter(
        business_type="application", business_number__in=[one for one in numbers if one in wanted]
    ).values_list("business_number", "variables")
    return {
        number: {name: value for name, value in variables.items() if name in wanted[number]}
        for number, variables in rows
    }


def recall_cases(numbers: Iterable[str]) -> dict[str, CaseWatch]:
    """Read the cases of a batch in one query."""
    found = {}
    rows = WatchedCase.objects.filter(number__in=list(numbers)).values_list("number", "plan_code", "state")
    for number, plan_code, state in rows:
        plan = PLANS.get(plan_code)
        if plan is not None:
            found[number] = recalled(number, plan, state)
    return found


def keep_cases(cases: Iterable[CaseWatch]) -> None:
    """Write the cases of a batch in one statement."""
    rows = list(cases)
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT, [json.dumps([_row(one) for one in rows], ensure_ascii=False)])


def _row(case: CaseWatch) -> dict[str, object]:
    plan = case.plan
    is_application = plan.field == "approval"
    standing = standing_at(case)
    return {
        "n": case.case,
        "o": "application" if is_application else "outside",
        "f": plan.field,
        "p": plan.code,
        "b": case.body_code,
        "m": plan.code.rpartition("@")[0] if is_application else "",
        "s": standing,
        "w": written(case),
        "a": case.opened_at,
        "l": case.last_at,
        "d": case.last_at if case.result else None,
        "c": None if standing else case.last_at,
        "x": case.next_at + plan.grace if case.next_at < NEVER else None,
    }


def standing_at(case: CaseWatch) -> str:
    """Name the steps the case waits at."""
    return "" if case.is_closed else "|".join(sorted(case.plan.net.enabled(case.state)))[:240]


def instant(at: int) -> datetime:
    """Give an instant as Django keeps it."""
    return datetime.fromtimestamp(at, UTC)


def key_of(finding: Finding) -> str:
    """Give the key of a card: the same whenever the same breach is found."""
    return hashlib.sha256("\x1f".join(finding.key).encode()).hexdigest()


def plan_of_card(card: Card) -> Plan:
    """Give a plan that says whose case it is, where the published one is gone."""
    return Plan(card.matter_code, card.matter_name, card.field, net_of_steps(()), body_code=card.body_code)


def post_kinds() -> dict[str, str]:
    """Give the kind of every post by its code."""
    return dict(Post.objects.values_list("code", "kind"))


@lru_cache(maxsize=512)
def body_name(code: str) -> str:
    """Name a body."""
    return Body.objects.filter(code=code).values_list("name", flat=True).first() or code
