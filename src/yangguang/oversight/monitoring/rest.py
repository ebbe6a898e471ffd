"""
The intake of outside systems over HTTP: documented, answered event by event.

POST /api/monitoring/events/ with `Authorization: Bearer <token>`; the body is {"events": [...]}, or one event a line
(application/x-ndjson, as files are sent). GET /api/monitoring/schema/ gives the JSON Schema.
"""

import json
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from yangguang.foundation.access.api import public
from yangguang.foundation.acts.api import system_actor
from yangguang.kernel import clock
from yangguang.kernel.refusals import Refusal
from yangguang.oversight.monitoring.models import Source
from yangguang.oversight.monitoring.operations.intake import receive_events, token_digest
from yangguang.oversight.monitoring.rules.intake import INVALID, SCHEMA, WORDS
from yangguang.oversight.monitoring.rules.refusals import TokenUnknown


@public
@require_GET
def show_schema(request: HttpRequest) -> JsonResponse:
    """Give the schema of one event, and the words of every answer."""
    return JsonResponse({"schema": SCHEMA, "verdicts": WORDS}, json_dumps_params={"ensure_ascii": False})


@csrf_exempt
@public
@require_POST
def take_events(request: HttpRequest) -> JsonResponse:
    """Take one delivery and acknowledge it."""
    try:
        source = _source(request)
        batch = receive_events(
            actor=system_actor(source.name), source=source, events=_events(request), now=clock.now()
        )
    except Refusal as refusal:
        told = {"code": refusal.code, "message": refusal.message, "remedy": refusal.remedy_text}
        return JsonResponse(told, status=refusal.status, json_dumps_params={"ensure_ascii": False})
    acknowledged = {
        "batch": str(batch.uuid),
        "received_at": batch.received_at.isoformat(),
        "sm3": batch.digest,
        "counts": batch.counts,
        "report": batch.report,
    }
    return JsonResponse(acknowledged, json_dumps_params={"ensure_ascii": False})


def _source(request: HttpRequest) -> Source:
    word, _, token = request.headers.get("Authorization", "").partition(" ")
    found = Source.objects.filter(token_digest=token_digest(token), is_active=True).first()
    if word.lower() != "bearer" or not token or found is None:
        raise TokenUnknown
    return found


def _events(request: HttpRequest) -> list[Any]:
    """Read the events; a line or a body that is no JSON stands in the report as an event that is not well formed."""
    text = request.body.decode("utf-8", errors="replace")
    if request.content_type == "application/x-ndjson":
        return [_parsed(line) for line in text.splitlines() if line.strip()]
    body = _parsed(text)
    events = body.get("events") if isinstance(body, dict) else None
    return events if isinstance(events, list) else [body if body is not None else INVALID]


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return None
