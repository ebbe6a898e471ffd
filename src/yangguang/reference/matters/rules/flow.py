"""Reading a matter's flow: its steps in order, how long they take together, what it decides by."""

from collections.abc import Iterator

from yangguang.foundation.decisions.api import compile_expression
from yangguang.foundation.process.bpmn import Node, NodeKind, Process
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


def in_order(process: Process, parent: str = "") -> list[str]:
    """List the nodes so that each stands after those that lead to it; ways back do not count."""
    seen: set[str] = set()
    order: list[str] = []

    def visit(node_id: str) -> None:
        if node_id in seen:
            return
        seen.add(node_id)
        for onwards in reversed(list(_next(process, node_id))):
            visit(onwards)
        order.append(node_id)

    for node in process.starts(parent):
        visit(node.id)
    order.reverse()
    return [one for outer in order for one in _unfolded(process, outer)]


def list_steps(*, process: Process, matter_code: str) -> list[FlowStep]:
    """List the steps that people do, as the flow reaches them, each with its code (handbook §4.4)."""
    tasks = [process.nodes[one] for one in in_order(process) if process.nodes[one].kind is NodeKind.USER]
    return [
        _step(process, node, compose_step_code(matter=matter_code, place=place, kind=node.step or "X"))
        for place, node in enumerate(tasks, start=1)
    ]


def list_rows(*, process: Process) -> list[FlowStep]:
    """
    List what people should read as the flow's steps: also its start, waits and ends, without the correction loop.

    The correction (补正) is a way back, not a step on the way.
    """
    rows = [process.nodes[one] for one in in_order(process)]
    shown = (NodeKind.START, NodeKind.USER, NodeKind.CATCH, NodeKind.MANUAL, NodeKind.END)
    return [
        _step(process, node, "")
        for node in rows
        if node.kind in shown
        and node.name
        and not (node.parent_id and node.kind in (NodeKind.START, NodeKind.END))
        and not _is_correction(process, node)
        and not _is_dead_end(process, node)
    ]


def _is_correction(process: Process, node: Node) -> bool:
    return (
        node.kind is NodeKind.USER
        and process.post_kind_of(node.id) == "applicant"
        and any(
            target.step == "S" and process.post_kind_of(target.id) == "accept"
            for target in process.targets(node.id)
        )
    )


def _is_dead_end(process: Process, node: Node) -> bool:
    return node.kind is NodeKind.END and process.post_kind_of(node.id) == "accept"


def _step(process: Process, node: Node, code: str) -> FlowStep:
    lane = process.lane_of(node.id)
    post_kind = lane.post_kind if lane else ""
    note, _, basis = node.documentation.partition("依据：")
    return FlowStep(
        code=code,
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
    """
    Give the variables an S-FEEL expression reads.

    Refuses with ExpressionRefused.
    """
    return set(compile_expression(expression).names) if expression.strip() else set()


def _unfolded(process: Process, node_id: str) -> list[str]:
    inner = in_order(process, node_id) if process.nodes[node_id].kind is NodeKind.SUBPROCESS else []
    return [node_id, *inner]


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
