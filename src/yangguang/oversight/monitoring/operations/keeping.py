"""Plans and cases between memory and database: what the engine reads before and writes after a batch."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache

from django.db import connection

from yangguang.foundation.organisation.models import Body, Post
from yangguang.foundation.process.api import Instance
from yangguang.oversight.monitoring.models import Card, WatchedCase
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
SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::jsonb[],
    %s::timestamptz[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[])
ON CONFLICT (number) DO UPDATE SET step = excluded.step, state = excluded.state, last_at = excluded.last_at,
    decided_at = coalesce(monitoring_watchedcase.decided_at, excluded.decided_at), closed_at = excluded.closed_at,
    next_at = excluded.next_at, plan_code = excluded.plan_code, body_code = excluded.body_code
"""


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
    columns: list[list[object]] = [
        [one.case for one in rows],
        ["application" if one.plan.field == "approval" else "outside" for one in rows],
        [one.plan.field for one in rows],
        [one.plan.code for one in rows],
        [one.body_code for one in rows],
        [one.plan.code.rpartition("@")[0] if one.plan.field == "approval" else "" for one in rows],
        [standing_at(one) for one in rows],
        [json.dumps(written(one), ensure_ascii=False, separators=(",", ":")) for one in rows],
        [instant(one.opened_at) for one in rows],
        [instant(one.last_at) for one in rows],
        [instant(one.last_at) if one.result else None for one in rows],
        [instant(one.last_at) if one.is_closed or _is_over(one) else None for one in rows],
        [instant(one.next_at + one.plan.grace) if one.next_at < NEVER else None for one in rows],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT, columns)


def standing_at(case: CaseWatch) -> str:
    """Name the steps the case waits at."""
    return "" if case.is_closed else "|".join(sorted(case.plan.net.enabled(case.state)))[:240]


def _is_over(case: CaseWatch) -> bool:
    return not case.plan.net.enabled(case.state)


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
