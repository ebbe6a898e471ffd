"""
The documented interface for other bodies' systems: look at a licence, compare, and the public status list.

A system signs on by its client credentials (`/sign-on/token`); what it may see, a row of `CallingSystem` says. Every call
needs a purpose and a case number and is kept, given or refused; the holder sees it. The OpenAPI document is made from the
same table the code follows.
"""

import functools
import json
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from yangguang.foundation.access.api import public
from yangguang.foundation.acts.api import system_actor
from yangguang.foundation.sign_on.api import find_calling_client
from yangguang.kernel import clock
from yangguang.kernel.refusals import Refusal
from yangguang.reference.comparison import api as comparison
from yangguang.reference.licences import api
from yangguang.reference.licences.models import CallingSystem
from yangguang.reference.licences.operations.calling import REST
from yangguang.reference.licences.queries.signed import data_of, newest_list
from yangguang.reference.licences.rules.openapi import openapi
from yangguang.reference.licences.rules.refusals import SystemNotAllowed

LARGEST_BODY = 64 * 1024
Answer = Callable[[HttpRequest, CallingSystem, dict[str, Any]], dict[str, Any]]


class TokenMissing(Refusal):
    """No token, or one that does not count."""

    code = "licences.token_missing"
    status = 401
    text = "没有有效的访问令牌。"
    remedy = "请用接入系统的标识和密钥在 /sign-on/token 换取令牌，放在 Authorization: Bearer 里。"


class BodyUnreadable(Refusal):
    """The request's body is no JSON object."""

    code = "licences.body_unreadable"
    status = 400
    text = "请求内容不是 JSON 对象，或者太大。"
    remedy = "请按接口说明填写。"


def _for_systems(answer: Answer) -> Callable[[HttpRequest], HttpResponse]:
    """Let a function answer systems: token, right, JSON in, JSON out, refusals by code."""

    @functools.wraps(answer)
    def view(request: HttpRequest) -> HttpResponse:
        try:
            told = answer(request, _system_of(request), _read(request))
        except Refusal as refusal:
            response = JsonResponse(
                refusal.as_dict(), status=refusal.status, json_dumps_params={"ensure_ascii": False}
            )
            if refusal.status == 401:
                response.headers["WWW-Authenticate"] = "Bearer"
            return response
        return JsonResponse(told, json_dumps_params={"ensure_ascii": False})

    return public(csrf_exempt(require_POST(view)))


def _system_of(request: HttpRequest) -> CallingSystem:
    client = find_calling_client(authorization=request.headers.get("Authorization", ""), now=clock.now())
    if client is None:
        raise TokenMissing
    system = CallingSystem.objects.select_related("body").filter(client_id=client.client_id).first()
    if system is None:
        raise SystemNotAllowed(name=client.name, why="没有提请过证照调用权")
    return system


def _read(request: HttpRequest) -> dict[str, Any]:
    if int(request.headers.get("Content-Length") or 0) > LARGEST_BODY:
        raise BodyUnreadable
    try:
        told = json.loads(request.body)
    except ValueError as problem:
        raise BodyUnreadable from problem
    if not isinstance(told, dict):
        raise BodyUnreadable
    return told


def _text(told: dict[str, Any], name: str) -> str:
    value = told.get(name, "")
    return value if isinstance(value, str) else ""


@_for_systems
def call(request: HttpRequest, system: CallingSystem, told: dict[str, Any]) -> dict[str, Any]:
    """Give a licence's data to a system with a right to it."""
    now = clock.now()
    licence = api.call_licence(
        actor=system_actor(f"接入系统：{system.name}"[:60]),
        now=now,
        caller=api.Caller(system.body, REST, system),
        call=api.Call(
            _text(told, "licence"), _text(told, "purpose"), _text(told, "case_number"), _text(told, "share")
        ),
    )
    standing = licence.standing(clock.today(now))
    return {
        "licence": data_of(licence),
        "status": standing.code,
        "status_text": standing.word,
        "is_in_force": standing.is_in_force,
        "checked_at": now.isoformat(),
    }


@_for_systems
def compare(request: HttpRequest, system: CallingSystem, told: dict[str, Any]) -> dict[str, Any]:
    """Compare what a system holds with a source, with the reason of every field."""
    now = clock.now()
    fields = told.get("fields")
    if not isinstance(fields, dict) or not all(isinstance(one, str) for one in fields.values()):
        raise comparison.ClaimUnreadable(problem="fields 应是名称到文字的对象")
    answer = api.compare_for_system(
        actor=system_actor(f"接入系统：{system.name}"[:60]),
        now=now,
        caller=api.Caller(system.body, REST, system),
        call=api.ClaimCall(
            source=_text(told, "source") or api.SOURCE,
            claim=comparison.Claim(_text(told, "kind") or "licence", fields, item=_text(told, "item")),
            purpose=_text(told, "purpose"),
            case_number=_text(told, "case_number"),
        ),
    )
    if answer.refusal is not None:
        raise answer.refusal
    if answer.asked is None:
        raise comparison.ClaimUnreadable(problem="没有结果")
    return _result(answer.asked, now.isoformat())


def _result(asked: comparison.Asked, at: str) -> dict[str, Any]:
    finding = asked.finding
    return {
        "outcome": finding.outcome.value,
        "outcome_text": finding.outcome.word,
        "score": round(finding.score, 2),
        "record": finding.record.key if finding.record else "",
        "lapsed": finding.record.lapsed if finding.record else "",
        "differences": [one.as_dict() for one in finding.differences],
        "reasons": [one.as_dict() for one in finding.reasons],
        "problem": finding.problem,
        "source": asked.source,
        "source_name": asked.source_name,
        "rules": f"{asked.version.kind}-V{asked.version.number:03d}",
        "decided": asked.decided.verdict if asked.decided else "",
        "compared_at": at,
    }


@public
@require_safe
def status_list(request: HttpRequest) -> HttpResponse:
    """Give the newest signed status list as it was signed."""
    try:
        row = newest_list()
    except Refusal as refusal:
        return JsonResponse(refusal.as_dict(), status=404)
    response = HttpResponse(row.note, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


@public
@require_safe
def describe(request: HttpRequest) -> HttpResponse:
    """Give the OpenAPI document."""
    document = openapi(base_url=settings.BASE_URL)
    return JsonResponse(document, json_dumps_params={"ensure_ascii": False})
