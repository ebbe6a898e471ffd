"""
Going over a whole history at once, several times faster than one happening at a time, to the very same findings.

What a sequence of deeds means (which steps follow, which limits begin and end where) does not depend on the hours between
them; only whether a limit was kept does. So each sequence is walked once by the ordinary watch and kept as a `Course`: the
limits with the places they begin and end at, as whole numbers. A case that follows a known course costs one look-up and a
comparison for each limit. Whatever is not plain (a breach in a deed, a pause, an extension, another source) goes through the
ordinary watch, so there is one judge and no second opinion.
"""

import contextlib
import gc
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple

from yangguang.oversight.monitoring.rules.cases import NONE, CaseWatch, Finding
from yangguang.oversight.monitoring.rules.clocks import Term
from yangguang.oversight.monitoring.rules.days import AHEAD, DAY, EPOCH, DayTable
from yangguang.oversight.monitoring.rules.levels import Level
from yangguang.oversight.monitoring.rules.plans import NOTHING, Happening, Plan
from yangguang.oversight.monitoring.rules.watching import RuleSet, Watcher, limit_finding

Found = dict[tuple[str, str, str], Finding]
Shape = tuple[tuple[object, ...], ...]
Plain = Callable[[Plan, Happening], bool]
WHOLE_CASE = ("statutory", "promised")
PLAIN = frozenset(
    {"open", "accept", "ask", "answer", "step", "decide", "refuse", "deliver", "publish", "close", "hear_ask"}
)
_shape_of = itemgetter(1, 3, 4, 5, 6)  # kind, node, outcome, post, people
_at = itemgetter(2)


class Look(NamedTuple):
    """
    One limit of a course, the shortest of those that begin and end together: as long as it is kept, so are *others*.

    *known* gives its (last day, warning, end) by the day it begins on, *end* is the place it ends at, -1 for none.
    """

    known: Mapping[int, tuple[int, int, int]]
    end: int
    term: Term
    others: tuple[Term, ...]


class Course(NamedTuple):
    """
    What one sequence of deeds means under one plan.

    *begins* are (place, limits that begin there); *hands* names after each place the post that has the case in hand; *told* are
    the places whose facts have to be plain, and how to see that.
    """

    begins: tuple[tuple[int, tuple[Look, ...]], ...]
    hands: tuple[str, ...]
    told: "tuple[tuple[int, Plain], ...]"


class Histories:
    """Goes over histories under one calendar and one version of the rules, and keeps the courses it has met."""

    def __init__(self, days: DayTable, rules: RuleSet | None = None) -> None:
        """Begin with no course known."""
        self.days = days
        self.rules = rules or RuleSet()
        self._courses: dict[str, dict[Shape, Course | None]] = {}

    def go_over(self, plan: Plan, rows: Sequence[Happening], until: int | None, found: Found) -> None:
        """Go over one case, its happenings in order of time, the opening first."""
        given = rows[0].facts.get("given") or NOTHING
        shape = (tuple(given.items()), *map(_shape_of, rows))
        ats = list(map(_at, rows))
        try:
            course = self._courses[plan.code][shape]
        except KeyError:
            course = self._walked(plan, shape, rows)
        except TypeError:  # a form's value that is no single value cannot be looked up
            course = None
        if course is None or ats != sorted(ats):
            self._one_by_one(plan, rows, until, found)
            return
        begins, _, told = course
        for place, is_plain in told:
            if not is_plain(plan, rows[place]):
                self._one_by_one(plan, rows, until, found)
                return
        ats.append(until if until is not None and until > ats[-1] else ats[-1])  # place -1: the end
        for place, looks in begins:
            day = (ats[place] + AHEAD) // DAY + EPOCH
            for known, end, term, others in looks:
                ends = known.get(day) or term.ends(self.days, day)
                if ends[1] <= ats[end]:
                    self._passed(rows[0].case, course, ats, place, (term, *others), day, ats[end], found)

    def _walked(self, plan: Plan, shape: Shape, rows: Sequence[Happening]) -> Course | None:
        """Walk a sequence once; none when it holds more than limits (a breach in a deed, a pause, another source)."""
        spans = _spans(plan, rows, self.days)
        course = None
        if spans is not None:
            limits, hands = spans
            places = sorted({since for since, _, _ in limits})
            begins = tuple((place, self._looks(limits, place)) for place in places)
            told = tuple((place, _TOLD[row.kind]) for place, row in enumerate(rows) if row.kind in _TOLD)
            course = Course(begins, tuple(hands), told)
        self._courses.setdefault(plan.code, {})[shape] = course
        return course

    def _looks(self, limits: Sequence[tuple[int, Term, int]], place: int) -> tuple[Look, ...]:
        together: dict[tuple[int, str], list[Term]] = {}
        for since, term, end in limits:
            if since == place:  # limits of one unit keep their order whatever the day
                together.setdefault((end, term.unit), []).append(term)
        return tuple(
            Look(self.days.ends_of(first.length, first.unit), end, first, tuple(others))
            for (end, _), terms in together.items()
            for first, *others in [sorted(terms, key=lambda one: one.length)]
        )

    def _passed(
        self,
        case: str,
        course: Course,
        ats: list[int],
        place: int,
        terms: Iterable[Term],
        day: int,
        stop: int,
        found: Found,
    ) -> None:
        """Find what limits that came near or passed show: the warning, the card, or both."""
        for term in terms:
            self._told_of(case, course, ats, place, term, day, stop, found)

    def _told_of(
        self,
        case: str,
        course: Course,
        ats: list[int],
        place: int,
        term: Term,
        day: int,
        stop: int,
        found: Found,
    ) -> None:
        due, warn, over = term.ends(self.days, day)
        if warn > stop:
            return
        passed = [(warn, Level.WARNING)] if ats[place] <= warn < over else []
        if over <= stop:
            passed.append((over, Level.YELLOW))
        for at, stage in passed:
            # Whoever has the case in hand when the limit passes answers for a limit of the whole case.
            hand = course.hands[bisect_left(ats, at, 0, len(ats) - 1) - 1] if term.kind in WHOLE_CASE else ""
            one = limit_finding(
                self.rules, case, term, stage, at, term.length, day, due, hand or term.post, self.days.version
            )
            if one is not None:
                found[one.key] = one

    def _one_by_one(self, plan: Plan, rows: Sequence[Happening], until: int | None, found: Found) -> None:
        watcher = Watcher(self.days, self.rules)
        case = watcher.open(plan, rows[0])
        for row in rows[1:]:
            for one in watcher.take(case, row):
                found[one.key] = one
        if until is not None and case.next_at <= until:
            for one in watcher.expire(case, until):
                found[one.key] = one


def replay_history(
    happenings: Iterable[Happening],
    *,
    plans: Mapping[str, Plan],
    days: DayTable,
    rules: RuleSet | None = None,
    until: int | None = None,
) -> Found:
    """
    Go over a history held in memory, case by case; the findings are those of `watching.replay`, by key.

    Refuses with Disordered when the happenings of a case are not in order of time.
    """
    histories, found = Histories(days, rules), Found()
    cases: dict[str, list[Happening]] = {}
    with nothing_collected():
        for happening in happenings:
            rows = cases.get(happening[0])
            if rows is not None:
                rows.append(happening)
            elif happening[1] == "open":
                cases[happening[0]] = [happening]
        for rows in cases.values():
            histories.go_over(plans[rows[0].facts["plan"]], rows, until, found)
    return found


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


# -- courses


class _Recorder(Watcher):
    """The ordinary watch, with no limit ever passing: what is left is what the deeds mean by themselves."""

    def expire(self, case: CaseWatch, until: int) -> list[Finding]:
        """Let nothing pass."""
        return NONE


def _spans(
    plan: Plan, rows: Sequence[Happening], days: DayTable
) -> tuple[list[tuple[int, Term, int]], list[str]] | None:
    """Give the limits of a sequence with the places they begin and end at, and who has the case in hand after each place."""
    if any(row.kind not in PLAIN for row in rows) or any(row.kind == "open" for row in rows[1:]):
        return None
    watcher = _Recorder(days)
    case = watcher.open(plan, rows[0])
    running = {key: (0, clock) for key, clock in case.clocks.items()}
    spans: list[tuple[int, Term, int]] = []
    hands = [_hand(case)]
    for place, row in enumerate(rows[1:], start=1):
        if watcher.take(
            case, row._replace(facts=_PLAINEST.get(row.kind, NOTHING), at=max(row.at, case.last_at))
        ):
            return None
        for key, (since, clock) in list(running.items()):
            if case.clocks.get(key) is not clock:
                spans.append((since, clock.term, place))
                del running[key]
        running |= {key: (place, clock) for key, clock in case.clocks.items() if key not in running}
        hands.append(_hand(case))
    spans += [(since, clock.term, -1) for since, clock in running.values()]
    hours = any(
        term.unit == "h" and term.length for _, term, _ in spans
    )  # they run from the instant, not from the day
    return None if hours else (spans, hands)


def _hand(case: CaseWatch) -> str:
    return next((one.term.post for one in case.clocks.values() if one.term.kind == "step"), "")


def _asks_plainly(plan: Plan, row: Happening) -> bool:
    return not plan.materials or plan.materials.issuperset(row.facts.get("items", ()))


def _decides_plainly(plan: Plan, row: Happening) -> bool:
    facts = row.facts
    if "tier" in facts:
        return False
    return "decision=refused" not in row.outcome or bool(str(facts.get("reasons") or "").strip())


def _refuses_plainly(plan: Plan, row: Happening) -> bool:
    return bool(str(row.facts.get("reasons") or "").strip())


def _accepts_plainly(plan: Plan, row: Happening) -> bool:
    return "since_at" not in row.facts


_PLAINEST = {"decide": {"reasons": "写明"}, "refuse": {"reasons": "写明"}}
_TOLD: dict[str, Plain] = {
    "accept": _accepts_plainly,
    "ask": _asks_plainly,
    "decide": _decides_plainly,
    "refuse": _refuses_plainly,
}
