"""
The form of a matter against the answers of an applicant: which fields show, which values fit, what is still missing.

Conditions (`when`) are S-FEEL; the caller hands in the evaluator, so that this stays a pure function on values.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from yangguang.kernel.identifiers import check_citizen_number, check_credit_code, check_document

Fields = Mapping[str, Any]
Holds = Callable[[str, Fields], bool]
"""Tells whether an S-FEEL condition is true for the answers."""

FORMATS = FormatChecker(formats=())
PHONE = re.compile(r"^(1[3-9]\d{9}|0\d{2,3}-?\d{7,8}(-\d{1,5})?|(00852|\+852)?[2-9]\d{7}|(\+853)?6\d{7})$")


@FORMATS.checks("date", raises=ValueError)
def _is_day(value: object) -> bool:
    return not isinstance(value, str) or bool(date.fromisoformat(value))


@FORMATS.checks("phone")
def _is_phone(value: object) -> bool:
    return not isinstance(value, str) or bool(PHONE.match(value.replace(" ", "")))


@FORMATS.checks("email")
def _is_email(value: object) -> bool:
    return not isinstance(value, str) or re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value) is not None


def layout_fields(*, form: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """Walk the fields of the layout in the order of the pages."""
    for page in form.get("layout", ()):
        yield from page.get("fields", ())


def shown_fields(*, form: Mapping[str, Any], fields: Fields, holds: Holds) -> dict[str, Any]:
    """
    Keep the answers to questions that are asked.

    A field whose condition does not hold is not part of the application, so what was typed there before is left out
    and never demanded (Licensing Law art. 31: nothing unrelated may be asked).
    """
    hidden = {
        field["id"] for field in layout_fields(form=form) if field.get("when") and not holds(field["when"], fields)
    }
    known = form.get("schema", {}).get("properties", {})
    return {
        key: value
        for key, value in fields.items()
        if key in known and key not in hidden and value not in ("", None, [])
    }


def problems_in(*, form: Mapping[str, Any], fields: Fields, holds: Holds) -> dict[str, str]:
    """Tell what is wrong with the answers: field (or group.row.field) → what to do, in the applicant's words."""
    schema = dict(form.get("schema", {}))
    answers = shown_fields(form=form, fields=fields, holds=holds)
    asked = {
        field["id"] for field in layout_fields(form=form) if not field.get("when") or holds(field["when"], fields)
    }
    schema["required"] = [name for name in schema.get("required", ()) if name in asked]
    found: dict[str, str] = {}
    for error in sorted(
        Draft202012Validator(schema, format_checker=FORMATS).iter_errors(answers), key=lambda one: list(one.path)
    ):
        for key, problem in _worded(error):
            found.setdefault(key, problem)
    for key, problem in _wrong_identifiers(form, answers):
        found.setdefault(key, problem)
    return found


def _worded(error: ValidationError) -> list[tuple[str, str]]:
    path = [str(part) for part in error.absolute_path]
    if error.validator == "required":
        present = error.instance if isinstance(error.instance, dict) else {}
        missing = [name for name in error.validator_value if name not in present]
        return [(".".join([*path, name]), "这一项还没有填。") for name in missing]
    return [(".".join(path), _words_for(error))]


def _words_for(error: ValidationError) -> str:
    limit = error.validator_value
    words = {
        "enum": "请从给出的选项里选一个。",
        "minimum": f"不能小于 {limit}。",
        "exclusiveMinimum": f"要大于 {limit}。",
        "maximum": f"不能大于 {limit}。",
        "minLength": f"至少写 {limit} 个字。" if limit != 1 else "这一项还没有填。",
        "maxLength": f"最多写 {limit} 个字。",
        "minItems": f"至少要有 {limit} 项。",
        "maxItems": f"最多 {limit} 项。",
        "format": {"date": "请写成年-月-日，如 2026-09-14。", "phone": "号码不对，请写 11 位手机号或带区号的座机号。"}.get(
            str(limit), "格式不对，请核对。"
        ),
        "type": {"integer": "请填整数。", "number": "请填数字。", "boolean": "请选是或否。"}.get(
            str(limit), "请核对这一项。"
        ),
    }
    return words.get(str(error.validator), "格式不对，请核对。")


def problem_with_id_number(value: str) -> str:
    """
    Tell what is wrong with an identity number, or nothing.

    Permits of Hong Kong, Macau and Taiwan residents and passports pass by their shape; only eighteen characters
    carry a check character.
    """
    check = check_citizen_number(value)
    if check.is_valid:
        return ""
    other = ("hm_permit", "tw_permit", "foreign_residence_old", "passport")
    return "" if any(check_document(kind, value).is_valid for kind in other) else " ".join(check.errors)


def _problem_with_phone(value: str) -> str:
    return "" if _is_phone(value) else "号码不对，请写 11 位手机号或带区号的座机号。"


def _problem_with_credit_code(value: str) -> str:
    return " ".join(check_credit_code(value).errors)


CHECKS: Mapping[str, Callable[[str], str]] = {
    "id_number": problem_with_id_number,
    "credit_code": _problem_with_credit_code,
    "phone": _problem_with_phone,
}


def _wrong_identifiers(form: Mapping[str, Any], answers: Fields) -> Iterable[tuple[str, str]]:
    for field in layout_fields(form=form):
        value = answers.get(field["id"])
        check = CHECKS.get(field.get("widget", ""))
        problem = check(value) if check and isinstance(value, str) else ""
        if problem:
            yield field["id"], problem


def scalars(*, fields: Fields) -> dict[str, Any]:
    """Pick the answers a flow can branch on: single values by field id."""
    return {key: value for key, value in fields.items() if isinstance(value, str | int | float | bool)}
