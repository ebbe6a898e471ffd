"""
What an outside system may send, and how each event is answered. The JSON Schema is what the documentation shows.

Nothing is swallowed: each event gets one verdict by name, and a second sending never changes the first.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import jsonschema

from yangguang.oversight.monitoring.rules.plans import KINDS

ACCEPTED, LATE, HELD = "accepted", "accepted_late", "unknown_case_held"
DUPLICATE, CHANGED, FUTURE = "duplicate", "history_changed", "from_the_future"
UNKNOWN_STANDARD, INVALID = "unknown_standard", "invalid"
TAKEN = frozenset({ACCEPTED, LATE})
WORDS = {
    ACCEPTED: "已收",
    LATE: "已收，报送迟了",
    HELD: "已收存：这个办件还没有收件记录，收到以后自动补上",
    DUPLICATE: "重复：同一编号、同样内容已经收过，没有再记",
    CHANGED: "没有收：同一编号已经收过，内容却不同；更正请用新的编号另报一条",
    FUTURE: "没有收：发生时间在将来，请核对系统时钟",
    UNKNOWN_STANDARD: "没有收：没有这个标准，或者还没有批准",
    INVALID: "没有收：格式不符合约定",
}
TOLERANCE = timedelta(minutes=5)
LATE_AFTER = timedelta(hours=24)
MOST_EVENTS = 5000

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "电子监察接入：一条办理行为",
    "type": "object",
    "required": ["event_id", "case", "kind", "at"],
    "additionalProperties": False,
    "properties": {
        "event_id": {"type": "string", "minLength": 1, "maxLength": 80, "title": "本系统内不重复的编号"},
        "case": {"type": "string", "minLength": 1, "maxLength": 60, "title": "办件编号"},
        "kind": {"enum": list(KINDS), "title": "行为"},
        "at": {"type": "string", "format": "date-time", "title": "发生时间，带时区"},
        "standard": {"type": "string", "maxLength": 40, "title": "标准编号，收件时必填"},
        "step": {"type": "string", "maxLength": 100, "title": "环节编号"},
        "outcome": {"type": "string", "maxLength": 120, "title": "结果，如 decision=granted"},
        "post": {"type": "string", "maxLength": 20, "title": "岗位"},
        "officer": {"type": "string", "maxLength": 40, "title": "工作人员编号"},
        "people": {"type": "integer", "minimum": 0, "maximum": 99, "title": "参加人数"},
        "facts": {"type": "object", "title": "其他：材料、金额、理由等"},
    },
}
_VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def problem_with(event: object) -> str:
    """Say what is wrong with an event, in words; nothing when it is well formed."""
    error = next(iter(_VALIDATOR.iter_errors(event)), None)
    if error is not None:
        where = "/".join(str(one) for one in error.absolute_path) or "整条"
        return f"{where}：{error.message[:120]}"
    if instant_of(event) is None:  # type: ignore[arg-type]
        return "at：要写成带时区的时间，如 2026-09-14T10:00:00+08:00"
    return ""


def instant_of(event: Mapping[str, Any]) -> datetime | None:
    """Read the instant; one without a zone is none."""
    try:
        at = datetime.fromisoformat(str(event["at"]).replace("Z", "+00:00"))
    except ValueError:
        return None
    return at if at.tzinfo else None


def digest_of(event: Mapping[str, Any]) -> str:
    """Fingerprint what was sent, so that the same event sent again is told from another under the same id."""
    text = json.dumps(event, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.new("sm3", text.encode()).hexdigest()
