"""
Linting and drawing a model of a hundred nodes: the author waits for the first, every reader for the second.
"""

import statistics
from collections.abc import Callable
from typing import Any

from bench.frame import Figures, progress, stopwatch


def run(*, quick: bool) -> Figures:
    """Measure the median of many runs, in milliseconds of wall time."""
    from yangguang.foundation.process.bpmn import parse
    from yangguang.foundation.process.bpmn.lint import lint
    from yangguang.foundation.process.drawing import draw_flow

    process = parse(hundred_nodes())
    assert len(process.nodes) >= 100
    assert lint(process) == []
    rounds = 20 if quick else 100
    progress("lint")
    linted = _median(lambda: lint(process), rounds)
    progress("draw")
    drawn = _median(lambda: draw_flow(process), rounds)
    return {
        "nodes": float(len(process.nodes)),
        "lint_100_nodes_ms": round(linted, 2),
        "svg_100_nodes_ms": round(drawn, 2),
        "parse_100_nodes_ms": round(_median(lambda: parse(hundred_nodes()), rounds), 2),
    }


def hundred_nodes() -> str:
    """Compose parallel blocks, correction loops and decisions over four lanes."""
    from yangguang.foundation.process.bpmn import Composer

    made = Composer("hundred", "百环节流程")
    for post in ("accept", "examine", "review", "decide"):
        made.lane(post, post, post)
    made.start("start", lane="accept")
    last = "start"
    for number in range(9):
        last = _section(made, last, number, ("accept", "examine", "review", "decide")[number % 4])
    made.end("end", lane="decide")
    made.flow(last, "end")
    return made.xml()


def _section(made: Any, last: str, number: int, post: str) -> str:
    def name(kind: str) -> str:
        return f"{kind}{number}"

    made.gateway("exclusive", name("merge"), lane=post)
    made.user(name("first"), lane=post)
    made.gateway("exclusive", name("check"), lane=post, default=name("on"))
    made.user(name("correct"), lane="accept")
    made.gateway("parallel", name("split"), lane=post)
    made.gateway("parallel", name("join"), lane=post)
    made.flow(last, name("merge"))
    made.chain(name("merge"), name("first"), name("check"))
    made.flow(name("check"), name("correct"), when="补正 = true")
    made.flow(name("correct"), name("merge"))
    made.flow(name("check"), name("split"), flow_id=name("on"))
    for branch in "abc":
        made.user(f"{branch}{number}", lane=post)
        made.chain(name("split"), f"{branch}{number}", name("join"))
    made.user(name("sum"), lane=post)
    made.user(name("sign"), lane=post)
    made.user(name("seal"), lane=post)
    made.chain(name("join"), name("sum"), name("sign"), name("seal"))
    return name("seal")


def _median(deed: Callable[[], object], rounds: int) -> float:
    deed()
    taken = []
    for _ in range(rounds):
        with stopwatch() as passed:
            deed()
            taken.append(passed()[0] * 1000)
    return statistics.median(taken)
