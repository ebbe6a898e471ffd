"""
Check answers against the definition and say in Chinese what is wrong, where, and what would be right.

The rules are the schema's; identity numbers, credit codes and phones are checked by `kernel.identifiers` in addition, because a
check digit is not a pattern.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from yangguang.foundation.forms.definition import FieldSpec, FormDefinition, StepSpec
from yangguang.kernel import identifiers

EMPTY: tuple[Any, ...] = (None, "", [])

IDENTIFIER_CHECKS: dict[str, Callable[[str], identifiers.Check]] = {
    "id_number": identifiers.check_citizen_number,
    "credit_code": identifiers.check_credit_code,
    "phone": identifiers.check_mobile_phone,
}


def problems_of(
    *, definition: FormDefinition, answers: Mapping[str, Any], steps: Iterable[StepSpec] | None = None
) -> dict[str, str]:
    """
    List what is wrong with the answers to the questions that stand, by field name ("equipment.0.name" in a group).

    Only the given steps are checked; without them, the whole form.
    """
    found: dict[str, str] = {}
    for step in definition.steps if steps is None else steps:
        for field in step.fields:
            if field.is_asked(answers):
                found.update(_field_problems(field, answers.get(field.id), field.id))
    return found


def _field_problems(field: FieldSpec, value: Any, name: str) -> dict[str, str]:
    if value in EMPTY:
        return {name: _missing(field)} if field.is_required else {}
    if field.widget == "repeat":
        return _group_problems(field, value, name)
    check = IDENTIFIER_CHECKS.get(field.widget)
    outcome = check(str(value)) if check else None
    if outcome and outcome.errors:  # first, because it says more than a pattern can
        return {name: "；".join(outcome.errors)}
    error = next(iter(Draft202012Validator(dict(field.schema)).iter_errors(value)), None)
    if error is not None:
        return {name: _sentence(error, field)}
    if field.schema.get("format") == "date" and not _is_date(value):
        return {name: f"“{value}”不是日期。请写成 2026-09-21 这样。"}
    return {}


def _group_problems(field: FieldSpec, rows: Any, name: str) -> dict[str, str]:
    if not isinstance(rows, list):
        return {name: "这一组没有读懂。请重新填写。"}
    found: dict[str, str] = {}
    least, most = field.schema.get("minItems", 0), field.schema.get("maxItems", 200)
    if len(rows) < least:
        found[name] = f"至少要填 {least} 行，现在有 {len(rows)} 行。"
    if len(rows) > most:
        found[name] = f"最多填 {most} 行，现在有 {len(rows)} 行。"
    for number, row in enumerate(rows):
        for column in field.columns:
            if column.is_asked(row):
                found.update(_field_problems(column, row.get(column.id), f"{name}.{number}.{column.id}"))
    return found


def _missing(field: FieldSpec) -> str:
    choose = field.widget in ("radio", "checkboxes", "select", "yes_no", "area")
    return f"还没有{'选择' if choose else '填写'}“{field.label}”。"


def _is_date(value: Any) -> bool:
    try:
        date.fromisoformat(str(value))
    except ValueError:
        return False
    return True


def _limit(error: ValidationError) -> Any:
    return error.validator_value


SENTENCES: dict[str, Callable[[ValidationError, FieldSpec], str]] = {
    "type": lambda error, field: (
        ("这里要填整数。" if field.schema.get("type") == "integer" else "这里要填数字，比如 86 或 86.5。")
        if field.schema.get("type") in ("integer", "number")
        else "这一项没有读懂，请重新填写。"
    ),
    "enum": lambda error, field: "请从给出的几项里选。",
    "oneOf": lambda error, field: "请从给出的几项里选。",
    "minimum": lambda error, field: f"不能小于 {_limit(error)}{field.unit}。",
    "exclusiveMinimum": lambda error, field: f"要大于 {_limit(error)}{field.unit}。",
    "maximum": lambda error, field: f"不能大于 {_limit(error)}{field.unit}。",
    "multipleOf": lambda error, field: f"要是 {_limit(error)} 的整数倍。",
    "minLength": lambda error, field: f"至少写 {_limit(error)} 个字。",
    "maxLength": lambda error, field: f"最多写 {_limit(error)} 个字，现在有 {len(str(error.instance))} 个。",
    "minItems": lambda error, field: f"至少选 {_limit(error)} 项。",
    "maxItems": lambda error, field: f"最多选 {_limit(error)} 项。",
    "pattern": lambda error, field: field.hint or "写法不对，请照示例填写。",
}


def _sentence(error: ValidationError, field: FieldSpec) -> str:
    phrase = SENTENCES.get(str(error.validator))
    return phrase(error, field) if phrase else "这一项不符合要求。"
