"""
A flow as rows: every node of the model is one row with its ways out, nothing hidden and nothing added.

`outline_of` reads a model into rows, `xml_of` writes rows as BPMN 2.0 with a diagram, so that other tools open the file;
reading it back gives the same rows.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

from yangguang.foundation.process.bpmn import POST_KINDS, Composer, EventKind, NodeKind, Process
from yangguang.reference.flows.rules.diagram import with_diagram

BASIS = "依据："
OWN = frozenset(
    {"step", "limit", "unit", "form", "service", "decision", "result", "caption", "materials", "documents"}
)
"""Our own attributes that have a field of their own in a row."""


@dataclass(frozen=True, slots=True)
class Lane:
    """One lane: which kind of post does its rows."""

    id: str
    name: str
    post: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """One way out of a row; `when` is S-FEEL, empty when unconditional or default."""

    id: str
    target: str
    name: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True)
class Loop:
    """Done once per element of a list, or a number of times (会签)."""

    sequential: bool = False
    collection: str = ""
    element: str = ""
    times: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One node. `parent` is the sub-process it lies in, `host` the step an event hangs on."""

    id: str
    kind: str
    name: str = ""
    lane: str = ""
    letter: str = ""
    limit: str = ""
    unit: str = "wd"
    what: str = ""
    basis: str = ""
    materials: str = ""
    documents: str = ""
    caption: str = ""
    form: str = ""
    service: str = ""
    decision: str = ""
    result: str = ""
    called: str = ""
    loop: Loop | None = None
    event: str = "none"
    event_name: str = ""
    timer_kind: str = "duration"
    timer: str = ""
    timer_unit: str = "wd"
    host: str = ""
    interrupting: bool = True
    parent: str = ""
    default: str = ""
    extra: dict[str, str] = field(default_factory=dict)
    ways: tuple[Way, ...] = ()

    @property
    def is_gateway(self) -> bool:
        """Whether the flow splits or joins here."""
        return self.kind in ("exclusive", "parallel", "inclusive", "event_gateway")

    @property
    def is_end(self) -> bool:
        """Whether it ends here."""
        return self.kind in ("end", "terminate", "error_end")

    @property
    def usual(self) -> Way | None:
        """The way things usually go: the default one, or the first."""
        return next((one for one in self.ways if one.id == self.default), self.ways[0] if self.ways else None)


@dataclass(frozen=True, slots=True)
class Outline:
    """A whole flow."""

    id: str
    name: str
    lanes: tuple[Lane, ...] = ()
    rows: tuple[Row, ...] = ()

    @classmethod
    def read(cls, record: dict[str, Any]) -> Self:
        """Take it out of a record."""
        rows = tuple(
            Row(
                **{
                    **one,
                    "ways": tuple(Way(**way) for way in one["ways"]),
                    "loop": Loop(**one["loop"]) if one["loop"] else None,
                }
            )
            for one in record["rows"]
        )
        return cls(record["id"], record["name"], tuple(Lane(**one) for one in record["lanes"]), rows)

    def as_record(self) -> dict[str, Any]:
        """Give a record that JSON can hold."""
        return dict(json.loads(json.dumps(asdict(self), ensure_ascii=False)))

    def find(self, row_id: str) -> Row | None:
        """Find a row."""
        return next((one for one in self.rows if one.id == row_id), None)

    def row(self, row_id: str) -> Row:
        """Give a row that is there."""
        return next(one for one in self.rows if one.id == row_id)

    def into(self, row_id: str) -> list[Row]:
        """List the rows with a way into one."""
        return [one for one in self.rows if any(way.target == row_id for way in one.ways)]

    def with_row(self, row: Row) -> "Outline":
        """Replace a row by id."""
        return replace(self, rows=tuple(row if one.id == row.id else one for one in self.rows))

    def free_id(self, stem: str) -> str:
        """Give an id nobody has."""
        taken = {one.id for one in self.rows} | {one.id for one in self.lanes} | {self.id}
        taken |= {way.id for one in self.rows for way in one.ways}
        return next(f"{stem}_{n}" for n in range(1, 10_000) if f"{stem}_{n}" not in taken)


def outline_of(process: Process) -> Outline:
    """Read a model into rows, in the order of the file."""
    lanes = tuple(Lane(one.id, one.name, one.post_kind, one.note) for one in process.lanes)
    return Outline(process.id, process.name, lanes, tuple(_rows(process)))


def _rows(process: Process) -> Iterator[Row]:
    for node in process.nodes.values():
        what, _, basis = node.documentation.partition(BASIS)
        extension = {key: value for key, value in node.extension.items() if not key.startswith("{")}
        loop = node.loop and Loop(
            node.loop.sequential,
            node.loop.collection,
            node.loop.element_variable,
            node.loop.cardinality,
            node.loop.completion_condition,
        )
        ways = tuple(
            Way(flow.id, flow.target, flow.name, flow.condition)
            for flow in (process.flows[one] for one in node.outgoing)
        )
        own_lane = node.lane_id if not node.attached_to else ""
        yield Row(
            id=node.id,
            kind=node.kind.value,
            name=node.name,
            lane=own_lane,
            letter=node.step,
            limit=str(node.limit.length) if node.limit else "",
            unit=node.limit.unit if node.limit else "wd",
            what=what.strip(),
            basis=basis.strip(),
            materials=extension.get("materials", ""),
            documents=extension.get("documents", ""),
            caption=extension.get("caption", ""),
            form=node.form,
            service=node.service,
            decision=node.decision_ref,
            result=node.result_variable,
            called=node.called_element,
            loop=loop or None,
            event=_event(node.kind, node.event),
            event_name=node.event_name,
            timer_kind=node.timer.kind if node.timer else "duration",
            timer=node.timer.text if node.timer else "",
            timer_unit=node.timer.unit if node.timer else "wd",
            host=node.attached_to,
            interrupting=node.cancel_activity,
            parent=node.parent_id,
            default=node.default_flow,
            extra={key: value for key, value in extension.items() if key not in OWN},
            ways=ways,
        )


def _event(kind: NodeKind, event: EventKind) -> str:
    return event.value if kind not in (NodeKind.TERMINATE, NodeKind.ERROR_END) else "none"


_TAGS = {
    "start": "startEvent",
    "end": "endEvent",
    "terminate": "endEvent",
    "error_end": "endEvent",
    "task": "task",
    "user": "userTask",
    "manual": "manualTask",
    "service": "serviceTask",
    "rule": "businessRuleTask",
    "send": "sendTask",
    "receive": "receiveTask",
    "exclusive": "exclusiveGateway",
    "parallel": "parallelGateway",
    "inclusive": "inclusiveGateway",
    "event_gateway": "eventBasedGateway",
    "subprocess": "subProcess",
    "call": "callActivity",
    "catch": "intermediateCatchEvent",
    "throw": "intermediateThrowEvent",
    "boundary": "boundaryEvent",
}


def xml_of(outline: Outline) -> str:
    """Write rows as BPMN 2.0 with lanes, our attributes and a diagram."""
    composer = Composer(outline.id, outline.name)
    for lane in outline.lanes:
        composer.lane(lane.id, lane.name, lane.post, note=lane.note)
    _write_level(composer, outline, "", set())
    return with_diagram(composer.xml(), outline)


def _write_level(composer: Composer, outline: Outline, parent: str, above: set[str]) -> None:
    lanes = {one.id for one in outline.lanes}
    level = [one for one in outline.rows if one.parent == parent]
    for row in level:
        if row.kind == "subprocess" and row.id not in above:
            with composer.subprocess(
                row.id, row.name, lane=row.lane if row.lane in lanes else "", loop=_loop(row)
            ):
                _write_level(composer, outline, row.id, {*above, row.id})
        else:
            composer.node(
                _TAGS[row.kind],
                row.id,
                row.name,
                lane=_lane(row, lanes),
                inner=_inner(composer, row),
                default=row.default,
                **_attributes(composer, row),
            )
    for row in level:
        for way in row.ways:
            composer.flow(row.id, way.target, when=way.when, name=way.name, flow_id=way.id)


def _lane(row: Row, lanes: set[str]) -> str:
    """An event on a border stands in the lane of its step without being listed there."""
    return row.lane if row.lane in lanes and not row.host else ""


def _attributes(composer: Composer, row: Row) -> dict[str, str | int | None]:
    limit = row.limit if row.kind == "user" else ""
    found: dict[str, str | int | None] = {
        "yg_step": row.letter or None,
        "yg_limit": limit or None,
        "yg_unit": row.unit if limit else None,
        "yg_form": row.form or None,
        "yg_service": row.service or None,
        "yg_decision": row.decision or None,
        "yg_result": row.result or None,
        "yg_caption": row.caption or None,
        "yg_materials": row.materials or None,
        "yg_documents": row.documents or None,
        "calledElement": row.called or None,
    }
    if row.kind == "boundary":
        found["attachedToRef"] = row.host
        found["cancelActivity"] = None if row.interrupting else "false"
    if row.kind in ("send", "receive") and row.event_name:
        found["messageRef"] = composer.message(row.event_name)
    return found | {f"yg_{key}": value for key, value in row.extra.items()}


def _inner(composer: Composer, row: Row) -> str:
    said = "\n".join(filter(None, (row.what, f"{BASIS}{row.basis}" if row.basis else "")))
    text = f"<documentation>{_escaped(said)}</documentation>" if said else ""
    return text + _definition(composer, row) + _loop(row)


def _definition(composer: Composer, row: Row) -> str:
    if row.kind == "terminate":
        return "<terminateEventDefinition/>"
    if row.kind == "error_end":
        return composer.error_event(row.event_name)
    if row.kind in ("send", "receive"):
        return ""
    if row.event == "timer":
        tag = {"duration": "timeDuration", "date": "timeDate", "cycle": "timeCycle"}[row.timer_kind]
        return composer.timer_event(row.timer, kind=tag, unit=row.timer_unit)
    if row.event == "message":
        return composer.message_event(row.event_name)
    if row.event == "signal":
        return composer.signal_event(row.event_name)
    return composer.error_event(row.event_name) if row.event == "error" else ""


def _loop(row: Row) -> str:
    loop = row.loop
    if loop is None:
        return ""
    text = Composer.multi(loop.collection, element=loop.element, sequential=loop.sequential, until=loop.until)
    if not loop.times:
        return text
    head, _, tail = text.partition(">")
    return f"{head}><loopCardinality>{_escaped(loop.times)}</loopCardinality>{tail}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def lane_for(outline: Outline, post: str) -> tuple[Outline, str]:
    """Give the first lane of a kind of post, added at the end if there is none."""
    found = next((one for one in outline.lanes if one.post == post), None)
    if found is not None:
        return outline, found.id
    lane = Lane(outline.free_id(f"lane_{post}"), POST_KINDS.get(post, post), post)
    return replace(outline, lanes=(*outline.lanes, lane)), lane.id
