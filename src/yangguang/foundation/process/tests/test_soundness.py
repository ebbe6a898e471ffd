"""Folding keeps soundness: on random flows of gateways the folded search agrees with the plain one."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from yangguang.foundation.process.bpmn import Composer, parse
from yangguang.foundation.process.bpmn.graph import graph_of
from yangguang.foundation.process.bpmn.soundness import _Search, flaws

KINDS = ("exclusive", "parallel", "inclusive", "step")


@st.composite
def tangled(draw) -> str:
    """Gateways and steps in a row, with flows that mostly lead onward and sometimes back."""
    size = draw(st.integers(2, 7))
    made = Composer("p")
    made.start()
    made.end("end")
    kinds = [draw(st.sampled_from(KINDS)) for _ in range(size)]
    for number, kind in enumerate(kinds):
        made.user(f"n{number}") if kind == "step" else made.gateway(kind, f"n{number}")
    made.flow("start", "n0")
    targets = [f"n{number}" for number in range(size)] + ["end"]
    for number in range(size):
        ways = draw(st.lists(st.integers(1, 3), min_size=1, max_size=2, unique=True))
        for way in ways:
            made.flow(f"n{number}", targets[min(number + way, size)])
        if kinds[number] in ("exclusive", "step") and draw(st.integers(0, 5)) == 0:
            made.flow(f"n{number}", targets[draw(st.integers(0, number))])
    return made.xml()


@settings(max_examples=300, deadline=None)
@given(tangled())
def test_fold__any_flow__keeps_its_verdict(source: str) -> None:
    process = parse(source)
    expected = {flaw.kind for flaw in _Search(graph_of(process, "")).run()}
    assume("not_proved" not in expected)
    found = {flaw.kind for flaw in flaws(process)}

    assert bool(found) == bool(expected), (found, expected)
