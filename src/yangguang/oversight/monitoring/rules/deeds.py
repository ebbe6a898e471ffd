"""
What is looked at in a deed itself: what was asked for, charged, decided, paused, and what other sources say of it.

Each check takes the watch, the case and what happened, and gives what it finds.
"""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from yangguang.oversight.monitoring.rules.cases import NONE, CaseWatch, Finding
from yangguang.oversight.monitoring.rules.clocks import OVER, Term
from yangguang.oversight.monitoring.rules.days import DAY, DayTable, day_of
from yangguang.oversight.monitoring.rules.plans import Happening

Told = Mapping[str, Any]


class Notes(Protocol):
    """What the checks need of the watch."""

    days: DayTable

    def note(
        self,
        found: list[Finding],
        case: CaseWatch,
        rule_id: str,
        at: int,
        occurrence: str,
        node: str,
        name: str,
        post: str,
        facts: Mapping[str, Any],
        mark: str,
    ) -> None:
        """Add a finding at the level of its rule."""

    def begin(self, case: CaseWatch, key: str, term: Term, day: int, at: int) -> None:
        """Let a limit run."""


def on_ask(watcher: Notes, case: CaseWatch, happening: Happening) -> list[Finding]:
    found: list[Finding] = []
    codes = [str(one) for one in happening.facts.get("items", ())]
    beyond = [one for one in codes if case.plan.materials and one not in case.plan.materials]
    if beyond:
        _deed(watcher, found, case, "card.material.beyond_list", happening, {"materials": beyond})
    if case.asked:
        _deed(
            watcher,
            found,
            case,
            "card.material.twice",
            happening,
            {"materials": codes, "times": case.asked + 1},
        )
    case.asked += 1
    return found


def on_charge(watcher: Notes, case: CaseWatch, happening: Happening) -> list[Finding]:
    found: list[Finding] = []
    amount = int(happening.facts.get("amount_fen") or 0)
    case.charged += amount
    fee = case.plan.fee_fen
    if fee is not None and case.charged > fee:
        facts = {"charged_fen": case.charged, "listed_fen": fee, "item": happening.facts.get("item", "")}
        _deed(watcher, found, case, "card.fee.off_list", happening, facts)
    return found


def on_decide(watcher: Notes, case: CaseWatch, happening: Happening) -> list[Finding]:
    found: list[Finding] = []
    case.result = _result(happening.outcome)
    case.amount = int(happening.facts.get("amount_fen") or case.amount)
    if case.result == "refused" and not str(happening.facts.get("reasons") or "").strip():
        _deed(watcher, found, case, "card.refusal.no_reasons", happening, {})
    tier = str(happening.facts.get("tier") or "")
    if tier in case.plan.tiers and not str(happening.facts.get("departure") or "").strip():
        low, high = case.plan.tiers[tier]
        amount = int(happening.facts.get("amount_fen") or 0)
        if not low <= amount <= high:
            facts = {"tier": tier, "amount_fen": amount, "low_fen": low, "high_fen": high}
            _deed(watcher, found, case, "card.decision.outside_tier", happening, facts)
    return found


def on_refuse(watcher: Notes, case: CaseWatch, happening: Happening) -> list[Finding]:
    found: list[Finding] = []
    if not str(happening.facts.get("reasons") or "").strip():
        _deed(watcher, found, case, "card.refusal.no_reasons", happening, {})
    return found + on_close(watcher, case, happening)


def on_pause(watcher: Notes, case: CaseWatch, happening: Happening) -> list[Finding]:
    ground = str(happening.facts.get("ground") or "")
    if ground not in case.plan.grounds:
        # A pause the law does not know stops no clock.
        found: list[Finding] = []
        _deed(watcher, found, case, "card.pause.no_ground", happening, {"ground": ground})
        return found
    if not case.is_paused:
        case.is_paused = True
        day = day_of(happening.at)
        for clock in case.clocks.values():
            if clock.term.may_pause and clock.stage != OVER:
                clock.hold(watcher.days, day)
    return NONE


def on_resume(watcher: Notes, case: CaseWatch, happening: Happening) -> list[Finding]:
    if case.is_paused:
        case.is_paused = False
        day = day_of(happening.at)
        for clock in case.clocks.values():
            if clock.left >= 0:
                clock.release(watcher.days, day)
    return NONE


def on_extend(watcher: Notes, case: CaseWatch, happening: Happening) -> list[Finding]:
    days = int(happening.facts.get("days") or 0)
    for clock in case.clocks.values():
        if clock.term.kind in ("statutory", "promised") and clock.stage != OVER:
            clock.extend(watcher.days, days, happening.at)
    return NONE


def on_return(watcher: Notes, case: CaseWatch, happening: Happening) -> list[Finding]:
    to = str(happening.facts.get("to") or "")
    if to in case.plan.net.nodes:
        move = case.plan.net.at(to, case.given)
        case.clocks = {key: one for key, one in case.clocks.items() if one.term.kind != "step"}
        day = day_of(happening.at)
        for watch in move.started:
            watcher.begin(case, watch.key, watch.term, day, happening.at)
        case.state = move.state
        case.step = to
    return NONE


def on_close(watcher: Notes, case: CaseWatch, happening: Happening) -> list[Finding]:
    case.clocks = {}
    case.is_closed = True
    return NONE


def on_record(watcher: Notes, case: CaseWatch, happening: Happening) -> list[Finding]:
    """Hold the case against what another source says of it."""
    found: list[Finding] = []
    source = str(happening.facts.get("source") or "")
    compare = COMPARISONS.get(source)
    differs = compare(case, happening.facts) if compare else None
    if differs:
        _deed(watcher, found, case, f"card.compare.{_RULE_OF.get(source, source)}", happening, differs)
    return found


def _deed(
    watcher: Notes,
    found: list[Finding],
    case: CaseWatch,
    rule_id: str,
    happening: Happening,
    facts: dict[str, Any],
) -> None:
    node = happening.node or case.step
    known = case.plan.net.nodes.get(node)
    name, post = (known.name, known.post) if known else ("", "")
    occurrence = f"{happening.kind}@{happening.mark or happening.at}"
    watcher.note(
        found,
        case,
        rule_id,
        happening.at,
        occurrence,
        node,
        name,
        happening.post or post,
        facts,
        happening.mark,
    )


def _result(outcome: str) -> str:
    for part in outcome.split(";"):
        name, _, value = part.partition("=")
        if name == "decision":
            return value
    return ""


# -- other sources


def _result_differs(case: CaseWatch, told: Told) -> dict[str, Any] | None:
    there = str(told.get("result") or "granted")
    return {"here": case.result or "没有决定", "there": there} if there != case.result else None


def _payment_differs(case: CaseWatch, told: Told) -> dict[str, Any] | None:
    there = int(told.get("amount_fen") or 0)
    return {"here": case.charged, "there": there} if there != case.charged else None


def _ticket_differs(case: CaseWatch, told: Told) -> dict[str, Any] | None:
    there = int(told.get("ticket_at") or case.opened_at)
    return {"here": case.opened_at, "there": there} if abs(there - case.opened_at) > DAY else None


def _contract_differs(case: CaseWatch, told: Told) -> dict[str, Any] | None:
    there = int(told.get("amount_fen") or 0)
    return {"here": case.amount, "there": there} if there != case.amount else None  # 招标投标法 第四十六条


def _is_behind(_case: CaseWatch, told: Told) -> dict[str, Any] | None:
    planned, done = float(told.get("planned") or 0), float(told.get("done") or 0)
    return {"here": planned, "there": done} if done < planned else None


COMPARISONS: dict[str, Callable[[CaseWatch, Told], dict[str, Any] | None]] = {
    "licence": _result_differs,
    "portal": _result_differs,
    "payment": _payment_differs,
    "queue": _ticket_differs,
    "contract": _contract_differs,
    "progress": _is_behind,
}
_RULE_OF = {"contract": "plan"}

CHECKS: dict[str, Callable[[Notes, CaseWatch, Happening], list[Finding]]] = {
    "ask": on_ask,
    "charge": on_charge,
    "decide": on_decide,
    "refuse": on_refuse,
    "pause": on_pause,
    "resume": on_resume,
    "extend": on_extend,
    "return": on_return,
    "close": on_close,
    "record": on_record,
}
