"""
The standards the platform brings along: one for each of the eight fields and for those that come next, as data.

They say what the cases of a field are held against: steps, posts, limits, shortest times, and what has to be told with each
step. A city changes them by writing a version of its own.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema

from yangguang.oversight.monitoring.rules.intake import SCHEMA
from yangguang.oversight.monitoring.rules.plans import AT_STEP, KINDS, Plan, Span, plan_of_standard

FOLDER = Path(__file__).parent.parent / "standards"
NUMBERED = ("limit", "least")  # kinds of which a standard may have several, told apart by their code
CLOCKS = frozenset(
    {"statutory", "promised", "acceptance", "delivery", "publication", "hearing", "report", *NUMBERED}
)
MOST_STEPS = 60


def shipped_standards() -> Iterator[dict[str, Any]]:
    """Read the standards the platform brings along."""
    for path in sorted(FOLDER.glob("*.json")):
        yield json.loads(path.read_text(encoding="utf-8"))


def checked_plan(content: Mapping[str, Any]) -> Plan:
    """
    Read a standard as a plan, and see that it can be kept to.

    Refuses with ValueError, KeyError or TypeError, naming what cannot be read.
    """
    steps = content.get("steps") or ()
    codes = [str(one["code"]) for one in steps]
    if not codes or len(codes) > MOST_STEPS:
        raise ValueError(f"环节要有 1 到 {MOST_STEPS} 个")
    if len(set(codes)) < len(codes):
        raise ValueError("环节编号有重复")
    for one in steps:
        _check_step(one, codes)
    plan = plan_of_standard(content)
    for span in plan.spans:
        _check_span(span, codes)
    if len({span.key for span in plan.spans}) < len(plan.spans):
        raise ValueError("期限有重复，同一种期限要用 code 区分")
    for place, schema in (content.get("facts") or {}).items():
        if place not in codes and place not in KINDS:
            raise ValueError(f"随报内容里的“{place}”既不是行为也不是环节")
        jsonschema.Draft202012Validator.check_schema(_object(schema))
    plan.net.start(frozenset())
    return plan


def _check_step(step: Mapping[str, Any], codes: list[str]) -> None:
    following = [step["next"]] if isinstance(step.get("next"), str) else step.get("next") or []
    for target in (*following, *(step.get("together") or ())):
        if target != "end" and target not in codes:
            raise ValueError(f"环节“{step['code']}”后面的“{target}”没有这一环节")


def _check_span(span: Span, codes: list[str]) -> None:
    if span.kind not in CLOCKS:
        raise ValueError(f"没有“{span.kind}”这种期限，可以写 {'、'.join(sorted(CLOCKS))}")
    if bool(span.code) != (span.kind in NUMBERED):
        raise ValueError(f"期限“{span.kind}”{'要写' if span.kind in NUMBERED else '不写'} code")
    if span.is_least != (span.kind == "least"):
        raise ValueError("最短时间的 kind 写 least，并写 is_least")
    if span.length < 0 or span.unit not in ("wd", "cd", "mo", "yr", "h"):
        raise ValueError(f"期限“{span.name or span.kind}”的长短写不对")
    for turn in (*span.starts, *span.stops):
        if turn.removeprefix(AT_STEP) not in (codes if turn.startswith(AT_STEP) else KINDS):
            raise ValueError(f"期限的起止“{turn}”既不是行为也不是环节")


def schema_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """Give the JSON Schema of the events of one standard: its steps by name, and what is told with each."""
    schema = json.loads(json.dumps(SCHEMA, ensure_ascii=False))
    schema["title"] = f"电子监察接入：{content['name']}"
    schema["properties"]["standard"]["const"] = content["code"]
    schema["properties"]["step"] = {
        "oneOf": [{"const": one["code"], "title": one.get("name", "")} for one in content.get("steps", ())],
        "title": "环节",
    }
    codes = {one["code"] for one in content.get("steps", ())}
    told = [_if(place in codes, place, one) for place, one in (content.get("facts") or {}).items()]
    if told:
        schema["allOf"] = told
    return schema


def _if(is_step: bool, place: str, told: Mapping[str, Any]) -> dict[str, Any]:
    name = "step" if is_step else "kind"
    return {
        "if": {"properties": {name: {"const": place}}, "required": [name]},
        "then": {"properties": {"facts": _object(told)}, "required": ["facts"]},
    }


def _object(told: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", **told}


def departures(content: Mapping[str, Any], event: Mapping[str, Any]) -> list[str]:
    """Say in words where an event that was taken departs from its standard: it is kept, and the report says what is missing."""
    found = []
    codes = {one["code"]: one.get("name", "") for one in content.get("steps", ())}
    step = event.get("step", "")
    if step and step not in codes:
        found.append(f"环节“{step}”不在标准里")
    told = event.get("facts") or {}
    for place in dict.fromkeys((step, event["kind"])):
        schema = (content.get("facts") or {}).get(place)
        if schema:
            found += [_missing(one, schema) for one in _validator(schema).iter_errors(told)]
    return found


def _validator(schema: Mapping[str, Any]) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(_object(schema))


def _missing(error: jsonschema.ValidationError, schema: Mapping[str, Any]) -> str:
    titles = {name: one.get("title", name) for name, one in schema.get("properties", {}).items()}
    if error.validator == "required":
        required: Any = error.validator_value
        told: Any = error.instance
        absent = [one for one in required if one not in told]
        return f"没有报“{'、'.join(titles.get(one, one) for one in absent)}”"
    name = str(error.absolute_path[0]) if error.absolute_path else "facts"
    return f"“{titles.get(name, name)}”写得不合标准"
