"""
The exchange over HTTP, wire version 1: events in, ours out, receipts, batches, reconciliation.

Written down for districts in docs/how-to/exchange-with-a-district.md.

Callers are systems: they come with `Authorization: Bearer <code>:<secret>`, never with a session; answers are JSON.
"""

import json
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from yangguang.capabilities.linkage import api as linkage
from yangguang.foundation.access.api import public
from yangguang.kernel import clock
from yangguang.kernel.refusals import Refusal

LARGEST_BODY = 5 * 1024 * 1024
Answer = Callable[[HttpRequest, linkage.DistrictSystem], dict[str, Any]]


class BodyUnreadable(Refusal):
    """The body is not what the address takes."""

    code = "linkage.body_unreadable"
    status = 400
    text = "请求内容读不懂：{reason}"


def system_only(answer: Answer) -> Callable[[HttpRequest], HttpResponse]:
    """Let a district's system in by its secret, and answer it in JSON, refusals too."""

    @csrf_exempt
    @wraps(answer)
    def view(request: HttpRequest) -> HttpResponse:
        try:
            system = linkage.recognise_system(authorization=request.headers.get("authorization", ""))
            body = answer(request, system)
        except Refusal as refusal:
            body = {"code": refusal.code, "message": refusal.message, "remedy": refusal.remedy_text}
            return JsonResponse(body, status=refusal.status, json_dumps_params={"ensure_ascii": False})
        return JsonResponse(body, json_dumps_params={"ensure_ascii": False})

    return view


def _read(request: HttpRequest) -> Any:
    if len(request.body) > LARGEST_BODY:
        raise BodyUnreadable(reason="一次不超过 5 MB")
    try:
        return json.loads(request.body or b"{}")
    except ValueError:
        raise BodyUnreadable(reason="不是 JSON") from None


@public
@require_POST
@system_only
def receive(request: HttpRequest, system: linkage.DistrictSystem) -> dict[str, Any]:
    """Take up to a thousand events and answer for each one."""
    sent = _read(request)
    rows = sent.get("events") if isinstance(sent, dict) else None
    if not isinstance(rows, list) or sent.get("wire") != linkage.WIRE_VERSION:
        raise BodyUnreadable(reason=f'要写成 {{"wire": {linkage.WIRE_VERSION}, "events": […]}}')
    answers = linkage.take_events(system=system, raw=rows, now=clock.now())
    return {"wire": linkage.WIRE_VERSION, "receipts": [one.as_dict() for one in answers]}


@public
@require_GET
@system_only
def outgoing(request: HttpRequest, system: linkage.DistrictSystem) -> dict[str, Any]:
    """Give our events after a number; they stay until acknowledged."""
    after = request.GET.get("after", "0")
    rows = linkage.list_outgoing(system=system, after=int(after) if after.isdigit() else 0)
    return {"wire": linkage.WIRE_VERSION, "events": rows, "last": rows[-1]["sequence"] if rows else None}


@public
@require_POST
@system_only
def acknowledge(request: HttpRequest, system: linkage.DistrictSystem) -> dict[str, Any]:
    """Take the district's receipts for ours."""
    sent = _read(request)
    until = sent.get("until") if isinstance(sent, dict) else None
    refusals = sent.get("refused", {}) if isinstance(sent, dict) else {}
    if not isinstance(until, int) or not isinstance(refusals, dict):
        raise BodyUnreadable(reason='要写成 {"until": 12, "refused": {"9": "理由"}}')
    kept = {int(number): str(reason) for number, reason in refusals.items() if str(number).isdigit()}
    count = linkage.acknowledge_events(
        actor=linkage.EXCHANGE_MACHINE, system=system, until=until, refusals=kept, now=clock.now()
    )
    return {"wire": linkage.WIRE_VERSION, "acknowledged": count}


@public
@require_POST
@system_only
def batch(request: HttpRequest, system: linkage.DistrictSystem) -> dict[str, Any]:
    """Take a batch file, whole or not at all."""
    taken, answers = linkage.take_batch(
        actor=linkage.EXCHANGE_MACHINE, system=system, source=request.body, now=clock.now()
    )
    return {
        "wire": linkage.WIRE_VERSION,
        "batch": taken.number,
        "counts": taken.counts,
        "receipts": [one.as_dict() for one in answers],
    }


@csrf_exempt
@public
@system_only
def reconciliation(request: HttpRequest, system: linkage.DistrictSystem) -> dict[str, Any]:
    """Compare a day: GET gives our counts, POST with `{"events": {kind: [serial/step/version]}}` the differences."""
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        raise BodyUnreadable(reason="day 要写成 2026-09-14") from None
    if request.method != "POST":
        return linkage.reconcile(system=system, day=day)
    sent = _read(request)
    theirs = sent.get("events") if isinstance(sent, dict) else None
    if not isinstance(theirs, dict) or not all(isinstance(one, list) for one in theirs.values()):
        raise BodyUnreadable(reason='要写成 {"events": {"submitted": ["流水号/步/版本"]}}')
    return linkage.record_comparison(
        actor=linkage.EXCHANGE_MACHINE, system=system, day=day, theirs=theirs, now=clock.now()
    ).report


@public
@require_GET
def describe(request: HttpRequest) -> HttpResponse:
    """Give the description of the exchange to programs."""
    return JsonResponse(
        linkage.openapi(base_url=settings.BASE_URL), json_dumps_params={"ensure_ascii": False}
    )
