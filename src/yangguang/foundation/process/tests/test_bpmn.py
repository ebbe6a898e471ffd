"""Reading and writing BPMN: what is taken, what is kept, what is refused and where."""

import pytest

from yangguang.foundation.process.bpmn import (
    Composer,
    EventKind,
    ModelRefused,
    MultiInstance,
    NodeKind,
    StepLimit,
    parse,
    read_document,
    write,
)
from yangguang.foundation.process.tests.flows import composer, sequence, users

VENDOR = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
  xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="x">
  <!-- drawn elsewhere -->
  <bpmn:collaboration id="c"><bpmn:participant id="pool" name="许可" processRef="p" /></bpmn:collaboration>
  <bpmn:process id="p" isExecutable="false">
    <bpmn:laneSet id="ls"><bpmn:lane id="outer" name="窗口"><bpmn:childLaneSet id="cs">
      <bpmn:lane id="inner" name="受理"><bpmn:flowNodeRef>u</bpmn:flowNodeRef></bpmn:lane>
    </bpmn:childLaneSet></bpmn:lane></bpmn:laneSet>
    <bpmn:startEvent id="s"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:dataObject id="do" /><bpmn:dataObjectReference id="dor" dataObjectRef="do" />
    <bpmn:userTask id="u" name="会签" camunda:assignee="${who}">
      <bpmn:extensionElements><camunda:formData>
        <camunda:formField id="x" /></camunda:formData></bpmn:extensionElements>
      <bpmn:multiInstanceLoopCharacteristics isSequential="true" camunda:collection="${专家}"
        camunda:elementVariable="expert">
        <bpmn:completionCondition xsi:type="bpmn:tFormalExpression">${通过 &gt;= 2}</bpmn:completionCondition>
      </bpmn:multiInstanceLoopCharacteristics>
    </bpmn:userTask>
    <bpmn:endEvent id="e" />
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="u" />
    <bpmn:sequenceFlow id="f2" name="完" sourceRef="u" targetRef="e" />
    <bpmn:textAnnotation id="ta"><bpmn:text>注 &amp; 释</bpmn:text></bpmn:textAnnotation>
  </bpmn:process>
  <bpmndi:BPMNDiagram id="d"><bpmndi:BPMNPlane id="pl" bpmnElement="c">
    <bpmndi:BPMNShape id="us" bpmnElement="u">
      <dc:Bounds x="1.5" y="2" width="100" height="80" /></bpmndi:BPMNShape>
    <bpmndi:BPMNEdge id="f1e" bpmnElement="f1">
      <di:waypoint x="0" y="1" /><di:waypoint x="9" y="1" /></bpmndi:BPMNEdge>
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>"""


def refused(source: str | bytes) -> list[tuple[str, str, int]]:
    with pytest.raises(ModelRefused) as caught:
        parse(source)
    return [(problem.code, problem.element, problem.line) for problem in caught.value.problems]


def test_parse__file_of_another_tool__is_read_whole() -> None:
    process = parse(VENDOR)

    step = process.nodes["u"]
    assert process.name == "许可"
    assert step.loop == MultiInstance(True, "专家", "expert", "", "通过 >= 2")
    assert process.lane_of("u").name == "受理"
    assert process.lanes[1].parent_id == "outer"
    assert process.shapes["u"].x == 1.5
    assert process.waypoints["f1"] == ((0.0, 1.0), (9.0, 1.0))
    assert (step.incoming, step.outgoing) == (("f1",), ("f2",))
    assert len(process.source_hash) == 64


def test_write__any_file__loses_nothing() -> None:
    document = read_document(VENDOR)

    again = read_document(write(document))

    def shape(document):
        return [
            (e.tag, dict(e.attrib), (e.text or "").strip())
            for e in document.tree.root.iter()
            if isinstance(e.tag, str)
        ]

    assert shape(again) == shape(document)
    assert b"bpmn:tFormalExpression" in write(document)
    assert b"<!-- drawn elsewhere -->" in write(document)
    assert write(again) == write(document)
    assert again.process().nodes.keys() == document.process().nodes.keys()


def test_parse__our_attributes__are_read() -> None:
    made = Composer("p")
    made.lane("l", "审查岗", "examine", note="二人")
    made.start()
    made.user("u", "审查", lane="l", step="E", limit=3, unit="cd", form="examine")
    made.end()
    made.chain("start", "u", "end")

    process = parse(made.xml())

    step = process.nodes["u"]
    assert (step.step, step.limit, step.form) == ("E", StepLimit(3, "cd"), "examine")
    assert (process.post_kind_of("u"), process.lanes[0].note) == ("examine", "二人")


def test_parse__sub_process_and_boundary__lie_in_the_lane_of_their_host() -> None:
    made = composer()
    with made.subprocess("sub", lane="l"):
        made.start("s2")
        made.user("inner")
        made.error_end("bad", "E1")
        made.chain("s2", "inner", "bad")
    made.boundary("caught", "sub", made.error_event("E1"))
    made.terminate("stop")
    made.chain("start", "sub", "end")
    made.flow("caught", "stop")

    process = parse(made.xml())

    assert process.nodes["inner"].parent_id == "sub"
    assert process.nodes["inner"].lane_id == process.nodes["caught"].lane_id == "l"
    assert process.nodes["bad"].kind is NodeKind.ERROR_END
    assert process.nodes["bad"].event_name == process.nodes["caught"].event_name == "E1"
    assert process.nodes["caught"].cancel_activity
    assert process.nodes["stop"].event is EventKind.TERMINATE


@pytest.mark.parametrize(
    ("change", "code", "element"),
    [
        (("<userTask", "<scriptTask"), "bpmn.script_task", "a"),
        (("<userTask", "<callChoreography"), "bpmn.unknown_element", "a"),
        (('yg:limit="5"', 'yg:limit="soon"'), "bpmn.limit", "a"),
        (('targetRef="a"', 'targetRef="gone"'), "bpmn.flow_dangling", "f1_start_a"),
        (('id="end"', 'id="a"'), "bpmn.duplicate_id", "a"),
        (('id="end"', ""), "bpmn.no_id", "endEvent"),
        (('id="end"', f'id="{"e" * 101}"'), "bpmn.too_long", "e" * 101),
    ],
)
def test_parse__broken_element__is_refused_with_its_line(
    change: tuple[str, str], code: str, element: str
) -> None:
    problems = refused(sequence("a").replace(*change))

    assert (code, element) in [(found, where) for found, where, _ in problems]
    assert all(line > 0 for _, _, line in problems)


def test_parse__several_troubles__are_all_told_at_once() -> None:
    source = sequence("a", "b").replace("<userTask", "<scriptTask")

    assert [(code, element) for code, element, _ in refused(source)] == [
        ("bpmn.script_task", "a"),
        ("bpmn.script_task", "b"),
    ]


BOMB = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><definitions>&c;</definitions>"""
OUTSIDE = '<!DOCTYPE d SYSTEM "file:///etc/passwd"><definitions/>'


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (BOMB, "bpmn.entity"),
        (OUTSIDE, "bpmn.entity"),
        (sequence("a")[:300], "bpmn.not_xml"),
        ("流程", "bpmn.not_xml"),
        (b"\xff\xfe\x00", "bpmn.not_xml"),
        ("", "bpmn.not_xml"),
        ("<definitions/>", "bpmn.not_bpmn"),
        ("<a>" * 200 + "</a>" * 200, "bpmn.too_deep"),
        (b" " * 4_000_001, "bpmn.too_large"),
    ],
)
def test_parse__file_that_is_no_model__is_refused(source: str | bytes, code: str) -> None:
    assert refused(source)[0][0] == code


def test_parse__boundary_without_host__is_refused() -> None:
    made = composer()
    users(made, "a")
    made.boundary("b", "end", made.timer_event("P1D"))
    made.chain("start", "a", "end")

    assert refused(made.xml())[0][:2] == ("bpmn.boundary_without_host", "b")
