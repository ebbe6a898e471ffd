"""Believable answers to any form of the catalogue, from its own definition."""

import random
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from yangguang.capabilities.approval.api import form_of
from yangguang.foundation.forms.api import FieldSpec
from yangguang.kernel.identifiers import compose_citizen_number
from yangguang.reference.matters.models import MatterVersion

TEXTS: Mapping[str, str] = {
    "safety_officer": "梁敏",
    "manager": "谢文涛",
    "supervisor": "罗佳",
    "finance_contact": "叶敏",
    "designer": "深圳市示范设计院",
    "hotel_name": "静舍宾馆",
    "site_contact": "邓海",
    "website": "https://www.example.com",
    "company_name": "深圳市云栖数字科技有限公司",
    "name_reserve_number": "深名预〔2026〕0912 号",
    "equipment.name": "双门冷藏柜",
    "equipment.use": "切配区",
    "purpose": "求职",
    "reason": "经营需要",
    "project_code": "2609-440305-04-01-123456",
    "leader_certificate": "201944110000123",
}
REFUSED_BOOLEANS = (
    "has_foreign",
    "conditions_changed",
    "penalised",
    "by_agent",
    "english",
    "toxic",
    "has_report",
)
NUMBERS: Mapping[str, int] = {
    "area_m2": 86,
    "seats": 36,
    "staff_count": 6,
    "capital": 100,
    "rooms": 42,
    "beds": 68,
    "guard_count": 4,
    "driver_count": 5,
    "max_mass_kg": 18000,
    "daily_m3": 40,
    "mass": 18000,
    "amount": 50,
}


def answers_for(
    *, version: MatterVersion, known: Mapping[str, Any], day: date, rng: random.Random, **given: Any
) -> dict[str, Any]:
    """Fill in a form: what is prefilled, what the caller gives, and the rest by the field's own kind."""
    answers: dict[str, Any] = {}
    for field in form_of(version=version).fields():
        if not field.is_asked(answers):
            continue
        if field.id in given:
            answers[field.id] = given[field.id]
        elif field.prefill and known.get(field.prefill):
            answers[field.id] = known[field.prefill]
        else:
            answers[field.id] = _value(field, day, rng)
    return {name: value for name, value in answers.items() if value is not None}


def _value(field: FieldSpec, day: date, rng: random.Random, group: str = "") -> Any:
    makers = {
        "yes_no": lambda: field.id not in REFUSED_BOOLEANS,
        "number": lambda: _number(field),
        "date": lambda: _soon(day, rng),
        "radio": lambda: _choice(field, rng),
        "select": lambda: _choice(field, rng),
        "checkboxes": lambda: [value for value, _ in field.options[: 1 + rng.randint(0, 1)]],
        "area": lambda: "南山区",
        "phone": lambda: f"1380000{rng.randint(1000, 9999)}",
        "id_number": lambda: compose_citizen_number(area="440304", born=date(1902, 4, 9), sequence=111),
        "credit_code": lambda: "91440300MXDEMA012F",
        "repeat": lambda: [_row(field, day, rng)],
        "textarea": lambda: "按行业规范编制，责任到人，定期自查并留存记录。",
    }
    make = makers.get(field.widget)
    return make() if make else TEXTS.get(f"{group}{field.id}", _text(field))


def _row(field: FieldSpec, day: date, rng: random.Random) -> dict[str, Any]:
    row = {column.id: _value(column, day, rng, group=f"{field.id}.") for column in field.columns}
    return {name: value for name, value in row.items() if value is not None}


def _number(field: FieldSpec) -> int:
    least = int(field.schema.get("minimum", 0))
    most = field.schema.get("maximum")
    wanted = max(NUMBERS.get(field.id, 20), least)
    return min(wanted, int(most)) if most is not None else wanted


def _soon(day: date, rng: random.Random) -> str:
    return (day + timedelta(days=rng.randint(6, 30))).isoformat()


def _choice(field: FieldSpec, rng: random.Random) -> Any:
    return rng.choice(field.options)[0] if field.options else None


def _text(field: FieldSpec) -> str:
    longest = int(field.schema.get("maxLength", 40))
    return f"{field.label}见所附材料"[:longest]
