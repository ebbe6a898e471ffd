"""
A chart is right when no arrow runs through a box, nothing is written over anything, and the file is well
formed.
"""

import itertools
import random

import pytest
from defusedxml import ElementTree

from yangguang.foundation.process.bpmn.parse import parse
from yangguang.foundation.process.drawing import NodeFigures, draw_flow
from yangguang.foundation.process.drawing.graph import readable_graph
from yangguang.foundation.process.drawing.layout import Layout, lay_out
from yangguang.foundation.process.drawing.routing import Routed, route_all

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:yg="https://yangguang.dev/bpmn" '
    'targetNamespace="t"><process id="p" name="许可 &lt;测试&gt;">'
)
POSTS = ["applicant", "accept", "examine", "review", "inspect", "decide", "deliver"]


def model(
    edges: list[tuple[str, str, str]], lane_of: dict[str, str], gateways: set[str] = frozenset()
) -> bytes:  # type: ignore[assignment]
    """Write a model from edges (source, target, name); the first node starts, nodes without way out end."""
    nodes = list(dict.fromkeys(node for source, target, _ in edges for node in (source, target)))
    leaving = {source for source, _, _ in edges}
    lanes = "".join(
        f'<lane id="l-{post}" name="{post}" yg:post="{post}">'
        + "".join(f"<flowNodeRef>{node}</flowNodeRef>" for node in nodes if lane_of[node] == post)
        + "</lane>"
        for post in POSTS
    )
    body = ""
    for node in nodes:
        if node == nodes[0]:
            body += f'<startEvent id="{node}" name="{node}"/>'
        elif node not in leaving:
            body += f'<endEvent id="{node}" name="{node}"/>'
        elif node in gateways:
            body += f'<exclusiveGateway id="{node}"/>'
        else:
            body += f'<userTask id="{node}" name="{node}" yg:step="A" yg:limit="2" yg:unit="wd"/>'
    body += "".join(
        f'<sequenceFlow id="f{number}" sourceRef="{source}" targetRef="{target}" name="{name}"/>'
        for number, (source, target, name) in enumerate(edges)
    )
    return f"{HEAD}<laneSet id='ls'>{lanes}</laneSet>{body}</process></definitions>".encode()


def random_model(seed: int) -> bytes:
    """Make a connected model of 8 to 30 steps with skips and returns."""
    chance = random.Random(seed)
    count = chance.randrange(8, 30)
    names = [f"n{number}" for number in range(count)]
    lane_of = {name: chance.choice(POSTS) for name in names}
    edges = [(one, other, "") for one, other in itertools.pairwise(names)]
    for number in range(1, count - 1):
        if chance.random() < 0.3:
            other = chance.randrange(max(1, number - 4), min(count, number + 5))
            if other != number:
                edges.append((names[number], names[other], "缺材料，只告知一次"))
    return model(edges, lane_of)


def boxes_crossed(routed: list[Routed], layout: Layout) -> list[str]:
    found = []
    for one in routed:
        for (x1, y1), (x2, y2) in zip(one.way, one.way[1:], strict=False):
            for box in layout.placed.values():
                inside = (
                    box.left + 1 < max(x1, x2)
                    and min(x1, x2) < box.right - 1
                    and box.top + 1 < max(y1, y2)
                    and min(y1, y2) < box.bottom - 1
                )
                if inside:
                    found.append(f"{one.edge.source}→{one.edge.target} through {box.id}")
    return found


@pytest.mark.parametrize("seed", range(40))
def test_route_all__any_model__no_arrow_runs_through_a_box(seed: int) -> None:
    graph = readable_graph(parse(random_model(seed)))
    layout = lay_out(graph)

    routed = route_all(graph.edges, layout)

    assert len(routed) == len(graph.edges)
    assert boxes_crossed(routed, layout) == []


@pytest.mark.parametrize("seed", range(10))
def test_lay_out__any_model__no_two_boxes_overlap(seed: int) -> None:
    layout = lay_out(readable_graph(parse(random_model(seed))))

    places = list(layout.placed.values())
    for number, one in enumerate(places):
        for other in places[number + 1 :]:
            apart = (
                one.right <= other.left
                or other.right <= one.left
                or one.bottom <= other.top
                or other.bottom <= one.top
            )
            assert apart, f"{one.id} over {other.id}"


def test_draw_flow__gateway_between_steps__becomes_labelled_arrows() -> None:
    edges = [
        ("start", "a", ""),
        ("a", "x", ""),
        ("x", "b", "齐全"),
        ("x", "c", "缺件"),
        ("b", "end", ""),
        ("c", "a", ""),
    ]
    lanes = {
        "start": "applicant",
        "a": "accept",
        "x": "accept",
        "b": "examine",
        "c": "applicant",
        "end": "applicant",
    }
    graph = readable_graph(parse(model(edges, lanes, {"x"})))

    assert {(edge.source, edge.target, edge.label) for edge in graph.edges} == {
        ("start", "a", ""),
        ("a", "b", "齐全"),
        ("a", "c", "缺件"),
        ("b", "end", ""),
        ("c", "a", ""),
    }


def test_draw_flow__figures_and_names__are_written_safely_and_always_the_same() -> None:
    process = parse(random_model(7))
    figures = {"n2": NodeFigures(in_hand=138, overdue=2)}

    chart = draw_flow(process, figures, promise_days=7, statutory_days=20)

    root = ElementTree.fromstring(chart.svg)
    text = "".join(root.itertext())
    assert "在办 138" in text
    assert "超时 2" in text
    assert "许可 <测试>流程图" in text
    assert chart.svg == draw_flow(process, figures, promise_days=7, statutory_days=20).svg


def test_draw_flow__list_beside_the_chart__follows_the_work() -> None:
    process = parse(
        model(
            [("start", "a", ""), ("a", "b", ""), ("b", "end", "")],
            dict.fromkeys(["start", "a", "b", "end"], "accept"),
        )
    )

    chart = draw_flow(process)

    assert [(step.number, step.name, step.limit) for step in chart.steps] == [
        (1, "start", "不计时"),
        (2, "a", "2 个工作日"),
        (3, "b", "2 个工作日"),
    ]
