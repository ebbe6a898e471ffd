"""
A published flow made ready to run: parsed once per process, conditions compiled, questions of the graph
cached.
"""

from functools import lru_cache
from typing import Any

from yangguang.foundation.decisions.api import DecisionModel, Expression, compile_expression, read_decisions
from yangguang.foundation.process.bpmn import EventKind, Node, NodeKind, Process, read_document
from yangguang.foundation.process.engine.regions import Regions
from yangguang.foundation.process.models import Definition

_HOOKED = (EventKind.TIMER, EventKind.MESSAGE, EventKind.SIGNAL)


class Compiled:
    """One version of a flow with what the engine asks of it again and again."""

    def __init__(self, process: Process, decisions: dict[str, str]) -> None:
        """Compile conditions; decision tables are read when first asked."""
        self.process = process
        self.nodes = process.nodes
        self.conditions: dict[str, Expression] = {
            flow.id: compile_expression(flow.condition) for flow in process.flows.values() if flow.condition
        }
        self.boundaries: dict[str, list[Node]] = {}
        for node in process.nodes.values():
            if node.kind is NodeKind.BOUNDARY:
                self.boundaries.setdefault(node.attached_to, []).append(node)
        self.hooks = {
            host: [event for event in events if event.event in _HOOKED]
            for host, events in self.boundaries.items()
        }
        inner = (NodeKind.SUBPROCESS, NodeKind.CALL)
        self.has_scopes = any(node.kind in inner or node.loop for node in process.nodes.values())
        self.posts = {node.id: process.post_kind_of(node.id) for node in process.user_tasks()}
        self._decision_sources = decisions
        self._decisions: dict[str, DecisionModel] = {}
        self._regions: dict[str, Regions] = {}
        self._upstream: dict[str, frozenset[str]] = {}

    def decide(self, reference: str, variables: dict[str, Any]) -> Any:
        """Ask a decision, by `source#decision` or by the name under which its source was published."""
        source, _, name = reference.partition("#")
        if source not in self._decisions:
            self._decisions[source] = read_decisions(self._decision_sources[source])
        model = self._decisions[source]
        return model.decide(name or next(reversed(model.decisions)), variables)

    def knows_decision(self, reference: str) -> bool:
        """Whether a source of that name was published with the flow."""
        return reference.partition("#")[0] in self._decision_sources

    def regions(self, parent_id: str) -> Regions:
        """Give the parallel regions of one level."""
        if parent_id not in self._regions:
            self._regions[parent_id] = Regions(self.process, parent_id)
        return self._regions[parent_id]

    def upstream(self, flow_id: str) -> frozenset[str]:
        """From which nodes and flows a token can reach a flow without passing the gateway the flow leads into."""
        if flow_id not in self._upstream:
            self._upstream[flow_id] = self._walk_back(flow_id)
        return self._upstream[flow_id]

    def _walk_back(self, flow_id: str) -> frozenset[str]:
        gateway = self.process.flows[flow_id].target
        reached: set[str] = set()
        waiting = [flow_id]
        while waiting:
            flow = waiting.pop()
            if flow in reached:
                continue
            reached.add(flow)
            node = self.nodes[self.process.flows[flow].source]
            while node.id != gateway and node.id not in reached:
                reached.add(node.id)
                waiting += node.incoming
                if not node.attached_to:
                    break
                node = self.nodes[node.attached_to]
        return frozenset(reached)


@lru_cache(maxsize=256)
def compiled_definition(definition_id: int) -> Compiled:
    """Give the running form of a published definition; it never changes, so it may be kept."""
    definition = Definition.objects.get(pk=definition_id)
    return Compiled(process_named(definition.xml, definition.key), definition.decisions)


def process_named(xml: str, key: str) -> Process:
    """Read the process of a file that has the key of the flow for its id, or else the first."""
    document = read_document(xml)
    named = (process for process in document.processes if process.id == key)
    return next(named, document.processes[0])
