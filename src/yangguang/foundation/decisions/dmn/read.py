"""
DMN XML of any version from 1.1 to 1.5 to a decision model; the namespace is taken from the root element.

Refused by name: document types and entities, boxed expressions beyond conformance level 2, broken cells
(with their position), circular requirements.
"""

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element

from yangguang.foundation.decisions.dmn.columns import Column
from yangguang.foundation.decisions.dmn.decide import Decision, DecisionModel
from yangguang.foundation.decisions.dmn.invocation import Invocation, Knowledge
from yangguang.foundation.decisions.dmn.model import DecisionModelRefused, HitPolicy, Output, Rule
from yangguang.foundation.decisions.dmn.source import NAMESPACES, Source, read_source
from yangguang.foundation.decisions.dmn.table import AGGREGATIONS, Table
from yangguang.foundation.decisions.feel import Expression, ExpressionRefused, Tests

MAX_RULES = 5_000
_POLICIES = {policy.name.replace("_", " "): policy for policy in HitPolicy}
_BEYOND = ("context", "relation", "list", "functionDefinition", "conditional", "for", "every")


def read_decisions(source: bytes | str) -> DecisionModel:
    """
    Read a DMN file.

    Refuses with DecisionModelRefused, or ExpressionRefused where a cell is wrong.
    """
    return _Reader(read_source(source)).model()


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source, self.root, self.ns = source, source.root, source.ns
        elements = [e for tag in ("inputData", "decision") for e in self.root.findall(self.ns + tag)]
        self.labels = {e.get("id", ""): self.variable(e) for e in elements}
        self.names = tuple(sorted(name for name in self.labels.values() if name))
        self.values = {
            item.get("name", ""): self.text(item, "allowedValues")
            for item in self.root.findall(self.ns + "itemDefinition")
        }
        self.knowledge: dict[str, Knowledge] = {}

    def variable(self, element: Element) -> str:
        found = element.find(self.ns + "variable")
        return (found.get("name", "") if found is not None else "") or element.get("name", "")

    def text(self, element: Element, tag: str = "") -> str:
        found = element.find(self.ns + tag) if tag else element
        return (found.findtext(self.ns + "text") or "").strip() if found is not None else ""

    def model(self) -> DecisionModel:
        for element in self.root.findall(self.ns + "businessKnowledgeModel"):
            known = self.business_knowledge(element)
            self.knowledge[known.name] = known
        decisions = [self.decision(element) for element in self.root.findall(self.ns + "decision")]
        if not decisions:
            raise DecisionModelRefused(reason_code="dmn.no_decision", reason="文件里没有决策")
        present = {decision.id for decision in decisions}
        for decision in decisions:
            for required in decision.requires:
                if required not in present:
                    reason = f"引用的决策“{required}”不在文件里"
                    raise self.refused("dmn.unknown_requirement", reason, decision.name)
        return DecisionModel(decisions)

    def decision(self, element: Element) -> Decision:
        name = element.get("name", "") or element.get("id", "")
        for required in element.iter(self.ns + "requiredInput"):
            if required.get("href", "").rpartition("#")[2] not in self.labels:
                reason = f"引用的输入数据“{required.get('href', '')}”不在文件里"
                raise self.refused("dmn.unknown_requirement", reason, name, required)
        return Decision(
            id=element.get("id", "") or name,
            name=name,
            variable=self.variable(element),
            requires=tuple(
                required.get("href", "").rpartition("#")[2]
                for required in element.iter(self.ns + "requiredDecision")
            ),
            logic=self.logic(element, name),
        )

    def logic(
        self, element: Element, name: str, more: tuple[str, ...] = ()
    ) -> Table | Expression | Invocation:
        for tag in _BEYOND:
            if element.find(self.ns + tag) is not None:
                raise self.refused("dmn.beyond_level_2", f"用了 {tag}，只支持决策表和表达式", name, element)
        table = element.find(self.ns + "decisionTable")
        literal = element.find(self.ns + "literalExpression")
        invocation = element.find(self.ns + "invocation")
        if table is not None:
            return self.table(table, name)
        if literal is not None:
            return self.expression(self.text(literal), literal, name, more)
        if invocation is not None:
            return self.invocation(invocation, name)
        raise self.refused("dmn.no_logic", "没有决策表，也没有表达式", name, element)

    def business_knowledge(self, element: Element) -> Knowledge:
        """Read a business knowledge model: a table or an expression with parameters (DMN 1.3, 6.3.9)."""
        name = element.get("name", "") or element.get("id", "")
        inside = element.find(self.ns + "encapsulatedLogic")
        if inside is None:
            raise self.refused("dmn.no_logic", "没有写逻辑", name, element)
        parameters = tuple(one.get("name", "") for one in inside.findall(self.ns + "formalParameter"))
        names, self.names = self.names, tuple(sorted({*self.names, *parameters}))
        try:
            logic = self.logic(inside, name)
        finally:
            self.names = names
        if isinstance(logic, Invocation):
            raise self.refused("dmn.beyond_level_2", "的业务知识模型又调用别的模型", name, element)
        return Knowledge(name, parameters, logic)

    def invocation(self, element: Element, name: str) -> Invocation:
        """Read a boxed invocation (DMN 1.3, 7.3.6): which knowledge model, and what its parameters are."""
        literal = element.find(self.ns + "literalExpression")
        called = self.text(literal) if literal is not None else ""
        known = self.knowledge.get(called)
        if known is None:
            raise self.refused(
                "dmn.unknown_knowledge", f"调用的业务知识模型“{called}”不在文件里", name, element
            )
        bindings: dict[str, Expression] = {}
        for binding in element.findall(self.ns + "binding"):
            parameter, value = (
                binding.find(self.ns + "parameter"),
                binding.find(self.ns + "literalExpression"),
            )
            wanted = parameter.get("name", "") if parameter is not None else ""
            if wanted not in known.parameters or value is None:
                raise self.refused("dmn.binding", f"给了“{called}”没有的参数“{wanted}”", name, binding)
            bindings[wanted] = self.expression(self.text(value), value, name)
        return Invocation(known, bindings)

    def expression(
        self, text: str, element: Element, name: str, more: tuple[str, ...] = (), rule: int = 0
    ) -> Expression:
        try:
            return Expression(text, (*self.names, *more))
        except ExpressionRefused as wrong:
            raise self.at(wrong, element, name, rule) from wrong

    def tests(self, text: str, element: Element, name: str, rule: int = 0) -> Tests:
        try:
            return Tests(text, self.names)
        except ExpressionRefused as wrong:
            raise self.at(wrong, element, name, rule) from wrong

    def at(self, wrong: ExpressionRefused, element: Element, name: str, rule: int) -> ExpressionRefused:
        place = f"“{name}”第{rule}条规则" if rule else f"“{name}”"
        return wrong.placed(f"第{self.source.line(element)}行{place}的")

    def refused(
        self, code: str, reason: str, name: str, element: Element | None = None
    ) -> DecisionModelRefused:
        if element is None:
            return DecisionModelRefused(reason_code=code, reason=reason, element=name)
        return self.source.refuse(code, reason, element, name)

    def table(self, element: Element, decision: str) -> Table:
        policy, aggregation = self.policy(element, decision)
        rules = element.findall(self.ns + "rule")
        inputs = element.findall(self.ns + "input")
        outputs = element.findall(self.ns + "output")
        if not outputs:
            raise self.refused("dmn.no_output", "的决策表没有输出栏", decision, element)
        if len(rules) > MAX_RULES:
            raise self.refused("dmn.too_many_rules", f"的决策表超过{MAX_RULES}条规则", decision, element)
        if aggregation and len(outputs) > 1:
            raise self.refused("dmn.aggregation", "有多个输出栏，不能汇总", decision, element)
        cells = [
            self.row(rule, len(inputs), len(outputs), number, decision)
            for number, rule in enumerate(rules, 1)
        ]
        return Table(
            columns=[
                self.column(column, [row[0][position] for row in cells], decision)
                for position, column in enumerate(inputs)
            ],
            outputs=self.outputs(outputs, policy, element, decision),
            rules=[row[1] for row in cells],
            policy=policy,
            aggregation=aggregation,
        )

    def policy(self, element: Element, decision: str) -> tuple[HitPolicy, str]:
        text = element.get("hitPolicy", "UNIQUE")
        aggregation = element.get("aggregation", "")
        if text not in _POLICIES:
            raise self.refused("dmn.hit_policy", f"的命中策略“{text}”不认识", decision, element)
        if aggregation and aggregation not in AGGREGATIONS:
            raise self.refused("dmn.aggregation", f"的汇总方式“{aggregation}”不认识", decision, element)
        return _POLICIES[text], aggregation if _POLICIES[text] is HitPolicy.COLLECT else ""

    def row(
        self, rule: Element, inputs: int, outputs: int, number: int, decision: str
    ) -> tuple[list[Tests], Rule]:
        entries = rule.findall(self.ns + "inputEntry")
        results = rule.findall(self.ns + "outputEntry")
        if len(entries) != inputs or len(results) != outputs:
            raise self.refused("dmn.row_length", f"第{number}条规则的栏数与表头不符", decision, rule)
        notes = tuple(self.text(note) for note in rule.findall(self.ns + "annotationEntry"))
        description = (rule.findtext(self.ns + "description") or "").strip()
        outcome = tuple(
            self.expression(self.text(entry) or "null", entry, decision, rule=number) for entry in results
        )
        made = Rule(
            number, rule.get("id", str(number)), outcome, notes or ((description,) if description else ())
        )
        return [self.tests(self.text(entry), entry, decision, number) for entry in entries], made

    def column(self, element: Element, cells: list[Tests], decision: str) -> Column:
        expression = self.text(element, "inputExpression")
        label = element.get("label") or expression
        read = element.find(self.ns + "inputExpression")
        kind = read.get("typeRef", "") if read is not None else ""
        allowed = self.text(element, "inputValues") or self.values.get(kind, "")
        if not expression:
            raise self.refused("dmn.no_input_expression", "的输入栏没有表达式", label or decision, element)
        compiled = self.expression(expression, element, decision)
        return Column(label, compiled, cells, self.tests(allowed, element, decision) if allowed else None)

    def outputs(
        self, elements: list[Element], policy: HitPolicy, table: Element, decision: str
    ) -> list[Output]:
        found = [self.output(element, decision) for element in elements]
        if policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER) and not any(one.order for one in found):
            reason = "按输出值的先后取结果，但输出栏没有列出可取的值（outputValues）"
            raise self.refused("dmn.no_priorities", reason, decision, table)
        return found

    def output(self, element: Element, decision: str) -> Output:
        order: tuple[Any, ...] = ()
        values = self.text(element, "outputValues") or self.values.get(element.get("typeRef", ""), "")
        if values:
            try:
                order = tuple(Expression(f"[{values}]").evaluate({}))
            except ExpressionRefused:
                order = ()  # a range of numbers restricts, but orders nothing
        default = self.text(element, "defaultOutputEntry")
        name = element.get("name", "") or element.get("label", "") or element.get("id", "")
        return Output(name, order, self.expression(default, element, decision) if default else None)


def known_namespaces() -> Mapping[str, str]:
    """Tell which namespaces are read, by year, for the documentation."""
    return {namespace.split("/DMN/")[1][:4]: namespace for namespace in sorted(NAMESPACES)}
