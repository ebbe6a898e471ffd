"""
The watch over cases: one happening in, findings out. Constant work per happening, no database, no clock of its own.

Live supervision and a replay over history run this same code. Limits are looked at when the next thing happens to the
case, or when their time comes (`expire`): whoever keeps the cases keeps them in order of `next_at`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from yangguang.oversight.monitoring.rules.cases import NONE, CaseWatch, Finding
from yangguang.oversight.monitoring.rules.clocks import FRESH, NEVER, OVER, WARNED, Clock, Term, begin
from yangguang.oversight.monitoring.rules.days import DayTable, day_of, day_text
from yangguang.oversight.monitoring.rules.deeds import CHECKS
from yangguang.oversight.monitoring.rules.levels import RULES, Level
from yangguang.oversight.monitoring.rules.nets import NOTHING_GIVEN
from yangguang.oversight.monitoring.rules.nodes import Move
from yangguang.oversight.monitoring.rules.plans import AT_STEP, Happening, Plan
from yangguang.oversight.monitoring.rules.wording import limit_text

SKIPPED = "card.flow.skipped"
NAMED = frozenset({"step", "limit"})  # limits of which a case has several: the card says which


class Disordered(Exception):
    """Something is told that happened before what is known already: the case has to be gone through anew."""


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One version of the rules: levels that differ from the house's (None: not applied), days of warning."""

    version: str = "1"
    levels: Mapping[str, int | None] = field(default_factory=dict)

    def level_of(self, rule_id: str) -> int | None:
        """Give the level a rule shows."""
        if rule_id in self.levels:
            return self.levels[rule_id]
        rule = RULES.get(rule_id)
        return int(rule.level) if rule else None


class Watcher:
    """Keeps the cases and takes what happens, in order of time for each case."""

    def __init__(self, days: DayTable, rules: RuleSet | None = None) -> None:
        """Begin with no cases."""
        self.days = days
        self.rules = rules or RuleSet()
        self.cases: dict[str, CaseWatch] = {}

    # -- what happens

    def open(self, plan: Plan, happening: Happening) -> CaseWatch:
        """Begin to watch a case; what its conditions read stands in the facts under `given`."""
        facts, at = happening.facts, happening.at
        given = plan.net.given(facts["given"]) if "given" in facts else NOTHING_GIVEN
        move = plan.net.start(given)
        case = CaseWatch(happening.case, plan, move.state, given, at)
        case.opened_at = at
        case.body_code = facts.get("body") or plan.body_code
        case.amount = int(facts.get("amount_fen") or 0)
        self.cases[happening.case] = case
        day = day_of(at)
        for _, term in plan.starting.get("open", ()):
            self.begin(case, term.key, term, day, at)
        for watch in move.started:
            if not watch.is_intake:  # the time to accept is a limit of the law, not watched again as a step
                self.begin(case, watch.key, watch.term, day, at)
        _schedule(case)
        return case

    def take(self, case: CaseWatch, happening: Happening) -> list[Finding]:
        """
        Take one happening of a case that is watched; gives what is found, in order of time.

        Refuses with Disordered when it lies before what is known.
        """
        _, kind, at, node, outcome, post, people, _, _ = happening
        if at < case.last_at:
            raise Disordered(case.case)
        found = self.expire(case, at) if at >= case.next_at else NONE
        case.last_at = at
        has_moved = False
        plan = case.plan
        if node:
            net = plan.net
            move = net.moves.get((case.state, node, outcome, case.given)) or net.move(
                case.state, node, outcome, case.given
            )
            if not move.verdict:
                known = net.nodes[node]
                if (post and known.post != post and known.post) or 0 < people < known.people:
                    found = found + self._who(case, happening)
                has_moved = self._go(case, move, node, at)
            else:
                deviation = self._deviation(case, happening, move)
                found = found + deviation
                if move.verdict == "again" or (deviation and deviation[0].rule_id == SKIPPED):
                    has_moved = self._go(case, move, node, at)
            if plan.turning_steps and f"{AT_STEP}{node}" in plan.turning_steps:
                found = found + self._turn(case, happening, f"{AT_STEP}{node}")
                has_moved = True
        if kind in plan.turning:
            found = found + self._turn(case, happening, kind)
            has_moved = True
        if has_moved:
            _schedule(case)
        return found

    def _turn(self, case: CaseWatch, happening: Happening, turn: str) -> list[Finding]:
        """Do what a kind of deed or a step means: limits end, limits begin, the deed itself is looked at."""
        plan, found = case.plan, NONE
        for ended in plan.stopping.get(turn, ()):
            clock = case.clocks.pop(ended, None)
            if clock is not None and clock.term.is_least and happening.at < clock.over_at:
                found = found + self._too_short(case, happening, clock)
        starting = plan.starting.get(turn)
        if starting:
            # Silence counts as acceptance from the day of receipt (行政许可法 第三十二条第四项): the facts say since when.
            day = day_of(int(happening.facts.get("since_at") or happening.at))
            for result, term in starting:
                if not result or result in happening.outcome:
                    self.begin(case, term.key, term, day, happening.at)
        check = CHECKS.get(turn)
        return found + check(self, case, happening) if check is not None else found

    def _too_short(self, case: CaseWatch, happening: Happening, clock: Clock) -> list[Finding]:
        found: list[Finding] = []
        term = clock.term
        facts = {
            "span": term.name,
            "limit": limit_text(clock.length, term.unit),
            "basis": term.basis,
            "calendar": self.days.version,
            "began_on": day_text(clock.start),
            "not_before": day_text(clock.due + 1),
        }
        occurrence = f"{term.key}@{happening.mark or happening.at}"
        rest = (happening.at, occurrence, happening.node, term.name, happening.post or term.post)
        self.note(found, case, "card.span.too_short", *rest, facts, happening.mark)
        return found

    def expire(self, case: CaseWatch, until: int) -> list[Finding]:
        """Find the limits of a case that came near or passed up to an instant."""
        found: list[Finding] = []
        while case.next_at <= until:
            clock = min(case.clocks.values(), key=_next_at)
            at = clock.next_at
            level = Level.WARNING if clock.stage == FRESH and at < clock.over_at else Level.YELLOW
            one = limit_finding(
                self.rules, case.case, clock.term, level, at, clock.length, clock.start, clock.due,
                self._answering(case, clock.term), self.days.version,
            )  # fmt: skip
            if one is not None:
                found.append(one)
            if level == Level.WARNING:
                clock.stage, clock.next_at = WARNED, clock.over_at
            else:
                clock.stage, clock.next_at = OVER, NEVER
            _schedule(case)
        return found

    @staticmethod
    def _answering(case: CaseWatch, term: Term) -> str:
        """Name the post that answers: for a limit of the whole case whoever has it in hand, not the post it ends with."""
        if term.kind in ("statutory", "promised"):
            return next((one.term.post for one in case.clocks.values() if one.term.kind == "step"), term.post)
        return term.post

    def expire_all(self, until: int) -> list[Finding]:
        """Look at every case that is still open; the end of a replay."""
        found: list[Finding] = []
        for case in self.cases.values():
            if case.next_at <= until:
                found += self.expire(case, until)
        return found

    def recount(self, case: CaseWatch, at: int) -> None:
        """Count the limits that run anew on the calendar of this watch."""
        for clock in case.clocks.values():
            clock.recount(self.days, at)
        _schedule(case)

    # -- the flow

    def _go(self, case: CaseWatch, move: Move, node: str, at: int) -> bool:
        case.done.add(node)
        case.step = node
        case.state = move.state
        clocks = case.clocks
        for key in move.ended:
            clocks.pop(key, None)
        if move.started:
            day = day_of(at)
            for watch in move.started:
                if not watch.is_intake:
                    self.begin(case, watch.key, watch.term, day, at)
            return True
        return bool(move.ended)

    def _deviation(self, case: CaseWatch, happening: Happening, move: Move) -> list[Finding]:
        node, verdict = happening.node, move.verdict
        known = case.plan.net.nodes
        name = known[node].name if node in known else str(happening.facts.get("name") or node)
        was_done = node in case.done
        facts: dict[str, Any] = {"step": name}
        if verdict == "unknown":
            rule_id = "card.flow.unknown"
        elif verdict == "skipped" and not (was_done and set(move.skipped) <= case.done):
            rule_id = SKIPPED
            facts["skipped"] = [known[one].name for one in move.skipped]
        elif verdict == "again":
            return NONE
        elif was_done:
            rule_id = "card.flow.repeated"
        else:
            rule_id = "card.flow.order"
            case.done.add(node)
        found: list[Finding] = []
        occurrence = f"{node}@{happening.mark or happening.at}"
        self.note(
            found, case, rule_id, happening.at, occurrence, node, name, happening.post, facts, happening.mark
        )
        return found

    def _who(self, case: CaseWatch, happening: Happening) -> list[Finding]:
        found: list[Finding] = []
        known = case.plan.net.nodes[happening.node]
        occurrence = f"{happening.node}@{happening.mark or happening.at}"
        rest = (happening.at, occurrence, happening.node, known.name, known.post)
        if happening.post and known.post and happening.post != known.post:
            facts = {"step": known.name, "right_post": known.post, "post": happening.post}
            self.note(found, case, "card.post.wrong", *rest, facts, happening.mark)
        if 0 < happening.people < known.people:
            people = {"step": known.name, "people": happening.people, "needed": known.people}
            self.note(found, case, "card.post.single_officer", *rest, people, happening.mark)
        return found

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
        """Add a finding at the level of its rule; a rule without a level is not applied."""
        level = self.rules.level_of(rule_id)
        if level:
            found.append(Finding(case.case, rule_id, level, at, occurrence, node, name, post, facts, mark))

    def begin(self, case: CaseWatch, key: str, term: Term, day: int, at: int) -> None:
        """Let a limit run; one of a kind runs at a time."""
        clock = begin(term, self.days, day, at)
        if case.is_paused and term.may_pause:
            clock.hold(self.days, day)
        case.clocks[key] = clock


@cache
def limit_rule(kind: str, stage: Level) -> str:
    """Name the rule of a limit that came near or passed."""
    return f"card.{kind}.{'due_soon' if stage == Level.WARNING else 'overdue'}"


def limit_finding(
    rules: RuleSet,
    case: str,
    term: Term,
    stage: Level,
    at: int,
    length: int,
    start: int,
    due: int,
    post: str,
    calendar: str,
) -> Finding | None:
    """Say that a limit came near or passed, at the level of its rule; a rule without a level is not applied."""
    rule_id = limit_rule(term.kind, stage)
    level = rules.level_of(rule_id)
    if not level:
        return None
    facts = {
        "limit": limit_text(length, term.unit),
        "basis": term.basis,
        "calendar": calendar,
        "started_on": day_text(start),
        "due_on": day_text(due),
    }
    node = term.key if term.kind in NAMED else ""
    return Finding(case, rule_id, level, at, f"{term.key}@{due}", node, term.name, post, facts, "")


def _schedule(case: CaseWatch) -> None:
    next_at = NEVER
    for clock in case.clocks.values():
        if clock.next_at < next_at:
            next_at = clock.next_at
    case.next_at = next_at


def _next_at(clock: Clock) -> int:
    return clock.next_at


def replay(
    happenings: Iterable[Happening],
    *,
    plans: Mapping[str, Plan],
    days: DayTable,
    rules: RuleSet | None = None,
    until: int | None = None,
) -> dict[tuple[str, str, str], Finding]:
    """
    Go over a history one happening at a time, as live supervision does, and give all findings by key.

    The plan of a case stands in the facts of its opening under `plan`; what cannot be placed is left to the intake.
    """
    watcher = Watcher(days, rules)
    found: dict[tuple[str, str, str], Finding] = {}
    take, find = watcher.take, watcher.cases.get
    for happening in happenings:
        case = find(happening[0])
        if case is not None:
            for one in take(case, happening):
                found[one.key] = one
        elif happening[1] == "open":
            watcher.open(plans[happening.facts["plan"]], happening)
    if until is not None:
        for one in watcher.expire_all(until):
            found[one.key] = one
    return found
