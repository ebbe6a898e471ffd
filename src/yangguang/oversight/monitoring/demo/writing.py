"""
Writing one lawful case of the demo year, line by line.

Times are counted here with the plain calendar, day by day, and the flow is walked with plain tokens; the rules under test
share neither.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Protocol

from yangguang.foundation.process.bpmn import Process, parse
from yangguang.kernel.clock import SHANGHAI, WorkCalendar
from yangguang.oversight.monitoring.demo.walking import Walk, given_values, names_of
from yangguang.oversight.monitoring.rules.plans import Happening, Plan
from yangguang.oversight.monitoring.rules.published import Published, plan_of_version


class Contents(Published, Protocol):
    """A published version with its list of materials."""

    materials: Sequence[Any]


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


def source_of(code: str, content: Contents) -> Source:
    """Read one matter."""
    process = parse(content.flow_xml.encode())
    plan = plan_of_version(
        content, code=code, body_code="", materials=[one.name for one in content.materials] or ["申请书"]
    )
    plan.tiers = {"从轻": (50_000, 200_000), "一般": (200_001, 500_000)}
    return Source(code, content, process, plan, names_of(process))


class Writer:
    """Writes one case after another."""

    def __init__(self, rng: random.Random, calendar: WorkCalendar) -> None:
        """Begin."""
        self.rng, self.calendar = rng, calendar

    def write(
        self, source: Source, case: str, day: date, wanted: "Breach | None"
    ) -> tuple[list[Happening], list[str]]:
        """Write one case; gives what happened and the rules it breaks."""
        lines = self._lawful(source, day, given_values(source.names, self.rng))
        broken = wanted(self, source, lines) if wanted is not None else []
        lines.sort(key=lambda one: one.at)
        return [happening_of(case, line) for line in lines], broken

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


def happening_of(case: str, line: Line) -> Happening:
    """Give a line as the rules take it."""
    return Happening(
        case, line.kind, int(line.at.timestamp()), line.node, line.outcome, line.post, line.people, line.facts
    )


Breach = Callable[[Writer, Source, list[Line]], list[str]]
"""Changes a lawful case; gives the rules it breaks now, none if the case does not lend itself to it."""
