"""
The XML of a DMN file: read safely, with the line of every element, and brought to one dialect.

Camunda and Signavio write DMN with extras of their own. Where the meaning is the same it is taken (prefixed types, `${name}`,
language names of FEEL, days as midnights); what would compute something else here is refused with line and reason.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from yangguang.foundation.decisions.dmn.model import DecisionModelRefused

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
MAX_DEPTH = 60
_TYPES = {
    "integer": "number", "long": "number", "double": "number", "decimal": "number", "text": "string", "enumeration": "string",
    "bool": "boolean", "daysAndTimeDuration": "dayTimeDuration", "yearsAndMonthsDuration": "yearMonthDuration",
}  # fmt: skip
_FEEL = re.compile(r"feel", re.IGNORECASE)
_PLAIN_EL = re.compile(r"^[$#]\{\s*([^\W\d]\w*(?:\.\w+)*)\s*\}$")
_CONSTANT = re.compile(r'^(?:-|"[^"\\]*"|-?\d+(?:\.\d+)?|true|false)?$')
_SAID = ("inputExpression", "inputEntry", "outputEntry", "literalExpression", "defaultOutputEntry")


@dataclass(frozen=True, slots=True)
class Source:
    """A DMN file as elements of one namespace, with the line each begins on."""

    root: Element
    ns: str  # in braces, as element names carry it
    lines: dict[Element, int]

    def line(self, element: Element) -> int:
        """Give the line an element begins on."""
        return self.lines.get(element, 0)

    def refuse(self, code: str, reason: str, element: Element, name: str = "") -> DecisionModelRefused:
        """Make the refusal that names an element and its line."""
        return DecisionModelRefused(reason_code=code, reason=reason, element=name, line=self.line(element))


class _Builder(TreeBuilder):
    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[Element, int] = {}
        self.depth = 0
        self.current_line: Callable[[], int] = lambda: 0

    def start(self, tag: Any, attrs: Any) -> Element:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            reason = f"元素嵌套超过{MAX_DEPTH}层"
            raise DecisionModelRefused(reason_code="dmn.too_deep", reason=reason, line=self.current_line())
        element = super().start(tag, attrs)
        self.lines[element] = self.current_line()
        return element

    def end(self, tag: Any) -> Element:
        self.depth -= 1
        return super().end(tag)


def read_source(source: bytes | str) -> Source:
    """
    Read the XML of a DMN file and understand its dialect.

    Refuses with DecisionModelRefused: too large, document type or entity declared, not well formed, not DMN, or something of
    another tool that would mean something else here.
    """
    raw = source.encode() if isinstance(source, str) else source
    if len(raw) > MAX_BYTES:
        raise DecisionModelRefused(reason_code="dmn.too_large", reason="文件太大")
    builder = _Builder()
    parser = DefusedXMLParser(target=builder, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    builder.current_line = lambda: parser.parser.CurrentLineNumber
    try:
        parser.feed(raw)
        root = parser.close()
    except DefusedXmlException as refused:
        reason = "文件里声明了文档类型或实体，为安全起见不读取"
        line = parser.parser.CurrentLineNumber
        raise DecisionModelRefused(reason_code="dmn.entity", reason=reason, line=line) from refused
    except (ParseError, ValueError, LookupError) as broken:
        line = getattr(broken, "position", (0, 0))[0]
        raise DecisionModelRefused(reason_code="dmn.not_xml", reason="不是合格的XML", line=line) from broken
    namespace, _, tag = root.tag[1:].partition("}")
    if namespace not in NAMESPACES or tag != "definitions":
        raise DecisionModelRefused(reason_code="dmn.not_dmn", reason="不是DMN 1.1到1.5的决策模型", line=1)
    found = Source(root, f"{{{namespace}}}", builder.lines)
    _translate(found)
    return found


def _translate(source: Source) -> None:
    """Bring the texts of other tools to S-FEEL, in place."""
    for one in source.root.findall(f"{source.ns}import"):
        if "DMN" in one.get("importType", ""):
            raise source.refuse(
                "dmn.import", "引用了另一个文件里的决策，请把它们放进同一个文件", one, one.get("name", "")
            )
    general = source.root.get("expressionLanguage", "")
    for decision in source.root.iter(f"{source.ns}decision"):
        _refuse_foreign(source, decision)
        for element in decision.iter():
            tag = element.tag.removeprefix(source.ns)
            if "typeRef" in element.attrib:
                element.set("typeRef", plain_type(element.get("typeRef", "")))
            if tag in _SAID:
                _bring_to_feel(source, element, tag, general, decision.get("name", ""))


def plain_type(text: str) -> str:
    """Give a type without the prefix of a tool, by the name S-FEEL has for it."""
    name = text.rpartition(":")[2]
    return _TYPES.get(name, name)


def _refuse_foreign(source: Source, decision: Element) -> None:
    name = decision.get("name", "") or decision.get("id", "")
    for element in decision.iter():
        uri, _, local = element.tag.rpartition("}")
        if f"{uri}}}" != source.ns and "multiinstance" in local.lower():
            raise source.refuse(
                "dmn.multi_instance", "是 Signavio 的多实例决策，这里没有对应的写法", element, name
            )
        subject = next((value for key, value in element.attrib.items() if key.endswith("}inputVariable")), "")
        if subject:
            _refuse_subject(source, decision, subject, name)


def _refuse_subject(source: Source, decision: Element, subject: str, name: str) -> None:
    """Camunda lets a cell call the value it tests by a name; here that name would be looked up as a variable."""
    word = re.compile(rf"(?<![\w.]){re.escape(subject)}(?!\w)")
    for entry in decision.iter(f"{source.ns}inputEntry"):
        if word.search(entry.findtext(f"{source.ns}text") or ""):
            reason = f"的单元格用输入变量名“{subject}”指本栏的值，请改写成“?”"
            raise source.refuse("dmn.input_variable", reason, entry, name)


def _bring_to_feel(source: Source, element: Element, tag: str, general: str, name: str) -> None:
    text = element.find(f"{source.ns}text")
    if text is None:
        return
    language = element.get("expressionLanguage", "") or text.get("expressionLanguage", "") or general
    said = (text.text or "").strip()
    plain = _PLAIN_EL.match(said)
    if plain:
        text.text = plain[1]
    elif said.startswith(("${", "#{")):
        raise source.refuse(
            "dmn.language", f"的表达式“{said[:40]}”是 JUEL 写法，请改写成 FEEL", element, name
        )
    elif language and not _FEEL.search(language) and not _CONSTANT.match(said):
        if tag == "inputExpression" and re.fullmatch(r"[^\W\d]\w*", said):
            return  # a bare name reads the same variable in every language
        raise source.refuse("dmn.language", f"的表达式是用 {language[:40]} 写的，只读 FEEL", element, name)
