"""
The process model: what a BPMN 2.0 file says, as frozen values without XML and without a database.

The reader (`parse`) makes it; the linter, the drawing and the engine read it. Everything here is the declared
subset of OMG BPMN 2.0.2 (formal/2013-12-09); what lies outside is refused by the reader.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from yangguang.kernel.refusals import Refusal

YG = "https://yangguang.dev/bpmn"
"""Namespace of our own attributes; the usual prefix is `yg`."""


class NodeKind(StrEnum):
    """What a flow node is. Events carry their trigger in `Node.event`."""

    START = "start"
    END = "end"
    TERMINATE = "terminate"  # terminate end event
    ERROR_END = "error_end"
    TASK = "task"  # abstract task: passes at once
    USER = "user"
    MANUAL = "manual"  # work no machine sees: passes at once, stays on the path
    SERVICE = "service"
    RULE = "rule"  # business rule task
    SEND = "send"
    RECEIVE = "receive"
    EXCLUSIVE = "exclusive"
    PARALLEL = "parallel"
    INCLUSIVE = "inclusive"
    EVENT_GATEWAY = "event_gateway"
    SUBPROCESS = "subprocess"
    CALL = "call"
    CATCH = "catch"  # intermediate catch event
    THROW = "throw"  # intermediate throw event
    BOUNDARY = "boundary"


TASKS = frozenset(
    {
        NodeKind.TASK,
        NodeKind.USER,
        NodeKind.MANUAL,
        NodeKind.SERVICE,
        NodeKind.RULE,
        NodeKind.SEND,
        NodeKind.RECEIVE,
    }
)
ACTIVITIES = TASKS | {NodeKind.SUBPROCESS, NodeKind.CALL}
GATEWAYS = frozenset({NodeKind.EXCLUSIVE, NodeKind.PARALLEL, NodeKind.INCLUSIVE, NodeKind.EVENT_GATEWAY})
ENDS = frozenset({NodeKind.END, NodeKind.TERMINATE, NodeKind.ERROR_END})
EVENTS = ENDS | {NodeKind.START, NodeKind.CATCH, NodeKind.THROW, NodeKind.BOUNDARY}


class EventKind(StrEnum):
    """What triggers an event, or what it throws."""

    NONE = "none"
    MESSAGE = "message"
    SIGNAL = "signal"
    TIMER = "timer"
    ERROR = "error"
    TERMINATE = "terminate"


POST_KINDS: Mapping[str, str] = {
    "applicant": "申请人",
    "accept": "受理岗",
    "examine": "审查岗",
    "inspect": "核查岗",
    "review": "复核岗",
    "decide": "决定岗",
    "deliver": "制证送达岗",
    "expert": "专家",
    "monitor": "监察岗",
}
"""The kinds of post a lane may be bound to by `yg:post`, with the words people read."""

STEP_LETTERS: Mapping[str, str] = {
    "S": "申请",
    "A": "受理",
    "E": "审查",
    "R": "复核",
    "D": "决定",
    "N": "制证送达",
    "X": "特别程序",
}
"""The kinds of step a user task may be marked with by `yg:step`."""

LIMIT_UNITS: Mapping[str, str] = {"wd": "个工作日", "cd": "日", "h": "小时"}


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where a shape lies in the diagram."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class StepLimit:
    """How long a step may take: `unit` is wd (working days), cd (calendar days) or h (hours)."""

    length: int
    unit: str = "wd"

    @property
    def days(self) -> int:
        """The length, under the name the matters use."""
        return self.length

    @property
    def text(self) -> str:
        """The limit as people read it."""
        return f"{self.length}{LIMIT_UNITS.get(self.unit, self.unit)}"


@dataclass(frozen=True, slots=True)
class TimerDefinition:
    """When a timer fires: `kind` is duration, date or cycle; unit wd makes its days working days."""

    kind: str
    text: str
    unit: str = "cd"


@dataclass(frozen=True, slots=True)
class MultiInstance:
    """One activity run once per element of a collection, or a number of times."""

    sequential: bool = False
    collection: str = ""
    element_variable: str = ""
    cardinality: str = ""
    completion_condition: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane of the pool: which kind of post does its steps. `parent_id` is the lane it lies in."""

    id: str
    name: str = ""
    post_kind: str = ""
    note: str = ""
    parent_id: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow; `condition` is S-FEEL text, empty when unconditional."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Node:
    """One flow node. `incoming` and `outgoing` hold flow ids in document order."""

    id: str
    kind: NodeKind
    name: str = ""
    event: EventKind = EventKind.NONE
    lane_id: str = ""
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()
    default_flow: str = ""
    parent_id: str = ""
    attached_to: str = ""
    cancel_activity: bool = True
    timer: TimerDefinition | None = None
    event_ref: str = ""
    event_name: str = ""
    called_element: str = ""
    loop: MultiInstance | None = None
    limit: StepLimit | None = None
    step: str = ""
    form: str = ""
    service: str = ""
    decision_ref: str = ""
    result_variable: str = ""
    extension: Mapping[str, str] = field(default_factory=dict)
    documentation: str = ""
    line: int = 0

    @property
    def is_activity(self) -> bool:
        """Whether work is done here (task, sub-process or call)."""
        return self.kind in ACTIVITIES

    @property
    def is_gateway(self) -> bool:
        """Whether the flow splits or joins here."""
        return self.kind in GATEWAYS

    @property
    def is_end(self) -> bool:
        """Whether a token ends here."""
        return self.kind in ENDS


@dataclass(frozen=True, slots=True)
class Declared:
    """A message, signal or error declared beside the process; receivers match `name` (errors: code)."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Process:
    """One process of a file; `nodes` and `flows` include those of sub-processes, in document order."""

    id: str
    name: str
    nodes: Mapping[str, Node]
    flows: Mapping[str, Flow]
    lanes: tuple[Lane, ...] = ()
    messages: Mapping[str, Declared] = field(default_factory=dict)
    signals: Mapping[str, Declared] = field(default_factory=dict)
    errors: Mapping[str, Declared] = field(default_factory=dict)
    source_hash: str = ""
    documentation: str = ""
    shapes: Mapping[str, Bounds] = field(default_factory=dict)
    waypoints: Mapping[str, tuple[tuple[float, float], ...]] = field(default_factory=dict)
    pool_name: str = ""

    def children(self, parent_id: str = "") -> Iterator[Node]:
        """Go through the nodes directly in a sub-process, or at the top."""
        return (node for node in self.nodes.values() if node.parent_id == parent_id)

    def starts(self, parent_id: str = "") -> list[Node]:
        """List the start events directly in a sub-process, or at the top."""
        return [node for node in self.children(parent_id) if node.kind is NodeKind.START]

    def boundaries(self, host_id: str) -> list[Node]:
        """List the boundary events attached to an activity."""
        return [node for node in self.nodes.values() if node.attached_to == host_id]

    def targets(self, node_id: str) -> list[Node]:
        """List the nodes that the outgoing flows of a node lead to."""
        return [self.nodes[self.flows[flow].target] for flow in self.nodes[node_id].outgoing]

    def lane_of(self, node_id: str) -> Lane | None:
        """Find the lane of a node; within a sub-process without lanes it is that of the sub-process."""
        wanted = self.nodes[node_id].lane_id
        return next((lane for lane in self.lanes if lane.id == wanted), None)

    def post_kind_of(self, node_id: str) -> str:
        """Give the kind of post that does a step, or an empty text."""
        lane = self.lane_of(node_id)
        return lane.post_kind if lane else ""

    def user_tasks(self) -> list[Node]:
        """List the steps that people do, in document order."""
        return [node for node in self.nodes.values() if node.kind is NodeKind.USER]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a model: a stable code, where it is, and a sentence for the author."""

    code: str
    reason: str
    element: str = ""
    line: int = 0

    @property
    def node_id(self) -> str:
        """The element, under the name the linter's readers use."""
        return self.element

    def __str__(self) -> str:
        """The problem on one line."""
        where = f"第{self.line}行 " if self.line else ""
        return f"{where}{self.element}：{self.reason}" if self.element else f"{where}{self.reason}"


class ModelRefused(Refusal):
    """The file is not a process model this platform can run; `problems` tells each reason with its line."""

    code = "process.model_refused"
    status = 422
    text = "流程文件有{count}处问题，没有导入：{first}"
    remedy = "请按列出的行号和原因修改流程文件后重新导入；原来已发布的流程没有改动。"

    def __init__(self, problems: list[Problem]) -> None:
        """Keep every problem, show the first."""
        self.problems = tuple(problems)
        super().__init__(count=len(problems), first=str(problems[0]) if problems else "")

    def as_dict(self) -> dict[str, object]:
        """The same answer for machines, every problem listed."""
        listed = [
            {"code": p.code, "line": p.line, "element": p.element, "reason": p.reason} for p in self.problems
        ]
        return {**Refusal.as_dict(self), "problems": listed}
