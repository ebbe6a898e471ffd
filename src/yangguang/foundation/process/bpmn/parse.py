"""
BPMN 2.0 XML to a process model: the gate where every file is read or refused.

Real files say isExecutable=false, carry data objects, annotations and extensions of many vendors: all that
is read past and kept for writing. Flow elements outside the declared subset are refused with line and
reason, all of them in one go, because a flow with a step missing is another flow.
"""

import hashlib
from dataclasses import dataclass, field, replace
from typing import Any
from xml.etree.ElementTree import Element

from yangguang.foundation.process.bpmn import elements
from yangguang.foundation.process.bpmn.model import (
    YG,
    Bounds,
    Declared,
    Flow,
    Lane,
    ModelRefused,
    Node,
    NodeKind,
    Problem,
    Process,
)
from yangguang.foundation.process.bpmn.tree import Tree, read_tree, split

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
MAX_ID = 100
MAX_NAME = 200
DIAGRAM = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"


@dataclass(frozen=True, slots=True)
class Document:
    """A whole file: its processes and the tree they were read from, kept so that writing loses nothing."""

    processes: tuple[Process, ...]
    tree: Tree = field(repr=False)
    source_hash: str = ""

    def process(self, process_id: str = "") -> Process:
        """Choose a process by id, or the first. Raises KeyError for an id the file lacks."""
        if not process_id:
            return self.processes[0]
        return {process.id: process for process in self.processes}[process_id]


def parse(source: bytes | str, *, process_id: str = "") -> Process:
    """
    Read the first process of a BPMN 2.0 file, or the one named (OMG BPMN 2.0.2, chapter 8–10 and 12).

    Refuses with ModelRefused.
    """
    return read_document(source).process(process_id)


def read_document(source: bytes | str) -> Document:
    """
    Read every process of a BPMN 2.0 file.

    Refuses with ModelRefused, listing each problem with line, element and reason.
    """
    raw = source.encode() if isinstance(source, str) else source
    tree = read_tree(raw)
    digest = hashlib.new("sm3", raw).hexdigest()
    if split(tree.root.tag) != (BPMN, "definitions"):
        raise ModelRefused([Problem("bpmn.not_bpmn", "根元素不是BPMN 2.0的definitions", line=1)])
    shared = _shared(tree)
    processes: list[Process] = []
    problems: list[Problem] = []
    ids: dict[str, int] = {}
    for element in tree.root.iter(f"{{{BPMN}}}process"):
        reader = _Reader(tree, shared, ids)
        processes.append(replace(reader.read(element), source_hash=digest))
        problems += reader.problems
    processes = [process for process in processes if process.nodes] or processes
    if not processes:
        problems.append(Problem("bpmn.no_process", "文件里没有流程（process）"))
    elif not any(process.nodes for process in processes) and not problems:
        problems.append(Problem("bpmn.empty_process", "流程里没有任何环节", processes[0].id))
    if problems:
        raise ModelRefused(sorted(problems, key=lambda problem: problem.line))
    return Document(processes=tuple(processes), tree=tree, source_hash=digest)


@dataclass(slots=True)
class _Shared:
    """What lies beside the processes: declared names, pools and the diagram."""

    messages: dict[str, Declared]
    signals: dict[str, Declared]
    errors: dict[str, Declared]
    pools: dict[str, str]
    shapes: dict[str, Bounds]
    waypoints: dict[str, tuple[tuple[float, float], ...]]


def _shared(tree: Tree) -> _Shared:
    def declared(tag: str, name: str) -> dict[str, Declared]:
        found = (e for e in tree.root.iter(f"{{{BPMN}}}{tag}") if e.get("id"))
        return {e.attrib["id"]: Declared(e.attrib["id"], e.get(name) or e.attrib["id"]) for e in found}

    shared = _Shared(
        messages=declared("message", "name"),
        signals=declared("signal", "name"),
        errors=declared("error", "errorCode"),
        pools={
            elements.local_ref(e.get("processRef", "")): e.get("name", "")
            for e in tree.root.iter(f"{{{BPMN}}}participant")
        },
        shapes={},
        waypoints={},
    )
    for shape in tree.root.iter(f"{{{DIAGRAM}}}BPMNShape"):
        bounds = shape.find(f"{{{DC}}}Bounds")
        if bounds is not None:
            reference = elements.local_ref(shape.get("bpmnElement", ""))
            shared.shapes[reference] = Bounds(
                *(elements.number(bounds.get(k)) for k in ("x", "y", "width", "height"))
            )
    for edge in tree.root.iter(f"{{{DIAGRAM}}}BPMNEdge"):
        points = edge.iter(f"{{{DI}}}waypoint")
        shared.waypoints[elements.local_ref(edge.get("bpmnElement", ""))] = tuple(
            (elements.number(p.get("x")), elements.number(p.get("y"))) for p in points
        )
    return shared


class _Reader:
    """Reads one process element; collects problems instead of stopping at the first."""

    def __init__(self, tree: Tree, shared: _Shared, ids: dict[str, int]) -> None:
        self.tree = tree
        self.shared = shared
        self.ids = ids
        self.problems: list[Problem] = []
        self.refused: set[str] = set()
        self.nodes: dict[str, Node] = {}
        self.flows: dict[str, Flow] = {}
        self.lanes: list[Lane] = []
        self.lane_of: dict[str, str] = {}

    def read(self, element: Element) -> Process:
        process_id = element.get("id", "")
        if not process_id:
            self.refuse(element, "bpmn.no_id", "流程没有编号（id）")
        self.content(element, parent_id="")
        self.connect()
        self.check_references()
        known = set(self.nodes) | set(self.flows) | {lane.id for lane in self.lanes}
        return Process(
            id=process_id,
            name=element.get("name", "") or self.shared.pools.get(process_id, ""),
            nodes=self.nodes,
            flows=self.flows,
            lanes=tuple(self.lanes),
            messages=self.shared.messages,
            signals=self.shared.signals,
            errors=self.shared.errors,
            documentation=elements.documentation(element),
            shapes={key: bounds for key, bounds in self.shared.shapes.items() if key in known},
            waypoints={key: points for key, points in self.shared.waypoints.items() if key in known},
            pool_name=self.shared.pools.get(process_id, ""),
        )

    def refuse(self, element: Element, code: str, reason: str) -> None:
        name = element.get("id") or split(element.tag)[1]
        self.refused.add(name)
        self.problems.append(Problem(code, reason, name, self.tree.line(element)))

    def content(self, parent: Element, *, parent_id: str) -> None:
        """Read the flow elements directly in a process or sub-process."""
        for child in parent:
            namespace, tag = split(child.tag)
            if namespace != BPMN or tag in elements.PASSED_OVER:
                continue
            if tag == "laneSet":
                self.lane_set(child, "")
            elif tag == "sequenceFlow":
                self.flow(child)
            elif tag in elements.KINDS:
                self.node(child, parent_id)
            else:
                code, reason = elements.reason_against(tag)
                self.refuse(child, code, reason)

    def lane_set(self, lane_set: Element, parent_id: str) -> None:
        for element in lane_set.findall(f"{{{BPMN}}}lane"):
            lane_id = element.get("id", "")
            if not lane_id or not self.register(element):
                continue
            post = element.get(f"{{{YG}}}post", "")
            outer = next((lane for lane in self.lanes if lane.id == parent_id), None)
            self.lanes.append(
                Lane(
                    id=lane_id,
                    name=element.get("name", ""),
                    post_kind=post or (outer.post_kind if outer else ""),
                    note=element.get(f"{{{YG}}}note", ""),
                    parent_id=parent_id,
                )
            )
            for reference in element.findall(f"{{{BPMN}}}flowNodeRef"):
                self.lane_of[elements.local_ref(reference.text or "")] = lane_id
            for inner in element.findall(f"{{{BPMN}}}childLaneSet"):
                self.lane_set(inner, lane_id)

    def register(self, element: Element) -> bool:
        """Take the id of an element; a missing or repeated one is a problem."""
        identifier = element.get("id", "")
        if not identifier:
            self.refuse(element, "bpmn.no_id", "元素没有编号（id）")
            return False
        if len(identifier) > MAX_ID or len(element.get("name", "")) > MAX_NAME:
            self.refuse(element, "bpmn.too_long", f"编号超过{MAX_ID}个字，或者名称超过{MAX_NAME}个字")
            return False
        if identifier in self.ids:
            self.refuse(element, "bpmn.duplicate_id", f"编号与第{self.ids[identifier]}行的元素重复")
            return False
        self.ids[identifier] = self.tree.line(element)
        return True

    def flow(self, element: Element) -> None:
        if not self.register(element):
            return
        condition = element.find(f"{{{BPMN}}}conditionExpression")
        text = (condition.text or "").strip() if condition is not None else ""
        self.flows[element.attrib["id"]] = Flow(
            id=element.attrib["id"],
            source=elements.local_ref(element.get("sourceRef", "")),
            target=elements.local_ref(element.get("targetRef", "")),
            name=element.get("name", ""),
            condition=elements.expression(text),
            line=self.tree.line(element),
        )

    def node(self, element: Element, parent_id: str) -> None:
        if not self.register(element):
            return
        identifier = element.attrib["id"]
        found: dict[str, Any] = {}
        for code, reason in elements.read_node(element, found, self.shared.__getattribute__):
            self.refuse(element, code, reason)
        self.nodes[identifier] = Node(
            id=identifier, parent_id=parent_id, line=self.tree.line(element), **found
        )
        if self.nodes[identifier].kind is NodeKind.SUBPROCESS:
            self.content(element, parent_id=identifier)

    def connect(self) -> None:
        """Give each node its flows, in document order, and its lane."""
        into: dict[str, list[str]] = {}
        out: dict[str, list[str]] = {}
        for flow in self.flows.values():
            missing = [end for end in (flow.source, flow.target) if end not in self.nodes]
            if any(end in self.refused for end in missing):
                continue  # the element itself is already refused
            if missing:
                reason = f"连线的一端“{missing[0] or '（空）'}”不是流程里的环节"
                self.problems.append(Problem("bpmn.flow_dangling", reason, flow.id, flow.line))
                continue
            if self.nodes[flow.source].parent_id != self.nodes[flow.target].parent_id:
                reason = "连线跨越了子流程的边界"
                self.problems.append(Problem("bpmn.flow_crosses_scope", reason, flow.id, flow.line))
            out.setdefault(flow.source, []).append(flow.id)
            into.setdefault(flow.target, []).append(flow.id)
        for identifier, node in self.nodes.items():
            self.nodes[identifier] = replace(
                node,
                incoming=tuple(into.get(identifier, ())),
                outgoing=tuple(out.get(identifier, ())),
                lane_id=self.lane(node),
            )

    def lane(self, node: Node) -> str:
        """Find the lane: its own, that of its host (boundary events), or of the sub-process around it."""
        seen: set[str] = set()
        current: Node | None = node
        while current is not None and current.id not in seen:
            seen.add(current.id)
            if current.id in self.lane_of:
                return self.lane_of[current.id]
            current = self.nodes.get(current.attached_to or current.parent_id)
        return ""

    def check_references(self) -> None:
        for node in self.nodes.values():
            for code, reason in elements.wrong_references(node, self.nodes, self.flows):
                self.problems.append(Problem(code, reason, node.id, node.line))
