"""
Writing a flow down in Python and getting BPMN 2.0 XML: for the demo catalogue, tests and benchmarks.

    c = Composer("food", "食品经营许可")
    c.lane("lane_accept", "受理岗", "accept")
    c.start("start"); c.user("accept", "受理", lane="lane_accept", step="A", limit=5); c.end("end")
    c.chain("start", "accept", "end")
    xml = c.xml()

No diagram is written: the drawing lays a flow out by itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

from yangguang.foundation.process.bpmn.model import YG

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"


class Composer:
    """Collects lanes, nodes and flows of one process, in the order they are named."""

    def __init__(self, process_id: str, name: str = "") -> None:
        self.process_id = process_id
        self.name = name
        self._lanes: dict[str, tuple[str, str, str, list[str]]] = {}
        self._body: list[str] = []
        self._declared: dict[str, str] = {}
        self._flows = 0

    def lane(self, lane_id: str, name: str, post: str, *, note: str = "") -> None:
        """Add a lane bound to a kind of post."""
        self._lanes[lane_id] = (name, post, note, [])

    def node(
        self,
        tag: str,
        node_id: str,
        name: str = "",
        *,
        lane: str = "",
        inner: str = "",
        default: str = "",
        **attributes: str | int | None,
    ) -> str:
        """Add any node; *attributes* `yg_x` become `yg:x`, *inner* is XML put inside."""
        if lane:
            self._lanes[lane][3].append(node_id)
        pairs = {"id": node_id, "name": name or None, "default": default or None, **attributes}
        text = "".join(
            f" {key.replace('yg_', 'yg:', 1) if key.startswith('yg_') else key}={quoteattr(str(value))}"
            for key, value in pairs.items()
            if value is not None
        )
        self._body.append(f"<{tag}{text}>{inner}</{tag}>" if inner else f"<{tag}{text}/>")
        return node_id

    def start(self, node_id: str = "start", name: str = "", *, lane: str = "", inner: str = "") -> str:
        """Add a start event."""
        return self.node("startEvent", node_id, name, lane=lane, inner=inner)

    def end(self, node_id: str = "end", name: str = "", *, lane: str = "", inner: str = "") -> str:
        """Add an end event."""
        return self.node("endEvent", node_id, name, lane=lane, inner=inner)

    def terminate(self, node_id: str, name: str = "", *, lane: str = "") -> str:
        """Add a terminate end event."""
        return self.end(node_id, name, lane=lane, inner="<terminateEventDefinition/>")

    def error_end(self, node_id: str, code: str, name: str = "", *, lane: str = "") -> str:
        """Add an error end event."""
        return self.end(
            node_id, name, lane=lane, inner=f'<errorEventDefinition errorRef="{self.error(code)}"/>'
        )

    def user(
        self,
        node_id: str,
        name: str = "",
        *,
        lane: str = "",
        step: str = "E",
        limit: int | None = 5,
        unit: str = "wd",
        form: str | None = None,
        loop: str = "",
    ) -> str:
        """Add a step that a person does."""
        return self.node(
            "userTask",
            node_id,
            name or node_id,
            lane=lane,
            inner=loop,
            yg_step=step,
            yg_limit=limit,
            yg_unit=unit if limit is not None else None,
            yg_form=form,
        )

    def service(self, node_id: str, service: str, name: str = "", *, lane: str = "") -> str:
        """Add a call of a registered Python function."""
        return self.node("serviceTask", node_id, name, lane=lane, yg_service=service)

    def rule(
        self, node_id: str, decision: str, name: str = "", *, lane: str = "", result: str | None = None
    ) -> str:
        """Add a decision."""
        return self.node("businessRuleTask", node_id, name, lane=lane, yg_decision=decision, yg_result=result)

    def gateway(self, kind: str, node_id: str, name: str = "", *, lane: str = "", default: str = "") -> str:
        """Add a gateway: exclusive, parallel, inclusive or eventBased."""
        return self.node(f"{kind}Gateway", node_id, name, lane=lane, default=default)

    def catch(self, node_id: str, inner: str, name: str = "", *, lane: str = "") -> str:
        """Add an intermediate catch event; *inner* from `message_event`, `signal_event`, `timer_event`."""
        return self.node("intermediateCatchEvent", node_id, name, lane=lane, inner=inner)

    def throw(self, node_id: str, inner: str, name: str = "", *, lane: str = "") -> str:
        """Add an intermediate throw event."""
        return self.node("intermediateThrowEvent", node_id, name, lane=lane, inner=inner)

    def boundary(
        self, node_id: str, host: str, inner: str, name: str = "", *, interrupting: bool = True
    ) -> str:
        """Add an event on the border of an activity."""
        return self.node(
            "boundaryEvent",
            node_id,
            name,
            inner=inner,
            attachedToRef=host,
            cancelActivity=None if interrupting else "false",
        )

    def call(self, node_id: str, called: str, name: str = "", *, lane: str = "", loop: str = "") -> str:
        """Add a call of another process."""
        return self.node("callActivity", node_id, name, lane=lane, calledElement=called, inner=loop)

    @contextmanager
    def subprocess(self, node_id: str, name: str = "", *, lane: str = "", loop: str = "") -> Iterator[None]:
        """Put the nodes and flows added within the block into an embedded sub-process."""
        outer, self._body = self._body, []
        try:
            yield
        finally:
            inner, self._body = loop + "".join(self._body), outer
            self.node("subProcess", node_id, name, lane=lane, inner=inner)

    def flow(self, source: str, target: str, *, when: str = "", name: str = "", flow_id: str = "") -> str:
        """Add a sequence flow, conditional if *when* is given."""
        self._flows += 1
        identifier = flow_id or f"f{self._flows}_{source}_{target}"
        inner = f"<conditionExpression>{escape(when)}</conditionExpression>" if when else ""
        return self.node("sequenceFlow", identifier, name, inner=inner, sourceRef=source, targetRef=target)

    def chain(self, *nodes: str) -> None:
        """Connect nodes one after the other."""
        for source, target in pairwise(nodes):
            self.flow(source, target)

    def _declare(self, tag: str, name: str, attribute: str) -> str:
        identifier = f"{tag}_{len(self._declared)}"
        xml = f"<{tag} id=%s {attribute}={quoteattr(name)}/>"
        for known, text in self._declared.items():
            if text == xml:
                return known
        self._declared[identifier] = xml
        return identifier

    def message(self, name: str) -> str:
        """Declare a message and give its id."""
        return self._declare("message", name, "name")

    def signal(self, name: str) -> str:
        """Declare a signal and give its id."""
        return self._declare("signal", name, "name")

    def error(self, code: str) -> str:
        """Declare an error and give its id."""
        return self._declare("error", code, "errorCode")

    def message_event(self, name: str) -> str:
        """Write the definition of a message event."""
        return f'<messageEventDefinition messageRef="{self.message(name)}"/>'

    def signal_event(self, name: str) -> str:
        """Write the definition of a signal event."""
        return f'<signalEventDefinition signalRef="{self.signal(name)}"/>'

    def error_event(self, code: str = "") -> str:
        """Write the definition of an error event; without a code it catches any error."""
        return f'<errorEventDefinition errorRef="{self.error(code)}"/>' if code else "<errorEventDefinition/>"

    @staticmethod
    def timer_event(text: str, *, kind: str = "timeDuration", unit: str = "cd") -> str:
        """Write the definition of a timer event, such as P5D with unit wd for five working days."""
        return (
            f'<timerEventDefinition yg:unit="{unit}"><{kind}>{escape(text)}</{kind}></timerEventDefinition>'
        )

    @staticmethod
    def multi(
        collection: str = "",
        *,
        element: str = "",
        sequential: bool = False,
        until: str = "",
        times: int | None = None,
    ) -> str:
        """Write a multi-instance marker: once per element of *collection*, or *times* times."""
        attributes = f' isSequential="{str(sequential).lower()}"'
        attributes += f" yg:collection={quoteattr(collection)}" if collection else ""
        attributes += f" yg:element={quoteattr(element)}" if element else ""
        inner = f"<loopCardinality>{times}</loopCardinality>" if times is not None else ""
        inner += f"<completionCondition>{escape(until)}</completionCondition>" if until else ""
        return f"<multiInstanceLoopCharacteristics{attributes}>{inner}</multiInstanceLoopCharacteristics>"

    def xml(self) -> str:
        """Write the file."""
        lanes = "".join(
            f"<lane id={quoteattr(lane_id)} name={quoteattr(name)} yg:post={quoteattr(post)}"
            + (f" yg:note={quoteattr(note)}" if note else "")
            + ">"
            + "".join(f"<flowNodeRef>{member}</flowNodeRef>" for member in members)
            + "</lane>"
            for lane_id, (name, post, note, members) in self._lanes.items()
        )
        lane_set = f'<laneSet id="{self.process_id}_lanes">{lanes}</laneSet>\n' if lanes else ""
        declared = "".join(xml % quoteattr(key) + "\n" for key, xml in self._declared.items())
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<definitions xmlns="{BPMN}" xmlns:yg="{YG}" id="d_{self.process_id}" '
            f'targetNamespace="{YG}">\n{declared}'
            f'<process id={quoteattr(self.process_id)} name={quoteattr(self.name)} isExecutable="true">\n'
            f"{lane_set}" + "\n".join(self._body) + "\n</process>\n</definitions>\n"
        )
