"""
The public interface for programs: matters, progress, verification, and one's own cases, each as JSON.

One table describes it: routes, the OpenAPI document and the page for people are made from the same rows, and a test holds
every answer against its described shape. Answers show what the pages show, masked alike.
"""

import functools
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from yangguang.capabilities.approval import api as approval
from yangguang.foundation.access.api import citizen_only, public
from yangguang.kernel import clock
from yangguang.kernel.refusals import InvalidInput, NotFound, Refusal
from yangguang.portal import queries
from yangguang.portal.forms import ProgressForm, words_of
from yangguang.portal.views.pages import look_up
from yangguang.reference.licences import api as licences
from yangguang.reference.matters import api as matters

PAGE_SIZE = 50
LARGEST_BODY = 4096
Shape = dict[str, Any]
Answer = Callable[..., dict[str, Any]]

TEXT: Shape = {"type": "string"}
WHOLE: Shape = {"type": "integer"}
DAY: Shape = {"type": ["string", "null"], "format": "date"}


class RequestUnreadable(InvalidInput):
    """The body is no JSON object with the fields asked for."""

    code = "portal.request_unreadable"
    text = "请求有 {count} 处不对。"
    remedy = "请按 /api/ 上的说明填写。"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing an endpoint is told: in the path, behind the question mark, or in the JSON body."""

    name: str
    place: str
    what: str
    shape: Shape = field(default_factory=lambda: TEXT)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One row of the interface."""

    name: str
    method: str
    route: str
    summary: str
    answer: Answer
    shape: Shape
    parameters: tuple[Parameter, ...] = ()
    is_own: bool = False

    @property
    def address(self) -> str:
        """The path as OpenAPI writes it."""
        return "/" + self.route.replace("<str:", "{").replace(">", "}")

    def inputs(self, place: str) -> list[Parameter]:
        """List the parameters that stand in one place."""
        return [one for one in self.parameters if one.place == place]


def _object(**properties: Shape) -> Shape:
    return {"type": "object", "required": list(properties), "properties": properties}


def _list(items: Shape) -> Shape:
    return {"type": "array", "items": items}


# ---------------------------------------------------------------- answers


def list_matters(request: HttpRequest) -> dict[str, Any]:
    """List the matters in force, narrowed by words."""
    words, today = words_of(request), clock.today(clock.now())
    page = _page(request)
    found = matters.list_matters(filters=matters.MatterFilters(words=words), on=today)
    rows = list(found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE + 1])
    return {
        "page": page,
        "has_next": len(rows) > PAGE_SIZE,
        "matters": [_matter(one) for one in rows[:PAGE_SIZE]],
    }


def get_matter(request: HttpRequest, code: str) -> dict[str, Any]:
    """Give the guide of the version in force."""
    version = matters.get_published(code=code, on=clock.today(clock.now()))
    return {
        **_matter(version),
        "version": version.number,
        "effective_from": version.effective_from,
        "for_whom": version.for_whom,
        "conditions": list(version.conditions),
        "materials": [
            {
                "code": one.code,
                "name": one.name,
                "necessity": one.necessity,
                "form": one.form_kind,
                "accept_standard": one.accept_standard,
            }
            for one in version.materials.all()
        ],
        "by_law": [{"law": one.get("law", ""), "article": one.get("article", "")} for one in version.by_law],
        "fee_fen": version.fee_fen,
        "result": version.result_name,
        "content_sm3": version.content_hash,
    }


def get_flow(request: HttpRequest, code: str) -> dict[str, Any]:
    """Give the steps of the flow in force, and the fingerprint of the file that runs."""
    version = matters.get_published(code=code, on=clock.today(clock.now()))
    return {
        "code": version.matter.code,
        "version": version.number,
        "flow_sm3": version.flow_hash,
        "is_what_runs": version.is_running_flow,
        "steps": [
            {
                "code": one.code,
                "node": one.node_id,
                "name": one.name,
                "post": one.post_name,
                "limit": one.limit,
                "unit": one.unit,
            }
            for one in matters.steps_of(version)
        ],
    }


def find_progress(request: HttpRequest) -> dict[str, Any]:
    """Tell how far a case is to whoever knows its number and phone; tries are counted as on the page."""
    form = ProgressForm(_body(request))
    if not form.is_valid():
        raise RequestUnreadable(fields={name: str(errors[0]) for name, errors in form.errors.items()})
    number = form.cleaned_data["number"]
    look_up(request, number, form.cleaned_data["phone"])
    view = queries.get_progress(number=number, now=clock.now())
    if view is None:
        raise NotFound(what="这件办件")
    return {
        "number": view.number,
        "matter": view.matter,
        "applicant": view.applicant,
        "sentence": view.sentence,
        "body": view.body,
        "steps": [{"name": one.name, "state": one.state} for one in view.steps],
    }


def verify_licence(request: HttpRequest, code: str) -> dict[str, Any]:
    """Say what a licence is worth now, by the code of its QR or by its number."""
    now = clock.now()
    try:
        return licences.verify_code(code=code, now=now).as_dict()
    except NotFound:
        return licences.verify_number(number=code, now=now).as_dict()


def list_cases(request: HttpRequest) -> dict[str, Any]:
    """List the signed-in applicant's own cases, the newest first."""
    page = _page(request)
    found = approval.list_my_applications(actor=request.actor)  # type: ignore[attr-defined]
    rows = list(found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE + 1])
    return {
        "page": page,
        "has_next": len(rows) > PAGE_SIZE,
        "cases": [_case(one) for one in rows[:PAGE_SIZE]],
    }


def get_case(request: HttpRequest, number: str) -> dict[str, Any]:
    """Give one of the signed-in applicant's own cases with its steps and documents."""
    actor = request.actor  # type: ignore[attr-defined]
    application = approval.get_application(actor=actor, number=number)
    steps = approval.steps_of_case(application=application, now=clock.now())
    return {
        **_case(application),
        "steps": [
            {
                "name": one.step.name,
                "post": one.step.post_name,
                "state": one.state,
                "due_on": one.due_on,
            }
            for one in steps
        ],
        "documents": [
            {"title": one.document.title, "number": one.number, "sm3": one.document.digest}
            for one in approval.list_case_documents(application=application)
            if one.kind != approval.DocumentKind.PARTY_NOTICE
        ],
    }


def _matter(version: Any) -> dict[str, Any]:
    return {
        "code": version.matter.code,
        "catalog_code": version.matter.catalog_code,
        "name": version.plain_name,
        "summary": version.summary,
        "body": version.matter.body.name,
        "promise_days": version.promise_days,
        "statutory_days": version.statutory_days,
        "is_online": version.is_online,
    }


def _case(application: Any) -> dict[str, Any]:
    progress = approval.progress_of(application=application)
    return {
        "number": progress.number,
        "matter": progress.matter,
        "matter_code": progress.matter_code,
        "applicant": application.applicant_name,
        "body": progress.body,
        "state": progress.state,
        "state_text": progress.state_label,
        "received_on": progress.received_on,
        "accepted_on": progress.accepted_on,
        "decided_on": progress.decided_on,
        "closed_on": progress.closed_on,
    }


def _page(request: HttpRequest) -> int:
    typed = request.GET.get("page", "1")
    if not (typed.isascii() and typed.isdigit() and 0 < int(typed) < 10_000):
        raise RequestUnreadable(fields={"page": "页码是从 1 起的整数。"})
    return int(typed)


def _body(request: HttpRequest) -> dict[str, str]:
    if request.content_type != "application/json":
        return request.POST.dict()
    try:
        said = json.loads(request.body) if len(request.body) <= LARGEST_BODY else None
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise RequestUnreadable(fields={"body": "请求内容不是 JSON 对象。"})
    return {name: value for name, value in said.items() if isinstance(value, str)}


# ---------------------------------------------------------------- the table

MATTER = {
    "code": TEXT,
    "catalog_code": TEXT,
    "name": TEXT,
    "summary": TEXT,
    "body": TEXT,
    "promise_days": WHOLE,
    "statutory_days": WHOLE,
    "is_online": {"type": "boolean"},
}
CASE = {
    **dict.fromkeys(("number", "matter", "matter_code", "applicant", "body", "state", "state_text"), TEXT),
    **dict.fromkeys(("received_on", "accepted_on", "decided_on", "closed_on"), DAY),
}
STEP = {
    "code": TEXT,
    "node": TEXT,
    "name": TEXT,
    "post": TEXT,
    "limit": {"type": ["integer", "null"]},
    "unit": TEXT,
}
PAGED: dict[str, Shape] = {"page": WHOLE, "has_next": {"type": "boolean"}}
CODE = Parameter("code", "path", "实施编码或者 12 位基本编码")
PAGE = Parameter("page", "query", f"第几页，每页 {PAGE_SIZE} 条", WHOLE)

ENDPOINTS = (
    Endpoint(
        "list_matters",
        "GET",
        "api/matters/",
        "查找正在施行的事项",
        list_matters,
        _object(**PAGED, matters=_list(_object(**MATTER))),
        (Parameter("q", "query", "名称或者平常的说法"), PAGE),
    ),
    Endpoint(
        "get_matter",
        "GET",
        "api/matters/<str:code>/",
        "看一个事项的办事指南",
        get_matter,
        _object(
            **MATTER,
            version=WHOLE,
            effective_from=DAY,
            for_whom=TEXT,
            conditions=_list(TEXT),
            materials=_list(_object(code=TEXT, name=TEXT, necessity=TEXT, form=TEXT, accept_standard=TEXT)),
            by_law=_list(_object(law=TEXT, article=TEXT)),
            fee_fen=WHOLE,
            result=TEXT,
            content_sm3=TEXT,
        ),
        (CODE,),
    ),
    Endpoint(
        "get_flow",
        "GET",
        "api/matters/<str:code>/flow/",
        "看这个事项正在执行的流程",
        get_flow,
        _object(
            code=TEXT,
            version=WHOLE,
            flow_sm3=TEXT,
            is_what_runs={"type": "boolean"},
            steps=_list(_object(**STEP)),
        ),
        (CODE,),
    ),
    Endpoint(
        "find_progress",
        "POST",
        "api/progress/",
        "凭办件编号和手机号查进度",
        find_progress,
        _object(
            number=TEXT,
            matter=TEXT,
            applicant=TEXT,
            sentence=TEXT,
            body=TEXT,
            steps=_list(_object(name=TEXT, state=TEXT)),
        ),
        (
            Parameter("number", "body", "办件编号"),
            Parameter("phone", "body", "申请时留的手机号，或者后四位"),
        ),
    ),
    Endpoint(
        "verify_licence",
        "GET",
        "api/verify/<str:code>/",
        "查验证照真伪",
        verify_licence,
        _object(title=TEXT, number=TEXT, status=TEXT, status_text=TEXT, is_valid={"type": "boolean"}),
        (Parameter("code", "path", "二维码里的验证码，或者证照编号"),),
    ),
    Endpoint(
        "list_cases",
        "GET",
        "api/my/cases/",
        "列出自己的办件",
        list_cases,
        _object(**PAGED, cases=_list(_object(**CASE))),
        (PAGE,),
        is_own=True,
    ),
    Endpoint(
        "get_case",
        "GET",
        "api/my/cases/<str:number>/",
        "看自己的一件",
        get_case,
        _object(
            **CASE,
            steps=_list(_object(name=TEXT, post=TEXT, state=TEXT, due_on=DAY)),
            documents=_list(_object(title=TEXT, number=TEXT, sm3=TEXT)),
        ),
        (Parameter("number", "path", "办件编号"),),
        is_own=True,
    ),
)


# ---------------------------------------------------------------- routes, document, page


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
            "schemas": {"Refusal": _object(code=TEXT, message=TEXT)},
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
        shape = _object(**{each.name: {**each.shape, "description": each.what} for each in body})
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
