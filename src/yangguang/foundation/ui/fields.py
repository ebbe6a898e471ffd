"""Read a field of a Django form into the part that draws it, so that both kinds of form look the same."""

from dataclasses import replace
from typing import Any

from django import forms

from yangguang.foundation.ui.parts import Field

_KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "checks"),
    (forms.RadioSelect, "radio"),
    (forms.Select, "select"),
    (forms.Textarea, "area"),
    (forms.CheckboxInput, "check"),
    (forms.FileInput, "file"),
    (forms.DateTimeInput, "datetime"),
    (forms.DateInput, "date"),
    (forms.PasswordInput, "password"),
    (forms.EmailInput, "email"),
    (forms.NumberInput, "decimal"),
)


def field_of(one: Field | forms.BoundField, *, source: str = "", dispute_address: str = "") -> Field:
    """Give the field to draw; a Field passes, with its source if one is named."""
    if isinstance(one, Field):
        return replace(
            one, source=source or one.source, dispute_address=dispute_address or one.dispute_address
        )
    widget = one.field.widget
    attributes: dict[str, Any] = widget.attrs
    return Field(
        name=one.html_name,
        label=str(one.label),
        kind=attributes.get("data-kind") or _kind_of(widget),
        value=_value(one),
        hint=str(one.help_text or ""),
        problem=" ".join(str(error) for error in one.errors),
        required=one.field.required,
        choices=[(str(value), str(word)) for value, word in getattr(one.field, "choices", [])],
        unit=attributes.get("data-unit", ""),
        source=source,
        dispute_address=dispute_address,
        readonly=bool(attributes.get("readonly")) or one.field.disabled,
        autocomplete=attributes.get("autocomplete", ""),
        maxlength=getattr(one.field, "max_length", None),
        rows=int(attributes.get("rows", 3)),
        when=attributes.get("data-when", ""),
        accept=attributes.get("accept", ""),
        multiple=bool(getattr(widget, "allow_multiple_selected", False)),
        id=one.id_for_label or f"f-{one.html_name}",
    )


def _kind_of(widget: forms.Widget) -> str:
    return next((kind for cls, kind in _KINDS if isinstance(widget, cls)), "text")


def _value(one: forms.BoundField) -> Any:
    value = one.value()
    if isinstance(one.field.widget, forms.PasswordInput):
        return ""
    if isinstance(value, (list, tuple, set)) or value is None:
        return value or ""
    if isinstance(one.field, (forms.DateField, forms.DateTimeField)) and hasattr(value, "isoformat"):
        return value.isoformat()[:16]
    return value
