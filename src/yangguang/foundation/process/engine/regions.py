"""
Which places of a level can hold tokens at the same time, so that 退回 takes back what would be done again
and no more.

A split (parallel, inclusive, several flows out of an activity, a non-interrupting event) has one region per
branch: all that lies before the node where the branches surely meet again, its immediate post-dominator.
Two places in different regions of one split are concurrent.
"""

from dataclasses import dataclass

from yangguang.foundation.process.bpmn import EventKind, Node, NodeKind, Process

EXIT = ""


@dataclass(frozen=True, slots=True)
class _Split:
    """A split: its meeting node (empty for none) and what each branch covers, nodes and flows."""

    meeting: str
    branches: tuple[frozenset[str], ...]


class Regions:
    """The parallel regions of the top level or of one sub-process."""

    def __init__(self, process: Process, parent_id: str) -> None:
        """Compute post-dominators, then the branches of every split."""
        self.process = process
        self.nodes = {node.id: node for node in process.children(parent_id)}
        self.events: dict[str, list[Node]] = {}
        for node in self.nodes.values():
            if node.kind is NodeKind.BOUNDARY:
                self.events.setdefault(node.attached_to, []).append(node)
        self.dominators = self._post_dominators()
        self.splits = [split for node in self.nodes.values() for split in self._splits(node)]

    def concurrent(self, one: str, other: str) -> bool:
        """Whether tokens can be at both places (nodes or flows) at once."""
        for split in self.splits:
            mine = [number for number, branch in enumerate(split.branches) if one in branch]
            theirs = [number for number, branch in enumerate(split.branches) if other in branch]
            if any(a != b for a in mine for b in theirs):
                return True
        return False

    def missing_at_joins(self, target: str, present: list[str]) -> list[tuple[str, str]]:
        """
        Say which tokens a return into a parallel branch must put at the joins ahead.

        The other branches are done; without a token of theirs the join would wait for ever. *present* are the places
        of the tokens that stay. Gives pairs of join and flow.
        """
        missing: list[tuple[str, str]] = []
        for split in self.splits:
            join = self.nodes.get(split.meeting)
            if join is None or join.kind is not NodeKind.PARALLEL:
                continue
            if not any(target in branch for branch in split.branches):
                continue
            for branch in split.branches:
                if target not in branch and not any(place in branch for place in present):
                    missing += [(join.id, flow) for flow in join.incoming if flow in branch]
        return list(dict.fromkeys(missing))

    def _onward(self, node: Node) -> list[str]:
        targets = [self.process.flows[flow].target for flow in node.outgoing]
        return targets + [event.id for event in self.events.get(node.id, [])]

    def _post_dominators(self) -> dict[str, frozenset[str]]:
        everything = frozenset(self.nodes) | {EXIT}
        found = dict.fromkeys(self.nodes, everything)
        found[EXIT] = frozenset({EXIT})
        order = list(reversed(self.nodes.values()))
        changed = True
        while changed:
            changed = False
            for node in order:
                onward = self._onward(node) or [EXIT]
                common = frozenset.intersection(*(found[target] for target in onward)) | {node.id}
                if common != found[node.id]:
                    found[node.id] = common
                    changed = True
        return found

    def _meeting(self, node: Node) -> str:
        """The immediate post-dominator: the one that all other post-dominators post-dominate."""
        others = self.dominators[node.id] - {node.id}
        return next((other for other in others if self.dominators[other] == others), EXIT)

    def _splits(self, node: Node) -> list[_Split]:
        beside = [
            event
            for event in self.events.get(node.id, [])
            if not event.cancel_activity and event.event is not EventKind.ERROR
        ]
        found = []
        if len(node.outgoing) > 1 and node.kind not in (NodeKind.EXCLUSIVE, NodeKind.EVENT_GATEWAY):
            meeting = self._meeting(node)
            found.append(_Split(meeting, tuple(self._branch([flow], {meeting}) for flow in node.outgoing)))
        for event in beside:
            main = self._branch(list(node.outgoing), set()) | {node.id}
            aside = self._branch(list(event.outgoing), set()) | {event.id}
            found.append(_Split(EXIT, (main, aside - main)))
        return found

    def _branch(self, flows: list[str], until: set[str]) -> frozenset[str]:
        reached: set[str] = set()
        waiting = list(flows)
        while waiting:
            flow = waiting.pop()
            if flow in reached:
                continue
            reached.add(flow)
            self._enter(self.process.flows[flow].target, reached, waiting, until)
        return frozenset(reached)

    def _enter(self, node_id: str, reached: set[str], waiting: list[str], until: set[str]) -> None:
        if node_id in until or node_id in reached:
            return
        reached.add(node_id)
        waiting += self.nodes[node_id].outgoing
        for event in self.events.get(node_id, []):
            self._enter(event.id, reached, waiting, until)
