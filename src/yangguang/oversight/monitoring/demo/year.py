"""
The demo year: from one seed some twenty thousand cases of every matter, lawful but for the breaches that are planted.

Each breach stands on a list with the rule that has to find it. Times are counted here with the plain calendar, day by day,
and the flow is walked with plain tokens; the rules under test share neither.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any, NamedTuple, Protocol

from yangguang.foundation.process.bpmn import Process, parse
from yangguang.kernel.clock import SHANGHAI, WorkCalendar, state_council
from yangguang.oversight.monitoring.demo.walking import Walk, given_values, names_of
from yangguang.oversight.monitoring.rules.plans import Happening, Plan
from yangguang.oversight.monitoring.rules.published import Published, plan_of_version

SEED = 20260101
YEAR = 2025
CASES = 20_000
BREACH_SHARE = 0.12


class Contents(Published, Protocol):
    """A published version with its list of materials."""

    materials: Sequence[Any]


class Planted(NamedTuple):
    """One breach that was put in: which rule has to find it on which case."""

    case: str
    rule_id: str


@dataclass(slots=True)
class Line:
    """One happening while the case is being written."""

    at: datetime
    kind: str
    node: str = ""
    outcome: str = ""
    post: str = ""
    people: int = 0
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """One matter of the catalogue as the year uses it."""

    code: str
    content: Contents
    process: Process
    plan: Plan
    names: dict[str, list[Any]]


@dataclass
class Year:
    """Happenings in order of time, the plans they are held against, what was planted."""

    happenings: list[Happening]
    plans: dict[str, Plan]
    planted: list[Planted]
    until: int


def build_year(
    contents: list[tuple[str, Contents]], *, cases: int = CASES, seed: int = SEED, year: int = YEAR
) -> Year:
    """Write a year; the same seed gives the same happenings to the second."""
    rng = random.Random(seed)  # noqa: S311 - a believable city, not a secret
    writer = _Writer(rng, state_council())
    sources = [_source(code, content) for code, content in contents if content.flow_xml]
    lines: list[tuple[int, int, Happening]] = []
    planted: list[Planted] = []
    days = [date(year, 1, 2) + timedelta(days=one) for one in range(330)]
    days = [day for day in days if writer.calendar.is_workday(day)]
    breaches = list(BREACHES)
    for number in range(cases):
        source = sources[number % len(sources)]
        wanted = breaches[rng.randrange(len(breaches))] if rng.random() < BREACH_SHARE else None
        case = f"Y{year}{number:06d}"
        written, found = writer.write(source, case, rng.choice(days), wanted)
        planted += found
        lines += [(one.at, place, one) for place, one in enumerate(written, start=len(lines))]
    lines.sort(key=lambda one: one[:2])
    end = int(datetime(year + 1, 3, 1, tzinfo=SHANGHAI).timestamp())
    return Year(
        [happening for _, _, happening in lines],
        {source.code: source.plan for source in sources},
        sorted(set(planted)),
        end,
    )


def _source(code: str, content: Contents) -> Source:
    process = parse(content.flow_xml.encode())
    plan = plan_of_version(
        content, code=code, body_code="", materials=[one.name for one in content.materials] or ["申请书"]
    )
    plan.tiers = {"从轻": (50_000, 200_000), "一般": (200_001, 500_000)}
    return Source(code, content, process, plan, names_of(process))


class _Writer:
    """Writes one case after another."""

    def __init__(self, rng: random.Random, calendar: WorkCalendar) -> None:
        self.rng, self.calendar = rng, calendar

    def write(
        self, source: Source, case: str, day: date, wanted: "Breach | None"
    ) -> tuple[list[Happening], list[Planted]]:
        given = given_values(source.names, self.rng)
        lines = self._lawful(source, day, given)
        names: list[str] = []
        if wanted is not None:
            names = wanted(self, source, lines)
        lines.sort(key=lambda one: one.at)
        return [_happening(case, line) for line in lines], [Planted(case, name) for name in names]

    def _lawful(self, source: Source, day: date, given: dict[str, Any]) -> list[Line]:
        """Let a case run to its end within every limit: each step on the day it comes, or one working day later."""
        values = {
            "acceptance": "correction" if self.rng.random() < 0.12 else "accepted",
            "opinion": "agree",
            "visit": "passed",
            "decision": "refused" if self.rng.random() < 0.1 else "granted",
            **given,
        }
        walk = Walk(source.process, values, self.rng)
        now = self._hour(day, 9)
        lines = [Line(now, "open", facts={"plan": source.code, "given": given})]
        left = max(source.content.promise_days - 1, 0)
        while walk.waiting and len(lines) < 60:
            node = self.rng.choice(sorted(walk.waiting))
            now, left = self._later(source, node, now, left)
            lines.append(self._step(source, node, now, values))
            if lines[-1].kind == "answer":
                values["acceptance"] = "accepted"
            walk.do(node)
        decided = next((one for one in lines if one.kind == "decide"), None)
        if decided and values["decision"] == "granted":
            lines.append(Line(decided.at + timedelta(hours=20), "publish"))
        if source.plan.fee_fen:
            lines.append(
                Line(lines[1].at + timedelta(seconds=30), "charge", facts={"amount_fen": source.plan.fee_fen})
            )
        return lines

    def _later(self, source: Source, node: str, now: datetime, left: int) -> tuple[datetime, int]:
        limit = source.process.nodes[node].limit
        if source.process.post_kind_of(node) == "applicant":
            return self._workdays(now, self.rng.randint(1, 4)), left
        if limit and limit.unit == "wd" and limit.length > 1 and left > 0 and self.rng.random() < 0.5:
            return self._workdays(now, 1), left - 1
        return now + timedelta(minutes=self.rng.randint(1, 12)), left

    def _step(self, source: Source, node_id: str, at: datetime, values: dict[str, Any]) -> Line:
        node = source.process.nodes[node_id]
        post = source.process.post_kind_of(node_id)
        line = Line(at, "step", node_id, post=post)
        if post == "applicant":
            line.kind, line.post = ("answer" if values["acceptance"] == "correction" else "step"), ""
        elif node.step == "S" and post == "accept":
            line.kind = "ask" if values["acceptance"] == "correction" else "accept"
            line.outcome = f"acceptance={values['acceptance']}"
            if line.kind == "ask":
                line.facts = {"items": [self.rng.choice(sorted(source.plan.materials))]}
        elif node.step == "D":
            line.kind, line.outcome = "decide", f"decision={values['decision']}"
            line.facts = {"reasons": "不符合条件" if values["decision"] == "refused" else ""}
        elif node.step == "E" and post == "inspect":
            line.people, line.outcome = 2, "visit=passed"
        elif node.step == "N":
            line.kind = "deliver"
        else:
            line.outcome = "opinion=agree"
        return line

    def _hour(self, day: date, hour: int) -> datetime:
        moment = time(hour, self.rng.randint(0, 20), self.rng.randint(0, 59))
        return datetime.combine(day, moment, tzinfo=SHANGHAI).astimezone(UTC)

    def _workdays(self, now: datetime, count: int) -> datetime:
        local = now.astimezone(SHANGHAI)
        return self._hour(self.calendar.add_workdays(local.date(), count), 9)

    def shift(self, lines: list[Line], since: int, workdays: int) -> None:
        """Move a line and all after it by working days; how many working days lie between them stays."""
        before, moved = lines[since].at, self._workdays(lines[since].at, workdays)
        for line in lines[since:]:
            old, new = before.astimezone(SHANGHAI), moved.astimezone(SHANGHAI)
            at = line.at.astimezone(SHANGHAI)
            between = self.calendar.workdays_between(old.date(), at.date())
            if between:
                day = self.calendar.add_workdays(new.date(), between)
                following = datetime.combine(day, at.timetz()).astimezone(UTC)
            else:
                following = moved + (line.at - before)
            before, line.at, moved = line.at, following, following

    def pick(self, lines: list[Line], test: Callable[[Line], bool]) -> int | None:
        """Draw one line that fits."""
        fitting = [place for place, line in enumerate(lines) if test(line)]
        return self.rng.choice(fitting) if fitting else None


Breach = Callable[[_Writer, Source, list[Line]], list[str]]


def _happening(case: str, line: Line) -> Happening:
    return Happening(
        case, line.kind, int(line.at.timestamp()), line.node, line.outcome, line.post, line.people, line.facts
    )


# -- the breaches


def _deed(
    rule_id: str, kind: str, facts: dict[str, Any], writer: _Writer, source: Source, lines: list[Line]
) -> list[str]:
    """Add one more happening right after acceptance; what it breaks is broken by itself."""
    place = next((place for place, line in enumerate(lines) if line.kind == "accept"), None)
    if place is None:
        return []
    lines.append(Line(lines[place].at + timedelta(seconds=5), kind, facts=dict(facts), post="accept"))
    return [rule_id]


def _beyond(writer: _Writer, source: Source, lines: list[Line]) -> list[str]:
    place = writer.pick(lines, lambda line: line.kind == "ask")
    if place is None:
        return []
    lines[place].facts = {"items": ["清单外的租赁合同"]}
    return ["card.material.beyond_list"]


def _twice(writer: _Writer, source: Source, lines: list[Line]) -> list[str]:
    place = writer.pick(lines, lambda line: line.kind == "ask")
    if place is None:
        return []
    items = {"items": [sorted(source.plan.materials)[0]]}
    lines.append(Line(lines[place].at + timedelta(minutes=1), "ask", facts=items, post="accept"))
    return ["card.material.twice"]


def _fee(writer: _Writer, source: Source, lines: list[Line]) -> list[str]:
    return _deed(
        "card.fee.off_list", "charge", {"amount_fen": 50_000, "item": "资料费"}, writer, source, lines
    )


def _no_ground(writer: _Writer, source: Source, lines: list[Line]) -> list[str]:
    return _deed("card.pause.no_ground", "pause", {"ground": "领导出差"}, writer, source, lines)


def _no_reasons(writer: _Writer, source: Source, lines: list[Line]) -> list[str]:
    place = writer.pick(lines, lambda line: line.outcome == "decision=refused")
    if place is None:
        return []
    lines[place].facts = {"reasons": " "}
    return ["card.refusal.no_reasons"]


def _tier(writer: _Writer, source: Source, lines: list[Line]) -> list[str]:
    place = writer.pick(lines, lambda line: line.outcome == "decision=granted")
    if place is None:
        return []
    lines[place].facts = {"tier": "从轻", "amount_fen": 900_000}
    return ["card.decision.outside_tier"]


def _wrong_post(writer: _Writer, source: Source, lines: list[Line]) -> list[str]:
    place = writer.pick(lines, lambda line: bool(line.node and line.post))
    if place is None:
        return []
    lines[place].post = "accept" if lines[place].post != "accept" else "deliver"
    return ["card.post.wrong"]


def _alone(writer: _Writer, source: Source, lines: list[Line]) -> list[str]:
    place = writer.pick(lines, lambda line: line.people == 2 and line.post == "inspect")
    if place is None:
        return []
    lines[place].people = 1
    return ["card.post.single_officer"]


def _repeated(writer: _Writer, source: Source, lines: list[Line]) -> list[str]:
    place = writer.pick(lines, lambda line: line.kind == "decide")
    if place is None:
        return []
    line = lines[place]
    again = Line(line.at + timedelta(seconds=20), "step", line.node, line.outcome, line.post)
    lines.append(again)
    return ["card.flow.repeated"]


def _unknown(writer: _Writer, source: Source, lines: list[Line]) -> list[str]:
    place = writer.pick(lines, lambda line: line.kind == "accept")
    if place is None:
        return []
    lines.append(Line(lines[place].at + timedelta(seconds=9), "step", "extra_meeting", post="examine"))
    return ["card.flow.unknown"]


def _skipped(writer: _Writer, source: Source, lines: list[Line]) -> list[str]:
    """Leave out the step right before the decision, when that is the only way to it."""
    place = next((place for place, line in enumerate(lines) if line.kind == "decide"), None)
    if place is None or place < 2:
        return []
    before, decided = lines[place - 1], lines[place]
    flows = source.process.nodes[decided.node].incoming
    sources = {source.process.flows[one].source for one in flows}
    if sources != {before.node} or before.kind != "step" or not before.post:
        return []
    moved = decided.at - before.at
    del lines[place - 1]
    for line in lines[place - 1 :]:
        line.at -= moved
    return ["card.flow.skipped"]


def _swapped(writer: _Writer, source: Source, lines: list[Line]) -> list[str]:
    """Decide first and examine afterwards: the decision skips the step, which then comes out of order."""
    place = next((place for place, line in enumerate(lines) if line.kind == "decide"), None)
    if place is None or place < 2:
        return []
    before, decided = lines[place - 1], lines[place]
    sources = {source.process.flows[one].source for one in source.process.nodes[decided.node].incoming}
    if sources != {before.node} or before.kind != "step" or not before.post:
        return []
    moved = decided.at - before.at
    for line in lines[place:]:
        line.at -= moved
    before.at = decided.at + timedelta(seconds=15)
    return ["card.flow.skipped", "card.flow.order"]


def _late_step(writer: _Writer, source: Source, lines: list[Line]) -> list[str]:
    """Let one step take longer than its own limit, and count by hand what else that breaks."""

    def fits(line: Line) -> bool:
        node = source.process.nodes.get(line.node)
        return bool(node and node.limit and node.limit.unit == "wd" and line.post not in ("", "accept"))

    if any(node.loop for node in source.process.nodes.values()):
        return []  # how many have to sign is not told, so the step after them cannot be late for sure
    place = writer.pick(lines, fits)
    if place is None:
        return []
    limit = source.process.nodes[lines[place].node].limit
    writer.shift(lines, place, (limit.length if limit else 0) + 1)
    return ["card.step.overdue", *_overdue(writer, source, lines)]


def _late_case(kind: str, writer: _Writer, source: Source, lines: list[Line]) -> list[str]:
    """Let the decision come after the promise, or after the law's limit."""
    content = source.content
    place = next((place for place, line in enumerate(lines) if line.kind == "decide"), None)
    days, unit = (
        (content.statutory_days, content.statutory_unit)
        if kind == "statutory"
        else (content.promise_days, content.promise_unit)
    )
    if place is None or unit != "wd":
        return []
    node = source.process.nodes[lines[place].node]
    if any(one.loop for one in source.process.nodes.values()):
        return []
    writer.shift(lines, place, days + 2)
    own = ["card.step.overdue"] if node.limit and days + 2 > node.limit.length else []
    return [*own, *_overdue(writer, source, lines)]


def _overdue(writer: _Writer, source: Source, lines: list[Line]) -> list[str]:
    """Count day by day which limits of the whole case are broken."""
    content = source.content
    found = []
    accepted = next((line.at for line in lines if line.kind == "accept"), None)
    decided = next((line.at for line in lines if line.kind == "decide"), None)
    delivered = next((line.at for line in lines if line.kind == "deliver"), None)
    published = next((line.at for line in lines if line.kind == "publish"), None)
    limits = (
        ("statutory", accepted, decided, content.statutory_days, content.statutory_unit),
        ("promised", accepted, decided, content.promise_days, content.promise_unit),
        ("delivery", decided, delivered, content.delivery_days, "wd"),
        ("publication", decided, published, 7, "wd"),
    )
    for kind, start, end, length, unit in limits:
        if start and end and _is_over(writer.calendar, start, end, length, unit):
            found.append(f"card.{kind}.overdue")
    return found


def _is_over(calendar: WorkCalendar, start: datetime, end: datetime, length: int, unit: str) -> bool:
    first, last = start.astimezone(SHANGHAI).date(), end.astimezone(SHANGHAI).date()
    if unit == "wd" or not length:
        return last > calendar.add_workdays(first, length)
    return unit == "cd" and last > calendar.add_calendar_days(first, length)


def _late_answer(writer: _Writer, source: Source, lines: list[Line]) -> list[str]:
    """Answer the applicant after the five working days."""
    if len(lines) < 2 or lines[1].kind not in ("accept", "ask"):
        return []
    writer.shift(lines, 1, source.content.acceptance_days + 1)
    return ["card.acceptance.overdue"]


def _unpublished(writer: _Writer, source: Source, lines: list[Line]) -> list[str]:
    place = next((place for place, line in enumerate(lines) if line.kind == "publish"), None)
    if place is None:
        return []
    del lines[place]
    return ["card.publication.overdue"]


def _record(
    rule_id: str, facts: dict[str, Any], writer: _Writer, source: Source, lines: list[Line]
) -> list[str]:
    """Let another source say something else than the case."""
    at = max(line.at for line in lines) + timedelta(minutes=3)
    if facts["source"] == "queue":
        facts = {**facts, "ticket_at": int(lines[0].at.timestamp()) - 3 * 86400}
    if facts["source"] in ("licence", "portal"):
        decided = next((line for line in lines if line.kind == "decide"), None)
        if decided is None:
            return []
        said = "refused" if decided.outcome == "decision=granted" else "granted"
        facts = {**facts, "result": said}
    lines.append(Line(at, "record", facts=facts))
    return [rule_id]


BREACHES: tuple[Breach, ...] = (
    _beyond,
    _beyond,
    _twice,
    _twice,
    _fee,
    _no_ground,
    _no_reasons,
    _no_reasons,
    _tier,
    _wrong_post,
    _alone,
    _repeated,
    _unknown,
    _skipped,
    _skipped,
    _swapped,
    _late_step,
    _late_step,
    partial(_late_case, "promised"),
    partial(_late_case, "statutory"),
    _late_answer,
    _unpublished,
    partial(_record, "card.compare.licence", {"source": "licence"}),
    partial(_record, "card.compare.portal", {"source": "portal"}),
    partial(_record, "card.compare.payment", {"source": "payment", "amount_fen": 123_456}),
    partial(_record, "card.compare.queue", {"source": "queue"}),
    partial(_record, "card.compare.plan", {"source": "contract", "amount_fen": 5_000_000}),
    partial(_record, "card.compare.progress", {"source": "progress", "planned": 0.6, "done": 0.4}),
)


def iterate_planted(year: Year) -> Iterator[tuple[str, str]]:
    """Give what was planted as pairs of case and rule."""
    for one in year.planted:
        yield one.case, one.rule_id
