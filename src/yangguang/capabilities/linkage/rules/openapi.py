"""The OpenAPI 3.1 document of the exchange, made from the same tables the exchange reads, and held to the answers by a test."""

from typing import Any

from yangguang.capabilities.linkage.rules.exchange import (
    AFTER,
    CLOCK_TOLERANCE,
    KINDS,
    LONGEST_SERIAL,
    RESULTS,
    WIRE_VERSION,
    AlreadyClosed,
    ClockAhead,
    EventUnreadable,
    KindUnknown,
    MatterUnknown,
    MatterVersionUnknown,
    SaidOtherwise,
)
from yangguang.capabilities.linkage.rules.verdicts import VERDICTS

MOST_EVENTS = 1000
REASONS = (
    EventUnreadable,
    KindUnknown,
    MatterUnknown,
    MatterVersionUnknown,
    ClockAhead,
    SaidOtherwise,
    AlreadyClosed,
)
_COUNTS = {"type": "object", "additionalProperties": {"type": "integer"}}
_LISTS = {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": required, "properties": properties}


def _wire() -> dict[str, Any]:
    return {"const": WIRE_VERSION, "description": "线上格式的版本"}


def _schemas() -> dict[str, Any]:
    minutes = int(CLOCK_TOLERANCE.total_seconds() // 60)
    before = "；".join(
        f"{KINDS[kind]}之前要有{'、'.join(KINDS[one] for one in sorted(needed))}"
        for kind, needed in AFTER.items()
        if needed
    )
    whole = {"type": "integer", "minimum": 0, "maximum": 2**31 - 1}
    event = _object(
        ["kind", "serial", "version", "matter", "matter_version", "at"],
        kind={
            "enum": list(KINDS),
            "description": "、".join(f"{kind} {word}" for kind, word in KINDS.items()) + f"。{before}",
        },
        serial={
            "type": "string",
            "minLength": 1,
            "maxLength": LONGEST_SERIAL,
            "description": "区系统的流水号",
        },
        version={**whole, "description": "这一事件的第几版；更正加一，同一版内容不能变"},
        step={**whole, "default": 0, "description": "审批过程的第几步，其余为 0"},
        matter={"type": "string", "description": "目录编码（12 位）或者实施编码（31 位）"},
        matter_version={**whole, "description": "事项的第几版"},
        at={"type": "string", "format": "date-time", "description": f"带时区；最多比本平台快 {minutes} 分钟"},
        payload={
            "type": "object",
            "description": "applicant（遮掉的姓名）、items、result（"
            + "、".join(f"{code} {word}" for code, word in RESULTS.items())
            + "）等",
        },
    )
    receipt = _object(
        ["serial", "kind", "version", "verdict", "code", "reason"],
        serial={"type": "string"},
        kind={"type": "string"},
        version={"type": "integer"},
        verdict={"enum": list(VERDICTS), "description": "、".join(f"{k} {v}" for k, v in VERDICTS.items())},
        code={"enum": ["", *(one.code for one in REASONS)], "description": "退回的原因代码；没有退回为空"},
        reason={"type": "string", "description": "给人看的说明"},
    )
    outgoing = _object(
        ["sequence", "kind", "serial", "version", "payload", "sm3"],
        sequence={"type": "integer", "description": "对这个系统连续编号，不跳号"},
        kind={"enum": list(KINDS)},
        serial={"type": "string", "description": "本平台的办件编号"},
        version={"type": "integer"},
        payload={"type": "object"},
        sm3={"type": "string", "pattern": "^[0-9a-f]{64}$"},
    )
    report = _object(
        ["wire", "system", "day", "counts", "held", "waiting_for_acknowledgement"],
        wire=_wire(),
        system={"type": "string"},
        day={"type": "string", "format": "date"},
        counts=_COUNTS,
        held={"type": "integer", "description": "等前面事件的"},
        waiting_for_acknowledgement={"type": "integer", "description": "推给区系统、还没有回执的"},
        only_here=_LISTS,
        only_there=_LISTS,
        agrees={"type": "boolean", "description": "两边一致、没有等着的"},
    )
    refusal = _object(
        ["code", "message"], code={"type": "string"}, message={"type": "string"}, remedy={"type": "string"}
    )
    return {"Event": event, "Receipt": receipt, "Outgoing": outgoing, "Report": report, "Refusal": refusal}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _answers(description: str, schema: dict[str, Any], *refused: str) -> dict[str, Any]:
    why = {
        "400": "请求内容读不懂",
        "401": "没有认出是哪个系统",
        "409": "批次号用过，内容不一样",
        "422": "文件和第一行说的不一样",
    }
    good = {"200": {"description": description, "content": _json(schema)}}
    return good | {
        status: {"description": why[status], "content": _json(_ref("Refusal"))}
        for status in ("401", *refused)
    }


def _body(schema: dict[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": _json(schema)}


def _array(of: str, most: int | None = None) -> dict[str, Any]:
    return {"type": "array", "items": _ref(of)} | ({"maxItems": most} if most else {})


def _paths() -> dict[str, Any]:
    day = {
        "name": "day",
        "in": "query",
        "required": True,
        "schema": {"type": "string", "format": "date"},
    }
    after = {
        "name": "after",
        "in": "query",
        "schema": {"type": "integer", "default": 0},
        "description": "给这个编号之后的",
    }
    receipts = _object(["wire", "receipts"], wire=_wire(), receipts=_array("Receipt"))
    return {
        "/exchange/v1/events/": {
            "post": {
                "operationId": "receive",
                "summary": "送事件，逐件回执；重复的不再记入，早到的先存着",
                "requestBody": _body(
                    _object(["wire", "events"], wire=_wire(), events=_array("Event", MOST_EVENTS))
                ),
                "responses": _answers("每件一条回执，次序和送来的一样", receipts, "400"),
            }
        },
        "/exchange/v1/batches/": {
            "post": {
                "operationId": "batch",
                "summary": "送批量文件，整份接收或者整份退回；同一份送两次是同一批",
                "requestBody": {
                    "required": True,
                    "description": "第一行 {wire, number, count, sm3}，sm3 是第一行以后全部字节的；然后一行一个事件",
                    "content": {"application/x-ndjson": {"schema": {"type": "string"}}},
                },
                "responses": _answers(
                    "批次和逐件回执",
                    _object(
                        ["wire", "batch", "counts", "receipts"],
                        wire=_wire(),
                        batch={"type": "string"},
                        counts=_COUNTS,
                        receipts=_array("Receipt"),
                    ),
                    "409",
                    "422",
                ),
            }
        },
        "/exchange/v1/outgoing/": {
            "get": {
                "operationId": "outgoing",
                "summary": "取本平台的事件，回执以前一直都在",
                "parameters": [after],
                "responses": _answers(
                    "按编号排列，一次最多 200 件",
                    _object(
                        ["wire", "events", "last"],
                        wire=_wire(),
                        events=_array("Outgoing"),
                        last={"type": ["integer", "null"]},
                    ),
                ),
            }
        },
        "/exchange/v1/receipts/": {
            "post": {
                "operationId": "acknowledge",
                "summary": "回执：到这个编号为止都收到了，退回的写明理由",
                "requestBody": _body(
                    _object(
                        ["until"],
                        until={"type": "integer"},
                        refused={"type": "object", "additionalProperties": {"type": "string"}},
                    )
                ),
                "responses": _answers(
                    "记下了几件",
                    _object(["wire", "acknowledged"], wire=_wire(), acknowledged={"type": "integer"}),
                    "400",
                ),
            }
        },
        "/exchange/v1/reconciliation/": {
            "get": {
                "operationId": "counts",
                "summary": "某一天本平台记着多少",
                "parameters": [day],
                "responses": _answers("各种事件的件数", _ref("Report"), "400"),
            },
            "post": {
                "operationId": "compare",
                "summary": "逐件比对某一天，结果留在双方看得到的对账报告里",
                "parameters": [day],
                "requestBody": _body(
                    _object(["events"], events={**_LISTS, "description": "每种事件的 流水号/步/版本"})
                ),
                "responses": _answers("只在本平台有的、只在区系统有的", _ref("Report"), "400"),
            },
        },
    }


def openapi(*, base_url: str) -> dict[str, Any]:
    """Give the document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "市区数据交换接口",
            "version": str(WIRE_VERSION),
            "description": "区自建系统和本平台交换八种事件：编号、版本、回执、对账。时间以 UTC+8 的墙上时间理解。",
        },
        "servers": [{"url": base_url}],
        "security": [{"system": []}],
        "paths": _paths(),
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {
                "system": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "Authorization: Bearer <系统编号>:<密钥>",
                }
            },
        },
    }
