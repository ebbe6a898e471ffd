"""
A form definition is data: a JSON Schema (draft 2020-12) saying what is true of the answers, and a layout saying how they are
asked, step by step. Both are published with the matter and never change afterwards.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from yangguang.foundation.decisions.api import Expression, compile_expression
from yangguang.kernel.refusals import Refusal

WIDGETS = frozenset(
    {
        "text",
        "textarea",
        "number",
        "date",
        "radio",
        "checkboxes",
        "select",
        "yes_no",
        "area",
        "phone",
        "id_number",
        "credit_code",
        "repeat",
    }
)


class FormDefinitionRefused(Refusal):
    """The definition is not one we can draw; `problems` lists every reason."""

    code = "forms.definition_refused"
    status = 422
    text = "表单定义有 {count} 处问题：{problems}"
    remedy = "请改正后重新导入；原来的版本没有变。"


@dataclass(frozen=True)
class FieldSpec:
    """One question: where its answer goes, how it is asked, when it is asked and what may fill it in beforehand."""

    id: str
    widget: str
    schema: Mapping[str, Any]
    is_required: bool
    when: Expression | None = None
    when_text: str = ""
    prefill: str = ""
    hint: str = ""
    unit: str = ""
    columns: tuple["FieldSpec", ...] = ()

    @property
    def label(self) -> str:
        """The question as people read it."""
        return str(self.schema.get("title", self.id))

    @property
    def options(self) -> list[tuple[Any, str]]:
        """The answers to choose from, with their words."""
        holder = self.schema.get("items", {}) if self.schema.get("type") == "array" else self.schema
        if self.widget == "yes_no":
            return [(True, "是"), (False, "否")]
        if "oneOf" in holder:
            return [(one["const"], one.get("title", one["const"])) for one in holder["oneOf"]]
        labels = holder.get("x-labels") or holder.get("enumLabels") or {}
        return [(value, labels.get(value, value)) for value in holder.get("enum", [])]

    def is_asked(self, answers: Mapping[str, Any]) -> bool:
        """Tell whether the question stands, given the other answers."""
        return self.when is None or self.when.evaluate(dict(answers)) is True


@dataclass(frozen=True)
class StepSpec:
    """One page of the form: a group of questions with what it is for."""

    title: str
    fields: tuple[FieldSpec, ...]
    note: str = ""
    law: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FormDefinition:
    """A whole form; equal definitions are parsed once."""

    schema: Mapping[str, Any]
    steps: tuple[StepSpec, ...]

    def __iter__(self) -> Iterator[StepSpec]:
        """Step by step."""
        return iter(self.steps)

    def fields(self) -> Iterator[FieldSpec]:
        """List every question in the order asked."""
        for step in self.steps:
            yield from step.fields

    def field(self, name: str) -> FieldSpec | None:
        """Find a question by its id."""
        return next((one for one in self.fields() if one.id == name), None)

    def asked_answers(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Keep only the answers to questions that stand; an answer to a withdrawn question is not submitted."""
        return {
            one.id: answers[one.id]
            for one in self.fields()
            if one.id in answers and one.is_asked(answers) and answers[one.id] not in (None, "", [])
        }


def load_definition(document: Mapping[str, Any]) -> FormDefinition:
    """
    Read and check a form definition.

    Refuses with FormDefinitionRefused, naming every problem: a field the schema lacks, a field asked twice, an unknown
    widget, a condition that does not parse, a required property that no step asks for.
    """
    problems: list[str] = []
    schema = document.get("schema")
    layout = document.get("layout")
    if not isinstance(schema, Mapping) or not isinstance(layout, list) or not layout:
        raise FormDefinitionRefused(count=1, problems="需要 schema 和至少一步 layout")
    try:
        Draft202012Validator.check_schema(dict(schema))
    except SchemaError as problem:
        raise FormDefinitionRefused(
            count=1, problems=f"schema 不合 JSON Schema：{problem.message}"
        ) from problem
    steps = tuple(_step(one, schema, problems) for one in layout)
    asked = [one.id for step in steps for one in step.fields]
    problems += [f"{name} 问了两遍" for name in sorted({name for name in asked if asked.count(name) > 1})]
    problems += [f"{name} 必填，但没有一步问它" for name in schema.get("required", []) if name not in asked]
    if problems:
        raise FormDefinitionRefused(count=len(problems), problems="；".join(problems))
    return FormDefinition(schema=schema, steps=steps)


def _step(layout: Mapping[str, Any], schema: Mapping[str, Any], problems: list[str]) -> StepSpec:
    title = layout.get("title") or ""
    if not title:
        problems.append("有一步没有标题")
    required = frozenset(schema.get("required", []))
    fields = tuple(
        spec
        for one in layout.get("fields", [])
        if (spec := _field(one, schema.get("properties", {}), required, problems)) is not None
    )
    return StepSpec(title=title, fields=fields, note=layout.get("note", ""), law=layout.get("law") or {})


def _field(
    layout: Mapping[str, Any], properties: Mapping[str, Any], required: frozenset[str], problems: list[str]
) -> FieldSpec | None:
    name = layout.get("id", "")
    schema = properties.get(name)
    if schema is None:
        problems.append(f"{name or '（无名）'} 不在 schema 里")
        return None
    widget = layout.get("widget") or _default_widget(schema)
    if widget not in WIDGETS:
        problems.append(f"{name} 的控件 {widget} 不认识")
        return None
    return FieldSpec(
        id=name,
        widget=widget,
        schema=schema,
        is_required=name in required or bool(layout.get("required")),
        when=_condition(layout.get("when") or "", name, problems),
        when_text=layout.get("when") or "",
        prefill=layout.get("prefill", ""),
        hint=layout.get("hint") or schema.get("description", ""),
        unit=layout.get("unit", ""),
        columns=_columns(layout, schema, problems) if widget == "repeat" else (),
    )


def _columns(
    layout: Mapping[str, Any], schema: Mapping[str, Any], problems: list[str]
) -> tuple[FieldSpec, ...]:
    items = schema.get("items", {})
    properties = items.get("properties", {})
    if not properties:
        problems.append(f"{layout.get('id')} 是可增减的一组，但 schema 里没有每行的内容")
    required = frozenset(items.get("required", []))
    asked = layout.get("fields") or [{"id": name} for name in properties]
    return tuple(spec for one in asked if (spec := _field(one, properties, required, problems)) is not None)


def _condition(text: str, name: str, problems: list[str]) -> Expression | None:
    if not text:
        return None
    try:
        return compile_expression(text)
    except Refusal as refusal:
        problems.append(f"{name} 的出现条件写错了：{refusal.message}")
        return None


def _default_widget(schema: Mapping[str, Any]) -> str:
    kind = schema.get("type")
    if kind == "array":
        return "repeat" if schema.get("items", {}).get("type") == "object" else "checkboxes"
    if "enum" in schema or "oneOf" in schema:
        return "radio"
    if schema.get("format") == "date":
        return "date"
    return {"boolean": "yes_no", "number": "number", "integer": "number"}.get(str(kind), "text")


_CACHE: dict[str, FormDefinition] = {}


def definition_of(*, key: str, document: Mapping[str, Any]) -> FormDefinition:
    """Give the parsed form of an immutable published version; *key* is its content hash."""
    return _CACHE.get(key) or _CACHE.setdefault(key, load_definition(document))
