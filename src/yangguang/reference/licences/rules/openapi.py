"""The OpenAPI document of the licence interface, written by hand beside the code it describes and held to it by a test."""

from typing import Any

from yangguang.reference.comparison.api import Outcome

_REFUSAL = {
    "type": "object",
    "properties": {
        "code": {"type": "string", "description": "稳定的代码，例如 licences.no_ground"},
        "message": {"type": "string"},
        "remedy": {"type": "string"},
        "fields": {"type": "object"},
    },
}
_REFUSALS = {
    "400": "请求内容读不出来",
    "401": "没有有效的令牌",
    "403": "没有这项权利：调用权、用途、授权或者依据",
    "404": "没有找到",
    "422": "缺少用途、办件编号或者内容",
    "429": "超过每分钟的次数",
}


def _text(description: str, **more: Any) -> dict[str, Any]:
    return {"type": "string", "description": description, **more}


def _answers(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    refused = {
        status: {"description": why, "content": {"application/json": {"schema": _REFUSAL}}}
        for status, why in _REFUSALS.items()
    }
    good = {"description": description, "content": {"application/json": {"schema": schema}}}
    return {"200": good, **refused}


def _post(summary: str, required: list[str], asked: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    body = {"type": "object", "required": required, "properties": asked}
    return {
        "post": {
            "summary": summary,
            "security": [{"client": []}],
            "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
            "responses": _answers(summary, {"type": "object", "properties": answer}),
        }
    }


_WHY = {
    "purpose": _text("用途，要在调用权和证照类型的用途里"),
    "case_number": _text("正在办理的办件编号"),
}


def openapi(*, base_url: str) -> dict[str, Any]:
    """Give the document."""
    call = _post(
        "查用一份证照",
        ["licence", "purpose", "case_number"],
        {
            "licence": _text("证照编号或电子证照标识（GB/T 36904）"),
            **_WHY,
            "share": _text("持证人授权编号；没有法定依据时必填"),
        },
        {
            "licence": {"type": "object", "description": "证照数据，和签名数据同一形式"},
            "status": _text("V 有效 D 已注销 E 已过期 C 已作废 S 已暂扣"),
            "status_text": _text("状态的文字"),
            "is_in_force": {"type": "boolean"},
            "checked_at": _text("查用的时刻", format="date-time"),
        },
    )
    compare = _post(
        "比对一项内容",
        ["fields", "purpose", "case_number"],
        {
            "source": _text("数据源代码，默认 licences"),
            "kind": _text("licence（证照）或 subject（主体）"),
            "item": _text("比对的是什么，例如 营业执照"),
            "fields": {"type": "object", "additionalProperties": {"type": "string"}},
            **_WHY,
        },
        {
            "outcome": _text("结果", enum=[one.value for one in Outcome]),
            "outcome_text": _text("结果的文字"),
            "score": {"type": "number"},
            "record": _text("数据源里的记录"),
            "lapsed": _text("失效的状态和日期；有效时为空"),
            "differences": {"type": "array", "items": {"type": "object"}},
            "reasons": {"type": "array", "items": {"type": "object"}},
            "problem": _text("数据源不可用的原因"),
            "source": _text("数据源代码"),
            "source_name": _text("数据源名称"),
            "rules": _text("用的是哪一版规则"),
            "decided": _text("本机关对同一对内容作过的判断"),
            "compared_at": _text("比对的时刻", format="date-time"),
        },
    )
    listed = {
        "get": {
            "summary": "签名的证照状态清单（离线核验用）",
            "responses": {"200": {"description": "清单正文和签名行", "content": {"text/plain": {}}}},
        }
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "证照查用和比对接口",
            "version": "1",
            "description": "每次调用都要写明用途和办件编号，都会留痕，持证人看得到。",
        },
        "servers": [{"url": base_url}],
        "paths": {
            "/api/licences/call/": call,
            "/api/licences/comparison/": compare,
            "/api/licences/status-list": listed,
        },
        "components": {
            "securitySchemes": {
                "client": {
                    "type": "oauth2",
                    "flows": {"clientCredentials": {"tokenUrl": f"{base_url}/sign-on/token", "scopes": {}}},
                }
            }
        },
    }
