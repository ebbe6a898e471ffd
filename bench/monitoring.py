"""
Supervision: the rules in memory beside two peers on the same happenings, through PostgreSQL, and into an open browser.

`replay_events_per_s` is a history gone over at once (`rules/histories`), which is what a new version of the rules is tried with;
`one_by_one_events_per_s` is the same rules as live supervision runs them. Both find the same, which is made sure of here.
The peers: pm4py's streaming token replay (one event at a time, on the net pm4py itself discovers from the year's cases of one
matter; `vs_pm4py_streaming` sets our replay beside it, `one_by_one_vs_pm4py_streaming` our live way), and a Bytewax flow with
keyed state that calls the very same check for each key, beside our live way. Precision and recall are those of the
demo year: what was planted against the yellow and red findings of a replay.
"""

import contextlib
import io
import json
import logging
import time
from collections.abc import Iterator
from typing import Any

from bench.frame import Figures, percentile, progress, stopwatch

REPLAYS = 5
PEER_EVENTS = 8_000
VISIBLE_RATE = 200
BREACH_EVERY = 20
PASSWORD = "bench-supervisor"
FIRST_NUMBER = 1_000_000_000  # far from what the database gives out itself


def run(*, quick: bool) -> Figures:
    """Measure memory, database and browser."""
    from bench.served import served

    figures: dict[str, float] = {}
    made: dict[str, Any] = {}

    def prepare() -> None:
        year = _year(5_000 if quick else 20_000)
        figures.update(_in_memory(year))
        figures.update(_beside_bytewax(year, figures["one_by_one_events_per_s"]))
        figures.update(_beside_pm4py(year, figures))
        figures.update(_through_database(year, 12_000 if quick else 100_000))
        made.update(_office())

    seconds = 6 if quick else 60
    with served(prepare, workers=1) as site, _screen(site.address) as seen:
        progress(f"{VISIBLE_RATE} acts/s for {seconds} s, a browser open")
        committed = _acts_at_rate(made, seconds)
        time.sleep(3)
        figures.update(_visible(committed, seen()))
    return figures


def _year(cases: int) -> Any:
    from yangguang.oversight.monitoring.demo import build_year
    from yangguang.reference.matters.api import read_catalogue

    progress(f"a year of {cases} cases")
    return build_year([(one.entry.catalog_code, one.content) for one in read_catalogue()], cases=cases)


def _days() -> Any:
    from yangguang.kernel.clock import state_council
    from yangguang.oversight.monitoring.rules.days import table_of

    return table_of(state_council())


def _in_memory(year: Any) -> dict[str, float]:
    """
    Replay the whole year on one core, at once and one by one; the best of a few rounds, by processor time.

    Each round begins with nothing learned: a history is gone over with new rules, which know no course yet.
    """
    from yangguang.oversight.monitoring.rules.histories import Histories, nothing_collected
    from yangguang.oversight.monitoring.rules.watching import replay

    progress(f"{len(year.happenings)} happenings in memory")
    rounds, one_by_one, found = [], [], {}
    for _ in range(REPLAYS):
        with nothing_collected():
            with stopwatch() as passed:
                found = Histories(_days()).go_over(year.happenings, year.plans, year.until)
                rounds.append(passed()[1])
            with stopwatch() as passed:
                again = replay(year.happenings, plans=year.plans, days=_days(), until=year.until)
                one_by_one.append(passed()[1])
        assert found == again, "the two ways of going over a history differ"
    breaches = {(one.case, one.rule_id) for one in found.values() if one.level >= 2}
    planted = {(one.case, one.rule_id) for one in year.planted}
    right = len(breaches & planted)
    return {
        "happenings": float(len(year.happenings)),
        "planted": float(len(planted)),
        "replay_events_per_s": round(len(year.happenings) / min(rounds)),
        "one_by_one_events_per_s": round(len(year.happenings) / min(one_by_one)),
        "precision": right / len(breaches) if breaches else 0.0,
        "recall": right / len(planted) if planted else 0.0,
    }


def _beside_bytewax(year: Any, ours: float) -> dict[str, float]:
    """Give Bytewax the same check as the state of each key, one worker."""
    import bytewax.operators as op
    from bytewax.dataflow import Dataflow
    from bytewax.testing import TestingSink, TestingSource, run_main

    from yangguang.oversight.monitoring.rules.histories import nothing_collected
    from yangguang.oversight.monitoring.rules.watching import Watcher

    progress("the same check in Bytewax")
    happenings = year.happenings[:40_000]
    watcher = Watcher(_days())

    def check(is_known: Any, happening: Any) -> tuple[Any, Any]:
        # What it keeps per key is only that the case is known: it would copy a whole case at each snapshot.
        if is_known is None:
            plan = year.plans.get(happening.facts.get("plan"))
            return (True if plan and watcher.open(plan, happening) else None), ()
        return True, watcher.take(watcher.cases[happening.case], happening)

    flow = Dataflow("limits")
    stream = op.input("in", flow, TestingSource(happenings, batch_size=1_000))
    keyed = op.key_on("case", stream, lambda one: one.case)
    checked = op.stateful_map("check", keyed, check)
    out: list[Any] = []
    op.output("out", op.filter("found", checked, lambda one: bool(one[1])), TestingSink(out))
    with nothing_collected(), stopwatch() as passed:
        run_main(flow)
        seconds = passed()[1]
    theirs = len(happenings) / seconds
    return {"bytewax_events_per_s": round(theirs), "vs_bytewax": round(ours / theirs, 2)}


def _beside_pm4py(year: Any, ours: dict[str, float]) -> dict[str, float]:
    """Let pm4py replay tokens as the events come: for each matter on the net it discovers; the collector off as for ours."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        import pandas
        import pm4py
        from pm4py.streaming.algo.conformance.tbr import algorithm as token_replay

        from yangguang.oversight.monitoring.rules.histories import nothing_collected

        progress("streaming token replay in pm4py")
        plan_of = {row.case: row.facts["plan"] for row in year.happenings if row.kind == "open"}
        events: dict[str, list[dict[str, Any]]] = {code: [] for code in year.plans}
        for row in year.happenings:
            if row.node and len(events[plan_of[row.case]]) < PEER_EVENTS // len(year.plans):
                events[plan_of[row.case]].append(
                    {
                        "case:concept:name": row.case,
                        "concept:name": row.node,
                        "time:timestamp": pandas.Timestamp(row.at, unit="s", tz="UTC"),
                    }
                )
        checks = {
            code: token_replay.apply(*pm4py.discover_petri_net_inductive(pandas.DataFrame(rows)))
            for code, rows in events.items()
            if rows
        }
        logging.disable(logging.CRITICAL)  # it writes a line for each deviation, which would be timed with it
        with nothing_collected(), stopwatch() as passed:
            for code, check in checks.items():
                for event in events[code]:
                    check.receive(event)
                check.get()
            seconds = passed()[1]
        logging.disable(logging.NOTSET)
    theirs = sum(map(len, events.values())) / seconds
    return {
        "pm4py_events_per_s": round(theirs),
        "vs_pm4py_streaming": round(ours["replay_events_per_s"] / theirs, 1),
        "one_by_one_vs_pm4py_streaming": round(ours["one_by_one_events_per_s"] / theirs, 1),
    }


# -- through PostgreSQL

OPERATIONS = {
    "open": "approval.submit_application",
    "accept": "approval.accept_application",
    "ask": "approval.request_correction",
    "answer": "approval.answer_correction",
    "step": "approval.give_opinion",
    "decide": "approval.decide",
    "deliver": "approval.deliver_result",
    "publish": "approval.publish_result",
}


def _through_database(year: Any, count: int) -> dict[str, float]:
    """Let the engine read acts from the log and keep cases, happenings and cards, all committed."""
    from yangguang.foundation.acts.api import system_actor
    from yangguang.oversight.monitoring.api import keep_watch
    from yangguang.oversight.monitoring.models import Card, Passed
    from yangguang.oversight.monitoring.queries.plans import PLANS

    for code, plan in year.plans.items():
        plan.code, plan.body_code = f"{code}@1", "11440300MBDEMO0000"
        PLANS.keep(plan.code, plan)
    rows = [row for row in year.happenings if row.kind in OPERATIONS][:count]
    progress(f"{len(rows)} acts through PostgreSQL")
    _write_acts(rows)
    from datetime import UTC, datetime

    now = datetime.fromtimestamp(rows[-1].at, UTC)
    with stopwatch() as passed:
        keep_watch(actor=system_actor("电子监察"), now=now)
        wall, _ = passed()
    assert Passed.objects.count() == len(rows)
    return {
        "end_to_end_events_per_s": round(len(rows) / wall),
        "end_to_end_cards": float(Card.objects.count()),
    }


def _write_acts(rows: list[Any]) -> None:
    """Put acts into the log as operations would have, without the operations."""
    from datetime import UTC, datetime

    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE acts_act DISABLE TRIGGER USER")
        with cursor.copy(
            "COPY acts_act (number, operation, summary, actor_kind, actor_label, actor_post, body_code, object_type,"
            " object_number, facts, happened_at, digest, salt) FROM STDIN"
        ) as copy:
            for number, row in enumerate(rows, start=FIRST_NUMBER):
                copy.write_row(
                    (
                        number,
                        OPERATIONS[row.kind],
                        "",
                        "officer",
                        "审查岗 0417 号",
                        "",
                        "",
                        "application",
                        row.case,
                        json.dumps(_facts(row), ensure_ascii=False),
                        datetime.fromtimestamp(row.at, UTC),
                        "",
                        "",
                    )
                )
        cursor.execute("ALTER TABLE acts_act ENABLE TRIGGER USER")
        cursor.execute(
            "INSERT INTO acts_logentry (index, act_id, leaf) SELECT number - %s, number, '\\x00' FROM acts_act",
            [FIRST_NUMBER],
        )


def _facts(row: Any) -> dict[str, Any]:
    answers = dict(one.split("=") for one in row.outcome.split(";") if one)
    facts: dict[str, Any] = {"node": row.node, "answers": answers}
    if row.kind == "open":
        facts |= {"matter": row.facts["plan"], "version": 1}
    if row.kind == "ask":
        facts["items"] = [{"code": one} for one in row.facts.get("items", ())]
    return facts | {"reasons": row.facts.get("reasons", "")}


# -- into a browser

WATCHED = """
window.seen = {};
const look = () => document.querySelectorAll("[data-card]").forEach((one) => {
  if (!(one.dataset.card in window.seen)) window.seen[one.dataset.card] = Date.now();
});
new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
"""


def _office() -> dict[str, Any]:
    """Empty the log, and found one office with a supervisor who has signed in."""
    from django.db import connection

    from yangguang.capabilities.approval.tests import given
    from yangguang.foundation.identity.api import Account

    tables = "acts_act, acts_logentry, acts_pendingact, monitoring_passed, monitoring_watchedcase"
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE acts_act DISABLE TRIGGER USER; ALTER TABLE acts_logentry DISABLE TRIGGER USER"
        )
        cursor.execute(f"TRUNCATE {tables}, monitoring_watchcursor, monitoring_escalation, monitoring_card")
        cursor.execute(
            "ALTER TABLE acts_act ENABLE TRIGGER USER; ALTER TABLE acts_logentry ENABLE TRIGGER USER"
        )
    office = given.office()
    version = office.versions[given.FOOD]
    supervisor = Account.objects.get(username="monitor")
    supervisor.set_password(PASSWORD)
    supervisor.save()
    return {"plan": {"matter": version.matter.code, "version": version.number}}


@contextlib.contextmanager
def _screen(address: str) -> Iterator[Any]:
    """Open the live screen in Chromium; gives a function that tells when which card was first seen."""
    from playwright.sync_api import sync_playwright
    from tests.browser.conftest import CHROMIUM, FLAGS

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        context = browser.new_context(base_url=address)
        page = context.new_page()
        page.goto("/sign-in/")
        page.fill("input[name=username]", "monitor")
        page.fill("input[type=password]", PASSWORD)
        with page.expect_navigation():
            page.click("main button[type=submit]")
        page.goto("/desk/watch/")
        page.wait_for_selector("#live")
        page.evaluate(WATCHED)
        page.wait_for_timeout(1_000)
        yield lambda: page.evaluate("window.seen")
        browser.close()


def _acts_at_rate(made: dict[str, Any], seconds: int) -> dict[str, float]:
    """Commit acts one by one at the rate; gives when each breach was committed, by the mark of its act."""
    from django.db import connection

    from yangguang.foundation.acts.models import new_salt
    from yangguang.kernel import clock

    statement = (
        "INSERT INTO acts_act (operation, summary, actor_kind, actor_label, actor_post, body_code, object_type,"
        " object_number, facts, happened_at, digest, salt) VALUES (%s, '', 'officer', '受理岗 0208 号', '', '',"
        " 'application', %s, %s, %s, %s, %s) RETURNING number"
    )

    def act(operation: str, case: str, facts: dict[str, Any]) -> int:
        values = [operation, case, json.dumps(facts), clock.now(), "0" * 64, new_salt()]
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return int(cursor.fetchone()[0])

    total = seconds * VISIBLE_RATE
    for number in range(total // BREACH_EVERY):
        act("approval.submit_application", f"B{number:06d}", made["plan"])
    time.sleep(2)
    committed: dict[str, float] = {}
    began = time.perf_counter()
    for number in range(total):
        due = began + number / VISIBLE_RATE
        if (wait := due - time.perf_counter()) > 0:
            time.sleep(wait)
        case = f"B{number // BREACH_EVERY:06d}"
        if number % BREACH_EVERY:
            act("approval.publish_result", case, {})
        else:
            mark = act("approval.request_correction", case, {"items": [{"code": "租赁合同"}]})
            committed[f"act:{mark}"] = time.time() * 1000
    passed = time.perf_counter() - began
    progress(f"{total / passed:.0f} acts/s done")
    return committed


def _visible(committed: dict[str, float], shown: dict[str, float]) -> dict[str, float]:
    """Hold what was committed against what was seen; a card that was never seen took for ever."""
    from yangguang.oversight.monitoring.models import Card

    issued = {
        mark: (str(pk), at.timestamp() * 1000)
        for pk, marks, at in Card.objects.values_list("pk", "evidence", "issued_at")
        for mark in marks
    }
    cards = {mark: pk for mark, (pk, _) in issued.items()}
    looked = [issued[mark][1] - at for mark, at in committed.items() if mark in issued]
    waits = [
        shown[cards[mark]] - at if cards.get(mark) in shown else float("inf")
        for mark, at in committed.items()
    ]
    return {
        "breaches_committed": float(len(waits)),
        "cards_seen": float(len([one for one in waits if one < float("inf")])),
        "engine_looked_p99_ms": round(percentile(looked, 0.99), 0),
        "card_visible_p50_ms": round(percentile(waits, 0.5), 0),
        "card_visible_p99_ms": round(percentile(waits, 0.99), 0),
    }
