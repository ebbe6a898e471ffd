"""The breaches that are planted: each changes a lawful case and says which rules have to find it."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from yangguang.kernel.clock import SHANGHAI, WorkCalendar
from yangguang.oversight.monitoring.demo.writing import Breach, Line, Source, Writer


def _deed(
    rule_id: str, kind: str, facts: dict[str, Any], writer: Writer, source: Source, lines: list[Line]
) -> list[str]:
    """Add one more happening right after acceptance; what it breaks is broken by itself."""
    place = next((place for place, line in enumerate(lines) if line.kind == "accept"), None)
    if place is None:
        return []
    lines.append(Line(lines[place].at + timedelta(seconds=5), kind, facts=dict(facts), post="accept"))
    return [rule_id]


def _beyond(writer: Writer, source: Source, lines: list[Line]) -> list[str]:
    place = writer.pick(lines, lambda line: line.kind == "ask")
    if place is None:
        return []
    lines[place].facts = {"items": ["清单外的租赁合同"]}
    return ["card.material.beyond_list"]


def _twice(writer: Writer, source: Source, lines: list[Line]) -> list[str]:
    place = writer.pick(lines, lambda line: line.kind == "ask")
    if place is None:
        return []
    items = {"items": [sorted(source.plan.materials)[0]]}
    lines.append(Line(lines[place].at + timedelta(minutes=1), "ask", facts=items, post="accept"))
    return ["card.material.twice"]


def _fee(writer: Writer, source: Source, lines: list[Line]) -> list[str]:
    return _deed(
        "card.fee.off_list", "charge", {"amount_fen": 50_000, "item": "资料费"}, writer, source, lines
    )


def _no_ground(writer: Writer, source: Source, lines: list[Line]) -> list[str]:
    return _deed("card.pause.no_ground", "pause", {"ground": "领导出差"}, writer, source, lines)


def _no_reasons(writer: Writer, source: Source, lines: list[Line]) -> list[str]:
    place = writer.pick(lines, lambda line: line.outcome == "decision=refused")
    if place is None:
        return []
    lines[place].facts = {"reasons": " "}
    return ["card.refusal.no_reasons"]


def _tier(writer: Writer, source: Source, lines: list[Line]) -> list[str]:
    place = writer.pick(lines, lambda line: line.outcome == "decision=granted")
    if place is None:
        return []
    lines[place].facts = {"tier": "从轻", "amount_fen": 900_000}
    return ["card.decision.outside_tier"]


def _wrong_post(writer: Writer, source: Source, lines: list[Line]) -> list[str]:
    place = writer.pick(lines, lambda line: bool(line.node and line.post))
    if place is None:
        return []
    lines[place].post = "accept" if lines[place].post != "accept" else "deliver"
    return ["card.post.wrong"]


def _alone(writer: Writer, source: Source, lines: list[Line]) -> list[str]:
    place = writer.pick(lines, lambda line: line.people == 2 and line.post == "inspect")
    if place is None:
        return []
    lines[place].people = 1
    return ["card.post.single_officer"]


def _repeated(writer: Writer, source: Source, lines: list[Line]) -> list[str]:
    place = writer.pick(lines, lambda line: line.kind == "decide")
    if place is None:
        return []
    line = lines[place]
    again = Line(line.at + timedelta(seconds=20), "step", line.node, line.outcome, line.post)
    lines.append(again)
    return ["card.flow.repeated"]


def _unknown(writer: Writer, source: Source, lines: list[Line]) -> list[str]:
    place = writer.pick(lines, lambda line: line.kind == "accept")
    if place is None:
        return []
    lines.append(Line(lines[place].at + timedelta(seconds=9), "step", "extra_meeting", post="examine"))
    return ["card.flow.unknown"]


def _skipped(writer: Writer, source: Source, lines: list[Line]) -> list[str]:
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


def _swapped(writer: Writer, source: Source, lines: list[Line]) -> list[str]:
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


def _late_step(writer: Writer, source: Source, lines: list[Line]) -> list[str]:
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


def _late_case(kind: str, writer: Writer, source: Source, lines: list[Line]) -> list[str]:
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


def _overdue(writer: Writer, source: Source, lines: list[Line]) -> list[str]:
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


def _late_answer(writer: Writer, source: Source, lines: list[Line]) -> list[str]:
    """Answer the applicant after the five working days."""
    if len(lines) < 2 or lines[1].kind not in ("accept", "ask"):
        return []
    writer.shift(lines, 1, source.content.acceptance_days + 1)
    return ["card.acceptance.overdue"]


def _unpublished(writer: Writer, source: Source, lines: list[Line]) -> list[str]:
    place = next((place for place, line in enumerate(lines) if line.kind == "publish"), None)
    if place is None:
        return []
    del lines[place]
    return ["card.publication.overdue"]


def _record(
    rule_id: str, facts: dict[str, Any], writer: Writer, source: Source, lines: list[Line]
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
