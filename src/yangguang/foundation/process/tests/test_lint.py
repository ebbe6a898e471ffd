"""The linter: each rule once, and models that can get stuck."""

import pytest

from yangguang.foundation.process.bpmn import Composer, parse
from yangguang.foundation.process.bpmn.lint import lint
from yangguang.foundation.process.tests.flows import composer, parallel, sequence, users


def codes(made: Composer | str, **known) -> list[tuple[str, str]]:
    source = made if isinstance(made, str) else made.xml()
    return [(problem.code.removeprefix("lint."), problem.element) for problem in lint(parse(source), **known)]


@pytest.mark.parametrize(
    ("split", "join", "expected"),
    [
        ("parallel", "parallel", []),
        ("exclusive", "exclusive", [("no_default", "split")]),
        ("inclusive", "inclusive", [("no_default", "split")]),
        ("parallel", "inclusive", []),
        ("exclusive", "parallel", [("no_default", "split"), ("deadlock", "join")]),
        ("inclusive", "parallel", [("no_default", "split"), ("deadlock", "join")]),
        ("parallel", "exclusive", [("lost_synchronisation", "join")]),
        ("inclusive", "exclusive", [("no_default", "split"), ("lost_synchronisation", "join")]),
    ],
)
def test_lint__split_and_join__must_match(split: str, join: str, expected: list[tuple[str, str]]) -> None:
    assert codes(parallel("a", "b", "c", split=split, join=join)) == expected


def test_lint__step_alone__needs_lane_post_and_limit() -> None:
    made = Composer("p")
    made.lane("dark", "某处", "")
    made.lane("odd", "某岗", "wizard")
    made.start()
    made.user("a", limit=None)
    made.user("b", lane="dark", step="Q")
    made.user("c", lane="odd")
    made.end()
    made.chain("start", "a", "b", "c", "end")

    assert set(codes(made)) == {
        ("step_without_lane", "a"),
        ("step_without_limit", "a"),
        ("step_without_post", "b"),
        ("unknown_step", "b"),
        ("unknown_post", "odd"),
    }


def test_lint__ways__lead_from_start_to_end() -> None:
    made = composer()
    users(made, "a", "lost", "round", "stop")
    made.gateway("exclusive", "x", default="fd")
    made.chain("start", "a", "x", "end")
    made.flow("x", "stop", when="y = 1")
    made.flow("lost", "end")
    made.chain("round", "round")

    found = codes(made.xml().replace('id="f3_x_end"', 'id="fd"'))

    assert set(found) == {
        ("dead_end", "stop"),
        ("unreachable", "lost"),
        ("unreachable", "round"),
    }


def test_lint__endless_loop__is_found() -> None:
    made = composer()
    users(made, "a", "b", "c")
    made.gateway("exclusive", "x", default="fd")
    made.chain("start", "x")
    made.flow("x", "end", flow_id="fd")
    made.flow("x", "a", when="y = 1")
    made.chain("a", "b", "a")

    assert ("no_way_out", "a") in codes(made)
    assert ("no_way_out", "b") in codes(made)


@pytest.mark.parametrize(
    ("first", "second", "exhaustive"),
    [
        ("x > 5", "x <= 5", True),
        ("通过 = true", "通过 = false", True),
        ("通过", "not(通过)", True),
        ("x > 5", "x < 5", False),
        ('类 = "a"', '类 = "b"', False),
        ('类 = "a"', '类 != "a"', True),
    ],
)
def test_lint__conditions_without_default__must_be_opposites(
    first: str, second: str, exhaustive: bool
) -> None:
    made = composer()
    users(made, "a", "b")
    made.gateway("exclusive", "x")
    made.gateway("exclusive", "y")
    made.flow("start", "x")
    made.flow("x", "a", when=first)
    made.flow("x", "b", when=second)
    made.chain("a", "y", "end")
    made.flow("b", "y")

    assert codes(made) == ([] if exhaustive else [("no_default", "x")])


def test_lint__broken_condition__is_named_by_its_flow() -> None:
    made = composer()
    users(made, "a")
    made.gateway("exclusive", "x", default="fd")
    made.flow("start", "x")
    made.flow("x", "a", when="y > > 1", flow_id="bad")
    made.flow("x", "end", flow_id="fd")
    made.flow("a", "end")

    assert codes(made) == [("condition", "bad")]


@pytest.mark.parametrize(
    ("text", "kind", "fine"),
    [
        ("P5D", "timeDuration", True),
        ("PT0S", "timeDuration", True),
        ("补正期限", "timeDuration", True),
        ("P", "timeDuration", False),
        ("P99999D", "timeDuration", False),
        ("R9999999/P1D", "timeCycle", False),
        ("5天", "timeDuration", False),
        ("2024-05-01", "timeDate", True),
        ("R3/P1D", "timeCycle", True),
        ("R3/1D", "timeCycle", False),
        ("", "timeDuration", False),
    ],
)
def test_lint__timer__must_be_readable(text: str, kind: str, fine: bool) -> None:
    made = composer()
    made.catch("t", made.timer_event(text, kind=kind))
    made.chain("start", "t", "end")

    assert (codes(made) == []) is fine


def test_lint__non_interrupting_event_into_main_flow__is_lost_synchronisation() -> None:
    made = composer()
    users(made, "a", "b")
    made.boundary("t", "a", made.timer_event("P5D"), interrupting=False)
    made.chain("start", "a", "b", "end")
    made.flow("t", "b")

    assert codes(made) == [("lost_synchronisation", "b")]


def test_lint__branch_that_leaves_a_parallel_block__is_a_deadlock_unless_it_ends_all() -> None:
    def flow(end: str) -> str:
        made = composer()
        users(made, "a", "b")
        made.gateway("parallel", "s")
        made.gateway("parallel", "j")
        made.gateway("exclusive", "x", default="fd")
        made.end("out") if end == "end" else made.terminate("out")
        made.chain("start", "s", "a", "x")
        made.flow("x", "j", flow_id="fd")
        made.flow("x", "out", when="撤回 = true")
        made.chain("s", "b", "j", "end")
        return made.xml()

    assert codes(flow("end")) == [("deadlock", "j")]
    assert codes(flow("terminate")) == []


def test_lint__sound_but_unstructured__passes() -> None:
    made = composer()
    users(made, "a", "b", "d", "e")
    for gateway in ("s", "s2", "j1", "j2"):
        made.gateway("parallel", gateway)
    made.chain("start", "s", "a", "s2", "d", "j1", "e", "j2", "end")
    made.chain("s", "b", "j1")
    made.flow("s2", "j2")

    assert codes(made) == []


def test_lint__inside_sub_process__is_checked_too() -> None:
    made = composer()
    with made.subprocess("sub", lane="l"):
        made.start("s2")
        made.gateway("parallel", "split")
        users_inside = ("a", "b")
        for name in users_inside:
            made.user(name)
            made.chain("split", name, "e2")
        made.end("e2")
        made.flow("s2", "split")
    made.chain("start", "sub", "end")

    assert codes(made) == [("lost_synchronisation", "e2")]


def test_lint__names_called__must_be_registered() -> None:
    made = composer()
    made.service("s", "nobody.knows")
    made.rule("r", "无此表")
    made.service("empty", "")
    made.call("again", "demo")
    made.chain("start", "s", "r", "empty", "again", "end")

    assert codes(made, services={"x"}, decisions={"y"}) == [
        ("unknown_service", "s"),
        ("unknown_decision", "r"),
        ("service_without_name", "empty"),
        ("calls_itself", "again"),
    ]


def test_lint__event_gateway__leads_to_events_only() -> None:
    made = composer()
    users(made, "a")
    made.gateway("eventBased", "g")
    made.catch("m", made.message_event("缴费"))
    made.chain("start", "g", "a", "end")
    made.chain("g", "m", "end")

    assert codes(made) == [("after_event_gateway", "a")]


def test_lint__multi_instance__needs_a_collection() -> None:
    made = composer()
    made.user("a", lane="l", loop=made.multi())
    made.chain("start", "a", "end")

    assert codes(made) == [("loop_without_collection", "a")]


def test_lint__start_by_timer__is_refused() -> None:
    made = Composer("p")
    made.lane("l", "受理岗", "accept")
    made.start(inner=made.timer_event("P1D"))
    users(made, "a")
    made.end()
    made.chain("start", "a", "end")

    assert codes(made) == [("start_event", "start")]


def test_lint__plain_flow__passes() -> None:
    assert codes(sequence("a", "b", "c")) == []
