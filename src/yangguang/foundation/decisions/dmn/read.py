"""
DMN XML of any version from 1.1 to 1.5 to a decision model; the namespace is taken from the root element.

Refused by name: document types and entities, boxed expressions beyond conformance level 2, broken cells
(with their position), circular requirements.
"""

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from yangguang.foundation.decisions.dmn.columns import Column
from yangguang.foundation.decisions.dmn.decide import Decision, DecisionModel
from yangguang.foundation.decisions.dmn.model import DecisionModelRefused, HitPolicy, Output, Rule
from yangguang.foundation.decisions.dmn.table import AGGREGATIONS, Table
from yangguang.foundation.decisions.feel import Expression, ExpressionRefused, Tests

NAMESPACES = frozenset(
    {
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20151101/dmn11.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    }
)
MAX_BYTES = 4_000_000
MAX_RULES = 5_000
_POLICIES = {policy.name.replace("_", " "): policy for policy in HitPolicy}
_BEYOND = ("context", "invocation", "relation", "list", "functionDefinition", "conditional", "for", "every")


def read_decisions(source: bytes | str) -> DecisionModel:
    """
    Read a DMN file.

    Refuses with DecisionModelRefused, or ExpressionRefused where a cell is wrong.
    """
    return _Reader(*parse_definitions(source)).model()


def parse_definitions(source: bytes | str) -> tuple[Element, str]:
    """
    Read the XML of a DMN file: its root and its namespace.

    Refuses with DecisionModelRefused: too large, document type or entity declared, not well formed, not DMN.
    """
    raw = source.encode() if isinstance(source, str) else source
    if len(raw) > MAX_BYTES:
        raise DecisionModelRefused(reason_code="dmn.too_large", reason="文件太大")
    try:
        root = fromstring(raw, forbid_dtd=True)
    except DefusedXmlException as refused:
        reason = "文件里声明了文档类型或实体，为安全起见不读取"
        raise DecisionModelRefused(reason_code="dmn.entity", reason=reason) from refused
    except (ParseError, ValueError, LookupError) as broken:
        raise DecisionModelRefused(reason_code="dmn.not_xml", reason="不是合格的XML") from broken
    namespace, _, tag = root.tag[1:].partition("}")
    if namespace not in NAMESPACES or tag != "definitions":
        raise DecisionModelRefused(reason_code="dmn.not_dmn", reason="不是DMN 1.1到1.5的决策模型")
    return root, namespace


class _Reader:
    def __init__(self, root: Element, namespace: str) -> None:
        self.root = root
        self.ns = f"{{{namespace}}}"
        elements = [e for tag in ("inputData", "decision") for e in root.findall(self.ns + tag)]
        self.labels = {e.get("id", ""): self.variable(e) for e in elements}
        self.names = tuple(sorted(name for name in self.labels.values() if name))

    def variable(self, element: Element) -> str:
        found = element.find(self.ns + "variable")
        return (found.get("name", "") if found is not None else "") or element.get("name", "")

    def text(self, element: Element, tag: str = "") -> str:
        found = element.find(self.ns + tag) if tag else element
        return (found.findtext(self.ns + "text") or "").strip() if found is not None else ""

    def model(self) -> DecisionModel:
        decisions = [self.decision(element) for element in self.root.findall(self.ns + "decision")]
        if not decisions:
            raise DecisionModelRefused(reason_code="dmn.no_decision", reason="文件里没有决策")
        known = {decision.id for decision in decisions}
        for decision in decisions:
            for required in decision.requires:
                if required not in known:
                    reason = f"引用的决策“{required}”不在文件里"
                    raise _refused("dmn.unknown_requirement", reason, decision.name)
        return DecisionModel(decisions)

    def decision(self, element: Element) -> Decision:
        name = element.get("name", "") or element.get("id", "")
        for tag in _BEYOND:
            if element.find(self.ns + tag) is not None:
                raise _refused("dmn.beyond_level_2", f"用了 {tag}，只支持决策表和表达式", name)
        if element.find(self.ns + "knowledgeRequirement") is not None:
            raise _refused("dmn.beyond_level_2", "引用了业务知识模型，只支持决策表和表达式", name)
        table = element.find(self.ns + "decisionTable")
        literal = element.find(self.ns + "literalExpression")
        if table is None and literal is None:
            raise _refused("dmn.no_logic", "没有决策表，也没有表达式", name)
        return Decision(
            id=element.get("id", "") or name,
            name=name,
            variable=self.variable(element),
            requires=tuple(
                required.get("href", "").rpartition("#")[2]
                for required in element.iter(self.ns + "requiredDecision")
            ),
            logic=self.table(table, name) if table is not None else self.literal(literal),
        )

    def literal(self, element: Any) -> Expression:
        return Expression(self.text(element), self.names)

    def table(self, element: Element, decision: str) -> Table:
        policy, aggregation = self.policy(element, decision)
        rules = element.findall(self.ns + "rule")
        inputs = element.findall(self.ns + "input")
        outputs = element.findall(self.ns + "output")
        if not outputs:
            raise _refused("dmn.no_output", "的决策表没有输出栏", decision)
        if len(rules) > MAX_RULES:
            raise _refused("dmn.too_many_rules", f"的决策表超过{MAX_RULES}条规则", decision)
        if aggregation and len(outputs) > 1:
            raise _refused("dmn.aggregation", "有多个输出栏，不能汇总", decision)
        cells = [
            self.row(rule, len(inputs), len(outputs), number, decision)
            for number, rule in enumerate(rules, 1)
        ]
        return Table(
            columns=[
                self.column(column, [row[0][position] for row in cells])
                for position, column in enumerate(inputs)
            ],
            outputs=[self.output(output) for output in outputs],
            rules=[row[1] for row in cells],
            policy=policy,
            aggregation=aggregation,
        )

    def policy(self, element: Element, decision: str) -> tuple[HitPolicy, str]:
        text = element.get("hitPolicy", "UNIQUE")
        aggregation = element.get("aggregation", "")
        if text not in _POLICIES:
            raise _refused("dmn.hit_policy", f"的命中策略“{text}”不认识", decision)
        if aggregation and aggregation not in AGGREGATIONS:
            raise _refused("dmn.aggregation", f"的汇总方式“{aggregation}”不认识", decision)
        return _POLICIES[text], aggregation if _POLICIES[text] is HitPolicy.COLLECT else ""

    def row(
        self, rule: Element, inputs: int, outputs: int, number: int, decision: str
    ) -> tuple[list[Tests], Rule]:
        entries = rule.findall(self.ns + "inputEntry")
        results = rule.findall(self.ns + "outputEntry")
        if len(entries) != inputs or len(results) != outputs:
            raise _refused("dmn.row_length", f"第{number}条规则的栏数与表头不符", decision)
        notes = tuple(self.text(note) for note in rule.findall(self.ns + "annotationEntry"))
        description = (rule.findtext(self.ns + "description") or "").strip()
        outcome = tuple(Expression(self.text(entry) or "null", self.names) for entry in results)
        made = Rule(
            number, rule.get("id", str(number)), outcome, notes or ((description,) if description else ())
        )
        return [Tests(self.text(entry), self.names) for entry in entries], made

    def column(self, element: Element, cells: list[Tests]) -> Column:
        expression = self.text(element, "inputExpression")
        label = element.get("label") or expression
        allowed = self.text(element, "inputValues")
        if not expression:
            raise _refused("dmn.no_input_expression", "的输入栏没有表达式", label)
        compiled = Expression(expression, self.names)
        return Column(label, compiled, cells, Tests(allowed, self.names) if allowed else None)

    def output(self, element: Element) -> Output:
        order: tuple[Any, ...] = ()
        values = self.text(element, "outputValues")
        if values:
            try:
                order = tuple(Expression(f"[{values}]").evaluate({}))
            except ExpressionRefused:
                order = ()  # a range of numbers restricts, but orders nothing
        default = self.text(element, "defaultOutputEntry")
        name = element.get("name", "") or element.get("label", "") or element.get("id", "")
        return Output(name, order, Expression(default, self.names) if default else None)


def _refused(code: str, reason: str, element: str) -> DecisionModelRefused:
    return DecisionModelRefused(reason_code=code, reason=reason, element=element)


def known_namespaces() -> Mapping[str, str]:
    """Tell which namespaces are read, by year, for the documentation."""
    return {namespace.split("/DMN/")[1][:4]: namespace for namespace in sorted(NAMESPACES)}
