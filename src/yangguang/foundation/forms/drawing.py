"""What a template needs to draw a step or to read the whole form back, prepared so that templates decide nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from yangguang.foundation.forms.definition import FieldSpec, FormDefinition, StepSpec


@dataclass(frozen=True)
class Prefilled:
    """A value government already holds, and where it comes from, in the words shown beside the field."""

    value: Any
    source: str


@dataclass(frozen=True)
class FieldView:
    """One question ready to be drawn."""

    field: FieldSpec
    name: str
    value: Any
    problem: str = ""
    source: str = ""
    is_asked: bool = True
    depends_here: bool = False  # whether its condition hangs on a question of the same page
    rows: tuple[tuple["FieldView", ...], ...] = ()
    blank_row: tuple["FieldView", ...] = ()

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        """Value, words, chosen."""
        chosen = self.value if isinstance(self.value, list) else [self.value]
        return [(_posted(value), words, value in chosen) for value, words in self.field.options]

    @property
    def shown_number(self) -> str:
        """The number without a useless .0, or what was typed instead of one."""
        if isinstance(self.value, float) and self.value.is_integer():
            return str(int(self.value))
        return "" if self.value is None else str(self.value)

    @property
    def shown(self) -> str:
        """The answer in words, for reading back."""
        return words_of(self.field, self.value)


def draw_step(
    *,
    step: StepSpec,
    answers: Mapping[str, Any],
    prefill: Mapping[str, Prefilled] | None = None,
    problems: Mapping[str, str] | None = None,
) -> list[FieldView]:
    """Prepare the questions of one step with answers, prefilled values and problems."""
    here = {field.id for field in step.fields}
    views = [_view(field, field.id, answers, prefill or {}, problems or {}) for field in step.fields]
    return [replace(view, depends_here=any(name in view.field.when_text for name in here)) for view in views]


def read_back(*, definition: FormDefinition, answers: Mapping[str, Any]) -> list[tuple[str, list[FieldView]]]:
    """Prepare the whole form for reading back: step titles with the questions that stand."""
    return [
        (
            step.title,
            [_view(one, one.id, answers, {}, {}) for one in step.fields if one.is_asked(answers)],
        )
        for step in definition
    ]


def prefilled_answers(*, definition: FormDefinition, profile: Mapping[str, Prefilled]) -> dict[str, Any]:
    """Give the answers that government can fill in itself."""
    return {
        field.id: profile[field.prefill].value
        for field in definition.fields()
        if field.prefill in profile and profile[field.prefill].value not in (None, "")
    }


def words_of(field: FieldSpec, value: Any) -> str:
    """Write an answer as people read it: the option's words, 是 or 否, the number with its unit."""
    if value in (None, "", []):
        return "未填"
    words = dict(field.options)
    if isinstance(value, list):
        return "、".join(str(words.get(one, one)) for one in value if not isinstance(one, dict))
    if field.options:
        return str(words.get(value, value))
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return f"{value} {field.unit}".strip()


def _view(
    field: FieldSpec,
    name: str,
    answers: Mapping[str, Any],
    prefill: Mapping[str, Prefilled],
    problems: Mapping[str, str],
) -> FieldView:
    value = answers.get(field.id)
    known = prefill.get(field.prefill) if field.prefill else None
    return FieldView(
        field=field,
        name=name,
        value=value,
        problem=problems.get(name, ""),
        source=known.source if known and known.value == value else "",
        is_asked=field.is_asked(answers),
        rows=_row_views(field, name, value, problems) if field.widget == "repeat" else (),
        blank_row=_row(field, f"{name}.__index__", {}, {}) if field.widget == "repeat" else (),
    )


def _row_views(
    field: FieldSpec, name: str, value: Any, problems: Mapping[str, str]
) -> tuple[tuple[FieldView, ...], ...]:
    rows = value if isinstance(value, list) and value else [{}] * max(1, field.schema.get("minItems", 1))
    return tuple(_row(field, f"{name}.{number}", row, problems) for number, row in enumerate(rows))


def _row(
    field: FieldSpec, prefix: str, row: Mapping[str, Any], problems: Mapping[str, str]
) -> tuple[FieldView, ...]:
    return tuple(
        FieldView(
            field=column,
            name=f"{prefix}.{column.id}",
            value=row.get(column.id),
            problem=problems.get(f"{prefix}.{column.id}", ""),
            is_asked=column.is_asked(row),
        )
        for column in field.columns
    )


def _posted(value: Any) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
