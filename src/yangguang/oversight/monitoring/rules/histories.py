"""
Going over a whole history at once, several times faster than one happening at a time, to the very same findings.

What a sequence of deeds means (which steps follow, which limits begin and end where) does not depend on the hours between
them; only whether a limit was kept does. So each published plan is compiled as its cases are met: a `Spot` is where a
sequence has come to, found by the ordinary watch the first time and looked up from then on. At its end a case costs one
comparison for each limit. Whatever is not plain (a pause, an extension, what another source says) goes through the ordinary
watch, so there is one judge and no second opinion.
"""

import contextlib
import gc
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from operator import itemgetter
from typing import Any, NamedTuple

from yangguang.oversight.monitoring.rules.cases import NONE, CaseWatch, Finding
from yangguang.oversight.monitoring.rules.clocks import Term
from yangguang.oversight.monitoring.rules.days import AHEAD, DAY, EPOCH, DayTable
from yangguang.oversight.monitoring.rules.levels import Level
from yangguang.oversight.monitoring.rules.nets import NOTHING_GIVEN, Given
from yangguang.oversight.monitoring.rules.plans import Happening, Plan
from yangguang.oversight.monitoring.rules.watching import RuleSet, Watcher, limit_finding

Found = dict[tuple[str, str, str], Finding]
Step = tuple[object, ...]
Limits = tuple[tuple[int, Term, int], ...]
Judge = Callable[[Happening, RuleSet, Found], bool]
WHOLE_CASE = ("statutory", "promised")
SAME_EVERYWHERE = frozenset(
    {
        "card.flow.skipped",
        "card.flow.repeated",
        "card.flow.order",
        "card.post.wrong",
        "card.post.single_officer",
    }
)
PLAIN = frozenset(
    {"accept", "ask", "answer", "step", "decide", "refuse", "deliver", "publish", "close", "hear_ask"}
)
_step_of = itemgetter(1, 3, 4, 5, 6)  # kind, node, outcome, post, people


class Look(NamedTuple):
    """
    One limit of a course, the shortest of those that begin and end together: as long as it is kept, so are *others*.

    *known* gives its (last day, warning, end) by the day it begins on, *end* is the place it ends at, -1 for none.
    """

    known: Mapping[int, tuple[int, int, int]]
    end: int
    term: Term
    others: tuple[Term, ...]


class Spot(dict[Step, "Spot | None"]):
    """
    Where a sequence of deeds has come to, and where each further deed leads; none where it is not plain any more.

    *judge* is none where nothing has to be seen in the deed itself, else tells whether what was told with it is plain and what it
    breaks; *hands* names after each place the post that has the case in hand.
    """

    __slots__ = ("begins", "case", "ended", "hands", "judge", "running")

    def __init__(self, case: CaseWatch) -> None:
        """Begin with what the opening began."""
        super().__init__()
        self.case = case
        self.running = dict.fromkeys(case.clocks, 0)
        self.ended: Limits = ()
        self.hands: tuple[str, ...] = (_hand(case),)
        self.judge: Judge | None = None
        self.begins: tuple[tuple[int, tuple[Look, ...]], ...] | None = None

    def after(self, recorder: "Recorder", row: Happening) -> "Spot | None":
        """Do one deed; none when what it means depends on more than the deed."""
        before, place = self.case, len(self.hands)
        case = replace(before, clocks=dict(before.clocks), done=set(before.done))
        told = recorder.take(case, row._replace(at=before.last_at))
        if any(one.rule_id not in SAME_EVERYWHERE for one in told):
            return None
        clocks = case.clocks
        if any(clock.term.unit == "h" and clock.term.length for clock in clocks.values()):
            return None  # hours run from the instant, not from the day
        spot = Spot(case)
        gone = [key for key, clock in before.clocks.items() if clocks.get(key) is not clock]
        spot.ended = self.ended + tuple((self.running[key], before.clocks[key].term, place) for key in gone)
        spot.running = {
            key: self.running[key] if before.clocks.get(key) is clock else place
            for key, clock in clocks.items()
        }
        spot.hands = (*self.hands, _hand(case))
        spot.judge = _judge(case.plan, row.kind, told)
        return spot

    def looks(self, days: DayTable) -> tuple[tuple[int, tuple[Look, ...]], ...]:
        """Give the limits of a case that ends here, by the place they begin at; counted once."""
        clocks = self.case.clocks
        limits = self.ended + tuple((since, clocks[key].term, -1) for key, since in self.running.items())
        places = sorted({since for since, _, _ in limits})
        self.begins = tuple((place, _looks_from(limits, place, days)) for place in places)
        return self.begins


class Recorder(Watcher):
    """The ordinary watch, with no limit ever passing: what is left is what the deeds mean by themselves."""

    def expire(self, case: CaseWatch, until: int) -> list[Finding]:
        """Let nothing pass."""
        return NONE


class Histories:
    """Goes over histories under one calendar and one version of the rules; what it compiles of a plan it keeps for the next."""

    def __init__(self, days: DayTable, rules: RuleSet | None = None) -> None:
        """Begin with nothing compiled."""
        self.days = days
        self.rules = rules or RuleSet()
        self._recorder = Recorder(days)
        self._roots: dict[tuple[str, Given], Spot | None] = {}

    def go_over(
        self, happenings: Sequence[Happening], plans: Mapping[str, Plan], until: int | None = None
    ) -> Found:
        """
        Go over a history held in memory; the findings are those of `watching.replay`, by key.

        Refuses with Disordered when the happenings of a case are not in order of time.
        """
        found: Found = {}
        with nothing_collected():
            odd: set[str] = set()
            for case, (spot, *ats) in self._walk(happenings, plans, found).items():
                if spot is not None and ats == sorted(ats):
                    self._end(case, spot, ats, until, found)
                else:
                    odd.add(case)
            self._one_by_one(happenings, odd, plans, until, found)
        return found

    def _walk(
        self, happenings: Sequence[Happening], plans: Mapping[str, Plan], found: Found
    ) -> dict[str, list[Any]]:
        """Take every case from spot to spot; gives where each has come to, none where it is not plain, and its instants."""
        states: dict[str, list[Any]] = {}
        rules, find = self.rules, states.get
        for happening in happenings:
            state = find(happening[0])
            if state is None:
                if happening[1] == "open":
                    states[happening[0]] = [
                        self._root(plans[happening.facts["plan"]], happening),
                        happening[2],
                    ]
                continue
            spot = state[0]
            if spot is None:
                continue
            try:
                spot = spot[_step_of(happening)]
            except KeyError:
                spot = self._learn(spot, happening)
            if spot is not None and spot.judge is not None and not spot.judge(happening, rules, found):
                spot = None
            state[0] = spot
            state.append(happening[2])
        return states

    def _root(self, plan: Plan, opening: Happening) -> Spot | None:
        given = opening.facts.get("given")
        key = (plan.code, plan.net.given(given) if given else NOTHING_GIVEN)
        if key not in self._roots:
            case = self._recorder.open(plan, opening)
            self._roots[key] = Spot(case) if plan.is_timeless else None
        return self._roots[key]

    def _learn(self, spot: Spot, row: Happening) -> Spot | None:
        """Walk one deed on from a spot the first time it is done there."""
        judge = _judge(spot.case.plan, row.kind, ())
        if judge is not None and not judge(row, self.rules, {}):
            return None  # this case only: the next that does the same may be plain
        made = spot.after(self._recorder, row) if row.kind in PLAIN else None
        spot[_step_of(row)] = made
        return made

    def _end(self, case: str, spot: Spot, ats: list[int], until: int | None, found: Found) -> None:
        ats.append(until if until is not None and until > ats[-1] else ats[-1])  # place -1: the end
        days = self.days
        for place, looks in spot.begins or spot.looks(days):
            day = (ats[place] + AHEAD) // DAY + EPOCH
            for known, end, term, others in looks:
                ends = known.get(day) or term.ends(days, day)
                if ends[1] <= ats[end]:
                    for one in (term, *others):
                        self._passed(case, spot, ats, place, one, day, ats[end], found)

    def _passed(
        self, case: str, spot: Spot, ats: list[int], place: int, term: Term, day: int, stop: int, found: Found
    ) -> None:
        """Find what a limit that came near or passed shows: the warning, the card, or both."""
        due, warn, over = term.ends(self.days, day)
        passed = [(warn, Level.WARNING)] if ats[place] <= warn < over and warn <= stop else []
        if over <= stop:
            passed.append((over, Level.YELLOW))
        for at, stage in passed:
            # Whoever has the case in hand when the limit passes answers for a limit of the whole case.
            hand = spot.hands[bisect_left(ats, at, 0, len(ats) - 1) - 1] if term.kind in WHOLE_CASE else ""
            one = limit_finding(
                self.rules, case, term, stage, at, term.length, day, due, hand or term.post, self.days.version
            )
            if one is not None:
                found[one.key] = one

    def _one_by_one(
        self,
        happenings: Sequence[Happening],
        odd: set[str],
        plans: Mapping[str, Plan],
        until: int | None,
        found: Found,
    ) -> None:
        """Let the ordinary watch go over the cases that are not plain."""
        watcher = Watcher(self.days, self.rules)
        cases, take = watcher.cases, watcher.take
        for row in happenings:
            if row[0] in odd:
                case = cases.get(row[0])
                if case is not None:
                    for one in take(case, row):
                        found[one.key] = one
                elif row[1] == "open":
                    watcher.open(plans[row.facts["plan"]], row)
        if until is not None:
            for one in watcher.expire_all(until):
                found[one.key] = one


def replay_history(
    happenings: Sequence[Happening],
    *,
    plans: Mapping[str, Plan],
    days: DayTable,
    rules: RuleSet | None = None,
    until: int | None = None,
) -> Found:
    """
    Go over a history held in memory once; the findings are those of `watching.replay`, by key.

    Refuses with Disordered when the happenings of a case are not in order of time.
    """
    return Histories(days, rules).go_over(happenings, plans, until)


@contextlib.contextmanager
def nothing_collected() -> Iterator[None]:
    """Keep the collector from walking all cases again and again: none of them points back at itself."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _hand(case: CaseWatch) -> str:
    return next((one.term.post for one in case.clocks.values() if one.term.kind == "step"), "")


def _looks_from(limits: Limits, place: int, days: DayTable) -> tuple[Look, ...]:
    together: dict[tuple[int, str], list[Term]] = {}
    for since, term, end in limits:
        if since == place:  # limits of one unit keep their order whatever the day
            together.setdefault((end, term.unit), []).append(term)
    return tuple(
        Look(days.ends_of(first.length, first.unit), end, first, tuple(others))
        for (end, _), terms in together.items()
        for first, *others in [sorted(terms, key=lambda one: one.length)]
    )


# -- what has to be seen in a deed itself


def _judge(plan: Plan, kind: str, told: Sequence[Finding]) -> Judge | None:
    if kind == "decide":
        is_plain: Judge | None = _decides_plainly
    elif kind == "ask" and plan.materials:
        is_plain = partial(_asks_plainly, plan.materials)
    else:
        is_plain = {"accept": _accepts_plainly, "refuse": _refuses_plainly}.get(kind)
    return partial(_broken, is_plain, tuple(told)) if told else is_plain


def _broken(
    is_plain: Judge | None, told: tuple[Finding, ...], row: Happening, rules: RuleSet, found: Found
) -> bool:
    if is_plain is not None and not is_plain(row, rules, found):
        return False
    for breach in told:  # the same in every case that comes this way but for whose it is and when
        level = rules.level_of(breach.rule_id)
        if level:
            one = breach._replace(
                case=row.case,
                level=level,
                at=row.at,
                occurrence=f"{row.node}@{row.mark or row.at}",
                facts={**breach.facts},
                mark=row.mark,
            )
            found[one.key] = one
    return True


def _asks_plainly(materials: frozenset[str], row: Happening, _rules: RuleSet, _found: Found) -> bool:
    return materials.issuperset(row.facts.get("items", ()))


def _decides_plainly(row: Happening, _rules: RuleSet, _found: Found) -> bool:
    facts = row.facts
    if "tier" in facts:
        return False
    return "decision=refused" not in row.outcome or bool(str(facts.get("reasons") or "").strip())


def _refuses_plainly(row: Happening, _rules: RuleSet, _found: Found) -> bool:
    return bool(str(row.facts.get("reasons") or "").strip())


def _accepts_plainly(row: Happening, _rules: RuleSet, _found: Found) -> bool:
    return "since_at" not in row.facts
