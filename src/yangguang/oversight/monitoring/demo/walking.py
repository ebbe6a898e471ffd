"""
A plain walk through a published flow with real tokens: how cases of the demo year find their way.

Written apart from `rules/nets`, so that the judge does not make the evidence: this knows one marking, picks, and moves.
"""

import random
import re
from collections.abc import Mapping
from typing import Any

from yangguang.foundation.decisions.api import compile_expression
from yangguang.foundation.process.bpmn import Flow, Node, NodeKind, Process

TEXTS = re.compile(r'"([^"]*)"')
NUMBERS = re.compile(r"-?\d+")
ENGINE = frozenset({"acceptance", "opinion", "visit", "decision"})
MOST_STEPS = 60


class Walk:
    """One case on its way: tokens at steps and at joins."""

    def __init__(self, process: Process, values: dict[str, Any], rng: random.Random) -> None:
        """Stand at the start."""
        self.process, self.values, self.rng = process, values, rng
        self.waiting: dict[str, int] = {}
        self.arrived: dict[str, list[str]] = {}
        self.fresh: list[str] = []
        for node in process.starts():
            self._enter(node.id, "")

    def do(self, node_id: str) -> list[str]:
        """Do a step; gives the steps that wait newly."""
        self.fresh = []
        self.waiting[node_id] -= 1
        if not self.waiting[node_id]:
            del self.waiting[node_id]
        node = self.process.nodes[node_id]
        for flow in node.outgoing:
            self._enter(self.process.flows[flow].target, flow)
        self._leave_inner(node)
        return self.fresh

    def _enter(self, node_id: str, flow: str) -> None:
        node = self.process.nodes[node_id]
        if node.kind is NodeKind.USER:
            self.waiting[node_id] = self.waiting.get(node_id, 0) + 1
            self.fresh.append(node_id)
        elif node.kind in (NodeKind.PARALLEL, NodeKind.INCLUSIVE) and len(node.incoming) > 1:
            self._join(node, flow)
        elif node.kind is NodeKind.SUBPROCESS:
            for start in self.process.starts(node.id):
                self._enter(start.id, "")
        else:
            self._go_on(node)

    def _join(self, node: Node, flow: str) -> None:
        there = self.arrived.setdefault(node.id, [])
        there.append(flow)
        if node.kind is NodeKind.PARALLEL:
            is_full = set(there) >= set(node.incoming)
        else:  # all that were sent; the split before it remembers how many
            is_full = len(there) >= self.arrived.get(f"{node.id}#", [""] * 1).__len__()
        if is_full:
            del self.arrived[node.id]
            self._go_on(node)

    def _go_on(self, node: Node) -> None:
        flows = [self.process.flows[one] for one in node.outgoing]
        if node.kind in (NodeKind.EXCLUSIVE, NodeKind.EVENT_GATEWAY):
            flows = self._choose(node, flows)[:1]
        elif node.kind is NodeKind.INCLUSIVE and len(flows) > 1:
            flows = self._choose(node, flows)
            for target in self.process.nodes.values():
                if target.kind is NodeKind.INCLUSIVE and len(target.incoming) > 1:
                    self.arrived[f"{target.id}#"] = [flow.id for flow in flows]
        for flow in flows:
            self._enter(flow.target, flow.id)
        self._leave_inner(node)

    def _leave_inner(self, node: Node) -> None:
        if node.parent_id and not node.outgoing:
            inner = {one.id for one in self.process.children(node.parent_id)}
            if not inner & set(self.waiting):
                self._go_on(self.process.nodes[node.parent_id])

    def _choose(self, node: Node, flows: list[Flow]) -> list[Flow]:
        open_flows = [
            flow
            for flow in flows
            if flow.id != node.default_flow
            and (not flow.condition or compile_expression(flow.condition).holds(self.values))
        ]
        return open_flows or [flow for flow in flows if flow.id == node.default_flow] or flows[:1]


def names_of(process: Process) -> dict[str, list[Any]]:
    """Give the form's values that conditions read, each with values that make a difference."""
    found: dict[str, list[Any]] = {}
    for flow in process.flows.values():
        if not flow.condition:
            continue
        for name in compile_expression(flow.condition).names - ENGINE:
            texts: list[Any] = TEXTS.findall(flow.condition)
            numbers: list[Any] = [
                value for one in NUMBERS.findall(flow.condition) for value in (int(one) - 1, int(one) + 1)
            ]
            found.setdefault(name, []).extend(texts or numbers or [True, False])
    return found


def given_values(known: Mapping[str, list[Any]], rng: random.Random) -> dict[str, Any]:
    """Draw one value for each."""
    return {name: rng.choice(values) for name, values in sorted(known.items())}
