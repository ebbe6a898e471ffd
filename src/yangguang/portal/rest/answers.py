"""What each endpoint answers; it shows what the pages show, masked alike."""

import json
from typing import Any

from django.http import HttpRequest

from yangguang.capabilities.approval import api as approval
from yangguang.kernel import clock
from yangguang.kernel.refusals import InvalidInput, NotFound
from yangguang.portal import queries
from yangguang.portal.forms import ProgressForm, words_of
from yangguang.portal.views.pages import look_up
from yangguang.reference.licences import api as licences
from yangguang.reference.matters import api as matters

PAGE_SIZE = 50
LARGEST_BODY = 4096


class RequestUnreadable(InvalidInput):
    """The body is no JSON object with the fields asked for."""

    code = "portal.request_unreadable"
    text = "请求有 {count} 处不对。"
    remedy = "请按 /api/ 上的说明填写。"


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
