"""
The engine: reads the log of acts in its order and keeps watch over every case.

One batch is one transaction: cursor, cases, findings. Killed anywhere, it finds either everything of a batch done or nothing,
and goes on from there. As time passes only cases whose `next_at` has come are looked at.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from yangguang.foundation.acts.api import Actor, operation
from yangguang.foundation.deadlines import api as deadlines
from yangguang.oversight.monitoring import permissions
from yangguang.oversight.monitoring.models import (
    Card,
    Passed,
    WatchCursor,
    WatchedCase,
)
from yangguang.oversight.monitoring.operations.issuing import Due, issue_cards
from yangguang.oversight.monitoring.operations.keeping import (
    given_of,
    hold_cursor,
    keep_cases,
    post_kinds,
    recall_cases,
)
from yangguang.oversight.monitoring.operations.keeping import key_of as card_key
from yangguang.oversight.monitoring.operations.outside import Met, met_outside
from yangguang.oversight.monitoring.operations.rulebook import count_looks, rules_in_force
from yangguang.oversight.monitoring.queries.plans import PLANS, happening_of
from yangguang.oversight.monitoring.rules.acts import INTAKE, KIND_OF, Read, happenings_of
from yangguang.oversight.monitoring.rules.cases import CaseWatch, Finding
from yangguang.oversight.monitoring.rules.clocks import FRESH
from yangguang.oversight.monitoring.rules.days import table_of
from yangguang.oversight.monitoring.rules.memory import recalled
from yangguang.oversight.monitoring.rules.watching import Disordered, Watcher

BATCH = 2000
LIMITS_AT_ONCE = 500
_READ = """
SELECT entry.index, act.number, act.operation, act.actor_kind, act.actor_label, act.actor_post, act.body_code,
       act.object_type, act.object_number, act.facts, act.happened_at
FROM acts_logentry entry JOIN acts_act act ON act.number = entry.act_id
WHERE entry.index > %s ORDER BY entry.index LIMIT %s
"""
_ASK = """
SELECT coalesce((SELECT log_index FROM monitoring_watchcursor WHERE id = 1), -1),
       coalesce((SELECT calendar_version FROM monitoring_watchcursor WHERE id = 1), ''),
       (SELECT max(index) FROM acts_logentry), (SELECT min(waiting_since) FROM acts_pendingact)
"""
_REMEMBER = """
INSERT INTO monitoring_passed
    ("case", plan_code, kind, node, outcome, post_kind, body_code, officer, people, facts, mark, at, is_late)
SELECT r.c, r.p, r.k, r.n, r.o, r.t, r.b, r.w, r.h, r.f, r.m, to_timestamp(r.a), r.l
FROM jsonb_to_recordset(%s::jsonb) AS r(c text, p text, k text, n text, o text, t text, b text, w text, h int, f jsonb,
    m text, a bigint, l bool)
ON CONFLICT (mark) DO NOTHING
"""


@dataclass(slots=True)
class Batch:
    """What one pass did."""

    cursor: WatchCursor
    read: int = 0
    taken: int = 0
    cards: list[Card] = field(default_factory=list)

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts would name it."""
        return self.cursor.act_object


@operation(
    "monitoring.follow_log",
    summary="读取行为记录",
    permission=permissions.may_follow_log,
    subject="result",
    recorded=False,
)
def follow_log(*, actor: Actor, now: datetime, most: int = BATCH) -> Batch:
    """Read the next acts of the log and issue what they deserve; what was read is kept with what was found."""
    cursor = hold_cursor()
    batch = Batch(cursor)
    with connection.cursor() as reading:
        reading.execute(_READ, [cursor.log_index, most])
        acts = [Read._make((*row[:9], _facts(row[9]), row[10])) for row in reading.fetchall()]
    if not acts:
        return batch
    met = _met_in(acts)
    batch.read, batch.taken = len(acts), len(met)
    if met:
        batch.cards = take_all(actor=actor, met=met, now=now)
    cursor.log_index, cursor.moved_at = acts[-1].log_index, now
    cursor.save(update_fields=["log_index", "moved_at"])
    return batch


@operation(
    "monitoring.look_at_limits",
    summary="核对时限",
    permission=permissions.may_look_at_limits,
    subject="result",
    recorded=False,
)
def look_at_limits(*, actor: Actor, now: datetime, until: datetime) -> Batch:
    """Look at the cases whose limits came near or passed up to an instant, and at no others."""
    cursor = hold_cursor()
    batch = Batch(cursor)
    watcher = Watcher(table_of(deadlines.current_calendar()))
    rows = list(WatchedCase.objects.filter(next_at__lte=until).order_by("next_at")[:LIMITS_AT_ONCE])
    cases: list[CaseWatch] = []
    dues: list[Due] = []
    for row in rows:
        plan = PLANS.get(row.plan_code)
        if plan is None:
            continue
        case = recalled(row.number, plan, row.state)
        found = watcher.expire(case, int(until.timestamp()) - plan.grace)
        dues += [Due(finding, case) for finding in found]
        cases.append(case)
    keep_cases(cases)
    batch.cards = issue_cards(actor=actor, dues=dues, now=now)
    batch.read = len(rows)
    cursor.looked_until = until
    cursor.save(update_fields=["looked_until"])
    return batch


@operation(
    "monitoring.recount_limits",
    summary="按新日历重算时限",
    permission=permissions.may_recount_limits,
    subject="result",
    recorded=False,
)
def recount_limits(*, actor: Actor, now: datetime) -> Batch:
    """Count every running limit anew after the calendar was changed; cards that were issued stay as they are."""
    cursor = hold_cursor()
    days = table_of(deadlines.current_calendar())
    batch = Batch(cursor)
    if cursor.calendar_version == days.version:
        return batch
    watcher = Watcher(days)
    open_rows = WatchedCase.objects.filter(next_at__isnull=False, closed_at__isnull=True)
    cases: list[CaseWatch] = []
    for row in open_rows.iterator(chunk_size=1000):
        plan = PLANS.get(row.plan_code)
        if plan is None:
            continue
        case = recalled(row.number, plan, row.state)
        watcher.recount(case, int(now.timestamp()))
        cases.append(case)
        if len(cases) == 1000:
            keep_cases(cases)
            cases = []
    keep_cases(cases)
    cursor.calendar_version = days.version
    cursor.save(update_fields=["calendar_version"])
    return batch


def keep_watch(*, actor: Actor, now: datetime) -> list[Card]:
    """
    Read the log to its end, then look at the limits that passed; gives the cards issued. Running it twice adds nothing.

    Limits are looked at only up to the oldest act that still waits for the log: nobody is called late for what is on its way.
    """
    state = _state()
    if state.calendar != deadlines.current_calendar().version:
        recount_limits(actor=actor, now=now)
    cards: list[Card] = []
    while state.has_news:
        batch = follow_log(actor=actor, now=now)
        cards += batch.cards
        if batch.read < BATCH:
            break
    until = min(now, state.on_its_way or now)
    while WatchedCase.objects.filter(next_at__lte=until).exists():
        batch = look_at_limits(actor=actor, now=now, until=until)
        cards += batch.cards
        if batch.read < LIMITS_AT_ONCE:
            break
    return cards


@dataclass(frozen=True, slots=True)
class _State:
    calendar: str
    has_news: bool
    on_its_way: datetime | None


def _state() -> _State:
    """Ask in one small query whether there is anything to do; mostly there is not."""
    with connection.cursor() as cursor:
        cursor.execute(_ASK)
        at, calendar, last, oldest = cursor.fetchone()
    return _State(calendar, last is not None and last > at, oldest)


def take_all(*, actor: Actor, met: list[Met], now: datetime) -> list[Card]:
    """Take happenings in their order: open or recall their cases, find, keep, issue."""
    watcher = Watcher(table_of(deadlines.current_calendar()))
    watcher.cases = recall_cases({one.happening.case for one in met})
    met = _opened(watcher, met)
    alarmed = {number: _alarmed(case) for number, case in watcher.cases.items()}
    found: list[tuple[Finding, Met]] = []
    anew: set[str] = set()
    written = rules_in_force()
    for one in met:
        case = watcher.cases.get(one.happening.case)
        if case is None or one.happening.kind == "open":
            continue
        try:
            found += [(finding, one) for finding in watcher.take(case, one.happening)]
        except Disordered:
            one.is_late = True
            anew.add(case.case)
            continue
        looks = (rule.look(one.happening, case, watcher.days) for rule in written.values())
        found += [(finding, one) for finding in looks if finding is not None]
    _remember(watcher, met)
    for number in anew:
        found += _gone_through_again(watcher, number, now)
    keep_cases(watcher.cases.values())
    _settle(watcher, alarmed, now)
    texts = {f"rule.{rule.rule_id}": (rule.text, str(rule.number)) for rule in written.values()}
    dues = [
        Due(
            finding,
            watcher.cases[finding.case],
            one.officer if finding.mark else "",
            *texts.get(finding.rule_id, ("", "1")),
        )
        for finding, one in found
    ]
    count_looks(actor=actor, rules=written, now=now)
    return issue_cards(actor=actor, dues=dues, now=now)


def _facts(value: object) -> Mapping[str, object]:
    found: Mapping[str, object] = json.loads(value) if isinstance(value, str) else {}
    return found


def _met_in(acts: Iterable[Read]) -> list[Met]:
    kinds = post_kinds()
    met: list[Met] = []
    for act in acts:
        if act.operation in KIND_OF:
            met += [Met(one, act.officer, act.body_code) for one in happenings_of(act, kinds)]
        elif act.operation == INTAKE:
            met += met_outside(act)
    return met


def _opened(watcher: Watcher, met: list[Met]) -> list[Met]:
    """Open the cases that begin in this batch, with what their conditions read."""
    plans = {}
    for one in met:
        if one.happening.kind == "open" and one.happening.case not in watcher.cases:
            plan = PLANS.get(str(one.happening.facts.get("plan", "")))
            if plan is not None:
                plans[one.happening.case] = plan
    given = given_of(plans, {number: plan for number, plan in plans.items() if plan.field == "approval"})
    for one in met:
        happening = one.happening
        if happening.kind == "open" and happening.case in plans and happening.case not in watcher.cases:
            if happening.case in given:
                facts = {**happening.facts, "given": given[happening.case]}
                one.happening = happening = happening._replace(facts=facts)
            watcher.open(plans[happening.case], happening)
    return met


def _remember(watcher: Watcher, met: list[Met]) -> None:
    """Keep what was taken: the process view reads it, and a case that has to be gone through anew."""
    rows = [one for one in met if one.happening.case in watcher.cases]
    with connection.cursor() as cursor:
        cursor.execute(_REMEMBER, [json.dumps([_row(watcher, one) for one in rows], ensure_ascii=False)])


def _row(watcher: Watcher, met: Met) -> dict[str, object]:
    one, case = met.happening, watcher.cases[met.happening.case]
    return {
        "c": one.case,
        "p": case.plan.code,
        "k": one.kind,
        "n": one.node,
        "o": one.outcome[:120],
        "t": one.post,
        "b": met.body_code or case.body_code,
        "w": met.officer[:80],
        "h": one.people,
        "f": one.facts,
        "m": one.mark,
        "a": one.at,
        "l": met.is_late,
    }


def _gone_through_again(watcher: Watcher, number: str, now: datetime) -> list[tuple[Finding, Met]]:
    """
    Go through a case anew in order of time, since something older was told late.

    Cards that no longer follow are marked as contradicted and stay: whether they are taken back a supervisor decides, so that
    nobody erases a card by reporting late.
    """
    plan = watcher.cases[number].plan
    history = [happening_of(row) for row in Passed.objects.filter(case=number).order_by("at", "id")]
    again = Watcher(watcher.days, watcher.rules)
    found: dict[str, Finding] = {}
    for one in history:
        case = again.cases.get(number)
        if case is None:
            if one.kind == "open":
                again.open(plan, one)
            continue
        for finding in again.take(case, one):
            found[card_key(finding)] = finding
    if number not in again.cases:
        return []
    watcher.cases[number] = again.cases[number]
    standing = Card.objects.filter(object_number=number, revoked_at__isnull=True)
    standing.exclude(key__in=found).filter(contradicted_at__isnull=True).update(contradicted_at=now)
    issued = set(standing.values_list("key", flat=True))
    return [(one, Met(history[0])) for key, one in found.items() if key not in issued]


def _alarmed(case: CaseWatch) -> dict[str, str]:
    """Name the limits a card was issued for: their key in the case, and the step they are of."""
    return {key: clock.term.key for key, clock in case.clocks.items() if clock.stage != FRESH}


def _settle(watcher: Watcher, before: Mapping[str, Mapping[str, str]], now: datetime) -> None:
    """Settle the cards of limits that ended: what they warned of has been done."""
    for number, alarmed in before.items():
        case = watcher.cases.get(number)
        gone = [key for key in alarmed if case is not None and key not in case.clocks]
        for key in gone:
            kind, _, named = key.partition(":")
            cards = Card.objects.filter(
                object_number=number, rule_id__startswith=f"card.{kind}.", settled_at__isnull=True
            )
            if named:
                cards = cards.filter(step_node=alarmed[key][:240])
            cards.update(settled_at=now, next_rung_at=None)
