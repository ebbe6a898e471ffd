"""The routes of the interface, its OpenAPI document, and the page that explains it."""

import functools
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from yangguang.foundation.access.api import citizen_only, public
from yangguang.kernel.refusals import Refusal
from yangguang.portal.rest.shapes import TEXT, Endpoint, object_of
from yangguang.portal.rest.table import ENDPOINTS


def _view(endpoint: Endpoint) -> Callable[..., HttpResponse]:
    @functools.wraps(endpoint.answer)
    def view(request: HttpRequest, **named: str) -> HttpResponse:
        try:
            said = endpoint.answer(request, **named)
        except Refusal as refusal:
            return _json(refusal.as_dict(), status=refusal.status)
        return _json(said)

    asked = require_http_methods([endpoint.method])(view)
    return citizen_only(asked) if endpoint.is_own else public(csrf_exempt(asked))


def openapi() -> dict[str, Any]:
    """Write the OpenAPI 3.1 document of the table."""
    paths: dict[str, dict[str, Any]] = {}
    for one in ENDPOINTS:
        paths.setdefault(one.address, {})[one.method.lower()] = _operation(one)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "阳光政务公共接口",
            "version": "1",
            "description": "事项、进度、证照查验，和自己的办件。",
        },
        "servers": [{"url": settings.BASE_URL}],
        "paths": paths,
        "components": {
            "schemas": {"Refusal": object_of(code=TEXT, message=TEXT)},
            "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": "sessionid"}},
        },
    }


def _operation(one: Endpoint) -> dict[str, Any]:
    said: dict[str, Any] = {
        "operationId": one.name,
        "summary": one.summary,
        "parameters": [
            {
                "name": each.name,
                "in": each.place,
                "required": each.place == "path",
                "description": each.what,
                "schema": each.shape,
            }
            for each in one.parameters
            if each.place != "body"
        ],
        "responses": {
            "200": {"description": "查到了", "content": {"application/json": {"schema": one.shape}}},
            "default": {
                "description": "没有办成：代码和说明",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}},
            },
        },
    }
    if body := one.inputs("body"):
        shape = object_of(**{each.name: {**each.shape, "description": each.what} for each in body})
        said["requestBody"] = {"required": True, "content": {"application/json": {"schema": shape}}}
    if one.is_own:
        said["security"] = [{"session": []}]
    return said


@public
@require_http_methods(["GET"])
def show_document(request: HttpRequest) -> HttpResponse:
    """Give the OpenAPI document."""
    return _json(openapi())


@public
@require_http_methods(["GET"])
def show_interface(request: HttpRequest) -> HttpResponse:
    """Show the interface to people: every endpoint with its parameters and what it answers."""
    rows = [(one, list(one.shape["properties"]), f"{settings.BASE_URL}{one.address}") for one in ENDPOINTS]
    return render(request, "portal/api.html", {"rows": rows, "nav": "open"})


def _json(content: dict[str, Any], *, status: int = 200) -> JsonResponse:
    return JsonResponse(content, status=status, json_dumps_params={"ensure_ascii": False, "indent": 1})


urlpatterns: list[URLPattern] = [
    path("api/", show_interface, name="api"),
    path("api/openapi.json", show_document, name="api_document"),
    *(path(one.route, _view(one), name=f"api_{one.name}") for one in ENDPOINTS),
]
