"""
Decision tables as people edit them: plain texts in rows and columns, written as DMN 1.3 and read back the same.

The reader of `read` compiles and forgets the texts; here nothing is compiled, so a half-finished table can be kept.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape, quoteattr

from yangguang.foundation.decisions.dmn.model import DecisionModelRefused
from yangguang.foundation.decisions.dmn.source import Source, read_source

DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"


@dataclass(frozen=True, slots=True)
class SheetInput:
    """One input column: what it is called, what it reads, which values it may take (S-FEEL tests)."""

    label: str
    expression: str
    allowed: str = ""
    type_ref: str = ""


@dataclass(frozen=True, slots=True)
class SheetOutput:
    """One output column; `allowed` are its values, `default` what holds when no rule does."""

    name: str
    allowed: str = ""
    default: str = ""
    type_ref: str = ""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One rule: a text per input and per output, and a remark."""

    tests: tuple[str, ...]
    results: tuple[str, ...]
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """
    One decision: a table, or an expression when it has no columns.

    `requires` are ids of other decisions, `reads` names of input data; `variable` is what others read its result by, the name
    if empty.
    """

    id: str
    name: str
    inputs: tuple[SheetInput, ...] = ()
    outputs: tuple[SheetOutput, ...] = ()
    rows: tuple[SheetRow, ...] = ()
    policy: str = "UNIQUE"
    aggregation: str = ""
    expression: str = ""
    requires: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    variable: str = ""

    @property
    def result(self) -> str:
        """The name its result is read by."""
        return self.variable or self.name

    @property
    def is_table(self) -> bool:
        """Whether it is a table."""
        return bool(self.outputs)


def write_sheets(
    sheets: Sequence[Sheet], *, name: str, model_id: str, draw: Callable[[Sequence[Sheet]], str] | None = None
) -> str:
    """Write decisions as one DMN 1.3 file; *draw* gives the diagram that goes with it (`graph`)."""
    data = input_data(sheets)
    head = f'<definitions xmlns="{DMN}" id={quoteattr(model_id)} name={quoteattr(name)}'
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'{head} namespace="https://yangguang.dev/dmn">']
    for place, one in enumerate(data, start=1):
        identifier = f'id="input_{place}" name={quoteattr(one)}'
        lines.append(
            f'  <inputData {identifier}><variable id="variable_{place}" name={quoteattr(one)}/></inputData>'
        )
    for sheet in sheets:
        lines += _decision(sheet, data)
    if draw is not None:
        lines.append(draw(sheets))
    return "\n".join([*lines, "</definitions>", ""])


def input_data(sheets: Sequence[Sheet]) -> list[str]:
    """List what decisions read that no decision makes, in the order it is first read."""
    made = {sheet.result for sheet in sheets}
    read = dict.fromkeys(
        name for sheet in sheets for name in (*(one.expression for one in sheet.inputs), *sheet.reads) if name
    )
    return [one for one in read if one not in made and (one.isidentifier() or not _computed(one))]


def _computed(text: str) -> bool:
    """Whether the text of a column computes something, instead of naming what it reads."""
    return any(sign in text for sign in '()+*/<>="[]{}?,')


def _decision(sheet: Sheet, data: list[str]) -> list[str]:
    lines = [f"  <decision id={quoteattr(sheet.id)} name={quoteattr(sheet.name)}>"]
    lines.append(f'    <variable id="{sheet.id}_variable" name={quoteattr(sheet.result)}/>')
    read = [*(one.expression for one in sheet.inputs), *sheet.reads]
    needs = [f'<requiredInput href="#input_{place}"/>' for place, one in enumerate(data, 1) if one in read]
    needs += [f'<requiredDecision href="#{one}"/>' for one in sheet.requires]
    for place, need in enumerate(needs, start=1):
        lines.append(
            f'    <informationRequirement id="{sheet.id}_needs_{place}">{need}</informationRequirement>'
        )
    if sheet.is_table:
        lines += _table(sheet)
    else:
        text = f"<text>{escape(sheet.expression)}</text>"
        lines.append(f'    <literalExpression id="{sheet.id}_text">{text}</literalExpression>')
    return [*lines, "  </decision>"]


def _table(sheet: Sheet) -> list[str]:
    ident = f"{sheet.id}_table"
    gathers = f' aggregation="{sheet.aggregation}"' if sheet.aggregation else ""
    lines = [f'    <decisionTable id="{ident}" hitPolicy="{sheet.policy}"{gathers}>']
    for place, one in enumerate(sheet.inputs, start=1):
        kind = f' typeRef="{one.type_ref}"' if one.type_ref else ""
        read = f'<inputExpression id="{ident}_e{place}"{kind}>{_text(one.expression)}</inputExpression>'
        values = f"<inputValues>{_text(one.allowed)}</inputValues>" if one.allowed else ""
        label = f" label={quoteattr(one.label)}" if one.label else ""
        lines.append(f'      <input id="{ident}_i{place}"{label}>{read}{values}</input>')
    for place, out in enumerate(sheet.outputs, start=1):
        kind = f' typeRef="{out.type_ref}"' if out.type_ref else ""
        values = f"<outputValues>{_text(out.allowed)}</outputValues>" if out.allowed else ""
        default = f"<defaultOutputEntry>{_text(out.default)}</defaultOutputEntry>" if out.default else ""
        head = f'      <output id="{ident}_o{place}" name={quoteattr(out.name)}{kind}'
        lines.append(f"{head}>{values}{default}</output>" if values or default else f"{head}/>")
    lines.append('      <annotation name="说明"/>')
    for number, row in enumerate(sheet.rows, start=1):
        cells = "".join(
            f'<inputEntry id="{ident}_r{number}_i{n}">{_text(cell)}</inputEntry>'
            for n, cell in enumerate(row.tests, 1)
        )
        cells += "".join(
            f'<outputEntry id="{ident}_r{number}_o{n}">{_text(cell)}</outputEntry>'
            for n, cell in enumerate(row.results, 1)
        )
        cells += f"<annotationEntry>{_text(row.remark)}</annotationEntry>"
        lines.append(f'      <rule id="{ident}_r{number}">{cells}</rule>')
    return [*lines, "    </decisionTable>"]


def _text(text: str) -> str:
    return f"<text>{escape(text)}</text>"


def read_sheets(source: bytes | str) -> tuple[Sheet, ...]:
    """
    Read the decisions of a DMN file (1.1 to 1.5) as plain texts.

    Refuses with DecisionModelRefused: not DMN, an entity declared, a boxed expression beyond level 2.
    """
    found = read_source(source)
    sheets = tuple(_Texts(found).sheet(one) for one in found.root.findall(f"{found.ns}decision"))
    if not sheets:
        raise DecisionModelRefused(reason_code="dmn.no_decision", reason="文件里没有决策")
    return sheets


class _Texts:
    """Reads texts under one namespace."""

    def __init__(self, source: Source) -> None:
        self.source, self.ns = source, source.ns
        self.data = {
            one.get("id", ""): self.variable(one) for one in source.root.findall(self.ns + "inputData")
        }

    def variable(self, element: Element) -> str:
        found = element.find(self.ns + "variable")
        return (found.get("name", "") if found is not None else "") or element.get("name", "")

    def text(self, element: Any, tag: str = "") -> str:
        found = element.find(self.ns + tag) if tag else element
        return (found.findtext(self.ns + "text") or "").strip() if found is not None else ""

    def sheet(self, element: Element) -> Sheet:
        identifier = element.get("id", "")
        name = element.get("name", "") or identifier
        requires = tuple(
            one.get("href", "").rpartition("#")[2] for one in element.iter(self.ns + "requiredDecision")
        )
        table = element.find(self.ns + "decisionTable")
        columns = {
            self.text(one, "inputExpression") for one in element.iter(self.ns + "input")
        }  # what a column names is said there
        required = (
            self.data.get(one.get("href", "").rpartition("#")[2], "")
            for one in element.iter(self.ns + "requiredInput")
        )
        reads = tuple(one for one in required if one and one not in columns)
        variable = self.variable(element)
        variable = "" if variable == name else variable
        if table is None:
            literal = element.find(self.ns + "literalExpression")
            if literal is None:
                reason = "既不是决策表，也不是表达式，不能按行编辑"
                raise self.source.refuse("dmn.beyond_level_2", reason, element, name)
            return Sheet(
                identifier,
                name,
                expression=self.text(literal),
                requires=requires,
                reads=reads,
                variable=variable,
            )
        return Sheet(
            identifier,
            name,
            inputs=tuple(self.input(one) for one in table.findall(self.ns + "input")),
            outputs=tuple(self.output(one) for one in table.findall(self.ns + "output")),
            rows=tuple(self.row(one) for one in table.findall(self.ns + "rule")),
            policy=table.get("hitPolicy", "UNIQUE"),
            aggregation=table.get("aggregation", ""),
            requires=requires,
            reads=reads,
            variable=variable,
        )

    def input(self, element: Element) -> SheetInput:
        read = element.find(self.ns + "inputExpression")
        expression = self.text(element, "inputExpression")
        kind = read.get("typeRef", "") if read is not None else ""
        return SheetInput(
            element.get("label", "") or expression, expression, self.text(element, "inputValues"), kind
        )

    def output(self, element: Element) -> SheetOutput:
        return SheetOutput(
            element.get("name", "") or element.get("label", "") or element.get("id", ""),
            self.text(element, "outputValues"),
            self.text(element, "defaultOutputEntry"),
            element.get("typeRef", ""),
        )

    def row(self, element: Element) -> SheetRow:
        remarks = [self.text(one) for one in element.findall(self.ns + "annotationEntry")]
        remark = "；".join(filter(None, remarks)) or (element.findtext(self.ns + "description") or "").strip()
        return SheetRow(
            tuple(self.text(one) for one in element.findall(self.ns + "inputEntry")),
            tuple(self.text(one) for one in element.findall(self.ns + "outputEntry")),
            remark,
        )
