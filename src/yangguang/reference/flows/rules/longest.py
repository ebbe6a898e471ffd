"""The longest way from acceptance to decision, step by step, to hold against the promise and the law."""

from dataclasses import dataclass

from yangguang.foundation.process.bpmn import Node, NodeKind, Process

DECISIVE = frozenset("AERD")
"""Steps that use up the decision limit: after acceptance, up to the decision (行政许可法第四十二条)."""
_CALENDAR = {"wd": 7 / 5, "cd": 1.0, "h": 1 / 24}


@dataclass(frozen=True, slots=True)
class LongestWay:
    """The steps of the longest way and the working days they take; `other` names steps in other units."""

    steps: tuple[tuple[str, str, int], ...]  # node id, name, days
    days: int
    other: tuple[str, ...] = ()

    def exceeds(self, length: int, unit: str) -> bool:
        """Tell whether it is longer than a limit."""
        return self.days * _CALENDAR["wd"] > length * _CALENDAR.get(unit, 1.0) + 1e-9


def longest_way(process: Process) -> LongestWay:
    """Find the longest way; parallel branches count once, a way back not at all."""
    best: dict[str, tuple[int, tuple[str, ...]]] = {}
    open_nodes: set[str] = set()

    def after(node_id: str) -> tuple[int, tuple[str, ...]]:
        if node_id in open_nodes:  # a way back
            return 0, ()
        if node_id not in best:
            open_nodes.add(node_id)
            onward = max(
                (after(one) for one in _next(process, node_id)), default=(0, ()), key=lambda way: way[0]
            )
            open_nodes.discard(node_id)
            own = _own(process, node_id)
            best[node_id] = (own + onward[0], (node_id, *onward[1]))
        return best[node_id]

    ways = [after(node.id) for node in process.starts()]
    days, path = max(ways, default=(0, ()), key=lambda way: way[0])
    steps = [
        (one.id, one.name or one.id, _days(process, one))
        for node_id in path
        for one in _unfolded(process, node_id)
        if _days(process, one)
    ]
    other = tuple(
        f"{one.name} {one.limit.text}"
        for one in process.user_tasks()
        if one.limit and one.limit.unit != "wd" and one.step in DECISIVE
    )
    return LongestWay(tuple(steps), days, other)


def _next(process: Process, node_id: str) -> list[str]:
    targets = [node.id for node in process.targets(node_id)]
    for boundary in process.boundaries(node_id):
        targets += [node.id for node in process.targets(boundary.id)]
    return targets


def _own(process: Process, node_id: str) -> int:
    node = process.nodes[node_id]
    if node.kind is NodeKind.SUBPROCESS:
        return sum(_days(process, one) for one in _unfolded(process, node_id))
    return _days(process, node)


def _unfolded(process: Process, node_id: str) -> list[Node]:
    """Give a node, or the steps of the longest way within a sub-process."""
    node = process.nodes[node_id]
    if node.kind is not NodeKind.SUBPROCESS:
        return [node]
    best: list[Node] = []

    def walk(current: str, path: tuple[str, ...]) -> None:
        nonlocal best
        if len(path) > 60:
            return
        found = [process.nodes[one] for one in path]
        if sum(_days(process, one) for one in found) > sum(_days(process, one) for one in best):
            best = found
        for one in _next(process, current):
            if one not in path:
                walk(one, (*path, one))

    for start in process.starts(node_id):
        walk(start.id, (start.id,))
    return [one for one in best if _days(process, one)]


def _days(process: Process, node: Node) -> int:
    if node.step not in DECISIVE or node.limit is None or process.post_kind_of(node.id) == "applicant":
        return 0
    return node.limit.length if node.limit.unit == "wd" else 0
