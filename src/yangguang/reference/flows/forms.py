"""Reading what the editor and the trial send; what cannot be a row is refused field by field."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import QueryDict

from yangguang.foundation.decisions.api import ExpressionRefused, compile_expression
from yangguang.foundation.process.bpmn import LIMIT_UNITS, POST_KINDS, STEP_LETTERS
from yangguang.kernel.refusals import InvalidInput
from yangguang.reference.flows.operations import Deed
from yangguang.reference.flows.rules import Loop, Outline, Row, Way, lane_for
from yangguang.reference.flows.rules.refusals import RehearsalRefused, StepNotThere

MAX_TEXT = 1000
_TIMER = re.compile(r"P(?=.)(\d{1,4}W)?(\d{1,4}D)?(T(?=.)(\d{1,4}H)?(\d{1,4}M)?)?")
MATERIALS = re.compile(r"^M\d{3}$")


def read_row(typed: QueryDict, outline: Outline, row_id: str) -> Outline:
    """
    Put the typed fields of one row into the flow; fields that were not sent stay.

    Refuses with StepNotThere, InvalidInput.
    """
    row = outline.find(row_id)
    if row is None:
        raise StepNotThere(step=row_id)
    problems: dict[str, str] = {}
    changes: dict[str, Any] = {
        key: _text(typed, key)
        for key in (
            "name",
            "what",
            "basis",
            "documents",
            "caption",
            "service",
            "decision",
            "result",
            "called",
            "event_name",
            "form",
        )
        if key in typed
    }
    changes |= _step(typed, row, problems)
    changes |= _timer(typed, problems)
    if "letter" in typed:
        changes["letter"] = typed["letter"] if typed["letter"] in STEP_LETTERS else ""
    if "has_materials" in typed:
        changes["materials"] = " ".join(one for one in typed.getlist("materials") if MATERIALS.match(one))
    if "times" in typed and row.loop:
        changes["loop"] = _loop(typed, row.loop, problems)
    if not changes.get("name", row.name).strip() and row.kind in ("user", "service", "rule", "catch"):
        problems["name"] = "请写环节名称"
    changes["ways"], changes["default"] = _ways(typed, row, outline)
    if problems:
        raise InvalidInput(fields=problems)
    if "lane" in typed:
        outline, changes["lane"] = _lane(str(typed["lane"]), outline, row)
    return outline.with_row(replace(row, **changes))


def _text(typed: QueryDict, key: str) -> str:
    return (
        re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", typed.get(key, ""))
        .replace("\r\n", "\n")
        .strip()[:MAX_TEXT]
    )


def _step(typed: QueryDict, row: Row, problems: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "name" in typed and len(_text(typed, "name")) > 60:
        problems["name"] = "环节名称最多 60 个字"
    if "limit" in typed:
        text = _text(typed, "limit")
        if text and not (text.isascii() and text.isdigit() and 0 < int(text) <= 3650):
            problems["limit"] = f"时限“{text[:12]}”不是 1 到 3650 之间的整数"
        found["limit"] = text
    if "unit" in typed:
        found["unit"] = typed["unit"] if typed["unit"] in LIMIT_UNITS else row.unit
    return found


def _timer(typed: QueryDict, problems: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "timer" in typed:
        text = _text(typed, "timer")
        found["timer"] = f"P{text}D" if text.isascii() and text.isdigit() else text
        if not _TIMER.fullmatch(found["timer"]):
            problems["timer"] = "请写几天，例如 5；或者 P5D、PT2H 这样的写法"
        found["timer_kind"] = "duration"
    if "timer_unit" in typed:
        found["timer_unit"] = "wd" if typed["timer_unit"] == "wd" else "cd"
    if "has_interrupting" in typed:
        found["interrupting"] = "interrupting" in typed
    return found


def _loop(typed: QueryDict, loop: Loop, problems: dict[str, str]) -> Loop:
    times, until = _text(typed, "times"), _text(typed, "until")
    collection = _text(typed, "collection")
    for name, text in (("times", times), ("until", until), ("collection", collection)):
        try:
            compile_expression(text) if text else None
        except ExpressionRefused as refused:
            problems[name] = f"第 {refused.position} 个字符处{refused.reason}"
    if not times and not collection:
        problems["times"] = "请写几个人，或者按哪个名单"
    return replace(
        loop,
        times="" if collection else times,
        collection=collection,
        until=until,
        sequential="sequential" in typed,
    )


def _ways(typed: QueryDict, row: Row, outline: Outline) -> tuple[tuple[Way, ...], str]:
    default = typed.get("default", row.default)
    default = default if any(one.id == default for one in row.ways) else row.default
    ways = []
    for way in row.ways:
        target = typed.get(f"way-{way.id}-target", way.target)
        name = _text(typed, f"way-{way.id}-name") if f"way-{way.id}-name" in typed else way.name
        when = _text(typed, f"way-{way.id}-when") if f"way-{way.id}-when" in typed else way.when
        target = target if outline.find(target) else way.target
        ways.append(Way(way.id, target, name, "" if way.id == default else when))
    return tuple(ways), default


def _lane(text: str, outline: Outline, row: Row) -> tuple[Outline, str]:
    if text.startswith("post:") and text[5:] in POST_KINDS:
        return lane_for(outline, text[5:])
    return outline, text if any(one.id == text for one in outline.lanes) else row.lane


def read_state(text: str) -> tuple[dict[str, Any], list[Deed]]:
    """
    Read where a trial stands, as the page carries it.

    Refuses with RehearsalRefused.
    """
    if not text:
        return {}, []
    try:
        record = json.loads(text[:60_000])
        facts = {str(key)[:60]: _plain(value) for key, value in record["facts"].items()}
        deeds = [
            Deed(
                str(one["node"])[:100],
                one["kind"] if one["kind"] in ("step", "timer", "message") else "step",
                max(0, min(int(one["days"]), 400)),
                {str(key)[:60]: _plain(value) for key, value in one["answers"].items()},
            )
            for one in record["deeds"]
        ]
    except (ValueError, TypeError, KeyError, AttributeError) as broken:
        raise RehearsalRefused(reason="页面带来的试走记录不完整。") from broken
    return facts, deeds


def write_state(facts: Mapping[str, Any], deeds: list[Deed]) -> str:
    """Write where a trial stands into the page."""
    listed = [
        {"node": one.node_id, "kind": one.kind, "days": one.days, "answers": dict(one.answers)}
        for one in deeds
    ]
    return json.dumps({"facts": dict(facts), "deeds": listed}, ensure_ascii=False)


def read_answer(text: str, schema: Mapping[str, Any]) -> Any:
    """Read one made-up answer by the type its form field has; without one, by its looks."""
    text = text.strip()[:200]
    kind = schema.get("type", "")
    if kind == "array":
        return [one.strip() for one in re.split("[,，、\n]", text) if one.strip()]
    if text in ("true", "false") and kind in ("boolean", ""):
        return text == "true"
    if kind in ("number", "integer", "") and re.fullmatch(r"-?\d{1,15}", text):
        return int(text)
    if kind in ("number", "") and re.fullmatch(r"-?\d{1,12}\.\d{1,6}", text):
        return float(text)
    return text or None


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value[:200]
    if isinstance(value, list):
        return [one[:200] for one in value if isinstance(one, str)][:50]
    return value if isinstance(value, bool | int | float) or value is None else str(value)[:200]
