"""
What each BPMN element means to us: which kind it is, what is read past, what is refused and why.

Vendor dialects are read here too: `camunda:`, `flowable:` and `activiti:` attributes for multi-instance,
forms, decisions and delegates, since halls already draw in those tools.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from yangguang.foundation.process.bpmn.model import (
    ACTIVITIES,
    YG,
    Declared,
    EventKind,
    Flow,
    MultiInstance,
    Node,
    NodeKind,
    StepLimit,
    TimerDefinition,
)
from yangguang.foundation.process.bpmn.tree import split

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DIALECTS = ("http://camunda.org/schema/1.0/bpmn", "http://flowable.org/bpmn", "http://activiti.org/bpmn")

Complaint = tuple[str, str]
Lookup = Callable[[str], Mapping[str, Declared]]

KINDS: Mapping[str, NodeKind] = {
    "startEvent": NodeKind.START,
    "endEvent": NodeKind.END,
    "task": NodeKind.TASK,
    "userTask": NodeKind.USER,
    "manualTask": NodeKind.MANUAL,
    "serviceTask": NodeKind.SERVICE,
    "businessRuleTask": NodeKind.RULE,
    "sendTask": NodeKind.SEND,
    "receiveTask": NodeKind.RECEIVE,
    "exclusiveGateway": NodeKind.EXCLUSIVE,
    "parallelGateway": NodeKind.PARALLEL,
    "inclusiveGateway": NodeKind.INCLUSIVE,
    "eventBasedGateway": NodeKind.EVENT_GATEWAY,
    "subProcess": NodeKind.SUBPROCESS,
    "callActivity": NodeKind.CALL,
    "intermediateCatchEvent": NodeKind.CATCH,
    "intermediateThrowEvent": NodeKind.THROW,
    "boundaryEvent": NodeKind.BOUNDARY,
}

PASSED_OVER = frozenset(
    {
        "documentation",
        "extensionElements",
        "incoming",
        "outgoing",
        "ioSpecification",
        "property",
        "dataInputAssociation",
        "dataOutputAssociation",
        "dataObject",
        "dataObjectReference",
        "dataStoreReference",
        "textAnnotation",
        "association",
        "group",
        "auditing",
        "monitoring",
        "supports",
        "correlationSubscription",
        "category",
        "artifact",
        "multiInstanceLoopCharacteristics",
        "standardLoopCharacteristics",
        "performer",
        "humanPerformer",
        "potentialOwner",
        "resourceRole",
        "ioBinding",
        "supportedInterfaceRef",
    }
)

REASONS: Mapping[str, Complaint] = {
    "scriptTask": (
        "bpmn.script_task",
        "脚本任务不准导入：流程文件里的程序一律不执行，请改用登记过的服务任务",
    ),
    "complexGateway": ("bpmn.complex_gateway", "不支持复杂网关，请改用排他、并行或包容网关"),
    "transaction": ("bpmn.transaction", "不支持事务子流程，请改用普通子流程"),
    "adHocSubProcess": ("bpmn.ad_hoc", "不支持自由子流程：每个环节都要有确定的先后"),
    "implicitThrowEvent": ("bpmn.unknown_element", "不支持隐式抛出事件"),
}

EVENT_KINDS: Mapping[str, tuple[EventKind, str, str]] = {
    "messageEventDefinition": (EventKind.MESSAGE, "messageRef", "messages"),
    "signalEventDefinition": (EventKind.SIGNAL, "signalRef", "signals"),
    "errorEventDefinition": (EventKind.ERROR, "errorRef", "errors"),
    "timerEventDefinition": (EventKind.TIMER, "", ""),
    "terminateEventDefinition": (EventKind.TERMINATE, "", ""),
}

ALLOWED_EVENTS: Mapping[NodeKind, frozenset[EventKind]] = {
    NodeKind.START: frozenset({EventKind.NONE, EventKind.MESSAGE, EventKind.SIGNAL, EventKind.TIMER}),
    NodeKind.END: frozenset(
        {EventKind.NONE, EventKind.MESSAGE, EventKind.SIGNAL, EventKind.ERROR, EventKind.TERMINATE}
    ),
    NodeKind.CATCH: frozenset({EventKind.MESSAGE, EventKind.SIGNAL, EventKind.TIMER}),
    NodeKind.THROW: frozenset({EventKind.NONE, EventKind.MESSAGE, EventKind.SIGNAL}),
    NodeKind.BOUNDARY: frozenset({EventKind.MESSAGE, EventKind.SIGNAL, EventKind.TIMER, EventKind.ERROR}),
}


def reason_against(tag: str) -> Complaint:
    """Say why a flow element is refused."""
    return REASONS.get(tag, ("bpmn.unknown_element", f"不认识的流程元素 {tag}，不能当作没有它继续导入"))


def local_ref(reference: str) -> str:
    """Strip the prefix of a reference written as a qualified name."""
    return reference.strip().rpartition(":")[2]


def number(text: str | None) -> float:
    """Read a coordinate; a broken one counts as 0, since a diagram decides nothing."""
    try:
        return float(text or 0)
    except ValueError:
        return 0.0


def expression(text: str) -> str:
    """Take the expression out of the ${…} or #{…} of other tools, or FEEL's leading equals sign."""
    text = text.strip()
    if text[:2] in ("${", "#{") and text.endswith("}"):
        return text[2:-1].strip()
    return text[1:].strip() if text.startswith("=") else text


def documentation(element: Element) -> str:
    """Join the documentation texts of an element."""
    return "\n".join((e.text or "").strip() for e in element.findall(f"{{{BPMN}}}documentation"))


def vendor(element: Element, name: str) -> str:
    """Read an attribute under our namespace or that of a known tool."""
    for namespace in (YG, *DIALECTS):
        value = element.get(f"{{{namespace}}}{name}")
        if value is not None:
            return value
    return ""


def read_node(element: Element, found: dict[str, Any], lookup: Lookup) -> Iterator[Complaint]:
    """Fill *found* with the fields of a node; yields what is wrong with it."""
    kind = KINDS[split(element.tag)[1]]
    found.update(
        kind=kind,
        name=(element.get("name") or "").strip(),
        default_flow=local_ref(element.get("default", "")),
        extension={_plain(key): value for key, value in element.attrib.items() if key.startswith("{")},
        documentation=documentation(element),
        step=element.get(f"{{{YG}}}step", ""),
        form=vendor(element, "form") or vendor(element, "formKey"),
    )
    yield from _limit(element, found)
    if kind in ACTIVITIES:
        yield from _activity(element, kind, found)
    if kind in ALLOWED_EVENTS:
        yield from _event(element, kind, found, lookup)
    if kind in (NodeKind.SEND, NodeKind.RECEIVE):
        reference = local_ref(element.get("messageRef", ""))
        declared = lookup("messages").get(reference)
        found.update(event=EventKind.MESSAGE, event_ref=reference)
        found["event_name"] = declared.name if declared else found["name"]
    if kind is NodeKind.EVENT_GATEWAY and element.get("instantiate") == "true":
        yield "bpmn.instantiating_gateway", "不支持用事件网关启动流程"
    if kind is NodeKind.RECEIVE and element.get("instantiate") == "true":
        yield "bpmn.instantiating_receive", "不支持用接收任务启动流程"


def _plain(key: str) -> str:
    return key.removeprefix(f"{{{YG}}}")


def _limit(element: Element, found: dict[str, Any]) -> Iterator[Complaint]:
    text = element.get(f"{{{YG}}}limit")
    if text is None:
        return
    if text.isascii() and text.isdigit() and 0 < int(text) <= 3650:
        found["limit"] = StepLimit(int(text), element.get(f"{{{YG}}}unit", "wd"))
    else:
        yield "bpmn.limit", f"时限“{text}”不是1到3650之间的整数"
    if element.get(f"{{{YG}}}unit", "wd") not in ("wd", "cd", "h"):
        yield "bpmn.limit_unit", "时限单位只能是wd（工作日）、cd（自然日）或h（小时）"


def _activity(element: Element, kind: NodeKind, found: dict[str, Any]) -> Iterator[Complaint]:
    if element.get("triggeredByEvent") == "true":
        yield "bpmn.event_subprocess", "不支持事件子流程，请改用边界事件"
    if element.get("isForCompensation") == "true":
        yield "bpmn.compensation", "不支持补偿"
    if element.find(f"{{{BPMN}}}standardLoopCharacteristics") is not None:
        yield "bpmn.standard_loop", "不支持循环标记，请用排他网关画出回路"
    found["loop"] = _loop(element)
    found["result_variable"] = vendor(element, "result") or vendor(element, "resultVariable")
    if kind is NodeKind.CALL:
        found["called_element"] = local_ref(element.get("calledElement", ""))
        if not found["called_element"]:
            yield "bpmn.call_without_target", "调用活动没有写明调用哪个流程（calledElement）"
    if kind is NodeKind.SERVICE:
        found["service"] = vendor(element, "service") or expression(vendor(element, "delegateExpression"))
    if kind is NodeKind.RULE:
        found["decision_ref"] = vendor(element, "decision") or vendor(element, "decisionRef")


def _loop(element: Element) -> MultiInstance | None:
    loop = element.find(f"{{{BPMN}}}multiInstanceLoopCharacteristics")
    if loop is None:
        return None

    def text(tag: str) -> str:
        return expression(loop.findtext(f"{{{BPMN}}}{tag}") or "")

    item = loop.find(f"{{{BPMN}}}inputDataItem")
    item_name = (item.get("name") or item.get("id") or "") if item is not None else ""
    return MultiInstance(
        sequential=loop.get("isSequential", "false") in ("true", "1"),
        collection=expression(vendor(loop, "collection")) or text("loopDataInputRef"),
        element_variable=vendor(loop, "elementVariable") or vendor(loop, "element") or item_name,
        cardinality=text("loopCardinality"),
        completion_condition=text("completionCondition"),
    )


def _event(element: Element, kind: NodeKind, found: dict[str, Any], lookup: Lookup) -> Iterator[Complaint]:
    definitions = [
        child
        for child in element
        if split(child.tag)[0] == BPMN and split(child.tag)[1].endswith("EventDefinition")
    ]
    if len(definitions) > 1:
        yield "bpmn.multiple_events", "一个事件只能有一种触发方式"
    event = EventKind.NONE
    if definitions:
        tag = split(definitions[0].tag)[1]
        if tag not in EVENT_KINDS:
            yield "bpmn.event_definition", f"不支持的事件类型 {tag}"
            return
        event = EVENT_KINDS[tag][0]
        yield from _definition(definitions[0], found, lookup)
    if event not in ALLOWED_EVENTS[kind]:
        if kind is NodeKind.BOUNDARY and event is EventKind.NONE:
            yield "bpmn.boundary_without_event", "边界事件没有写明触发方式"
        else:
            yield "bpmn.event_definition", f"这个位置不能用{event.value}事件"
    found["event"] = event
    if kind is NodeKind.END:
        found["kind"] = {EventKind.TERMINATE: NodeKind.TERMINATE, EventKind.ERROR: NodeKind.ERROR_END}.get(
            event, kind
        )
    if kind is NodeKind.BOUNDARY:
        found["attached_to"] = local_ref(element.get("attachedToRef", ""))
        # An error always interrupts (BPMN 2.0.2, table 10.91).
        found["cancel_activity"] = (
            element.get("cancelActivity", "true") != "false" or event is EventKind.ERROR
        )


def _definition(definition: Element, found: dict[str, Any], lookup: Lookup) -> Iterator[Complaint]:
    event, attribute, table = EVENT_KINDS[split(definition.tag)[1]]
    if event is EventKind.TIMER:
        found["timer"] = _timer(definition)
    if not attribute:
        return
    reference = local_ref(definition.get(attribute, ""))
    declared = lookup(table).get(reference)
    if reference and not declared:
        yield "bpmn.event_reference", f"引用的“{reference}”没有声明"
    found.update(event_ref=reference, event_name=declared.name if declared else "")


def _timer(definition: Element) -> TimerDefinition | None:
    unit = definition.get(f"{{{YG}}}unit", "cd")
    for tag, kind in (("timeDuration", "duration"), ("timeDate", "date"), ("timeCycle", "cycle")):
        text = expression(definition.findtext(f"{{{BPMN}}}{tag}") or "")
        if text:
            return TimerDefinition(kind, text, unit)
    return None


def wrong_references(node: Node, nodes: Mapping[str, Node], flows: Mapping[str, Flow]) -> Iterator[Complaint]:
    """Check what one node says about others."""
    if node.default_flow and (node.default_flow not in flows or flows[node.default_flow].source != node.id):
        yield "bpmn.default_flow", "默认连线不是从这个环节出去的连线"
    if node.kind is NodeKind.BOUNDARY:
        host = nodes.get(node.attached_to)
        if host is None or not host.is_activity or host.parent_id != node.parent_id:
            yield "bpmn.boundary_without_host", "边界事件没有附着在同一层的任务或子流程上"
