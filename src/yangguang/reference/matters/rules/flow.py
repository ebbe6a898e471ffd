"""Reading a matter's flow: its steps in order, how long they take together, what it decides by."""

import re
from collections.abc import Iterator

from yangguang.foundation.process.bpmn import NodeKind, Process
from yangguang.kernel.identifiers import compose_step_code
from yangguang.reference.matters.rules.contents import FlowStep

DECISIVE = frozenset("AERD")
"""Steps between acceptance and decision; the promised limit runs over these (行政许可法第四十二条)."""

POST_NAMES = {
    "applicant": "申请人",
    "accept": "受理岗",
    "examine": "审查岗",
    "inspect": "核查岗，两人",
    "review": "复核岗",
    "decide": "决定岗",
    "deliver": "制证送达岗",
    "expert": "专家",
}
ENGINE_VARIABLES = frozenset(
    {
        "acceptance",
        "opinion",
        "visit",
        "decision",
        "nrOfInstances",
        "nrOfCompletedInstances",
        "nrOfActiveInstances",
    }
)
_WORDS = re.compile(r'"[^"]*"|[A-Za-z_][A-Za-z0-9_.]*')
_FEEL_WORDS = frozenset(
    {
        "and",
        "or",
        "not",
        "in",
        "true",
        "false",
        "null",
        "date",
        "some",
        "every",
        "satisfies",
        "if",
        "then",
        "else",
    }
)


def in_order(process: Process) -> list[str]:
    """List the nodes from the start onwards, each once, nearest first; sub-processes where they stand."""
    order: list[str] = []
    _walk(process, "", order)
    return order


def list_steps(*, process: Process, matter_code: str) -> list[FlowStep]:
    """List the steps that people do, as the flow reaches them, each with its code (handbook §4.4)."""
    tasks = [process.nodes[one] for one in in_order(process) if process.nodes[one].kind is NodeKind.USER]
    steps = []
    for place, node in enumerate(tasks, start=1):
        lane = process.lane_of(node.id)
        post_kind = lane.post_kind if lane else ""
        note, _, basis = node.documentation.partition("依据：")
        steps.append(
            FlowStep(
                code=compose_step_code(matter=matter_code, place=place, kind=node.step or "X"),
                node_id=node.id,
                name=node.name,
                letter=node.step,
                post_kind=post_kind,
                post_name=(lane.name if lane else "") or POST_NAMES.get(post_kind, ""),
                limit=node.limit.length if node.limit else None,
                unit=node.limit.unit if node.limit else "",
                note=note.strip(),
                basis=basis.strip(),
            )
        )
    return steps


def step_letters(process: Process) -> set[str]:
    """Give the kinds of steps a flow has."""
    return {node.step for node in process.user_tasks()}


def decisive_days(process: Process) -> int:
    """
    Give the working days of the longest way from acceptance to decision.

    Parallel branches count once, a way back (补正、退回) not at all: the applicant's time and returns have
    clocks of their own.
    """
    return _longest(process, "")


def fields_in(process: Process) -> set[str]:
    """Give the names of the form fields that the flow's conditions read."""
    names: set[str] = set()
    for flow in process.flows.values():
        names |= names_in(flow.condition)
    for node in process.nodes.values():
        if node.loop is not None:
            names |= names_in(node.loop.completion_condition) | names_in(node.loop.collection)
    outputs = {node.result_variable for node in process.nodes.values() if node.result_variable}
    items = {node.loop.element_variable for node in process.nodes.values() if node.loop}
    return names - ENGINE_VARIABLES - outputs - items


def names_in(expression: str) -> set[str]:
    """Give the variables an S-FEEL expression reads."""
    words = (word for word in _WORDS.findall(expression) if not word.startswith('"'))
    return {word.split(".")[0] for word in words} - _FEEL_WORDS


def _walk(process: Process, parent: str, order: list[str]) -> None:
    waiting = [node.id for node in process.starts(parent)]
    while waiting:
        here = waiting.pop(0)
        if here in order:
            continue
        order.append(here)
        if process.nodes[here].kind is NodeKind.SUBPROCESS:
            _walk(process, here, order)
        waiting += [node.id for node in process.targets(here)]
        waiting += [target.id for node in process.boundaries(here) for target in process.targets(node.id)]
    order += [node.id for node in process.children(parent) if node.id not in order]


def _longest(process: Process, parent: str) -> int:
    best: dict[str, int] = {}
    open_nodes: set[str] = set()

    def after(node_id: str) -> int:
        if node_id in open_nodes:  # a way back
            return 0
        if node_id not in best:
            open_nodes.add(node_id)
            onwards = max((after(one) for one in _next(process, node_id)), default=0)
            open_nodes.discard(node_id)
            best[node_id] = _own_days(process, node_id) + onwards
        return best[node_id]

    return max((after(node.id) for node in process.starts(parent)), default=0)


def _next(process: Process, node_id: str) -> Iterator[str]:
    yield from (node.id for node in process.targets(node_id))
    for boundary in process.boundaries(node_id):
        yield from (node.id for node in process.targets(boundary.id))


def _own_days(process: Process, node_id: str) -> int:
    node = process.nodes[node_id]
    if node.kind is NodeKind.SUBPROCESS:
        return _longest(process, node_id)
    if node.step not in DECISIVE or node.limit is None or process.post_kind_of(node_id) == "applicant":
        return 0
    return node.limit.length if node.limit.unit == "wd" else 0
