"""
Files of other tools (Camunda, Flowable, Activiti, Signavio) into rows: taken where the meaning is the same, else refused.

The reader of `foundation.process` knows their attributes; here their expression language becomes S-FEEL, lanes are bound
to posts by their names, and whatever runs code or says something we cannot say is refused with its line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from yangguang.foundation.decisions.api import ExpressionRefused, compile_expression
from yangguang.foundation.process.api import ModelRefused, Problem, read_document
from yangguang.foundation.process.bpmn import POST_KINDS, Document
from yangguang.reference.flows.rules.outline import Lane, Outline, Way, outline_of

DIALECTS = ("http://camunda.org/schema/1.0/bpmn", "http://flowable.org/bpmn", "http://activiti.org/bpmn")
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
MAX_ROWS = 300
_POST_WORDS = (
    ("applicant", ("申请人", "申请", "当事人", "企业", "群众", "applicant", "customer", "citizen")),
    ("accept", ("受理", "收件", "窗口", "登记", "accept", "reception", "intake")),
    ("inspect", ("核查", "勘验", "检查", "现场", "inspect")),
    ("expert", ("专家", "评审", "expert")),
    ("review", ("复核", "复审", "审核", "法制", "review")),
    ("decide", ("决定", "负责人", "领导", "批准", "签发", "decide", "decision", "approver", "manager")),
    ("deliver", ("送达", "制证", "发证", "出证", "deliver")),
    ("examine", ("审查", "初审", "承办", "业务", "examine", "clerk", "officer")),
)
_WORDS = {
    "&&": "and",
    "||": "or",
    "==": "=",
    "eq": "=",
    "ne": "!=",
    "gt": ">",
    "lt": "<",
    "ge": ">=",
    "le": "<=",
}
_JUEL = re.compile(
    r"""("(?:[^"\\]|\\.)*")|('(?:[^'\\]|\\.)*')|(&&|\|\||==|\b(?:eq|ne|gt|lt|ge|le)\b)|(!)(?!=)\s*(\w+)"""
)
_LEFT_OUT = {
    "textAnnotation": "注释",
    "dataObjectReference": "数据对象",
    "dataStoreReference": "数据存储",
    "group": "分组框",
    "association": "连接注释的虚线",
    "messageFlow": "消息流",
}
_CODE = ("class", "delegateExpression", "expression", "type", "topic")


@dataclass(frozen=True, slots=True)
class Taken:
    """A file taken: its rows, and in words what was read differently or left out."""

    outline: Outline
    notes: tuple[str, ...]


def take(source: bytes) -> Taken:
    """
    Read a BPMN file of any tool into rows.

    Refuses with ModelRefused, listing each problem with line, element and reason.
    """
    document = read_document(source)
    process = document.process()
    problems = [*_code(document)]
    outline = outline_of(process)
    if len(outline.rows) > MAX_ROWS:
        problems.append(Problem("flows.too_many", f"环节超过 {MAX_ROWS} 个，请分成几个流程"))
    notes = [*_left_out(document)]
    if len(document.processes) > 1:
        notes.append(f"文件里有 {len(document.processes)} 个流程，只取了第一个“{process.name or process.id}”")
    lines = {flow.id: flow.line for flow in process.flows.values()}
    rows = []
    for row in outline.rows:
        ways = []
        for way in row.ways:
            try:
                ways.append(_translated(way, notes))
            except ExpressionRefused as refused:
                problems.append(
                    Problem(
                        "flows.condition",
                        f"条件“{way.when}”读不懂：第 {refused.position} 个字符处{refused.reason}",
                        way.id,
                        lines[way.id],
                    )
                )
        rows.append(replace(row, ways=tuple(ways)))
    if problems:
        raise ModelRefused(sorted(problems, key=lambda one: one.line))
    lanes = tuple(_bound(lane, notes) for lane in outline.lanes)
    return Taken(replace(outline, lanes=lanes, rows=tuple(rows)), tuple(dict.fromkeys(notes)))


def _translated(way: Way, notes: list[str]) -> Way:
    if not way.when:
        return way
    text = _feel(way.when)
    compile_expression(text)
    if text != way.when:
        notes.append(f"条件“{way.when}”写成了“{text}”")
    return replace(way, when=text)


def _feel(text: str) -> str:
    """Turn the expression language of Java tools into S-FEEL, where each sign has the same meaning."""

    def word(match: re.Match[str]) -> str:
        double, single, sign, negation, name = match.groups()
        if double:
            return double
        if single:
            return '"' + single[1:-1].replace('"', '\\"') + '"'
        if negation:
            return f"{name} = false"
        return f" {_WORDS[sign]} "

    return re.sub(r"[ ]{2,}", " ", _JUEL.sub(word, text)).strip()


def _code(document: Document) -> Iterator[Problem]:
    """Find what would run code, or would do in another tool what nothing does here."""
    for element in document.tree.root.iter():
        if not isinstance(element.tag, str):
            continue
        line = document.tree.line(element)
        namespace, _, tag = element.tag[1:].partition("}")
        if namespace in DIALECTS and tag in ("executionListener", "taskListener", "script", "connector"):
            yield Problem(
                "flows.code", f"监听器、连接器和脚本（{tag}）不执行，请删去或改用登记过的服务", tag, line
            )
        if namespace in DIALECTS and tag in ("inputOutput", "in", "out"):
            yield Problem("flows.mapping", f"变量映射（{tag}）在这里没有，流程的变量就是表单的项", tag, line)
        for dialect in DIALECTS:
            code = next((one for one in _CODE if element.get(f"{{{dialect}}}{one}") is not None), "")
            if code == "delegateExpression" and tag == "serviceTask":
                continue  # read as the name of a registered service, which the linter asks for
            if code and element.tag.startswith(BPMN):
                said = element.get(f"{{{dialect}}}{code}", "")
                reason = f"用程序“{said}”（{code}）办理，流程文件里的程序一律不执行，请改用登记过的服务"
                yield Problem("flows.code", reason, element.get("id", tag), line)


def _left_out(document: Document) -> Iterator[str]:
    counts: dict[str, int] = {}
    forms = 0
    for element in document.tree.root.iter():
        if not isinstance(element.tag, str):
            continue
        tag = element.tag.partition("}")[2]
        if element.tag.startswith(BPMN) and tag in _LEFT_OUT:
            counts[tag] = counts.get(tag, 0) + 1
        forms += tag == "formData"
    for tag, count in counts.items():
        yield f"{_LEFT_OUT[tag]} {count} 处没有带入，它们不影响办理"
    if forms:
        yield f"嵌在流程里的表单 {forms} 处没有带入，表单在事项里编"


def _bound(lane: Lane, notes: list[str]) -> Lane:
    """Bind a lane without a post to the kind of post its name speaks of."""
    if lane.post:
        return lane
    name = lane.name.lower()
    for post, words in _POST_WORDS:
        if any(word in name for word in words):
            notes.append(f"泳道“{lane.name}”按名称认作“{POST_KINDS[post]}”，不对请改")
            return replace(lane, post=post)
    return lane
