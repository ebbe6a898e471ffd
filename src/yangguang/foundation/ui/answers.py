"""From the questions of a form definition to the fields of the design system, and back to words."""

import re
from dataclasses import dataclass

from yangguang.foundation.forms.api import FieldView
from yangguang.foundation.ui.parts import Field

KINDS = {
    "text": "text",
    "textarea": "area",
    "number": "decimal",
    "date": "date",
    "radio": "radio",
    "yes_no": "radio",
    "checkboxes": "checks",
    "select": "select",
    "phone": "tel",
    "id_number": "text",
    "credit_code": "text",
}
SIMPLE = re.compile(
    r'^(?:(?P<name>[^\W\d]\w*)\s*(?P<sign>!?=)\s*(?P<value>"[^"]*"|true|false|\d+)'
    r'|list contains\(\s*(?P<list>[^\W\d]\w*)\s*,\s*(?P<item>"[^"]*")\s*\))$'
)


@dataclass(frozen=True)
class Group:
    """Questions asked once per row: drawn as a fieldset whose rows can be added and removed."""

    name: str
    label: str
    hint: str
    problem: str
    least: int
    most: int
    rows: tuple[tuple[Field, ...], ...]
    blank: tuple[Field, ...]

    is_rows = True


def controls_of(views: list[FieldView]) -> list[Field | Group]:
    """
    Turn the questions of a page into controls.

    A question whose condition hangs on another page and does not hold is left out; one that hangs on this page is
    sent along, so that the page can show it at once.
    """
    return [_control(view) for view in views if view.is_asked or view.depends_here]


def _control(view: FieldView) -> Field | Group:
    return _group(view) if view.field.widget == "repeat" else _field(view)


def _field(view: FieldView) -> Field:
    spec = view.field
    kind = KINDS.get(spec.widget, "text")
    if spec.widget == "area":
        kind = "select" if spec.options else "text"
    choices = tuple((value, words) for value, words, _ in view.options)
    return Field(
        name=view.name,
        label=spec.label,
        kind=kind,
        value=_shown(view, kind),
        hint=spec.hint,
        problem=view.problem,
        required=spec.is_required,
        choices=((("", "请选择"), *choices) if kind == "select" else choices),
        unit=spec.unit,
        source=view.source,
        maxlength=spec.schema.get("maxLength"),
        rows=4,
        when=browser_condition(spec.when_text) if view.depends_here else "",
        id="f-" + view.name.replace(".", "-"),
    )


def _shown(view: FieldView, kind: str) -> object:
    if kind == "decimal":
        return view.shown_number
    if isinstance(view.value, bool):
        return "true" if view.value else "false"
    return "" if view.value is None else view.value


def _group(view: FieldView) -> Group:
    schema = view.field.schema
    return Group(
        name=view.name,
        label=view.field.label,
        hint=view.field.hint,
        problem=view.problem,
        least=int(schema.get("minItems", 0)),
        most=int(schema.get("maxItems", 99)),
        rows=tuple(tuple(_field(cell) for cell in row) for row in view.rows),
        blank=tuple(_field(cell) for cell in view.blank_row),
    )


def browser_condition(text: str) -> str:
    """
    Write a simple S-FEEL condition in the form the page's script reads, name=a|b; anything else stays with the server.

    Understood: comparisons with one value, membership in a list, and "or" over the same name.
    """
    parts = [SIMPLE.match(part.strip()) for part in text.split(" or ")]
    if not text or not all(parts):
        return ""
    found = [match for match in parts if match is not None]
    names = {match["name"] or match["list"] for match in found}
    signs = {match["sign"] or "=" for match in found}
    if len(names) != 1 or len(signs) != 1:
        return ""
    values = "|".join((match["value"] or match["item"]).strip('"') for match in found)
    return f"{names.pop()}{signs.pop()}{values}"
