"""
Random structured flows played in random order: tokens are conserved, every case ends, the linter agrees.
"""

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from yangguang.foundation.process import api as process
from yangguang.foundation.process.bpmn import Composer, parse
from yangguang.foundation.process.bpmn.lint import lint
from yangguang.foundation.process.models import Instance, Scope, Token
from yangguang.foundation.process.states import RowState
from yangguang.foundation.process.tests.flows import composer
from yangguang.foundation.process.tests.given import finish, published, returned, started

pytestmark = pytest.mark.django_db

BLOCKS = st.recursive(
    st.just("step"),
    lambda inner: st.one_of(
        st.tuples(st.just("sequence"), st.lists(inner, min_size=1, max_size=3)),
        st.tuples(
            st.sampled_from(["parallel", "inclusive", "exclusive"]), st.lists(inner, min_size=2, max_size=3)
        ),
        st.tuples(st.just("loop"), st.lists(inner, min_size=1, max_size=1)),
        st.tuples(st.just("sub"), st.lists(inner, min_size=1, max_size=1)),
        st.tuples(st.just("several"), st.just([])),
    ),
    max_leaves=7,
)


class Builder:
    """Composes a block and gives its first and last node."""

    def __init__(self, made: Composer) -> None:
        self.made = made
        self.count = 0

    def name(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}"

    def block(self, block) -> tuple[str, str]:
        if block == "step":
            node = self.made.user(self.name("u"), lane="l")
            return node, node
        kind, inner = block
        return getattr(self, kind, self.split)(kind, inner)

    def sequence(self, kind, inner):
        parts = [self.block(one) for one in inner]
        for (_, left), (right, _) in pairwise(parts):
            self.made.flow(left, right)
        return parts[0][0], parts[-1][1]

    def split(self, kind, inner):
        default = self.name("d")
        split = self.made.gateway(kind, self.name("s"), default="" if kind == "parallel" else default)
        join = self.made.gateway(kind, self.name("j"))
        for number, one in enumerate(inner):
            first, last = self.block(one)
            if kind == "parallel":
                self.made.flow(split, first)
            elif number == 0:
                self.made.flow(split, first, flow_id=default)
            else:
                self.made.flow(split, first, when=f"modulo(n, {number + 2}) = 0")
            self.made.flow(last, join)
        return split, join

    def loop(self, kind, inner):
        default = self.name("d")
        merge = self.made.gateway("exclusive", self.name("m"))
        split = self.made.gateway("exclusive", self.name("x"), default=default)
        after = self.made.node("manualTask", self.name("after"), lane="l")
        first, last = self.block(inner[0])
        self.made.chain(merge, first)
        self.made.chain(last, split)
        self.made.flow(split, merge, when="modulo(n, 5) = 0")
        self.made.flow(split, after, flow_id=default)
        return merge, after

    def sub(self, kind, inner):
        name = self.name("p")
        with self.made.subprocess(name, lane="l"):
            start, end = self.made.start(self.name("st")), self.made.end(self.name("en"))
            first, last = self.block(inner[0])
            self.made.flow(start, first)
            self.made.flow(last, end)
        return name, name

    def several(self, kind, inner):
        node = self.made.user(self.name("k"), lane="l", loop=self.made.multi("名单", element="e"))
        return node, node


def build(block) -> str:
    made = composer()
    first, last = Builder(made).block(block)
    made.flow("start", first)
    made.flow(last, "end")
    return made.xml()


def play(case: Instance, data, *, returns: bool) -> bool:
    """
    Do open steps in any order, now and then sending one back, until the case ends.

    False if the chosen way went round a loop for 300 moves: the case is alive, there is nothing to judge yet.
    """
    left_returns = 3 if returns else 0
    for move in range(300):
        tasks = list(process.open_tasks_of(case))
        if not tasks:
            case.refresh_from_db()
            return True
        task = tasks[data.draw(st.integers(0, len(tasks) - 1))]
        earlier = sorted({done.node_id for done in process.done_tasks_of(case)})
        if left_returns and earlier and data.draw(st.booleans()):
            left_returns -= 1
            try:
                returned(case, task.node_id, earlier[data.draw(st.integers(0, len(earlier) - 1))])
            except process.ReturnNotPossible:
                finish(task)
        else:
            finish(task, n=move + 1)
    return False


class RandomFlows(TestCase):
    """Hypothesis needs a database that forgets between examples."""

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def test_every_case_ends_with_no_token_left(self, data) -> None:
        source = build(data.draw(BLOCKS))
        assert lint(parse(source)) == []

        case = started(published(source), n=data.draw(st.integers(0, 6)), 名单=[1, 2])
        assume(play(case, data, returns=data.draw(st.booleans())))

        assert case.state == "done"
        assert case.inner_count == 0
        assert not Token.objects.filter(instance=case, state=RowState.LIVE).exists()
        assert not Scope.objects.filter(instance=case, state=RowState.LIVE).exists()
