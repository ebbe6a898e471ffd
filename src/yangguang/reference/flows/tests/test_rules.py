"""Rows there and back, buttons, shapes, files of other tools; without a database."""

from dataclasses import replace

import pytest

from yangguang.foundation.process.api import ModelRefused, lint, parse
from yangguang.reference.flows.rules import (
    SHAPES,
    Outline,
    applied,
    longest_way,
    outline_from,
    outline_of,
    take,
    xml_of,
)
from yangguang.reference.flows.rules.facts import facts_in
from yangguang.reference.flows.rules.refusals import ChangeNotPossible, StepNotThere
from yangguang.reference.flows.tests import given
from yangguang.reference.matters.api import read_catalogue

CATALOGUE = {one.entry.catalog_code: one.content.flow_xml for one in read_catalogue() if one.content.flow_xml}
HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
    'xmlns:signavio="http://www.signavio.com" targetNamespace="x" id="d"><process id="p" isExecutable="true">\n'
)


def findings(outline: Outline) -> list[str]:
    return [one.code for one in lint(parse(xml_of(outline)))]


def meaning(xml: str) -> object:
    process = parse(xml)
    nodes = {
        key: replace(node, line=0, incoming=tuple(sorted(node.incoming)))
        for key, node in process.nodes.items()
    }
    flows = {key: replace(flow, line=0) for key, flow in process.flows.items()}
    return nodes, flows, process.lanes


@pytest.mark.parametrize("code", CATALOGUE)
def test_outline__of_every_matter__writes_a_file_of_the_same_meaning(code: str) -> None:
    outline = outline_of(parse(CATALOGUE[code]))

    written = xml_of(outline)

    assert meaning(written) == meaning(CATALOGUE[code])
    assert outline_of(parse(written)) == outline == Outline.read(outline.as_record())
    process = parse(written)
    assert set(process.shapes) >= {one.id for one in outline.rows if not one.parent}
    assert {way.id for one in outline.rows if not one.parent for way in one.ways} <= set(process.waypoints)


@pytest.mark.parametrize("shape", SHAPES, ids=[one.key for one in SHAPES])
def test_shapes__are_fit_from_the_start(shape) -> None:
    assert findings(outline_from(shape, flow_id="f", name="名")) == []


@pytest.mark.parametrize(
    ("deed", "row", "choice"),
    [
        ("add", "examine", "user:inspect"),
        ("add", "start", "user:accept"),
        ("add", "examine", "wait:examine"),
        ("parallel", "examine", ""),
        ("parallel", "examine", "inclusive"),
        ("deadline", "examine", "decide"),
        ("together", "review", "3"),
        ("up", "review", ""),
        ("down", "examine", ""),
        ("remove", "review", ""),
        ("remove", "examine", ""),
    ],
)
def test_editing__each_button__leaves_a_sound_flow(deed: str, row: str, choice: str) -> None:
    changed, shown = applied(given.shape(), deed, row, choice)

    assert findings(changed) == []
    assert changed != given.shape()
    assert changed.find(shown) is not None


def test_editing__branch__asks_for_its_condition_and_nothing_else() -> None:
    changed, branch = applied(given.shape(), "branch", "examine", "end")

    assert findings(changed) == ["lint.branch_without_condition"]
    row = changed.row(branch)
    way = replace(row.ways[0], when='opinion = "disagree"')
    assert findings(changed.with_row(replace(row, ways=(way, row.ways[1])))) == []


def test_editing__step_moved_up__changes_places_with_the_one_before() -> None:
    changed, _ = applied(given.shape(), "up", "review")

    order = [one.id for one in changed.rows if one.kind == "user"]
    assert order.index("review") < order.index("examine")
    assert changed.row("review").ways[0].target == "examine"
    assert changed.row("examine").ways[0].target == "decide"


def test_editing__added_and_removed__is_the_same_flow_again() -> None:
    added, new = applied(given.shape(), "add", "review", "user:inspect")

    removed, shown = applied(added, "remove", new)

    assert shown == "review"
    assert [(one.id, one.kind) for one in removed.rows] == [(one.id, one.kind) for one in given.shape().rows]
    assert findings(removed) == []


@pytest.mark.parametrize(
    ("deed", "row", "refusal"),
    [
        ("remove", "start", ChangeNotPossible),
        ("up", "examine", ChangeNotPossible),
        ("down", "deliver", ChangeNotPossible),
        ("add", "end", ChangeNotPossible),
        ("deadline", "start", ChangeNotPossible),
        ("together", "end", ChangeNotPossible),
        ("unway", "examine", StepNotThere),
        ("odd", "examine", ChangeNotPossible),
        ("add", "nowhere", StepNotThere),
    ],
)
def test_editing__button_that_does_not_fit__is_refused_by_name(deed: str, row: str, refusal: type) -> None:
    with pytest.raises(refusal):
        applied(given.shape(), deed, row)


def test_editing__way_taken_from_a_gateway__leaves_one_that_needs_no_condition() -> None:
    outline = given.shape()
    gate = next(one for one in outline.rows if one.kind == "exclusive")

    for way in gate.ways[:2]:
        outline, _ = applied(outline, "unway", gate.id, way.id)

    assert [one.when for one in outline.row(gate.id).ways] == [""]


def test_longest_way__parallel_branches__count_once() -> None:
    process = parse(xml_of(given.shape("parallel")))

    found = longest_way(process)

    assert (found.days, sum(days for _, _, days in found.steps)) == (6, 6)
    assert found.exceeds(5, "wd")
    assert not found.exceeds(20, "wd")


def test_facts__are_what_conditions_read_and_no_step_gives() -> None:
    assert facts_in(parse(CATALOGUE[given.FOOD])) == ["commitment"]


def camunda(inner: str) -> bytes:
    return (
        HEAD
        + '<laneSet id="ls"><lane id="l1" name="窗口收件"><flowNodeRef>a</flowNodeRef></lane></laneSet>\n'
        '<startEvent id="s"/><userTask id="a" name="收件" camunda:candidateGroups="clerks"/>'
        '<exclusiveGateway id="g" default="f4"/>\n'
        '<endEvent id="e"/><endEvent id="e2"/>\n'
        '<sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="g"/>\n'
        f"{inner}\n"
        '<sequenceFlow id="f4" sourceRef="g" targetRef="e2"/></process></definitions>'
    ).encode()


def conditional(text: str) -> bytes:
    return camunda(
        f'<sequenceFlow id="f3" sourceRef="g" targetRef="e"><conditionExpression>{text}</conditionExpression></sequenceFlow>'
    )


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("${approved == true}", "approved = true"),
        ("${amount gt 100 &amp;&amp; kind == 'food'}", 'amount > 100 and kind = "food"'),
        ("#{!approved || level ge 2}", "approved = false or level >= 2"),
        ('=opinion = "agree"', 'opinion = "agree"'),
        ("${name == 'a &amp;&amp; b'}", 'name = "a && b"'),
    ],
)
def test_take__condition_of_another_tool__is_written_in_ours_and_said(theirs: str, ours: str) -> None:
    taken = take(conditional(theirs))

    assert next(one for one in taken.outline.row("g").ways if one.id == "f3").when == ours
    assert taken.outline.lanes[0].post == "accept"
    assert any("认作“受理岗”" in note for note in taken.notes)


@pytest.mark.parametrize(
    ("source", "code", "words"),
    [
        (conditional("${execution.getVariable('x').size()}"), "flows.condition", "读不懂"),
        (camunda('<scriptTask id="x"/>'), "bpmn.script_task", "脚本任务"),
        (camunda('<serviceTask id="x" camunda:class="com.acme.Pay"/>'), "flows.code", "com.acme.Pay"),
        (
            camunda('<serviceTask id="x" camunda:type="external" camunda:topic="t"/>'),
            "flows.code",
            "一律不执行",
        ),
        (
            camunda(
                '<task id="x"><extensionElements><camunda:executionListener event="start"/></extensionElements></task>'
            ),
            "flows.code",
            "监听器",
        ),
        (
            camunda('<task id="x"><extensionElements><camunda:inputOutput/></extensionElements></task>'),
            "flows.mapping",
            "变量映射",
        ),
        (camunda('<complexGateway id="x"/>'), "bpmn.complex_gateway", "复杂网关"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><definitions/>', "bpmn.entity", "实体"),
        (b"", "bpmn.not_xml", "XML"),
    ],
)
def test_take__what_has_no_meaning_here__is_refused_with_line_and_reason(
    source: bytes, code: str, words: str
) -> None:
    with pytest.raises(ModelRefused) as refused:
        take(source)

    problem = next(one for one in refused.value.problems if one.code == code)
    assert words in problem.reason
    assert problem.line > 0


def test_take__annotations_and_forms__are_left_out_and_counted() -> None:
    notes = take(
        camunda(
            '<textAnnotation id="t"><text>x</text></textAnnotation><dataObjectReference id="o"/>'
            '<sequenceFlow id="f3" sourceRef="g" targetRef="e"><conditionExpression>x = 1</conditionExpression></sequenceFlow>'
        )
    ).notes

    assert "注释 1 处没有带入，它们不影响办理" in notes
    assert "数据对象 1 处没有带入，它们不影响办理" in notes


def test_outline__flow_that_cannot_end__is_found_by_the_linter() -> None:
    outline = given.shape()
    back = replace(outline.row("deliver"), ways=(replace(outline.row("deliver").ways[0], target="examine"),))

    assert {"lint.unreachable", "lint.no_way_out"} <= set(findings(outline.with_row(back)))


def test_connect__step_back_to_an_earlier_one__becomes_a_return_with_its_condition() -> None:
    outline = given.shape("plain")
    review = next(one for one in outline.rows if one.letter == "R")
    examine = next(one for one in outline.rows if one.letter == "A")

    changed, gate = applied(outline, "connect", review.id, examine.id)

    back = next(way for way in changed.row(gate).ways if way.target == examine.id and way.name == "退回")
    assert back.when == 'opinion = "disagree"'
    assert lint(parse(xml_of(changed))) == []


def test_connect__what_cannot_be__is_refused_by_name() -> None:
    outline = given.shape("plain")
    start = next(one for one in outline.rows if one.kind == "start")
    end = next(one for one in outline.rows if one.is_end)
    examine = next(one for one in outline.rows if one.letter == "A")

    for row, target in ((examine.id, start.id), (end.id, examine.id), (examine.id, examine.id)):
        with pytest.raises(ChangeNotPossible):
            applied(outline, "connect", row, target)
    with pytest.raises(StepNotThere):
        applied(outline, "connect", examine.id, "nowhere")
    with pytest.raises(ChangeNotPossible, match="已经通到"):
        applied(outline, "connect", start.id, start.ways[0].target)
