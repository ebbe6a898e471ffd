"""The table of situations as a whole."""

from yangguang.capabilities.approval import states
from yangguang.capabilities.approval.states import CLOSED, LABELS, LIFE, State
from yangguang.foundation.acts.api import REGISTRY


def test_life__every_situation_but_the_first__can_be_reached():
    assert {line.target for line in LIFE} | {State.SUBMITTED} == set(State)


def test_life__from_every_open_situation__leads_a_way_to_an_end():
    ends = set(CLOSED)
    while True:
        grown = ends | {source for line in LIFE if line.target in ends for source in line.sources}
        if grown == ends:
            break
        ends = grown
    assert ends == set(State)


def test_life__closed_situations__allow_nothing_more():
    assert not any(line.sources & CLOSED for line in LIFE)


def test_life__every_line__names_the_law_and_an_operation_that_exists():
    known = {name.removeprefix("approval.") for name in REGISTRY} | {"grant", "refuse"}
    assert all(line.source_of_law and line.operation in known for line in LIFE)
    assert set(LABELS) == set(State)


def test_exchange_codes__of_the_situations__are_those_of_the_tables():
    assert states.acceptance_code(state="accepted") == 1
    assert states.acceptance_code(state="not_required") == 2
    assert states.acceptance_code(state="not_accepted") == 4
    assert states.acceptance_code(state="submitted") is None
    assert states.closing_code(state="delivered", result="granted") == 0
    assert states.closing_code(state="uncorrected") == 5
    assert states.closing_code(state="accepted") is None
