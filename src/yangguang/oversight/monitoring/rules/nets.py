"""
A published flow as a machine that answers, in one look-up, whether a step may be done now.

A case stands in several places at once (parallel branches) and we do not always know in which: conditions that read
what supervision does not see leave several possibilities open. So a *state* is the set of all markings the case may be
in, found once and kept (the subset construction); a step done leads from state to state. What is possible is never
called a breach: conditions that cannot be judged count as possible.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from yangguang.foundation.decisions.api import Expression, compile_expression
from yangguang.oversight.monitoring.rules.clocks import Term
from yangguang.oversight.monitoring.rules.levels import FLOW
from yangguang.oversight.monitoring.rules.nodes import (
    ANY,
    CHOICE,
    END,
    PASS,
    SPLIT,
    TASK,
    Move,
    NetNode,
    Watch,
    Way,
    rough_length,
    values_of,
)

Marking = frozenset[str]
Given = frozenset[tuple[str, bool]]
NOTHING_GIVEN: Given = frozenset()
APPLICANT = "applicant"
MOST_MARKINGS = 512
MOST_SKIPPED = 8


class NetTooLarge(ValueError):
    """The flow has more possible situations than can be told apart; its order is then not watched."""


@dataclass(slots=True)
class Net:
    """One published flow, compiled; states and moves are found when first needed and kept."""

    nodes: dict[str, NetNode]
    starts: tuple[str, ...]
    states: list[frozenset[Marking]] = field(default_factory=list)
    _numbers: dict[frozenset[Marking], int] = field(default_factory=dict)
    moves: dict[tuple[int, str, str, Given], Move] = field(default_factory=dict)
    _begun: dict[Given, Move] = field(default_factory=dict)
    _judged: dict[tuple[tuple[str, object], ...], Given] = field(default_factory=dict)
    _watched: dict[int, tuple[Watch, ...]] = field(default_factory=dict)
    _texts: dict[int, str] = field(default_factory=dict)
    _recalled: dict[str, int] = field(default_factory=dict)
    _terms: dict[str, Term] = field(default_factory=dict)
    _conditions: dict[str, Expression] = field(default_factory=dict)
    _upstream: dict[str, frozenset[str]] = field(default_factory=dict)

    def start(self, given: Given) -> Move:
        """Give the state a case begins in, and the clocks that begin with it."""
        if given not in self._begun:
            self._begun[given] = self._start(given)
        return self._begun[given]

    def _start(self, given: Given) -> Move:
        first: set[Marking] = set()
        for node in self.starts:
            first |= set(self._enter(node, "", {}, given))
        state = self._number(self._closed(first, {}, given))
        return Move(state, started=self.watched(state))

    def at(self, node: str, given: Given) -> Move:
        """Give the state of a case that was sent to a step from outside the flow (退回)."""
        state = self._number(self._closed({frozenset({node})}, {}, given))
        return Move(state, started=self.watched(state))

    def move(self, state: int, node: str, outcome: str, given: Given) -> Move:
        """Do a step in a state; *outcome* says how it ended (`decision=granted`), as far as conditions ask."""
        key = (state, node, outcome, given)
        found = self.moves.get(key)
        if found is None:
            found = self.moves[key] = self._find(state, node, outcome, given)
        return found

    def given(self, values: Mapping[str, object]) -> Given:
        """Judge the conditions that read only what is known when the case begins."""
        if not values:
            return NOTHING_GIVEN
        try:
            key = tuple(values.items())
            if key not in self._judged:
                self._judged[key] = self._given(values)
            return self._judged[key]
        except TypeError:  # a value that is no single value decides nothing about a flow
            return self._given(values)

    def _given(self, values: Mapping[str, object]) -> Given:
        known = set()
        for node in self.nodes.values():
            for way in node.ways:
                if way.condition:
                    expression = self._expression(way.condition)
                    if expression.names and expression.names <= set(values):
                        known.add((way.flow, expression.holds(dict(values))))
        return frozenset(known)

    def names(self) -> set[str]:
        """Name the values the conditions read."""
        ways = (way for node in self.nodes.values() for way in node.ways if way.condition)
        return {name for way in ways for name in self._expression(way.condition).names}

    def watched(self, state: int) -> tuple[Watch, ...]:
        """Give the clocks that run in a state: of each step that must wait, and one for those that may."""
        if state not in self._watched:
            self._watched[state] = self._watches(self.states[state])
        return self._watched[state]

    def enabled(self, state: int) -> frozenset[str]:
        """Name the steps that may be done in a state."""
        return frozenset(place for marking in self.states[state] for place in marking if place in self.nodes)

    def describe(self, state: int) -> str:
        """Write a state down, the same text in every process."""
        found = self._texts.get(state)
        if found is None:
            found = self._texts[state] = "|".join(
                sorted(",".join(sorted(marking)) for marking in self.states[state])
            )
        return found

    def recall(self, text: str) -> int:
        """Read a state back."""
        found = self._recalled.get(text)
        if found is None:
            markings = frozenset(
                frozenset(place for place in one.split(",") if place) for one in text.split("|")
            )
            found = self._recalled[text] = self._number(markings)
        return found

    def term(self, key: str) -> Term:
        """Give the term of a step's clock by its key."""
        if key not in self._terms:
            made = self._watch(tuple(one for one in key.split("|") if one in self.nodes))
            self._terms[key] = made.term if made else Term("step", key, 0, "wd", name=key)
        return self._terms[key]

    # -- finding moves

    def _find(self, state: int, node: str, outcome: str, given: Given) -> Move:
        if node not in self.nodes:
            return Move(state, "unknown")
        after = self._after(state, node, outcome, given)
        if after is not None:
            return self._told(state, after, "", ())
        skipped, before = self._passed_over(state, node, given)
        if before is None:
            return Move(state, "unreachable")
        after = self._after(before, node, outcome, given)
        if after is None:
            raise AssertionError("a state is only reached to do the step there")
        if all(self.nodes[one].post == APPLICANT for one in skipped):
            return self._told(state, after, "again", tuple(skipped))
        return self._told(
            state, after, "skipped", tuple(one for one in skipped if self.nodes[one].post != APPLICANT)
        )

    def _told(self, before: int, after: int, verdict: str, skipped: tuple[str, ...]) -> Move:
        old, new = self.watched(before), self.watched(after)
        keys_before, keys_after = {one.key for one in old}, {one.key for one in new}
        ended = tuple(one.key for one in old if one.key not in keys_after)
        started = tuple(one for one in new if one.key not in keys_before)
        return Move(after, verdict, skipped, ended, started)

    def _passed_over(self, state: int, node: str, given: Given) -> tuple[list[str], int | None]:
        """Search the shortest way on after which the step may be done."""
        waiting: deque[tuple[int, list[str]]] = deque([(state, [])])
        seen = {state}
        while waiting:
            current, path = waiting.popleft()
            if path and node in self.enabled(current):
                return path, current
            if len(path) == MOST_SKIPPED:
                continue
            ahead = sorted(self.enabled(current), key=lambda one: (self.nodes[one].post == APPLICANT, one))
            for step in ahead:
                following = self._after(current, step, "", given)
                if following is not None and following not in seen:
                    seen.add(following)
                    waiting.append((following, [*path, step]))
        return [], None

    def _after(self, state: int, node: str, outcome: str, given: Given) -> int | None:
        values = values_of(outcome)
        reached: set[Marking] = set()
        for marking in self.states[state]:
            if node not in marking:
                continue
            rest = marking - {node}
            for part in self._leave(node, values, given, frozenset()):
                reached.add(rest | part)
            if self.nodes[node].may_repeat:
                reached.add(marking)
        return self._number(self._closed(reached, values, given)) if reached else None

    # -- silent moves

    def _leave(
        self, node_id: str, values: Mapping[str, object], given: Given, seen: frozenset[str]
    ) -> list[Marking]:
        node = self.nodes[node_id]
        if node.kind == SPLIT:
            return self._all(node.ways, values, given, seen)
        if node.kind == ANY:
            return [
                part
                for chosen in self._chosen(node, values, given)
                for part in self._all(chosen, values, given, seen)
            ]
        ways = self._open(node, values, given)
        if node.kind == TASK and len(ways) > 1:  # several flows out of a step without a gateway all run
            return self._all(tuple(ways), values, given, seen)
        found: list[Marking] = []
        for way in ways:
            found += self._enter(way.target, way.flow, values, given, seen)
        return found or [frozenset()]

    def _all(
        self, ways: Iterable[Way], values: Mapping[str, object], given: Given, seen: frozenset[str]
    ) -> list[Marking]:
        results: list[Marking] = [frozenset()]
        for way in ways:
            entered = self._enter(way.target, way.flow, values, given, seen)
            results = [done | part for done in results for part in entered]
            if len(results) > MOST_MARKINGS:
                raise NetTooLarge
        return results

    def _enter(
        self,
        node_id: str,
        flow: str,
        values: Mapping[str, object],
        given: Given,
        seen: frozenset[str] = frozenset(),
    ) -> list[Marking]:
        node = self.nodes[node_id]
        if node.kind == TASK:
            return [frozenset({node_id})]
        if node.kind in (SPLIT, ANY) and len(node.incoming) > 1:
            return [frozenset({f">{flow}"})]
        if node_id in seen or node.kind == END:
            return [frozenset()]
        return self._leave(node_id, values, given, seen | {node_id})

    def _open(self, node: NetNode, values: Mapping[str, object], given: Given) -> list[Way]:
        """Give the ways that may be taken: those not known to be closed; a sure one closes those after it."""
        open_ways: list[Way] = []
        sure = False
        for way in sorted(node.ways, key=lambda one: one.is_default):
            answer = self._judge(way, values, given)
            if answer is False or (way.is_default and sure):
                continue
            open_ways.append(way)
            if answer is True and way.condition and node.kind in (CHOICE, PASS):
                sure = True
                if len(open_ways) == 1:
                    return open_ways
        return open_ways

    def _chosen(self, node: NetNode, values: Mapping[str, object], given: Given) -> list[list[Way]]:
        """Give the sets of ways an inclusive gateway may send tokens along: all that are sure, any that may be."""
        judged = {way.flow: self._judge(way, values, given) for way in node.ways if not way.is_default}
        sure = [way for way in node.ways if judged.get(way.flow) is True]
        unsure = [way for way in node.ways if way.flow in judged and judged[way.flow] is None]
        default = [way for way in node.ways if way.is_default]
        if len(unsure) > 5:
            raise NetTooLarge
        sets = [
            [*sure, *(way for place, way in enumerate(unsure) if bits >> place & 1)]
            for bits in range(1 << len(unsure))
        ]
        return [chosen or default or list(node.ways[:1]) for chosen in sets]

    def _judge(self, way: Way, values: Mapping[str, object], given: Given) -> bool | None:
        if not way.condition:
            return True
        for truth in (True, False):
            if (way.flow, truth) in given:
                return truth
        expression = self._expression(way.condition)
        return expression.holds(values) if expression.names <= set(values) else None

    def _closed(
        self, markings: set[Marking], values: Mapping[str, object], given: Given
    ) -> frozenset[Marking]:
        """Let joins fire and boundary events happen until nothing new is found."""
        joins = [node for node in self.nodes.values() if node.kind in (SPLIT, ANY) and len(node.incoming) > 1]
        settled: set[Marking] = set()
        waiting, seen = list(markings), set(markings)
        while waiting:
            marking = waiting.pop()
            following, must = self._fired(marking, joins, values, given)
            following += self._left(marking, values, given)
            if not must:
                settled.add(marking)
            for one in following:
                if one not in seen:
                    seen.add(one)
                    waiting.append(one)
            if len(seen) > MOST_MARKINGS:
                raise NetTooLarge
        return frozenset(settled)

    def _fired(
        self, marking: Marking, joins: list[NetNode], values: Mapping[str, object], given: Given
    ) -> tuple[list[Marking], bool]:
        found: list[Marking] = []
        for node in joins:
            waiting = {f">{flow}" for flow in node.incoming} & marking
            rest = marking - waiting
            if not waiting or (node.kind == SPLIT and len(waiting) < len(node.incoming)):
                continue
            if node.kind == ANY and rest & self._before(node.node_id):
                continue  # another token may still come (BPMN 2.0.2, 13.4.3)
            found += [
                rest | part for part in self._leave(node.node_id, values, given, frozenset({node.node_id}))
            ]
            return found, True
        return found, False

    def _before(self, join: str) -> frozenset[str]:
        """Name the places from which a token can still reach a join without passing through it."""
        if join not in self._upstream:
            sources: dict[str, set[str]] = {}
            for node in self.nodes.values():
                for way in node.ways:
                    sources.setdefault(way.target, set()).add(node.node_id)
                for boundary, _, _ in node.exits:
                    sources.setdefault(boundary, set()).add(node.node_id)
            waiting, seen = [join], {join}
            while waiting:
                for one in sources.get(waiting.pop(), ()):
                    if one not in seen:
                        seen.add(one)
                        waiting.append(one)
            flows = {f">{flow}" for one in seen - {join} for flow in self.nodes[one].incoming}
            self._upstream[join] = frozenset(seen - {join}) | flows
        return self._upstream[join]

    def _left(self, marking: Marking, values: Mapping[str, object], given: Given) -> list[Marking]:
        found: list[Marking] = []
        for place in marking:
            node = self.nodes.get(place)
            for boundary, interrupts, taken in node.exits if node else ():
                rest = marking - set(taken) if interrupts else marking
                found += [rest | part for part in self._leave(boundary, values, given, frozenset())]
        return found

    def _watches(self, markings: frozenset[Marking]) -> tuple[Watch, ...]:
        steps = [frozenset(place for place in marking if place in self.nodes) for marking in markings]
        if not steps:
            return ()
        certain = frozenset.intersection(*steps)
        found = [self._watch((one,)) for one in sorted(certain)]
        rests = [one - certain for one in steps]
        possible = sorted(set().union(*rests))
        if possible and all(rests):  # else the case may be over already
            found.append(self._watch(tuple(possible)))
        return tuple(one for one in found if one is not None)

    def _watch(self, steps: tuple[str, ...]) -> Watch | None:
        nodes = [self.nodes[one] for one in steps]
        if any(node.limit is None or node.post == APPLICANT for node in nodes):
            return None
        longest = max(nodes, key=lambda node: rough_length(node.limit))
        length, unit = longest.limit or (0, "wd")
        post = nodes[0].post if len({node.post for node in nodes}) == 1 else longest.post
        is_intake = all(node.letter == "S" for node in nodes)
        key = "|".join(steps)
        name = "或".join(node.name for node in nodes)
        return Watch(
            f"step:{key}", Term("step", key, length, unit, name=name, post=post, basis=FLOW), is_intake
        )

    def _number(self, markings: frozenset[Marking]) -> int:
        if markings not in self._numbers:
            self._numbers[markings] = len(self.states)
            self.states.append(markings)
        return self._numbers[markings]

    def _expression(self, text: str) -> Expression:
        if text not in self._conditions:
            self._conditions[text] = compile_expression(text)
        return self._conditions[text]
